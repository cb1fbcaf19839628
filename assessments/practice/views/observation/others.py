"""What one does for others: look on and tell, or, as their manager, ask somebody to."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.audit import record_action
from accounts.domain.reads import record_reads
from accounts.models import User
from accounts.rules import is_manager
from assessments.domain.refusals import Refused
from assessments.practice.domain.observation.asking import decline
from assessments.practice.domain.observation.queries import (
    count_waiting,
    read_observation,
    told_by,
    waiting_for,
)
from assessments.practice.domain.observation.signing import take_back, tell_what_was_seen
from assessments.practice.enums import ObservationState
from assessments.practice.forms.observation import SeenForm
from assessments.practice.models import Observation
from assessments.practice.rules import manages_person
from assessments.practice.views.observation.mine import answer_ask, choose, named_by_code
from assessments.practice.views.observation.shown import (
    is_taken,
    line_of,
    read_form,
    say_no,
    show_form,
    told_of,
)
from competences.models import Competence


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Who asks one to look on, the oldest first; what one has told; and what waits for one's own name."""
    context = {
        "lines": [line_of(row) for row in waiting_for(request.user)],
        "told": [line_of(row) for row in told_by(request.user)],
        "to_sign": count_waiting(request.user).to_sign,
    }
    return render(request, "practice/observation/waiting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, pk: int) -> HttpResponse:
    """The observer's page. When both have signed, a manager of the person may read it too."""
    row = read_observation(pk)
    if row is None or row.competence is None:
        raise Http404
    if row.observer != request.user:
        if request.method == "POST" or not _may_read(request.user, row):
            raise Http404
        record_action(row, "practice.read_observation", user=request.user)
        record_reads([row.person_id], request.user, "practice.observation")
        return _show(request, row, None)
    if request.method == "POST":
        return _answer(request, row)
    can_tell = row.waits_for_observer(timezone.localdate()) or "ret" in request.GET
    return _show(request, row, SeenForm(initial=_told_before(row), observation=row) if can_tell else None)


def _may_read(reader: Any, row: Observation) -> bool:
    return row.state == ObservationState.SIGNED and manages_person(reader, row.person)


def _told_before(row: Observation) -> dict[str, Any]:
    if row.needed is None:
        return {"seen_on": timezone.localdate()}
    return {name: getattr(row, name) for name in ("needed", "seen_on", *SeenForm.free_words)}


def _show(request: HttpRequest, row: Observation, form: Any) -> HttpResponse:
    context = {
        **line_of(row),
        "told": told_of(row),
        "name": row.person.get_short_name(),
        "is_observer": row.observer == request.user,
        "is_signed": row.state == ObservationState.SIGNED,
        "is_to_correct": row.state == ObservationState.TO_CORRECT,
        "is_unanswered": row.needed is None,
    }
    if form is None:
        return render(request, "practice/observation/observed.html", context)
    return show_form(request, "practice/observation/observe.html", form, context)


def _answer(request: HttpRequest, row: Observation) -> HttpResponse:
    home = reverse("practice:waiting")
    act = request.POST.get("act", "")
    try:
        if act == "decline":
            decline(row, request.user)
            messages.success(request, _("That is all right. They can see that you could not."))
            return redirect(home)
        if act == "take_back":
            take_back(row, by=request.user)
            messages.success(request, _("It is taken back. It does not count any more."))
            return redirect(home)
        form = read_form(request, SeenForm, observation=row)
        if not is_taken(request, form):
            return _show(request, row, form)
        assert isinstance(form, SeenForm)
        tell_what_was_seen(row, form.words(), by=request.user)
    except Refused as refusal:
        return say_no(request, refusal, home)
    messages.success(request, _("You have signed. Now they read it, and sign it too."))
    return redirect(home)


@login_required
@rate_limit(action="observation_ask")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: HttpRequest, person: int, competence: int) -> HttpResponse:
    """A manager asks somebody to look on while one of theirs works.

    Who leads nobody is told so (403); others' people are not there (404).
    """
    who = _of_mine(request, person)
    what = Competence.objects.current().requirements().filter(pk=competence).first()
    if what is None:
        raise Http404
    return answer_ask(request, who, what)


@login_required
@rate_limit(action="observation_ask")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_for(request: HttpRequest, person: int) -> HttpResponse:
    """A manager chooses what is to be seen: what the work of the person asks for first, or by `?krav=`."""
    who = _of_mine(request, person)
    what = named_by_code(request)
    if what is not None:
        return answer_ask(request, who, what)
    record_reads([who.pk], request.user, "practice.needs")
    return choose(request, who)


def _of_mine(request: HttpRequest, person: int) -> User:
    """Somebody whom the reader leads. Who leads nobody is told so (403); others' people are not there."""
    if not is_manager(request.user):
        raise PermissionDenied
    who = User.objects.filter(pk=person, is_active=True).first()
    if who is None or not manages_person(request.user, who):
        raise Http404
    return who
