"""Papers of others that wait for somebody to look at them."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.audit import record_action
from accounts.domain.reads import record_reads
from accounts.rules import is_coordinator
from assessments.domain.refusals import Refused
from assessments.practice.domain.paper_files import PaperNotTaken
from assessments.practice.domain.paper_queries import (
    Paper,
    decided_by,
    jobs_in_words,
    levels_to_find,
    read_paper,
    read_queue,
)
from assessments.practice.domain.prior_learning import BROKEN, Verdict, ceiling, decide, revoke
from assessments.practice.enums import PaperKind, PaperState
from assessments.practice.forms.papers import RevokeForm, VerdictForm, day_in_form, read_levels
from assessments.practice.rules import reviews_paper, reviews_papers
from assessments.practice.views.leading import see_other
from assessments.views.refusal import STATUS, refuse


def for_reviewers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever is in charge of papers; 403 for all others."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not reviews_papers(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner


@for_reviewers
@require_safe
def paper_queue(request: HttpRequest) -> HttpResponse:
    """The paper that has waited for longest, with the others beside it."""
    today = timezone.localdate()
    oldest = read_queue(request.user, today).oldest
    paper = read_paper(oldest.pk, today) if oldest else None
    return _show(request, paper)


@for_reviewers
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper beside what it is said to show; a POST decides."""
    shown = _others(request, pk)
    if request.method != "POST":
        return _show(request, shown)
    form = VerdictForm(request.POST, person=shown.row.person.get_short_name())
    try:
        granted = read_levels(request.POST, "trin")
    except ValueError:
        form.add_error(None, BROKEN)
        return _show(request, shown, form, status=HTTPStatus.BAD_REQUEST)
    if "nej" in request.POST:
        granted = dict.fromkeys(granted, 0)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        said = form.cleaned_data
        verdict = Verdict(
            granted=granted,
            kind=PaperKind(said["kind"]),
            valid_until=said["valid_until"],
            words=said["words"].strip(),
            method=said["method"],
        )
        try:
            decided = decide(shown.row, verdict, by=request.user)
        except PaperNotTaken as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        except Refused as refused:
            back, label = reverse("practice:paper_queue"), _("Back to the queue")
            return refuse(request, refused.message, STATUS[refused.why], back=back, back_label=label)
        else:
            name = shown.row.person.get_short_name()
            said_no = decided.state == PaperState.REJECTED
            words = (
                _("You have said no. %(name)s can read why.") if said_no else _("Approved. %(name)s is told.")
            )
            messages.success(request, words % {"name": name})
            return see_other("practice:paper_queue")
    return _show(request, shown, form, granted=granted, status=status)


@for_reviewers
@require_POST
def revoke_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approval back, with what came of it."""
    shown = _others(request, pk)
    form = RevokeForm(request.POST)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            revoke(shown.row, by=request.user, words=form.cleaned_data["words"].strip())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = STATUS[refused.why]
        else:
            messages.success(request, _("The approval is taken back, and the evidence with it."))
            return see_other("practice:paper_queue")
    return _show(request, shown, revoke_form=form, status=status)


def _others(request: HttpRequest, pk: int) -> Paper:
    """A paper of somebody else that is not taken back; to others than its reviewers it is not there."""
    shown = read_paper(pk, timezone.localdate())
    if shown is None or shown.row.state == PaperState.WITHDRAWN or not reviews_paper(request.user, shown.row):
        raise Http404
    return shown


def _show(
    request: HttpRequest,
    shown: Paper | None,
    form: VerdictForm | None = None,
    *,
    granted: Mapping[int, int] | None = None,
    revoke_form: RevokeForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    today = timezone.localdate()
    queue = read_queue(request.user, today)
    context: dict[str, Any] = {
        "paper": shown,
        "queue": queue,
        "decided": decided_by(request.user, today),
        "is_coordinator": is_coordinator(request.user),
    }
    if shown is not None:
        record_action(shown.row, "practice.read_paper", user=request.user)
        record_reads([shown.row.person_id], request.user, "practice.paper")
        person, highest = shown.row.person.get_short_name(), ceiling()
        initial = {
            "kind": PaperKind.PRIOR_ASSESSMENT if shown.is_assessment else PaperKind.CERTIFICATE,
            "valid_until": day_in_form(shown.row.valid_until),
        }
        context |= {
            "name": person,
            "jobs": jobs_in_words(shown.row.person, today),
            "place": queue.place_of(shown),
            "ceiling": highest,
            "claims": [
                (one, levels_to_find(one, highest), one.level if granted is None else granted.get(one.pk, 0))
                for one in shown.found
            ],
            "form": form or VerdictForm(initial=initial, person=person),
            "revoke_form": revoke_form or RevokeForm(),
        }
    return render(request, "practice/papers/review.html", context, status=status)
