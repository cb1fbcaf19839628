import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, PageViewRestriction
from wagtail.views import serve

from assessments.domain.activities import AnswerRefused
from assessments.domain.attempts import FORM_IS_BROKEN, latest_attempts
from assessments.models import Attempt
from courses.domain.enrolment import NotEnrolled
from courses.domain.lessons import LessonClosed, complete_lesson, open_lesson, submit_answer
from courses.domain.queries import CourseOutline, question_blocks, read_gains, read_outline
from courses.models import LessonPage
from courses.rules import is_enrolled
from courses.views.refusal import post_only, refuse

# In calm view these begin a new part of the lesson, so that there is one thing at a time.
PART_STARTS = {"heading", "scene", "multiple_choice", "try_it"}
NOT_ENROLLED = gettext_lazy("You have to be enrolled in the course to answer. Enrol on the course's page.")
TOO_LONG = gettext_lazy("That answer is too long to be kept here. Make it shorter.")
NOT_THERE = gettext_lazy("The lesson is not open at the moment.")


@dataclass(kw_only=True)
class Question:
    """An activity as the page shows it. Before an answer it holds nothing that gives the key away."""

    id: str
    href: str
    retry_href: str
    submission_key: uuid.UUID | None = None
    attempt: Attempt | None = None
    error: str = ""

    @property
    def yours(self) -> list[dict[str, Any]]:
        return [answer for answer in self._answers if answer["id"] in self._chosen]

    @property
    def missed(self) -> list[dict[str, Any]]:
        """Right answers that were not chosen."""
        return [answer for answer in self._answers if answer["is_right"] and answer["id"] not in self._chosen]

    @property
    def others(self) -> list[dict[str, Any]]:
        return [
            answer for answer in self._answers if not answer["is_right"] and answer["id"] not in self._chosen
        ]

    @property
    def _answers(self) -> list[dict[str, Any]]:
        return self.attempt.question["answers"] if self.attempt else []

    @property
    def _chosen(self) -> list[str]:
        return self.attempt.response if self.attempt else []


@dataclass(kw_only=True)
class Part:
    """A block of the lesson's body, and the question's state if it is one."""

    block: Any
    question: Question | None = None


def lesson_by_address(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """Show a lesson, found by its whole address at once.

    Wagtail walks the tree from the root, two queries a level, and would spend ten on the most visited kind of
    page. What is not plainly one live lesson without view restrictions is left to that walk.
    """
    restrictions = PageViewRestriction.objects.annotate(
        under=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    )
    found = list(
        LessonPage.objects.live()
        .filter(slug=lesson, url_path__endswith=f"/kurser/{course}/{module}/{lesson}/")
        .annotate(is_restricted=Exists(restrictions.filter(under__startswith=F("page__path"))))[:2]
    )
    if len(found) == 1 and not found[0].is_restricted and request.method in ("GET", "HEAD"):
        return found[0].serve(request)
    return serve(request, request.path.lstrip("/"))


@LessonPage.shown_by
def show_lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """A lesson, to those who take its course; others are led to the course's page."""
    outline = read_outline(page.course_path, request.user)
    if request.is_preview:  # type: ignore[attr-defined]
        return _render(request, page, outline, is_preview=True)
    node = outline.lesson(page)
    if node is None or outline.course is None:
        raise Http404
    if outline.enrolment_id is None or not is_enrolled(request.user, outline):
        messages.info(request, _("Enrol in the course, then you can read its lessons."))
        return redirect(outline.course.url)
    open_lesson(outline.enrolment_id, node)
    return _render(request, page, outline, has_attempts=node.seen_at is not None)


@post_only
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answer to one question of the lesson and lead back to it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.ANSWER_MAX_BYTES:
        return refuse(request, TOO_LONG, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    page = get_object_or_404(LessonPage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(page.url)
    back = {"back": page.url, "back_label": _("Back to the lesson")}
    if not _is_utf8(request):
        return refuse(request, FORM_IS_BROKEN, HTTPStatus.BAD_REQUEST, **back)
    block_id = request.POST.get("question", "")
    try:
        submit_answer(person=request.user, lesson=page, block_id=block_id, fields=request.POST)
    except NotEnrolled:
        return _not_enrolled(request, page)
    except LessonClosed:
        return refuse(request, NOT_THERE, HTTPStatus.NOT_FOUND)
    except AnswerRefused as refusal:
        if refusal.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            return refuse(request, refusal.message, refusal.status, **back)
        outline = read_outline(page.course_path, request.user)
        return _render(
            request, page, outline, error=(block_id, str(refusal.message)), status=int(refusal.status)
        )
    return HttpResponseRedirect(f"{_part_address(request, page, block_id)}#{block_id}", status=303)


@post_only
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete a lesson that has no questions left."""
    page = get_object_or_404(LessonPage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(page.url)
    try:
        complete_lesson(person=request.user, lesson=page)
    except NotEnrolled:
        return _not_enrolled(request, page)
    except LessonClosed:
        return refuse(request, NOT_THERE, HTTPStatus.NOT_FOUND)
    except AnswerRefused as refusal:
        return refuse(
            request, refusal.message, refusal.status, back=page.url, back_label=_("Back to the lesson")
        )
    last = len(_calm_parts(page)) if request.user.calm_mode else 0
    return HttpResponseRedirect(f"{page.url}{f'?del={last}' if last else ''}#faerdig", status=303)


def _not_enrolled(request: HttpRequest, page: LessonPage) -> HttpResponse:
    course = Page.objects.filter(path=page.course_path).first()
    return refuse(
        request,
        NOT_ENROLLED,
        HTTPStatus.FORBIDDEN,
        back=course.url if course else "/kurser/",
        back_label=_("Go to the course"),
    )


def _is_utf8(request: HttpRequest) -> bool:
    """Django reads stray bytes in a form as Latin-1; we would rather not keep what nobody wrote."""
    try:
        request.body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    except RawPostDataException:
        # A multipart form was read piece by piece: stray bytes became U+FFFD and are refused later.
        return True
    return True


def _calm_parts(page: LessonPage) -> list[list[Any]]:
    """The body in parts of one thing each."""
    parts: list[list[Any]] = []
    for block in page.body:
        if not parts or block.block_type in PART_STARTS:
            parts.append([])
        parts[-1].append(block)
    return parts or [[]]


def _part_number(page: LessonPage, block_id: str) -> int:
    for number, blocks in enumerate(_calm_parts(page), start=1):
        if any(block.id == block_id for block in blocks):
            return number
    return 1


def _part_address(request: HttpRequest, page: LessonPage, block_id: str) -> str:
    if not request.user.calm_mode:
        return page.url
    return f"{page.url}?del={_part_number(page, block_id)}"


def _render(
    request: HttpRequest,
    page: LessonPage,
    outline: CourseOutline,
    *,
    has_attempts: bool = True,
    is_preview: bool = False,
    error: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponse:
    # A lesson that was never opened has no answers: nothing to ask the database for.
    attempts = latest_attempts(request.user, page) if has_attempts and not is_preview else {}
    questions: dict[str, Question] = {}
    again = request.GET.get("igen", "")
    for block_id in question_blocks(page):
        failed, message = error
        is_open = block_id in (again, failed) or block_id not in attempts
        href = "" if is_preview else _part_address(request, page, block_id)
        questions[block_id] = Question(
            id=block_id,
            href=href,
            retry_href=f"{href}{'&' if '?' in href else '?'}igen={block_id}#{block_id}",
            submission_key=uuid.uuid4() if is_open and not is_preview else None,
            attempt=None if is_open else attempts[block_id],
            error=message if block_id == failed else "",
        )
    context: dict[str, Any] = {
        "page": page,
        "outline": outline,
        "is_preview": is_preview,
        "here": outline.lesson(page),
        "module": outline.module_of(page),
        "question_count": len(questions),
        "answered_count": sum(1 for block_id in questions if block_id in attempts),
        "error": error[1],
    }
    blocks = list(page.body)
    if not is_preview and request.user.is_authenticated and request.user.calm_mode:
        blocks = _add_calm_part(request, page, context, error[0], attempts)
    else:
        context["is_last_part"] = True
    context["parts"] = [Part(block=block, question=questions.get(block.id)) for block in blocks]
    if context["here"]:
        _add_way_on(request, page, outline, context)
    return render(request, page.template, context, status=status)


def _add_calm_part(
    request: HttpRequest, page: LessonPage, context: dict[str, Any], failed: str, attempts: dict[str, Attempt]
) -> list[Any]:
    """Choose the part to show: the one asked for, else that of the first question still open."""
    parts = _calm_parts(page)
    try:
        number = int(request.GET.get("del", ""))
    except ValueError:
        still_open = next((block_id for block_id in question_blocks(page) if block_id not in attempts), "")
        number = _part_number(page, failed or still_open) if failed or attempts else 1
    number = min(max(number, 1), len(parts))
    context |= {
        "part": number,
        "part_count": len(parts),
        "previous_part": number - 1,
        "next_part": number + 1 if number < len(parts) else 0,
        "is_last_part": number == len(parts),
    }
    return parts[number - 1]


def _add_way_on(
    request: HttpRequest, page: LessonPage, outline: CourseOutline, context: dict[str, Any]
) -> None:
    """What was reached today and where to go from here."""
    before, after = outline.neighbours(page)
    module = context["module"]
    today = timezone.localdate()
    fresh = [
        completion_id
        for completion_id, completed_at in (
            (module.completion_id, module.completed_at),
            (outline.completion_id, outline.completed_at),
        )
        if completion_id is not None and timezone.localdate(completed_at) == today
    ]
    context |= {
        "previous": before,
        "next": after,
        "is_module_fresh": module.completion_id in fresh if module.completion_id else False,
        "is_course_fresh": outline.completion_id in fresh if outline.completion_id else False,
        "gains": read_gains(request.user, fresh) if fresh else [],
    }
