"""The demo's pages: the courses that history needs to know, workshops, and what the workshop is writing."""

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from assessments.domain.activities import ACTIVITIES
from courses.domain.lesson_rules import practice_tasks, required_activities
from courses.domain.queries import read_outline
from courses.domain.solved import Facts, Proved, judge_course, judge_module
from courses.enums import ModuleForm
from courses.exchange.domain.course_files import read_lesson
from courses.models import ContactSettings, CoursePage, LessonPage, ModulePage, TestPage
from demo.domain.answers import answer
from demo.domain.data import ROOT, read

# Block ids grow from the page's address and the block's place, so that every load gives the same ones.
BLOCK_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/laersammen/demo")
DRAFTS = ROOT / "content" / "udkast"


@dataclass(frozen=True, slots=True)
class Part:
    """A course or a module as history needs it: `outcomes` are competence ids and levels.

    `proved` is what completing it proves of somebody who answers as the demo does: all of it, and right.
    """

    page_id: int
    title: str
    revision_id: int | None
    outcomes: list[tuple[int, int]]
    proved: Proved


@dataclass(frozen=True)
class Exam:
    """The published test of a module or a course."""

    page: TestPage

    @cached_property
    def pool(self) -> list[tuple[dict[str, Any], Any]]:
        """The questions as a sitting keeps them, each with a full answer."""
        pool = []
        for block in self.page.pool:
            question = ACTIVITIES[block.block_type].snapshot(block.value)
            kept = {"id": block.id, "activity": block.block_type, "question": question}
            pool.append((kept, answer(block.block_type, question)))
        return pool


@dataclass(frozen=True, slots=True)
class Module:
    """A published module that is taken online, with its lessons in order and its test."""

    part: Part
    lessons: list[LessonPage]
    test: Exam | None


@dataclass(frozen=True, slots=True)
class Course:
    """A published course with its modules in order and its final test."""

    part: Part
    modules: list[Module]
    test: Exam | None

    @property
    def lessons(self) -> list[LessonPage]:
        return [lesson for module in self.modules for lesson in module.lessons]


def read_courses() -> dict[str, Course]:
    """The courses of the catalogue by slug, with what history needs to know of them.

    Modules that are taken in person are left out: nobody of the demo has been to one.
    """
    return {course.slug: _read_course(course) for course in CoursePage.objects.live().order_by("path")}


def fill_site() -> None:
    """Say whose site this is, and how to reach those who run it."""
    contact = ContactSettings.load()
    contact.operator = "Sønderå Kommune, Center for Socialpsykiatri"
    contact.phone = "00 00 00 00"
    contact.email = "hjaelp@example.org"
    contact.save()


def build_drafts(author: User) -> None:
    """The lessons that the peer is writing: one waits for its signatures, one nobody has seen."""
    for content in read("data/drafts")["drafts"]:
        module = ModulePage.objects.descendant_of(CoursePage.objects.get(slug=content["course"])).last()
        assert module is not None
        lesson = read_lesson(DRAFTS / f"{content['slug']}.md")
        lesson.live, lesson.has_unpublished_changes, lesson.owner = False, True, author
        module.add_child(instance=lesson)
        lesson.save_revision(user=author)
        if content["is_submitted"]:
            workflow = lesson.get_workflow()
            assert workflow is not None
            workflow.start(lesson, author)


def _read_course(course: CoursePage) -> Course:
    modules = ModulePage.objects.live().child_of(course).exclude(form=ModuleForm.ATTENDED)
    proved = _prove(course)
    return Course(
        _part(course, proved),
        [
            Module(_part(module, proved), list(LessonPage.objects.live().child_of(module)), _test(module))
            for module in modules
        ],
        _test(course),
    )


def _part(page: CoursePage | ModulePage, proved: dict[int, Proved]) -> Part:
    outcomes = list(page.outcomes.values_list("competence_id", "level"))
    return Part(page.pk, page.title, page.live_revision_id, outcomes, proved[page.pk])


def _prove(course: CoursePage) -> dict[int, Proved]:
    """By page id: what course and modules prove where every answer and every test is right."""
    outline = read_outline(course.path, AnonymousUser())
    lessons = LessonPage.objects.live().descendant_of(course).in_bulk()
    facts = Facts(lessons=lessons)
    for pk, lesson in lessons.items():
        for block_id, kind in required_activities(lesson).items():
            facts.answered.add((pk, block_id))
            facts.right.add((pk, block_id))
            if ACTIVITIES[kind].is_graded:
                facts.with_points.add((pk, block_id))
        facts.noted |= {(pk, block_id) for block_id in practice_tasks(lesson)}
    for test in TestPage.objects.live().descendant_of(course):
        facts.passed[test.pk] = (test.draws, test.draws)
        outline = outline.with_test_passed(test)
    proved = {module.page.pk: judge_module(module, facts) for module in outline.modules}
    outline = outline.with_modules_done({pk: part.kind for pk, part in proved.items()}, timezone.now())
    return {**proved, course.pk: judge_course(outline, facts)}


def _test(page: CoursePage | ModulePage) -> Exam | None:
    test = TestPage.objects.live().child_of(page).first()
    return Exam(test) if test else None
