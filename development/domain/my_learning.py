"""The page My learning: what is under way, what the work asks for, what comes next. Reads only."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from wagtail.models import Page

from courses.domain.outline import CourseOutline, ModuleNode, Step
from courses.domain.record import Record
from courses.enums import CompletionKind
from courses.models import Completion
from development.domain.me import Me
from development.domain.my_requirements import Demand, MyRequirements, my_requirements
from development.domain.recommendations import Suggestion, find_offers, suggest
from development.domain.wording import why_practise

RESTS_AFTER = dt.timedelta(days=14)
MAX_UNDER_WAY = 10
MAX_COMPLETED = 5
FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class UnderWay:
    """A course that the person takes. There is no deadline: it goes on, it rests, or it is on a break."""

    outline: CourseOutline
    last_seen: dt.date
    is_resting: bool

    @property
    def is_paused(self) -> bool:
        """The person has said that they take a break."""
        return self.outline.paused_at is not None

    @property
    def is_begun(self) -> bool:
        return any(lesson.seen_at for lesson in self.outline.lessons)

    @property
    def step(self) -> Step | None:
        """The next lesson or test."""
        return self.outline.resume

    @property
    def module(self) -> ModuleNode | None:
        """The module that the next step lies in; none for the final test."""
        return self.outline.module_of(self.step.page) if self.step else None

    @property
    def here(self) -> int | None:
        """The number of the next lesson among those that the course needs, from 1."""
        return self.outline.place_of(self.step.page) if self.step else None

    @property
    def here_in_module(self) -> int | None:
        return self.module.place_of(self.step.page) if self.module and self.step else None

    @property
    def minutes_left_in_module(self) -> int:
        lessons = self.module.demanded if self.module else ()
        return sum(lesson.minutes for lesson in lessons if not lesson.is_read)


@dataclass(frozen=True)
class MyLearning:
    """Everything that the page shows. `requirements` is None for who holds no job: then nothing is asked."""

    requirements: MyRequirements | None
    under_way: tuple[UnderWay, ...]
    has_more_under_way: bool
    paused: tuple[UnderWay, ...]
    taken_down: tuple[Page, ...]
    completed: tuple[Completion, ...]
    suggestions: tuple[Suggestion, ...]
    practice: Demand | None
    practice_level: int

    @property
    def resume(self) -> UnderWay | None:
        """The course to go on with: the one seen last that has something left."""
        return next((course for course in self.under_way if course.step), None)

    @property
    def next_suggestion(self) -> Suggestion | None:
        """The first suggestion, when it is the next step because nothing is under way."""
        return self.suggestions[0] if self.suggestions and not self.resume else None

    @property
    def further_suggestions(self) -> tuple[Suggestion, ...]:
        """Those that are not the next step already."""
        return self.suggestions[1:] if self.next_suggestion else self.suggestions

    @property
    def why_practise(self) -> str:
        return why_practise(self.practice.judgement.state, self.practice_level) if self.practice else ""

    @property
    def is_practice_next(self) -> bool:
        return self.practice is not None and not self.resume and not self.next_suggestion

    @property
    def is_new_here(self) -> bool:
        """Nothing is under way, done or known: the page is a welcome."""
        is_unknown = self.requirements is None or self.requirements.is_all_unknown
        return is_unknown and not (self.under_way or self.paused or self.taken_down or self.completed)


def read_my_learning(me: Me) -> MyLearning:
    """What the person sees about own learning today. The number of queries does not grow with the rows."""
    record = me.record
    under_way, paused, has_more, taken_down = courses_under_way(record)
    completed = tuple([row for row in record.standing if row.kind == CompletionKind.COURSE][:MAX_COMPLETED])
    if not me.posts:
        return MyLearning(None, under_way, has_more, paused, taken_down, completed, (), None, 0)
    requirements = my_requirements(me.posts, me.ledger)
    offers = find_offers(record.holds_by_path(me.ledger.expired_origins), requirements.demands)
    taken = {course.outline.course.pk for course in (*under_way, *paused) if course.outline.course}
    suggestions, practice = suggest(record, requirements.demands, offers, taken)
    return MyLearning(
        requirements=requirements,
        under_way=under_way,
        has_more_under_way=has_more,
        paused=paused,
        taken_down=taken_down,
        completed=completed,
        suggestions=suggestions,
        practice=practice,
        practice_level=offers.practice_level(practice) if practice else 0,
    )


def courses_under_way(
    record: Record,
) -> tuple[tuple[UnderWay, ...], tuple[UnderWay, ...], bool, tuple[Page, ...]]:
    """Live courses that the person takes and has not completed, and those on a break; last seen first.

    At most ten of both together, those on a break last; the third value tells whether there are more. The
    last are courses that were taken down meanwhile.
    """
    today = timezone.localdate()
    completed = {row.page_id for row in record.standing}
    taken = [one for one in record.taken if one.course.pk not in completed]
    taken.sort(key=lambda one: (one.last_seen, one.enrolment_id), reverse=True)
    # Those on a break last, the newest break first.
    taken.sort(key=lambda one: one.paused_at or FOREVER, reverse=True)
    rows = [one for one in taken if one.course.live]
    shown = rows[:MAX_UNDER_WAY]
    outlines = record.outlines([one.course.path for one in shown])
    courses = []
    for one in shown:
        day = timezone.localdate(one.last_seen)
        courses.append(UnderWay(outlines[one.course.path], day, today - day > RESTS_AFTER))
    return (
        tuple(course for course in courses if not course.is_paused),
        tuple(course for course in courses if course.is_paused),
        len(rows) > MAX_UNDER_WAY,
        tuple(one.course for one in taken if not one.course.live),
    )
