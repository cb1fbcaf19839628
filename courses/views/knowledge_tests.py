"""A knowledge test: its start and result, one question at a time, and the overview before handing in."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from assessments.domain.activities import ACTIVITIES
from assessments.domain.asking import Sent
from assessments.domain.drafts import drop_draft, read_drafts
from assessments.domain.refusals import Refusal, Refused
from assessments.domain.sittings import ask, first_unanswered, is_over, review
from assessments.models import TestSitting
from assessments.views.refusal import STATUS
from courses.domain.knowledge_tests import (
    TestDesk,
    TimeIsUp,
    answer_test,
    course_path_of,
    hand_in_test,
    next_try_sentence,
    read_desk,
    rule_for,
    rule_sentences,
    save_begun_in_test,
    start_test,
)
from courses.domain.queries import read_outline, sitting_origin
from courses.models import TestPage
from courses.views import unsent
from courses.views.begun import SIGNED_OUT
from courses.views.guard import lead_away, lead_back, posted_to, read_form
from courses.views.reached import next_step, read_reached
from courses.views.sender import sender_of
from courses.views.shown import ShownQuestion, show


@TestPage.shown_by
def show_test(request: HttpRequest, page: TestPage) -> HttpResponse:
    """The test, to those who take its course: the rule, a question (`sp`), the overview, or how it went."""
    if request.is_preview:  # type: ignore[attr-defined]
        return _preview(request, page)
    outline = read_outline(course_path_of(page), request.user)
    if outline.course is not None and outline.test_node(page) is not None:
        elsewhere = lead_away(request, page, outline, _("Enrol in the course, then you can take its tests."))
        if elsewhere is not None:
            return elsewhere
    elif not page.stays_open_to(request.user.pk):
        raise Http404
    desk = read_desk(page, request.user, outline)
    if desk is None:
        raise Http404
    sitting = desk.tries.open
    if sitting is not None and is_over(sitting):
        hand_in_test(request.user, page)
        return _time_is_up(request, page)
    sent = unsent.take_up_in_test(request, page, sitting)
    if sitting is not None and "overblik" in request.GET:
        overview = render(request, "courses/test_overview.html", _overview(page, desk, sitting))
        add_never_cache_headers(overview)
        return overview
    if sitting is not None and (sent is not None or "sp" in request.GET):
        number = _number(request.GET.get("sp", ""), sitting, sent)
        return _render_question(request, page, desk, sitting, number, sent)
    return _render_desk(request, page, desk)


@posted_to(TestPage)
def start(request: HttpRequest, page: TestPage) -> HttpResponse:
    """Begin a try, or go on with the open one."""
    sitting = start_test(request.user, page)
    return HttpResponseRedirect(f"{page.url}?sp={first_unanswered(sitting) or 1}", status=303)


def _ask_again(request: HttpRequest, page: TestPage, refusal: Refused) -> HttpResponse:
    """The question with the form as it was filled in, where there is something to mend; else a plain no."""
    if refusal.why is not Refusal.TO_MEND:
        return lead_back(request, page, refusal)
    desk, sitting = _open_desk(request, page)
    sent = Sent(request.POST.get("question", ""), read_form(request), error=str(refusal.message))
    return _render_question(request, page, desk, sitting, _number_of(sitting, sent.block_id), sent)


@posted_to(TestPage, sign_in_first=unsent.ask_to_sign_in, say_no=_ask_again)
def answer(request: HttpRequest, page: TestPage) -> HttpResponse:
    """Keep the answer to one question, and go on to the next; after the last to the overview."""
    block_id = request.POST.get("question", "")
    if request.POST.get("drop"):
        unsent.forget(request, page, block_id)
        if block_id in read_drafts(request.user, page):
            drop_draft(request.user, page, block_id)
        return HttpResponseRedirect(f"{page.url}?sp=", status=303)
    try:
        answer_test(request.user, page, block_id, read_form(request))
    except TimeIsUp:
        return _time_is_up(request, page)
    unsent.forget(request, page, block_id)
    _desk, sitting = _open_desk(request, page)
    number = _number_of(sitting, block_id)
    is_last = number == len(sitting.questions)
    return HttpResponseRedirect(f"{page.url}?{'overblik=1' if is_last else f'sp={number + 1}'}", status=303)


def _say_why(request: HttpRequest, page: TestPage, refusal: Refused) -> HttpResponse:
    return JsonResponse({"message": refusal.message}, status=STATUS[refusal.why])


@posted_to(
    TestPage,
    sign_in_first=lambda _request, _page: JsonResponse({"message": SIGNED_OUT}, status=401),
    say_no=_say_why,
)
def save_draft(request: HttpRequest, page: TestPage) -> HttpResponse:
    """Keep what stands in the form of a question while somebody writes: a script asks."""
    block_id = request.POST.get("question", "")
    save_begun_in_test(request.user, page, block_id, read_form(request))
    unsent.forget(request, page, block_id)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@posted_to(TestPage)
def hand_in(request: HttpRequest, page: TestPage) -> HttpResponse:
    """Hand in what is saved, and show how it went."""
    hand_in_test(request.user, page)
    return HttpResponseRedirect(page.url, status=303)


def _time_is_up(request: HttpRequest, page: TestPage) -> HttpResponse:
    messages.info(request, _("The time is up. What you had saved has been handed in."))
    return HttpResponseRedirect(page.url, status=303)


def _open_desk(request: HttpRequest, page: TestPage) -> tuple[TestDesk, TestSitting]:
    """For somebody who has just answered in an open try."""
    desk = read_desk(page, request.user, read_outline(course_path_of(page), request.user))
    if desk is None or desk.tries.open is None:
        raise Http404
    return desk, desk.tries.open


def _number(asked: str, sitting: TestSitting, sent: Sent | None) -> int:
    """The question asked for; where none is, that of the answer that waits, or the first still open."""
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) <= len(sitting.questions):
        return int(asked)
    if sent is not None:
        return _number_of(sitting, sent.block_id)
    return first_unanswered(sitting) or 1


def _number_of(sitting: TestSitting, block_id: str) -> int:
    return next(number for number, drawn in enumerate(sitting.questions, start=1) if drawn["id"] == block_id)


def _render_question(
    request: HttpRequest,
    page: TestPage,
    desk: TestDesk,
    sitting: TestSitting,
    number: int,
    sent: Sent | None,
) -> HttpResponse:
    """The question; `sent` is an answer that comes back to be mended or sent once more."""
    total, action = len(sitting.questions), reverse("courses:answer_test", args=[page.pk])
    question = show(
        ask(sitting, number, sent, read_drafts(request.user, page)),
        action=action,
        draft_action=action,
        begun_action=reverse("courses:save_test_draft", args=[page.pk]),
        sender=sender_of(request.user),
        send_label=_("Save and go on") if number < total else _("Save and see the overview"),
    )
    context = {
        "page": page,
        "desk": desk,
        "sitting": sitting,
        "question": question,
        "template": f"assessments/blocks/{question.activity}.html",
        "number": number,
        "total": total,
        "previous": number - 1,
        "next": number + 1 if number < total else 0,
        "is_answered": question.id in sitting.answers,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if question.error else HTTPStatus.OK
    response = render(request, "courses/test_question.html", context, status=status)
    # Going back must show what is saved by now, and a browser asks again only for what it has not stored.
    add_never_cache_headers(response)
    return response


def _overview(page: TestPage, desk: TestDesk, sitting: TestSitting) -> dict[str, Any]:
    rows = [
        (number, ask(sitting, number).asked["question"], drawn["id"] in sitting.answers)
        for number, drawn in enumerate(sitting.questions, start=1)
    ]
    unanswered = sum(not is_answered for _number, _words, is_answered in rows)
    return {"page": page, "desk": desk, "sitting": sitting, "rows": rows, "unanswered": unanswered}


def _render_desk(request: HttpRequest, page: TestPage, desk: TestDesk) -> HttpResponse:
    tries, newest = desk.tries, desk.tries.newest
    context: dict[str, Any] = {
        "page": page,
        "desk": desk,
        "tries": tries,
        "module": desk.outline.module_of(page),
        "sentences": rule_sentences(tries.rule),
        "result": newest,
    }
    if tries.open is not None:
        context |= {"number": first_unanswered(tries.open), "answered": len(tries.open.answers)}
    if newest is not None:
        questions = review(newest)
        context |= {
            "reviewed": [
                (question, f"assessments/blocks/{question.activity}.html") for question in questions
            ],
            "next_try": "" if tries.is_passed or desk.node is None else next_try_sentence(tries),
            **_reached(request, desk, newest),
        }
    return render(request, page.template, context)


def _reached(request: HttpRequest, desk: TestDesk, sitting: TestSitting) -> dict[str, Any]:
    """What passing it today completed, what it did to the person's levels, and where to go from there."""
    if not sitting.passed or desk.node is None:
        return {}
    outline, module = desk.outline, desk.outline.module_of(desk.node.page)
    _before, after = outline.neighbours(desk.node.page)
    is_of_today = timezone.localdate(sitting.attempt.submitted_at) == timezone.localdate()
    origins = [sitting_origin(sitting.pk)] if is_of_today else []
    return {
        "reached": read_reached(request.user, outline, module, origins),
        "next_step": next_step(outline, after),
    }


def _preview(request: HttpRequest, page: TestPage) -> HttpResponse:
    """The rule and the whole pool, as the CMS shows it to the author: nothing can be sent."""
    questions = [
        (
            ShownQuestion(
                id=block.id,
                activity=block.block_type,
                is_required=True,
                asked=ACTIVITIES[block.block_type].ask(
                    ACTIVITIES[block.block_type].snapshot(block.value), {}, block.id
                ),
                send_label=_("Save and go on"),
            ),
            f"assessments/blocks/{block.block_type}.html",
        )
        for block in page.pool
    ]
    sentences = rule_sentences(rule_for(page))
    context = {"page": page, "sentences": sentences, "pool": questions, "is_preview": True}
    return render(request, page.template, context)
