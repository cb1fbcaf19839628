"""A course as one person meets it: its live parts, what each asks for, and how far the person is."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from wagtail.models import Page

from assessments.ledger.enums import EvidenceKind
from courses.enums import CourseRule, LessonRule, ModuleForm, ModuleRule


@dataclass(frozen=True, slots=True)
class Required:
    """A live course or module to take first, and whether it holds the person back no more."""

    page: Page
    is_met: bool


@dataclass(frozen=True, slots=True)
class LessonNode:
    """A live lesson in its course, with the person's own dates (None: not yet)."""

    page: Page
    number: int
    minutes: int
    is_required: bool
    rule: str
    seen_at: dt.datetime | None
    completed_at: dt.datetime | None
    waits_since: dt.datetime | None = None

    is_test = False

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None

    @property
    def is_waiting(self) -> bool:
        """All that is left is to be tried at work: the lesson is under way, and one reads on meanwhile."""
        return self.waits_since is not None and not self.is_done

    @property
    def is_read(self) -> bool:
        """Nothing is left to do on its page."""
        return self.is_done or self.is_waiting


@dataclass(frozen=True, slots=True)
class TestNode:
    """The live test of a module or a course, and whether the person has passed it in this round."""

    __test__ = False  # pytest: not a test case

    page: Page
    is_done: bool

    is_test = True


Step = LessonNode | TestNode


class HowFar(NamedTuple):
    """How many lessons of those that are needed somebody has taken, and how many are theirs to choose."""

    done: int
    needed: int
    optional: int


@dataclass(frozen=True)
class ModuleNode:
    """A live module with its live lessons in order, its test, and what is to be taken before it."""

    page: Page
    number: int
    form: str
    is_required: bool
    rule: str
    lessons: tuple[LessonNode, ...]
    test: TestNode | None
    requires: tuple[Required, ...]
    completion_id: int | None
    completed_at: dt.datetime | None
    proves: str  # the kind of evidence; empty where there is none, or it is from before the kinds
    retaken_at: dt.datetime | None = None  # when the person began it anew by itself, in this round

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None

    @property
    def is_retaken(self) -> bool:
        """It was completed in this round, and is being taken again: the course asks for no more than that."""
        return self.retaken_at is not None and not self.is_done

    @property
    def is_attended(self) -> bool:
        return self.form == ModuleForm.ATTENDED

    @property
    def steps(self) -> tuple[Step, ...]:
        """The lessons, and last the test."""
        return (*self.lessons, self.test) if self.test else self.lessons

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to do in it yet; an empty module holds nobody back."""
        return self.is_attended or bool(self.steps)

    @property
    def is_test_enough(self) -> bool:
        """The author lets the test decide alone. While the test is not published, the lessons do."""
        return self.rule == ModuleRule.TEST and self.test is not None

    @cached_property
    def demanded(self) -> tuple[LessonNode, ...]:
        """The lessons that the module cannot be completed without.

        None where it is taken in person: its lessons are preparation. Where the author marks no lesson as
        required and there is no test, it takes all of them: nobody completes a module by doing nothing.
        """
        if self.is_attended or self.is_test_enough:
            return ()
        required = tuple(lesson for lesson in self.lessons if lesson.is_required)
        return required or (() if self.test else self.lessons)

    @property
    def is_reached(self) -> bool:
        """Whether what the rule asks for is done. A module taken in person is completed by its teacher."""
        if self.is_attended or not self.asks_something:
            return False
        return all(lesson.is_done for lesson in self.demanded) and (self.test is None or self.test.is_done)

    @property
    def asks_for_right(self) -> bool:
        """Every lesson that it asks for is complete only by right answers."""
        return bool(self.demanded) and all(lesson.rule == LessonRule.RIGHT for lesson in self.demanded)

    @property
    def may_be_solved(self) -> bool:
        """Whether it could be more than taken part in, by its rule and the tests that are passed."""
        return self.test.is_done if self.test else self.asks_for_right

    @property
    def is_worked_through(self) -> bool:
        """It is completed, or all that it still waits for is to be tried at work."""
        is_waiting = any(lesson.is_waiting for lesson in self.demanded)
        is_read = all(lesson.is_read for lesson in self.demanded)
        is_through = is_read and (self.test is None or self.test.is_done)
        return self.is_done or self.is_retaken or (is_waiting and is_through)

    @property
    def missing(self) -> tuple[Required, ...]:
        """What is still to be taken before it."""
        return tuple(required for required in self.requires if not required.is_met)

    @cached_property
    def is_locked(self) -> bool:
        """Something is to be taken first. Whoever had begun before the author asked for it goes on."""
        is_begun = self.is_done or any(step.is_done for step in self.steps)
        return bool(self.missing) and not (is_begun or any(lesson.seen_at for lesson in self.lessons))

    @cached_property
    def how_far(self) -> HowFar:
        """Nothing that was added later takes a completed module back: then nothing more is needed."""
        needed = len(self.demanded)
        done = needed if self.is_done else sum(1 for lesson in self.demanded if lesson.is_done)
        return HowFar(done, needed, len(self.lessons) - needed)

    def place_of(self, page: Page) -> int | None:
        """The number of a lesson among those that are needed, from 1; None where it is optional."""
        places = {lesson.page.pk: number for number, lesson in enumerate(self.demanded, 1)}
        return places.get(page.pk)


@dataclass(frozen=True)
class CourseOutline:
    """A course's live parts, and one person's way through them."""

    person_id: int | None
    course: Page | None
    rule: str
    modules: tuple[ModuleNode, ...]
    test: TestNode | None
    requires: tuple[Required, ...]
    enrolment_id: int | None
    paused_at: dt.datetime | None
    restarted_at: dt.datetime | None
    completion_id: int | None
    completed_at: dt.datetime | None
    proves: str

    @property
    def is_live(self) -> bool:
        return self.course is not None

    @property
    def parts(self) -> list[Page]:
        """The course and its modules; none where the course is not live."""
        return [self.course, *(module.page for module in self.modules)] if self.course else []

    @property
    def is_test_enough(self) -> bool:
        return self.rule == CourseRule.TEST and self.test is not None

    @cached_property
    def demanded(self) -> tuple[ModuleNode, ...]:
        """The modules that the course cannot be completed without; all of them where none is required."""
        if self.is_test_enough:
            return ()
        modules = tuple(module for module in self.modules if module.asks_something)
        required = tuple(module for module in modules if module.is_required)
        return required or (() if self.test else modules)

    @property
    def is_ready_for_test(self) -> bool:
        """Whether the final test is open: when nothing is left on the pages of the modules that count."""
        return all(module.is_worked_through for module in self.demanded)

    @property
    def is_reached(self) -> bool:
        if not (self.demanded or self.test):
            return False
        is_tested = self.test is None or self.test.is_done
        return is_tested and all(module.is_done or module.is_retaken for module in self.demanded)

    @property
    def may_be_solved(self) -> bool:
        if self.test is not None:
            return self.test.is_done
        return bool(self.demanded) and all(
            module.proves == EvidenceKind.SOLVED or (not module.proves and module.may_be_solved)
            for module in self.demanded
        )

    @property
    def missing(self) -> tuple[Required, ...]:
        return tuple(required for required in self.requires if not required.is_met)

    @property
    def is_locked(self) -> bool:
        """Something is to be taken before one can enrol. Whoever is enrolled already stays in."""
        return bool(self.missing) and self.enrolment_id is None

    @cached_property
    def lessons(self) -> tuple[LessonNode, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def how_far(self) -> HowFar:
        """As for a module: of a module that the course does not ask for, no lesson is needed."""
        modules = [module.how_far for module in self.demanded]
        needed = sum(module.needed for module in modules)
        return HowFar(sum(module.done for module in modules), needed, len(self.lessons) - needed)

    def place_of(self, page: Page) -> int | None:
        """The number of a lesson among those that the course needs, from 1; None where it is optional."""
        needed = (lesson for module in self.demanded for lesson in module.demanded)
        return {lesson.page.pk: number for number, lesson in enumerate(needed, 1)}.get(page.pk)

    @cached_property
    def open_to_all(self) -> LessonNode | None:
        """The lesson that anybody may try: the first of the first module that asks for nothing before it."""
        lessons = (lesson for module in self.modules if not module.requires for lesson in module.lessons)
        return next(lessons, None)

    @cached_property
    def minutes_left(self) -> int:
        """What is left to read of the lessons that the course asks for, in minutes."""
        return sum(
            lesson.minutes
            for module in self.demanded
            if not module.is_done
            for lesson in module.demanded
            if not lesson.is_read
        )

    @cached_property
    def resume(self) -> Step | None:
        """Where to go on: the unfinished lesson seen last, else the first step the course still asks for.

        A lesson that waits for what is tried at work holds nobody up: it comes when there is nothing else.
        """
        open_modules = [module for module in self._under_way if not module.is_locked]
        opened = [
            lesson
            for module in open_modules
            for lesson in module.lessons
            if lesson.seen_at and not lesson.is_read
        ]
        if opened:
            return max(opened, key=lambda lesson: (lesson.seen_at, -lesson.number))
        asked_for = list(self._asked_for())
        ready = (step for step in asked_for if step.is_test or step not in self.waiting)
        return next(ready, asked_for[0] if asked_for else None)

    @property
    def _under_way(self) -> tuple[ModuleNode, ...]:
        """The modules that somebody may be in the middle of: of a completed course, those taken again."""
        if self.completion_id is None:
            return self.modules
        return tuple(module for module in self.modules if module.is_retaken)

    @cached_property
    def waiting(self) -> tuple[LessonNode, ...]:
        """The lessons in which all that is left is to be tried at work; none once the course is completed."""
        return tuple(lesson for module in self._under_way for lesson in module.lessons if lesson.is_waiting)

    def _asked_for(self) -> Iterator[Step]:
        # Where the final test is enough, the modules are still the way to it.
        modules = (self.demanded or self.modules) if self.completion_id is None else self._under_way
        for module in modules:
            if module.is_locked or module.is_done or module.is_attended:
                continue
            lessons = module.lessons if module.is_test_enough else module.demanded
            yield from (lesson for lesson in lessons if not lesson.is_done)
            if module.test and not module.test.is_done:
                yield module.test
        if self.completion_id is None and self.is_ready_for_test and self.test and not self.test.is_done:
            yield self.test

    @property
    def waits_for(self) -> ModuleNode | None:
        """The first module taken in person that the course still asks for."""
        return next((module for module in self.demanded if module.is_attended and not module.is_done), None)

    @property
    def completion_ids(self) -> list[int]:
        """What the person has completed of the course, and the course itself."""
        found = [self.completion_id, *(module.completion_id for module in self.modules)]
        return [pk for pk in found if pk is not None]

    def module_of(self, page: Page) -> ModuleNode | None:
        """The module that a page is, or lies in; None if it is not a live part of the course."""
        path = page.path[: len(self.course.path) + Page.steplen] if self.course else ""
        return next((module for module in self.modules if module.page.path == path), None)

    def since(self, page: Page) -> dt.datetime | None:
        """What the person did there before this counts no more: it was begun anew. None: all counts."""
        module = self.module_of(page)
        return (module.retaken_at if module else None) or self.restarted_at

    def rests_on(self, page: Page) -> bool:
        """Whether the course's rule is broken when this module of it is not completed."""
        return any(module.page.pk == page.pk for module in self.demanded)

    def lesson(self, page: Page) -> LessonNode | None:
        return next((lesson for lesson in self.lessons if lesson.page.pk == page.pk), None)

    @property
    def tests(self) -> tuple[TestNode, ...]:
        every = (*(module.test for module in self.modules), self.test)
        return tuple(test for test in every if test is not None)

    def test_node(self, page: Page) -> TestNode | None:
        return next((test for test in self.tests if test.page.pk == page.pk), None)

    def neighbours(self, page: Page) -> tuple[Step | None, Step | None]:
        """The steps before and after that are open, across modules."""
        steps: list[Step] = [step for module in self.modules if not module.is_locked for step in module.steps]
        if self.test and self.is_ready_for_test:
            steps.append(self.test)
        at = next(index for index, step in enumerate(steps) if step.page.pk == page.pk)
        return steps[at - 1] if at else None, steps[at + 1] if at + 1 < len(steps) else None

    def with_lesson_done(self, node: LessonNode, moment: dt.datetime) -> "CourseOutline":
        """The outline as it is after that lesson."""
        done = replace(node, completed_at=moment)
        return self._with_modules(
            replace(module, lessons=tuple(done if lesson is node else lesson for lesson in module.lessons))
            for module in self.modules
        )

    def with_test_passed(self, page: Page) -> "CourseOutline":
        """The outline as it is after that test was passed."""

        def passed(test: TestNode | None) -> TestNode | None:
            return replace(test, is_done=True) if test and test.page.pk == page.pk else test

        modules = (replace(module, test=passed(module.test)) for module in self.modules)
        return replace(self._with_modules(modules), test=passed(self.test))

    def with_modules_done(self, proves: Mapping[int, str], moment: dt.datetime) -> "CourseOutline":
        """The outline after these modules, by page id: what each proves. New completions have no id yet."""
        return self._with_modules(
            replace(module, completed_at=module.completed_at or moment, proves=proves[module.page.pk])
            if module.page.pk in proves
            else module
            for module in self.modules
        )

    def _with_modules(self, modules: "Iterator[ModuleNode]") -> "CourseOutline":
        return replace(self, modules=tuple(modules))
