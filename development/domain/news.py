"""What is new to a person since they last said that they had seen it. Reads, but for `mark_seen`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.queries import OwnRow
from assessments.ledger.models.evidence import holds
from assessments.ledger.policy import own_view_kinds
from competences.domain.queries import Requirement, requirement_tree
from competences.enums import Level
from courses.domain.record import Record
from courses.models import Attendance, RunSeat
from development.domain.me import Me
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

    competence: Requirement
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


def read_news(me: Me, seats: Iterable[RunSeat]) -> News:
    """What was completed, confirmed, marked, taken back or ran out; `seats` are the person's own to come.

    Of whoever has no job nothing is asked, and no level is told. Newest first. One query.
    """
    person, now = me.person, timezone.now()
    since = person.news_seen_at or max(now - AT_FIRST, person.date_joined)
    rises, items = _from_ledger(me, since) if me.posts else ([], [])
    items += [*_completions(me.record, since), *_marks(person, since), *_moved_up(seats, since)]
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


def _completions(record: Record, since: dt.datetime) -> Iterator[Item]:
    for row in record.completions:
        if row.taken_back_at is None and row.completed_at > since:
            moment, words, more = row.completed_at, say_completed(row.title), ""
        elif row.taken_back_at is not None and row.taken_back_at > since:
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


def _from_ledger(me: Me, since: dt.datetime) -> tuple[list[Rise], list[Item]]:
    """Where more is confirmed than before, in the framework's order; who confirmed, and what ran out."""
    told: dict[int, list[OwnRow]] = defaultdict(list)
    for row in me.ledger.rows:
        told[row.competence_id].append(row)
    rises: list[Rise] = []
    items: list[Item] = []
    own_views = own_view_kinds()
    for area in requirement_tree():
        for requirement in area.requirements:
            rows = told[requirement.id]
            position = me.ledger.positions.get(requirement.id)
            level = position.level if position else 0
            before = _level_at(rows, since)
            new = [row for row in rows if row.told.recorded_at > since and row.told.kind not in own_views]
            if new and level > before:
                rises.append(Rise(requirement, before, level))
            items += [
                _about(requirement, row.told.recorded_at, say_confirmed(row.recorded_by[1], requirement))
                for row in new
                if row.recorded_by and _is_by_another(row, me.person)
            ]
            items += _ran_out(requirement, rows, level, since, me.today)
    return rises, items


def _level_at(rows: Iterable[OwnRow], moment: dt.datetime) -> int:
    """What was confirmed then, by the rows that still count."""
    day = timezone.localdate(moment)
    known = (row.told for row in rows if row.told.recorded_at <= moment)
    return max((told.confirms for told in known if holds(told.valid_until, day)), default=0)


def _ran_out(
    requirement: Requirement, rows: Iterable[OwnRow], level: int, since: dt.datetime, today: dt.date
) -> Iterator[Item]:
    """The newest row that has run out since, and confirmed more than holds now."""
    for row in rows:
        end = row.told.valid_until
        if end is None or end >= today or level >= row.told.confirms:
            continue
        if row.told.recorded_at > since or end >= timezone.localdate(since):
            moment = timezone.make_aware(dt.datetime.combine(end, dt.time.max))
            yield _about(requirement, moment, say_ran_out(requirement, end))
            return


def _is_by_another(row: OwnRow, person: User) -> bool:
    """Somebody else has looked. What a teacher marked is told as that."""
    is_from_a_course = row.origin.startswith("courses.")
    return row.recorded_by is not None and row.recorded_by[0] != person.pk and not is_from_a_course


def _about(requirement: Requirement, moment: dt.datetime, words: str) -> Item:
    anchor = requirement_anchor(requirement.code)
    return Item(moment=moment, words=words, place="development:profile", anchor=anchor)
