"""Making a release: once for a day, all figures in one transaction."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.audit import record_action
from accounts.domain.statistics import learn_sizes
from accounts.models import User, Workplace
from releases.domain.figures import Counted, Reader, figures
from releases.domain.groups import arrange_groups
from releases.domain.people import Keys
from releases.domain.safety import Stay, choose_groups, extend
from releases.domain.steps import Told, tell
from releases.models import Episode, GroupPlace, Release, ReleasedTable
from releases.policy import LEAST, RELEASE_DAY

BATCH = 5_000


class NotADayOfRelease(ValueError):
    """Figures are not made for this day; says why in a sentence."""


def newest_day(today: dt.date) -> dt.date:
    """The newest day up to this one for which figures are made."""
    day = today.replace(day=RELEASE_DAY)
    return day if day <= today else (day - dt.timedelta(days=RELEASE_DAY)).replace(day=RELEASE_DAY)


def make_due(now: dt.datetime) -> int:
    """Make the release of the newest day, if it is missing; how many were made. Days missed stay missed.

    By the clock, whatever `now` says: nobody knows how people will stand.
    """
    day = newest_day(timezone.localdate())
    if Release.objects.filter(date__gte=day).exists():
        return 0
    return int(make_release(day) is not None)


@transaction.atomic
def make_release(day: dt.date) -> Release | None:
    """Make and keep all figures about groups as they are on the day; None where that was done before.

    A day of the past can be made up for only while nothing later is there: what was told later was judged
    without it. Raises `NotADayOfRelease`, with nothing stored.
    """
    # One at a time, whatever the day. The tree stands still meanwhile.
    list(Workplace.objects.select_for_update().filter(depth=1))
    if Release.objects.filter(date=day).exists():
        return None
    if day.day != RELEASE_DAY:
        raise NotADayOfRelease(_("Figures are made for day %(day)s of a month.") % {"day": RELEASE_DAY})
    if day > timezone.localdate():
        raise NotADayOfRelease(_("The day has not come yet."))
    if Release.objects.filter(date__gt=day).exists():
        raise NotADayOfRelease(_("Figures of a later day have been made. This day stays without."))
    release = Release.objects.create(date=day)
    arrange_groups(day)
    making = _Making(release)
    number = sum(making.release_figure(name, reader) for name, reader in figures().items())
    learn_sizes()
    record_action(release, "releases.make_release", data={"date": day.isoformat(), "tables": number})
    return release


@dataclass(frozen=True, slots=True)
class _Count:
    """How everybody stands in one part: by group the state by key, and the keys that hide nobody."""

    states: dict[int, dict[int, str]]
    known: set[int]


class _Making:
    """What is the same for all figures of a release, read once."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.group_of = dict(GroupPlace.objects.values_list("workplace", "group"))
        # Whoever has gone is counted no more, and gets no key anew.
        self.here = set(User.objects.here().values_list("pk", flat=True))
        self.keys = Keys()

    def release_figure(self, figure: str, reader: Reader) -> int:
        """One figure with all its parts, one after the other; how many tables were made.

        A part that nobody is counted in any more is left as it was told.
        """
        return sum(
            self._release_part(figure, part, self._count(list(rows)))
            for part, rows in groupby(reader(self.release.date), key=attrgetter("part"))
        )

    def _count(self, rows: list[Counted]) -> _Count:
        """Each person once in a group, in the state that is given first."""
        rows = [row for row in rows if row.workplace in self.group_of and row.person in self.here]
        key_of = self.keys.of([row.person for row in rows])
        states: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for row in rows:
            states[self.group_of[row.workplace]].setdefault(key_of[row.person], row.state)
        return _Count(dict(states), {key_of[row.person] for row in rows if row.is_known})

    def _release_part(self, figure: str, part: str, now: _Count) -> int:
        episodes = Episode.objects.filter(figure=figure, part=part).order_by("pk")
        past = {
            Stay(group, key.int, state, first, last): pk
            for pk, group, key, state, first, last in episodes.values_list(
                "pk", "group", "key", "state", "first", "last"
            )
        }
        numbers: dict[int, int] = {}
        for stay in past:
            numbers[stay.group] = max(numbers.get(stay.group, 0), stay.last)
        chosen = choose_groups(past, numbers, now.states, LEAST, now.known)
        told = {group: now.states[group] for group in chosen}
        _keep_stays(figure, part, past, extend(past, numbers, told))
        tables = [
            ReleasedTable(
                release=self.release,
                group_id=group,
                figure=figure,
                part=part,
                number=numbers.get(group, 0) + 1,
                people=len(people),
                told=_tell(people, now.known).as_json(),
            )
            for group, people in sorted(told.items())
        ]
        ReleasedTable.objects.bulk_create(tables)
        return len(tables)


def _tell(people: dict[int, str], known: set[int]) -> Told:
    """What may be told of a group, whole, and when those who are known are taken out of it."""
    told = tell(Counter(people.values()))
    seen = Counter(state for key, state in people.items() if key in known)
    if told.is_exact and 0 < seen.total() < len(people):
        return tell(Counter(people.values()), before=Told(seen.total(), seen))
    return told


def _keep_stays(figure: str, part: str, past: dict[Stay, int], stays: list[Stay]) -> None:
    """Store what is new: stays that went on (they stand first, in the order of `past`), and those begun."""
    longer: defaultdict[int, list[int]] = defaultdict(list)
    for (before, pk), stay in zip(past.items(), stays, strict=False):
        if stay.last != before.last:
            longer[stay.last].append(pk)
    for last, rows in longer.items():
        for at in range(0, len(rows), BATCH):
            Episode.objects.filter(pk__in=rows[at : at + BATCH]).update(last=last)
    _insert(figure, part, stays[len(past) :])


def _insert(figure: str, part: str, begun: Iterable[Stay]) -> None:
    """Store stays that begin: millions in a large house, so past the ORM, which takes ten times as long."""
    quote = connection.ops.quote_name
    names = ("figure", "part", "group_id", "key", "state", "first", "last")
    columns = ", ".join(quote(name) for name in names)
    places = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(Episode._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    as_stored = Episode._meta.get_field("key").get_db_prep_value
    rows = (
        (
            figure,
            part,
            stay.group,
            as_stored(UUID(int=stay.key), connection),
            stay.state,
            stay.first,
            stay.last,
        )
        for stay in begun
    )
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(statement, batch)
