from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import PageViewRestriction
from wagtail.views import serve

from assessments.domain.activities import AnswerRefused
from assessments.domain.asking import Sent
from assessments.domain.attempts import FORM_IS_BROKEN
from courses.domain.enrolment import Locked, NotEnrolled, take_first
from courses.domain.lessons import LessonClosed, complete_lesson, open_lesson, submit_answer
from courses.domain.queries import read_outline
from courses.models import LessonPage
from courses.rules import is_enrolled
from courses.views import unsent
from courses.views.lesson_page import calm_parts, part_address, render_lesson
from courses.views.refusal import locked, not_enrolled, post_only, refuse

TOO_LONG = gettext_lazy("That answer is too long to be kept here. Make it shorter.")
NOT_THERE = gettext_lazy("The lesson is not open at the moment.")


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
        return render_lesson(request, page, outline, is_preview=True)
    node = outline.lesson(page)
    if node is None or outline.course is None:
        raise Http404
    if outline.enrolment_id is None or not is_enrolled(request.user, outline):
        messages.info(request, _("Enrol in the course, then you can read its lessons."))
        return redirect(outline.course.url)
    module = outline.module_of(page)
    if module is not None and module.is_locked:
        messages.info(request, take_first(required.page for required in module.missing))
        return redirect(outline.course.url)
    open_lesson(outline.enrolment_id, node)
    sent = unsent.take_up(request, page)
    return render_lesson(request, page, outline, is_first_look=node.seen_at is None, sent=sent)


@post_only
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answer to one question of the lesson and lead back to it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.ANSWER_MAX_BYTES:
        return refuse(request, TOO_LONG, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    page = get_object_or_404(LessonPage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return unsent.ask_to_sign_in(request, page)
    back = {"back": page.url, "back_label": _("Back to the lesson")}
    if not _is_utf8(request):
        return refuse(request, FORM_IS_BROKEN, HTTPStatus.BAD_REQUEST, **back)
    block_id = request.POST.get("question", "")
    try:
        submit_answer(person=request.user, lesson=page, block_id=block_id, fields=request.POST)
    except NotEnrolled:
        return not_enrolled(request, page.course_path)
    except Locked as refusal:
        return locked(request, refusal)
    except LessonClosed:
        return refuse(request, NOT_THERE, HTTPStatus.NOT_FOUND)
    except AnswerRefused as refusal:
        if refusal.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            return refuse(request, refusal.message, refusal.status, **back)
        return show_again(request, page, block_id, refusal)
    unsent.forget(request, page, block_id)
    return HttpResponseRedirect(f"{part_address(request, page, block_id)}#{block_id}", status=303)


def show_again(request: HttpRequest, page: LessonPage, block_id: str, refusal: AnswerRefused) -> HttpResponse:
    """The lesson with the form as it was filled in, and what there is to mend."""
    outline = read_outline(page.course_path, request.user)
    filled = {key: request.POST.getlist(key) for key in request.POST}
    sent = Sent(block_id=block_id, fields=filled, error=str(refusal.message))
    return render_lesson(request, page, outline, sent=sent, status=int(refusal.status))


@post_only
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete a lesson that has no questions left."""
    page = get_object_or_404(LessonPage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(page.url)
    try:
        complete_lesson(person=request.user, lesson=page)
    except NotEnrolled:
        return not_enrolled(request, page.course_path)
    except Locked as refusal:
        return locked(request, refusal)
    except LessonClosed:
        return refuse(request, NOT_THERE, HTTPStatus.NOT_FOUND)
    except AnswerRefused as refusal:
        return refuse(
            request, refusal.message, refusal.status, back=page.url, back_label=_("Back to the lesson")
        )
    last = len(calm_parts(page)) if request.user.calm_mode else 0
    return HttpResponseRedirect(f"{page.url}{f'?del={last}' if last else ''}#faerdig", status=303)


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
