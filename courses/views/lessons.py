from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction
from wagtail.views import serve

from accounts.prepared import Prepared
from assessments.domain.asking import Sent, Visit
from assessments.domain.refusals import FORM_IS_BROKEN, AnswerRefused, Refusal, Refused
from assessments.views.refusal import STATUS
from courses.domain.lessons import complete_lesson, open_lesson, submit_answer
from courses.domain.outline import CourseOutline
from courses.domain.queries import read_outline
from courses.domain.shape import share_sites
from courses.domain.signing import signatures
from courses.models import LessonPage
from courses.views import unsent
from courses.views.guard import lead_away, lead_back, lead_to_course, posted_to, read_form
from courses.views.lesson_page import calm_parts, part_address, render_lesson
from courses.views.trial import show_trial


def lesson_by_address(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """Show a lesson, found by its whole address at once.

    Wagtail walks the tree from the root, two queries a level, and would spend ten on the most visited kind of
    page. What is not plainly one live lesson without view restrictions is left to that walk.
    """
    found = _AT_ADDRESS(slug=lesson, end=f"/kurser/{course}/{module}/{lesson}/")
    if len(found) == 1 and not found[0].is_restricted and request.method in ("GET", "HEAD"):
        return found[0].serve(request)
    return serve(request, request.path.lstrip("/"))


def _at_address(slug: Any, end: Any) -> QuerySet[LessonPage]:
    restrictions = PageViewRestriction.objects.annotate(
        under=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    )
    return (
        LessonPage.objects.live()
        .filter(slug=slug, url_path__endswith=end)
        .annotate(
            is_restricted=Exists(restrictions.filter(under__startswith=F("page__path"))),
            is_signed_here=Exists(signatures(OuterRef("live_revision"))),
        )[:2]
    )


_AT_ADDRESS = Prepared(_at_address, slug=CharField(), end=CharField())


@LessonPage.shown_by
def show_lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """A lesson, to those who take its course; others try the first, or are led to the course's page."""
    outline = read_outline(page.course_path, request.user)
    if outline.course is not None:
        share_sites(outline.course, page)
    if request.is_preview:  # type: ignore[attr-defined]
        return render_lesson(request, page, outline, Visit(is_preview=True))
    node = outline.lesson(page)
    if node is not None and outline.enrolment_id is None and node is outline.open_to_all:
        return show_trial(request, page, outline)
    elsewhere = _lead_away(request, page, outline)
    if elsewhere is not None:
        return elsewhere
    if node is None:
        return render_lesson(request, page, outline, Visit(sent=unsent.take_up(request, page)))
    assert outline.enrolment_id is not None, "who is not enrolled was led away"
    open_lesson(outline.enrolment_id, node)
    visit = Visit(sent=unsent.take_up(request, page), is_first_look=node.seen_at is None)
    return render_lesson(request, page, outline, visit)


def _lead_away(request: HttpRequest, page: LessonPage, outline: CourseOutline) -> HttpResponse | None:
    """Where somebody is led who may not answer in the lesson; None: they may, also if it was taken down."""
    if outline.course is not None and outline.lesson(page) is not None:
        return lead_away(request, page, outline, _("Enrol in the course, then you can read its lessons."))
    return None if page.stays_open_to(request.user.pk) else lead_to_course(request, page)


def show_again(request: HttpRequest, page: LessonPage, refusal: Refused) -> HttpResponse:
    """The lesson with the form as it was filled in, where there is something to mend; else a plain no."""
    if refusal.why is not Refusal.TO_MEND:
        return lead_back(request, page, refusal)
    outline = read_outline(page.course_path, request.user)
    sent = Sent(request.POST.get("question", ""), read_form(request), error=str(refusal.message))
    return render_lesson(request, page, outline, Visit(sent=sent), status=STATUS[refusal.why])


@posted_to(LessonPage, sign_in_first=unsent.ask_to_sign_in, say_no=show_again)
def answer(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """Take the answer to one question of the lesson and lead back to it."""
    if not _is_utf8(request):
        raise AnswerRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    block_id = request.POST.get("question", "")
    submit_answer(person=request.user, lesson=page, block_id=block_id, fields=read_form(request))
    unsent.forget(request, page, block_id)
    return HttpResponseRedirect(f"{part_address(request, page, block_id)}#{block_id}", status=303)


@posted_to(LessonPage)
def complete(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """Complete a lesson that has no questions left."""
    complete_lesson(person=request.user, lesson=page)
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
