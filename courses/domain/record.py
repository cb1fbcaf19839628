"""Everything that one person has taken, read once for however many courses a page shows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from wagtail.models import Page

from accounts.models import User
from assessments.domain.sittings import is_overdue
from assessments.models import TestSitting
from courses.domain.outline import CourseOutline
from courses.domain.queries import Done, Own, completion_origin, shape_outline
from courses.domain.shape import PAGE_COLUMNS, WIDTH, as_page, read_shapes
from courses.models import Completion, Enrolment


@dataclass(frozen=True, slots=True)
class Taken:
    """A course that the person takes now, live or not; seen last when they enrolled, if never since."""

    enrolment_id: int
    course: Page
    paused_at: dt.datetime | None
    last_seen: dt.datetime


@dataclass(frozen=True, slots=True)
class Record:
    """What a person takes, has completed (newest first, also what was taken back or begun anew), has passed.

    `closes` holds when each test closes that is still open.
    """

    person_id: int
    taken: tuple[Taken, ...]
    completions: tuple[Completion, ...]
    closes: tuple[dt.datetime, ...]
    own: Mapping[str, Own]
    done: Done

    @property
    def standing(self) -> list[Completion]:
        """The completions that count."""
        return [row for row in self.completions if row.superseded_at is None and row.taken_back_at is None]

    def has_overdue(self, now: dt.datetime) -> bool:
        """Whether a test of theirs is open though its time was up."""
        return any(is_overdue(closes_at, now) for closes_at in self.closes)

    def outlines(self, course_paths: Collection[str]) -> dict[str, CourseOutline]:
        """The courses at these tree paths, as `read_outlines` gives them, without its queries."""
        if not course_paths:
            return {}
        return {
            path: shape_outline(path, shape, self.person_id, self.own.get(path, Own()), self.done)
            for path, shape in read_shapes(course_paths).items()
        }

    def holds_by_path(self, expired: Collection[str]) -> dict[str, bool]:
        """The tree paths of what is completed, and whether its evidence still holds.

        `expired` are the origins, as the ledger names them, of what has run out.
        """
        return {
            row.page.path: completion_origin(row.pk) not in expired
            for row in self.standing
            if row.page is not None
        }


def read_record(person: User) -> Record:
    """The person's record, in three queries whatever its length."""
    completions = tuple(Completion.objects.filter(person=person).select_related("page"))
    retaken: dict[int | None, dict[int, dt.datetime]] = defaultdict(dict)
    for row in completions:
        if row.superseded_at is not None and row.taken_back_at is None and row.page_id is not None:
            known = retaken[row.enrolment_id]
            known[row.page_id] = max(row.superseded_at, known.get(row.page_id, row.superseded_at))
    taken, own = _read_taken(person, retaken)
    passed, closes = _read_sittings(person)
    standing = {
        row.page_id: [row.pk, row.completed_at, row.proves]
        for row in completions
        if row.superseded_at is None and row.taken_back_at is None
    }
    return Record(person.pk, taken, completions, closes, own, Done(standing, passed))


def _read_taken(
    person: User, retaken: Mapping[int | None, dict[int, dt.datetime]]
) -> tuple[tuple[Taken, ...], dict[str, Own]]:
    rows = (
        Enrolment.objects.current()
        .filter(person=person)
        .order_by("pk")
        .values_list(
            *(f"course__{column}" for column in PAGE_COLUMNS),
            *("pk", "paused_at", "round", "enrolled_at"),
            *("progress__lesson_id", "progress__earlier"),
            *("progress__seen_at", "progress__completed_at", "progress__waits_since"),
        )
    )
    taken: list[Taken] = []
    own: dict[str, Own] = {}
    for (values, pk, paused_at, number, enrolled_at), group in groupby(
        rows, key=lambda row: (row[:WIDTH], *row[WIDTH : WIDTH + 4])
    ):
        progress = [row[WIDTH + 4 :] for row in group]
        course = as_page(values)
        # A lesson of a module that was taken again has been seen; how far one was in it counts no more.
        seen = [seen_at for _lesson, _earlier, seen_at, *_dates in progress if seen_at]
        taken.append(Taken(pk, course, paused_at, max(seen, default=enrolled_at)))
        own[course.path] = Own(
            enrolment_id=pk,
            paused_at=paused_at,
            restarted_at=enrolled_at if number > 1 else None,
            progress={lesson: tuple(dates) for lesson, earlier, *dates in progress if earlier == 0},
            retaken=retaken.get(pk, {}),
        )
    return tuple(taken), own


def _read_sittings(
    person: User,
) -> tuple[dict[int | None, dt.datetime], tuple[dt.datetime, ...]]:
    rows = TestSitting.objects.filter(Q(passed=True) | Q(attempt=None), person=person).order_by("number")
    passed: dict[int | None, dt.datetime] = {}
    closes: list[dt.datetime] = []
    for page_id, is_passed, attempt, submitted_at, closes_at in rows.values_list(
        "page_id", "passed", "attempt_id", "attempt__submitted_at", "closes_at"
    ):
        if is_passed:
            passed[page_id] = submitted_at
        if attempt is None and closes_at is not None:
            closes.append(closes_at)
    return passed, tuple(closes)
