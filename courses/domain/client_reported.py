"""Which completions rest on what a browser says, and so are weaker evidence."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from assessments.models import Attempt
from courses.domain.lesson_rules import required_activities
from courses.domain.outline import CourseOutline, ModuleNode
from courses.models import LessonPage


def client_reported_parts(person: User, outline: CourseOutline) -> set[int]:
    """The ids of the outline's modules, and of its course, that rest on answers nobody here could count.

    Such an answer is the newest to a required activity of a lesson that the part cannot be completed without.
    A passed test in the part's own rule makes up for it, and so does a teacher who saw the person there. One
    query, two where there are such answers.
    """
    modules = [module for module in outline.modules if module.test is None and module.demanded]
    answered = _client_reported_lessons(person, outline, modules)
    weak = {
        module.page.pk for module in modules if any(lesson.page.pk in answered for lesson in module.demanded)
    }
    is_course_weak = outline.test is None and any(module.page.pk in weak for module in outline.demanded)
    if outline.course is not None and is_course_weak:
        weak.add(outline.course.pk)
    return weak


def _client_reported_lessons(person: User, outline: CourseOutline, modules: list[ModuleNode]) -> set[int]:
    answers = Attempt.objects.filter(
        person=person, page__in=[lesson.page.pk for module in modules for lesson in module.demanded]
    )
    if outline.restarted_at is not None:
        answers = answers.filter(submitted_at__gte=outline.restarted_at)
    newer = Attempt.objects.filter(
        Q(submitted_at__gt=OuterRef("submitted_at"))
        | Q(submitted_at=OuterRef("submitted_at"), pk__gt=OuterRef("pk")),
        person=person,
        page=OuterRef("page"),
        block_id=OuterRef("block_id"),
    )
    found = set(
        answers.filter(~Exists(newer), is_client_reported=True).order_by().values_list("page_id", "block_id")
    )
    if not found:
        return set()
    lessons = LessonPage.objects.filter(pk__in={page_id for page_id, _block_id in found})
    return {
        lesson.pk
        for lesson in lessons
        if any((lesson.pk, block_id) in found for block_id in map(UUID, required_activities(lesson)))
    }
