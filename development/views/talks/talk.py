"""One talk: what is brought to it, when it is, who reads it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.domain.refusals import FORM_IS_BROKEN, Refusal, Refused
from assessments.practice.domain.own_view_sharing import (
    managers_of,
    readers_of,
    share_own_view,
    withdraw_own_view,
)
from courses.views.refusal import post_only
from development.domain.me import read_me
from development.domain.my_requirements import my_requirements
from development.domain.talks.goals import (
    change_goal,
    read_note,
    remove_goal,
    save_note,
    write_goal,
)
from development.domain.talks.leads import requirements_to_choose
from development.domain.talks.opening import end_talk, plan_talk
from development.domain.talks.plan import plan_of
from development.domain.talks.queries import new_managers, read_talk, shown_to
from development.domain.talks.showing import hide_talk, show_talk
from development.enums import TalkStep
from development.forms.talks import GoalForm, NoteForm, PlanForm
from development.models import AgreementVersion, Talk
from development.rules import writes_goals
from development.views.talks.shown import (
    address_of,
    go,
    number_in,
    open_for_both,
    open_for_person,
    open_for_reader,
    say_no,
)


@login_required
@require_safe
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The talk as it stands, for the two and for whom the person shows it."""
    return show(request, open_for_reader(request, pk))


def show(
    request: HttpRequest, found: Talk, *, note: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a talk, with the person's note as they last wrote it."""
    page = read_talk(found, request.user)
    context: dict[str, Any] = {
        "page": page,
        "talk": found,
        "steps": _steps(page.step),
        "has_ladders": any(line.stands for line in page.goals),
        "whose": "" if page.is_persons else found.person.get_short_name(),
    }
    context["drafted"] = () if page.written.is_agreed else page.written.agreements
    if page.step == TalkStep.FOLLOW_UP:
        holding = AgreementVersion.objects.newest_agreed().filter(talk=found)
        context["planned"] = plan_of(holding)
    if page.is_persons:
        manager = found.manager.get_short_name()
        context["note"] = note or NoteForm(
            initial={"note": read_note(found, by=request.user)}, manager=manager
        )
        context["rest"] = my_requirements(*_posts_and_ledger(request.user))
        shares_with = {one.pk for one in readers_of(request.user)}
        context["is_shared"] = found.manager_id in shares_with
        context["may_share"] = found.manager in managers_of(request.user)
        context["shown_to"] = shown_to(found)
        known = {one.pk for one in context["shown_to"]}
        context["new_managers"] = [one for one in new_managers(found) if one.pk not in known]
    return render(request, "development/talks/talk.html", context, status=status)


def _posts_and_ledger(person: Any) -> tuple[Any, Any]:
    me = read_me(person)
    return me.posts, me.ledger


def _steps(here: TalkStep) -> list[dict[str, Any]]:
    return [{"label": step.label, "is_done": step < here, "is_here": step == here} for step in TalkStep]


@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """When and where; either of the two says it."""
    found = open_for_both(request, pk)
    form = PlanForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan_talk(found, form.moment, form.cleaned_data["place"], by=request.user)
        except Refused as refusal:
            return say_no(request, refusal, address_of(found))
        messages.success(request, _("The day is saved."))
        return go("talk", found.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "development/talks/plan_talk.html", {"talk": found, "form": form}, status=status)


@login_required
def new_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """A goal of the person's own, or one that the manager suggests."""
    return _goal(request, open_for_both(request, pk), None)


@login_required
def goal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A goal that is there, for who wrote it: in other words, or taken away."""
    found = open_for_both(request, pk)
    known = found.goals.filter(pk=number, removed_at=None, written_by=request.user).first()
    if known is None:
        raise Http404
    known.talk = found
    return _goal(request, found, known)


def _goal(request: HttpRequest, found: Talk, known: Any) -> HttpResponse:
    is_own = found.person_id == request.user.pk
    form = GoalForm(
        requirements_to_choose(found.person),
        request.POST if request.method == "POST" else None,
        initial=GoalForm.of(known) if known else None,
        suggests_to="" if is_own else found.person.get_short_name(),
    )
    try:
        if request.method == "POST" and known and request.POST.get("act") == "remove":
            remove_goal(known, by=request.user)
            messages.success(request, _("The goal is taken away."))
            return go("talk", found.pk)
        if request.method == "POST" and form.is_valid():
            if known:
                change_goal(known, form.wanted, by=request.user)
            else:
                write_goal(found, form.wanted, by=request.user)
            messages.success(request, _("The goal is saved."))
            return go("talk", found.pk)
    except Refused as refusal:
        return say_no(request, refusal, address_of(found))
    if not writes_goals(request.user, found):
        raise Http404
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"talk": found, "form": form, "goal": known, "is_own": is_own}
    return render(request, "development/talks/goal.html", context, status=status)


@post_only
@login_required
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the person's own note."""
    found = open_for_person(request, pk)
    form = NoteForm(request.POST, manager=found.manager.get_short_name())
    if not form.is_valid():
        return show(request, found, note=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        save_note(found, form.cleaned_data["note"], by=request.user)
    except Refused as refusal:
        return say_no(request, refusal, address_of(found))
    messages.success(request, _("Your note is saved. Only you can see it."))
    return go("talk", found.pk)


@post_only
@login_required
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """What of theirs the person lets others see: the own view, and the talk itself for a new manager."""
    found = open_for_person(request, pk)
    act, reader = request.POST.get("act"), number_in(request, "reader")
    try:
        if act == "share_own_view":
            share_own_view(request.user, found.manager_id)
            said = _("Shared. You can take it back whenever you like.")
        elif act == "withdraw_own_view":
            withdraw_own_view(request.user, found.manager_id)
            said = _("Taken back.")
        elif act == "show_talk" and reader is not None:
            show_talk(found, reader, by=request.user)
            said = _("Shown. You can take it back whenever you like.")
        elif act == "hide_talk" and reader is not None:
            hide_talk(found, reader, by=request.user)
            said = _("Taken back.")
        else:
            raise Refused(FORM_IS_BROKEN, Refusal.MALFORMED)
    except Refused as refusal:
        return say_no(request, refusal, address_of(found))
    messages.success(request, said)
    return go("talk", found.pk)


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before a talk is ended; a POST ends it."""
    found = open_for_both(request, pk)
    if request.method == "POST":
        try:
            end_talk(found, by=request.user)
        except Refused as refusal:
            return say_no(request, refusal, address_of(found))
        messages.success(request, _("The talk has ended. What you agreed on can still be followed up."))
        return go("talk", found.pk)
    return render(request, "development/talks/end.html", {"talk": found})
