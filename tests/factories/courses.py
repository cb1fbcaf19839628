"""Plain makers of people and of the page tree with its courses. Names are Danish; none is anybody's."""

import uuid
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Locale, Page, Revision, Site, TaskState, Workflow, WorkflowState
from wagtail.signals import page_published

from accounts.enums import Role
from accounts.models import User
from assessments.h5p.blocks import pin_versions
from competences.models import Competence
from courses.domain.knowledge_tests import answer_test, hand_in_test, start_test
from courses.models import (
    CatalogueIndexPage,
    CoursePage,
    Enrolment,
    HomePage,
    LessonPage,
    ModulePage,
    Outcome,
    Prerequisite,
    SignatureTask,
    TestPage,
)

PASSWORD = "laer-sammen-2026"
_numbers = count(1)


def make_person(email: str = "", **fields: Any) -> User:
    number = next(_numbers)
    fields.setdefault("display_name", f"Åse Ærø {number}")
    return User.objects.create_user(email or f"person-{number}@example.org", PASSWORD, **fields)


def make_catalogue() -> CatalogueIndexPage:
    """The front page with /kurser/ under it, as the default site; the one that is there, if there is one."""
    found = CatalogueIndexPage.objects.first()
    if found:
        return found
    # A test with real transactions leaves an empty database behind, without what the migrations put there.
    Locale.objects.get_or_create(language_code="da")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    Page.objects.filter(depth=2).delete()
    home = root.add_child(instance=HomePage(title="Lærsammen", slug=f"home-{next(_numbers)}"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return home.add_child(instance=CatalogueIndexPage(title="Kurser", slug="kurser"))


def question(
    text: str = "Hvad gør du først?", *, several: bool = False, right: tuple[int, ...] = (1,)
) -> Any:
    """A multiple-choice block of three answers; `right` are the positions of the right ones, from 0."""
    answers = [
        {
            "type": "item",
            "id": str(uuid.uuid4()),
            "value": {
                "text": f"Svar nummer {position}",
                "is_right": position in right,
                "feedback": f"Tilbagemelding {position}",
            },
        }
        for position in range(3)
    ]
    value = {"question": text, "context": "<p>Døren er lukket.</p>", "several": several, "answers": answers}
    return {"type": "multiple_choice", "id": str(uuid.uuid4()), "value": value}


def text(words: str = "Spørg én gang til.") -> Any:
    return {"type": "text", "id": str(uuid.uuid4()), "value": f"<p>{words}</p>"}


def make_course(title: str = "", *, modules: int = 0, lessons: int = 1, **fields: Any) -> CoursePage:
    """A published course, with `modules` modules of `lessons` lessons of one question each."""
    fields.setdefault("duration_minutes", 50)
    title = title or f"Kursus {next(_numbers)}"
    course = _publish(make_catalogue(), CoursePage(title=title, **fields))
    for _number in range(modules):
        module = make_module(course)
        for _lesson in range(lessons):
            make_lesson(module)
    return course


def make_module(course: CoursePage, title: str = "", **fields: Any) -> ModulePage:
    course.refresh_from_db()
    title = title or f"Modul {next(_numbers)}"
    return _publish(course, ModulePage(title=title, **fields))


def make_lesson(
    module: ModulePage, title: str = "", *, body: list[Any] | None = None, **fields: Any
) -> LessonPage:
    """A published lesson; without a `body` it has a text and one question."""
    module.refresh_from_db()
    title = title or f"Lektion {next(_numbers)}"
    lesson = LessonPage(title=title, body=[], **fields)
    lesson.body = LessonPage._meta.get_field("body").to_python([text(), question()] if body is None else body)
    return _publish(module, lesson)


def sign_lesson(lesson: LessonPage, *signers: User, revision: Revision | None = None) -> None:
    """Let these people, else two of its own making, sign the revision, else what is shown of the lesson: the
    first for lived experience, the second for a profession.
    """
    people = signers or (make_person(), make_person())
    workflow = Workflow.objects.create(name=f"Underskrift {next(_numbers)}")
    run = WorkflowState.objects.create(
        workflow=workflow,
        content_type=ContentType.objects.get_for_model(LessonPage),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(lesson.pk),
        status=WorkflowState.STATUS_APPROVED,
    )
    for role, person in zip((Role.LIVED_EXPERIENCE, Role.PROFESSIONAL), people, strict=True):
        task = SignatureTask.objects.create(name=f"Opgave {next(_numbers)}")
        task.groups.add(Group.objects.get_or_create(name=role.value)[0])
        TaskState.objects.create(
            workflow_state=run,
            task=task,
            revision_id=revision.pk if revision else lesson.live_revision_id,
            status=TaskState.STATUS_APPROVED,
            finished_by=person,
        )
    if revision is None:
        LessonPage.objects.filter(pk=lesson.pk).update(signed_revision_id=lesson.live_revision_id)


def make_test(part: Page, title: str = "", *, pool: list[Any] | None = None, **fields: Any) -> TestPage:
    """A published test of a module or a course; without a `pool` it asks three questions, all to be right."""
    part.refresh_from_db()
    questions = [question(f"Spørgsmål {number}") for number in range(3)] if pool is None else pool
    fields = {"draws": len(questions), "pass_mark": len(questions), **fields}
    test = TestPage(title=title or f"Prøve {next(_numbers)}", **fields)
    test.pool = TestPage._meta.get_field("pool").to_python(questions)
    return _publish(part, test)


def pass_test(person: User, test: TestPage) -> None:
    """Sit the test and answer all of it right; its questions are multiple choice."""
    sitting = start_test(person, test)
    for drawn in sitting.questions:
        right = [answer["id"] for answer in drawn["question"]["answers"] if answer["is_right"]]
        answer_test(person, test, drawn["id"], {"answer": right})
    hand_in_test(person, test)


def make_prerequisite(page: Page, required: Page) -> Prerequisite:
    return Prerequisite.objects.create(page_id=page.pk, required_id=required.pk)


def make_outcome(page: Page, competence: Competence, level: int = 2, **fields: Any) -> Outcome:
    return Outcome.objects.create(page_id=page.pk, competence=competence, level=level, **fields)


def make_enrolment(person: User, course: CoursePage) -> Enrolment:
    return Enrolment.objects.create(person=person, course=course)


def lessons_of(course: CoursePage) -> list[LessonPage]:
    """The lessons of the course in order."""
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def questions_of(lesson: LessonPage) -> list[Any]:
    return [block for block in lesson.body if block.block_type == "multiple_choice"]


def answer_form(block: Any, *positions: int, key: uuid.UUID | None = None) -> dict[str, Any]:
    """The form that a browser sends: the answers at these positions, from 0."""
    options = [option.id for option in block.value["answers"].bound_blocks]
    return {
        "question": block.id,
        "submission_key": str(key or uuid.uuid4()),
        "answer": [options[position] for position in positions],
    }


def _publish(parent: Page, page: Any) -> Any:
    """Put a new page under `parent`, live.

    Wagtail saves such a page three times, each with all that hangs on a save; half of the suite's time went
    there. This leaves the same rows, but for the log, and says the same to whoever listens.
    """
    if isinstance(page, LessonPage):
        pin_versions(page.body)
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = timezone.now()
    parent.add_child(instance=page)
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    Page.objects.filter(pk=page.pk).update(latest_revision=revision, live_revision=revision)
    page.refresh_from_db()
    page_published.send(sender=type(page), instance=page, revision=revision)
    return page
