"""What is new to a person since they last said that they had seen it. Reads, but for `mark_seen`."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.queries import positions
from assessments.ledger.models import Evidence
from competences.enums import Level
from competences.models import Competence
from courses.models import Attendance, Completion, RunSeat
from development.domain.my_requirements import requirement_anchor
from development.domain.wording import (
    say_completed,
    say_confirmed,
    say_marked,
    say_moved_up,
    say_ran_out,
    say_taken_back,
)
from seats.enums import SeatState

# Whoever has never said so is told of this much.
AT_FIRST = dt.timedelta(days=30)
# A seat that came later than this after signing up was waited for.
AT_ONCE = dt.timedelta(minutes=1)
MAX_ITEMS = 8
MAX_RISES = 4


@dataclass(frozen=True, slots=True)
class Rise:
    """A requirement in which more is confirmed than was: the levels before and now, 0 to 4."""

    competence: Competence
    level_before: int
    level_now: int

    @property
    def before_label(self) -> str:
        return str(Level(self.level_before).label)

    @property
    def now_label(self) -> str:
        return str(Level(self.level_now).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that happened: in words, and the page (by name, with its number) that tells more."""

    moment: dt.datetime
    words: str
    place: str
    number: int | None = None
    anchor: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What is new. `since` is the moment they saw last, none the first time; `until` when this was read."""

    since: dt.datetime | None
    until: dt.datetime
    rises: tuple[Rise, ...]
    items: tuple[Item, ...]
    has_more: bool

    def __bool__(self) -> bool:
        return bool(self.rises or self.items)


def read_news(person: User, seats: Iterable[RunSeat], *, has_job: bool = True) -> News:
    """What was completed, confirmed, marked, taken back or ran out; `seats` are the person's own to come.

    Of whoever has no job nothing is asked, and no level is told. Newest first. At most five queries.
    """
    now = timezone.now()
    since = person.news_seen_at or max(now - AT_FIRST, person.date_joined)
    rises, items = _from_ledger(person, since) if has_job else ([], [])
    items += [*_completions(person, since), *_marks(person, since), *_moved_up(seats, since)]
    items.sort(key=lambda item: item.moment, reverse=True)
    return News(
        since=person.news_seen_at,
        until=now,
        rises=tuple(rises[:MAX_RISES]),
        items=tuple(items[:MAX_ITEMS]),
        has_more=len(rises) > MAX_RISES or len(items) > MAX_ITEMS,
    )


def mark_seen(person: User, until: dt.datetime) -> None:
    """Keep that the person has seen what was new up to then. Never back in time, and never ahead of it."""
    until = min(until, timezone.now())
    behind = Q(news_seen_at=None) | Q(news_seen_at__lt=until)
    User.objects.filter(behind, pk=person.pk).update(news_seen_at=until)


def _completions(person: User, since: dt.datetime) -> Iterator[Item]:
    rows = Completion.objects.filter(person=person)
    for row in rows.filter(Q(completed_at__gt=since) | Q(taken_back_at__gt=since)):
        if row.taken_back_at is None:
            moment, words, more = row.completed_at, say_completed(row.title), ""
        elif row.taken_back_at > since:
            moment, words, more = row.taken_back_at, say_taken_back(row.title), row.taken_back_reason
        else:
            continue
        yield Item(moment=moment, words=words, more=more, place="proofs:proof", number=row.pk)


def _marks(person: User, since: dt.datetime) -> Iterator[Item]:
    marks = Attendance.objects.standing().filter(person=person, marked_at__gt=since)
    for mark in marks.select_related("marked_by", "module"):
        words = say_marked(mark.marked_by.display_name if mark.marked_by else "", mark.module.title)
        yield Item(moment=mark.marked_at, words=words, place="courses:run", number=mark.run_id)


def _moved_up(seats: Iterable[RunSeat], since: dt.datetime) -> Iterator[Item]:
    for seat in seats:
        was_waited_for = seat.state_since - seat.signed_up_at > AT_ONCE
        if seat.state == SeatState.TAKEN and seat.state_since > since and was_waited_for:
            words = say_moved_up(seat.run.course.title)
            yield Item(moment=seat.state_since, words=words, place="courses:run", number=seat.run_id)


def _from_ledger(person: User, since: dt.datetime) -> tuple[list[Rise], list[Item]]:
    """Where more is confirmed than before, in the framework's order; who confirmed, and what ran out."""
    day, today = timezone.localdate(since), timezone.localdate()
    mine = Evidence.objects.unrevoked().filter(person=person)
    earlier = mine.holding(day).filter(competence=OuterRef("competence"), recorded_at__lte=since)
    rows = list(
        mine.told_by_others()
        .filter(competence__framework__is_current=True)
        .filter(Q(recorded_at__gt=since) | Q(valid_until__gte=day, valid_until__lt=today))
        .annotate(level_before=Subquery(earlier.order_by("-confirms").values("confirms")[:1]))
        .select_related("competence", "recorded_by")
        .order_by("competence__position", "-recorded_at", "-pk")
    )
    if not rows:
        return [], []
    levels = {competence: found.level for (_, competence), found in positions([person.pk], today).items()}
    rises: dict[int, Rise] = {}
    items: list[Item] = []
    ran_out: set[int] = set()
    for row in rows:
        level = levels.get(row.competence_id, 0)
        if row.recorded_at > since:
            if level > (row.level_before or 0):
                rises.setdefault(row.competence_id, Rise(row.competence, row.level_before or 0, level))
            if _is_by_another(row):
                items.append(
                    _about(row, row.recorded_at, say_confirmed(str(row.recorded_by), row.competence))
                )
        end = row.valid_until
        if end is not None and end < today and level < row.confirms and row.competence_id not in ran_out:
            ran_out.add(row.competence_id)
            moment = timezone.make_aware(dt.datetime.combine(end, dt.time.max))
            items.append(_about(row, moment, say_ran_out(row.competence, end)))
    return list(rises.values()), items


def _is_by_another(row: Evidence) -> bool:
    """Somebody else has looked. What a teacher marked is told as that."""
    is_from_a_course = row.origin.startswith("courses.")
    return row.recorded_by_id not in (None, row.person_id) and not is_from_a_course


def _about(row: Evidence, moment: dt.datetime, words: str) -> Item:
    anchor = requirement_anchor(row.competence.code)
    return Item(moment=moment, words=words, place="development:requirements", anchor=anchor)
