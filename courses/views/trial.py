"""A course's first lesson for those who do not take it: questions can be tried, and nothing is kept."""

from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from assessments.domain.activities import ACTIVITIES, Unfinished
from assessments.domain.asking import Sent, Visit, ask_questions
from assessments.domain.attempts import try_answer
from assessments.domain.refusals import Refusal, Refused
from assessments.models import Attempt
from assessments.views.refusal import STATUS
from courses.domain.help_lines import read_help
from courses.domain.lessons import find_question
from courses.domain.outline import CourseOutline
from courses.domain.queries import question_blocks, read_outline
from courses.domain.signing import is_live_signed
from courses.models import LessonPage
from courses.views.guard import lead_back, read_form
from courses.views.lesson_page import Part
from courses.views.shown import show


def show_trial(
    request: HttpRequest,
    page: LessonPage,
    outline: CourseOutline,
    *,
    sent: Sent | None = None,
    tried: Attempt | None = None,
    status: int = 200,
) -> HttpResponse:
    """The lesson as anybody may read it; `tried` is the answer just given, `sent` a form that comes back.

    Whoever reads is nobody here, signed in or not: nothing of theirs is read, and no session is begun.
    """
    activities = {key: block for key, block in question_blocks(page).items() if _can_be_tried(block)}
    action = reverse("courses:try_lesson", args=[page.pk])
    shown = {}
    for key, question in ask_questions(AnonymousUser(), page, activities, Visit(sent=sent)).items():
        if tried is not None and str(tried.block_id) == key:
            review = ACTIVITIES[tried.activity].review(tried.question, tried.response)
            question = replace(question, attempt=tried, review=review, asked={})
        shown[key] = show(question, action=f"{action}#{key}", retry_href=f"{page.url}#{key}")
    numbers = read_help(list(page.body))
    context = {
        "page": page,
        "outline": outline,
        "module": outline.module_of(page),
        "here": outline.lesson(page),
        "is_signed": is_live_signed(page),
        "parts": [
            Part(block=block, question=shown.get(block.id), help=numbers.get(block.id)) for block in page.body
        ],
    }
    response = render(request, "courses/lesson_trial.html", context, status=status)
    # The forms of the page carry a key of this one visitor.
    patch_cache_control(response, private=True)
    return response


# Nothing is stored, so there is nothing to forge; and it works where no cookie is taken.
@csrf_exempt
def try_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """Grade one answer in a lesson that is open to all, and show it in its place. Nothing is kept."""
    page = get_object_or_404(LessonPage.objects.live(), pk=pk)
    outline = read_outline(page.course_path, request.user)
    if request.method != "POST" or not _may_try(request, page, outline):
        return HttpResponseRedirect(page.url)
    try:
        block = find_question(page, request.POST.get("question", ""))
        if not _can_be_tried(block):
            return HttpResponseRedirect(f"{page.url}#{block.id}")
        answer = try_answer(block, read_form(request))
    except Refused as refusal:
        if refusal.why is not Refusal.TO_MEND:
            return lead_back(request, page, refusal)
        sent = Sent(block.id, read_form(request), error=str(refusal.message))
        return show_trial(request, page, outline, sent=sent, status=STATUS[refusal.why])
    if isinstance(answer, Unfinished):
        return show_trial(request, page, outline, sent=Sent(block.id, answer.fields))
    return show_trial(request, page, outline, tried=answer)


def _may_try(request: HttpRequest, page: LessonPage, outline: CourseOutline) -> bool:
    """Whether the lesson is open to whoever asks, and is nothing more to them. Restrictions still hold."""
    node = outline.lesson(page)
    return (
        node is not None
        and node is outline.open_to_all
        and outline.enrolment_id is None
        and all(restriction.accept_request(request) for restriction in page.get_view_restrictions())
    )


def _can_be_tried(block: object) -> bool:
    return ACTIVITIES[block.block_type].can_be_tried  # type: ignore[attr-defined]
