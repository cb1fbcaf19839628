"""Whoever is done because a page asks for less than before: completed by a task, soon after it changed."""

import logging
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from accounts.domain.audit import one_act
from courses.domain.completions import settle
from courses.domain.enrolment import NotEnrolled, lock_enrolment
from courses.domain.lessons import complete_answered_lessons
from courses.domain.outline import CourseOutline, ModuleNode
from courses.domain.queries import read_outline
from courses.models import Attendance, Enrolment, LessonPage

logger = logging.getLogger(__name__)

# People settled before other tasks get their turn.
BATCH = 100


def settle_after_change(*paths: str) -> None:
    """Plan to settle everybody who takes a course with a page at one of these tree paths.

    In the transaction that changes the page: both happen or neither. Call it when the change is stored.
    """
    above = {path[:end] for path in paths for end in range(Page.steplen, len(path) + 1, Page.steplen)}
    taken = Enrolment.objects.current().filter(course__path__in=above)
    for course_id in sorted(taken.order_by().values_list("course_id", flat=True).distinct()):
        settle_course.enqueue(course_id)


# Lower than what somebody waits for.
@task(backend="background", priority=-5)
def settle_course(course_id: int, after: int = 0) -> None:
    """Complete what people in the course have done all of: lessons, modules, the course.

    One transaction for each person, and `BATCH` of them at a time, from the enrolment `after` on; then the
    rest is planned. Nobody loses anything by it, and done twice it does nothing the second time.
    """
    if not after:
        _drop_others(course_id)
    batch = Enrolment.objects.current().filter(course=course_id, pk__gt=after).order_by("pk")
    enrolments = list(batch.select_related("person", "course")[:BATCH])
    if not enrolments:
        return
    lessons = LessonPage.objects.descendant_of(enrolments[0].course).live().in_bulk()
    failures = []
    for enrolment in enrolments:
        try:
            _settle_one(enrolment, lessons)
        except Exception as failure:
            logger.error("Enrolment %s: %s", enrolment.pk, type(failure).__name__)
            failures.append(failure)
    if len(enrolments) == BATCH:
        settle_course.enqueue(course_id, enrolments[-1].pk)
    if failures:
        raise failures[0]


def _drop_others(course_id: int) -> None:
    """Let one run do for all that are planned: what they were planned for is stored by now."""
    planned = DBTaskResult.objects.ready().filter(task_path=settle_course.module_path)
    planned.filter(args_kwargs={"args": [course_id], "kwargs": {}}).delete()


def _settle_one(enrolment: Enrolment, lessons: dict[int, LessonPage]) -> None:
    person, path = enrolment.person, enrolment.course.path
    with transaction.atomic(), one_act():
        try:
            enrolment = lock_enrolment(person, path)
        except NotEnrolled:
            return
        outline = complete_answered_lessons(enrolment, read_outline(path, person), lessons)
        settle(person, outline)
        for module in outline.modules:
            mark = _mark(outline, module)
            if mark is not None:
                outline = read_outline(path, person)
                settle(person, outline, attended=outline.module_of(module.page), by=mark.marked_by)


def _mark(outline: CourseOutline, module: ModuleNode) -> Attendance | None:
    """That the person was there, where it was marked while the module was not published."""
    if module.is_done or not module.is_attended:
        return None
    marks = Attendance.objects.standing().filter(person=outline.person_id, module=module.page.pk)
    since = outline.since(module.page)
    if since is not None:
        marks = marks.filter(marked_at__gte=since)
    return marks.select_related("marked_by").order_by("pk").first()


def page_changed(instance: Page, **_kwargs: Any) -> None:
    """A page went live, came down or is gone, whoever and whatever did it."""
    settle_after_change(instance.path)


def page_moved(instance: Page, parent_page_before: Page, **_kwargs: Any) -> None:
    """A page has another place, in the same course or in another one."""
    settle_after_change(instance.path, parent_page_before.path)
