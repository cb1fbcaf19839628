"""What two agree on: written together, said yes to, followed up."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.domain.refusals import FORM_IS_BROKEN, Refusal, Refused
from courses.views.refusal import post_only
from development.domain.talks.agreeing import save_agreements, say_yes
from development.domain.talks.following_up import follow_up
from development.domain.talks.leads import courses_to_choose, requirements_to_choose
from development.domain.talks.plan import plan_of, read_plan
from development.domain.talks.queries import read_written
from development.domain.talks.refusals import CannotWrite, ChangedMeanwhile
from development.enums import FollowUpKind
from development.forms.talks import AgreementsForm, FollowUpForm
from development.models import Agreement, AgreementVersion, Talk
from development.rules import takes_part, writes_agreements
from development.views.talks.shown import address_of, go, open_for_both, say_no


@login_required
def agreements(request: HttpRequest, pk: int) -> HttpResponse:
    """All agreements of a talk to write in; what is saved names the version that was read."""
    talk = open_for_both(request, pk)
    if not writes_agreements(request.user, talk):
        return say_no(request, CannotWrite(), address_of(talk))
    written = read_written(talk, request.user)
    form = AgreementsForm(
        written.agreements,
        requirements_to_choose(talk.person),
        courses_to_choose(),
        request.POST if request.method == "POST" else None,
    )
    context = {"talk": talk, "form": form, "read": form.read if form.read is not None else written.number}
    if request.method != "POST":
        return render(request, "development/talks/agreements.html", context)
    if not form.is_whole or form.read is None:
        return say_no(request, Refused(FORM_IS_BROKEN, Refusal.MALFORMED), address_of(talk))
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "development/talks/agreements.html", context, status=status)
    try:
        version = save_agreements(talk, form.lines, read=form.read, by=request.user)
    except ChangedMeanwhile as refusal:
        return _both_texts(request, talk, form, refusal)
    except Refused as refusal:
        return say_no(request, refusal, address_of(talk))
    messages.success(request, _("Saved. You both have to say yes to it as it stands now."))
    return go("talk", version.talk_id)


def _both_texts(
    request: HttpRequest, talk: Talk, form: AgreementsForm, refusal: ChangedMeanwhile
) -> HttpResponse:
    """What stands now beside what was sent, and the form with all that was sent; nothing is stored (409)."""
    theirs = read_written(talk, request.user, refusal.present)
    # What both began with is in what was sent, or was taken away there.
    began = Agreement.objects.filter(version__talk=talk, version__number=form.read)
    shared = set(began.values_list("line", flat=True))
    context = {
        "talk": talk,
        "form": form.with_also(one for one in theirs.agreements if one.line not in shared),
        "message": refusal.message,
        "theirs": theirs,
        "mine": form.lines,
        "read": theirs.number,
    }
    return render(request, "development/talks/both_texts.html", context, status=HTTPStatus.CONFLICT)


@post_only
@login_required
def yes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes to exactly the words that were read."""
    talk = open_for_both(request, pk)
    try:
        is_agreed = say_yes(talk, request.POST.get("fingerprint", ""), by=request.user)
    except Refused as refusal:
        return say_no(request, refusal, address_of(talk))
    if is_agreed:
        messages.success(request, _("You have both said yes. This is what you agree on."))
    else:
        messages.success(request, _("You have said yes. Now it waits for the other one."))
    return go("talk", talk.pk)


@login_required
@require_safe
def learning_plan(request: HttpRequest) -> HttpResponse:
    """What was agreed in the talks of whoever is signed in, the nearest day first."""
    return render(request, "development/talks/plan.html", {"plan": read_plan(request.user)})


@login_required
def following_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one agreement; either of the two tells it."""
    found = Agreement.objects.select_related("version__talk__person", "version__talk__manager").filter(pk=pk)
    agreement = found.first()
    if agreement is None or not takes_part(request.user, agreement.version.talk):
        raise Http404
    talk = open_for_both(request, agreement.version.talk_id)
    agreed = AgreementVersion.objects.agreed().filter(pk=agreement.version_id)
    planned = next((one for one in plan_of(agreed) if one.agreement.pk == agreement.pk), None)
    if planned is None:
        raise Http404
    is_persons = talk.person_id == request.user.pk
    back = reverse("development:plan") if is_persons else address_of(talk)
    form = FollowUpForm(request.POST if request.method == "POST" else None, is_over=planned.is_over)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            follow_up(
                agreement,
                FollowUpKind(said["kind"]),
                by=request.user,
                new_day=said["new_day"],
                words=said["words"],
            )
        except Refused as refusal:
            if refusal.why is not Refusal.TO_MEND:
                return say_no(request, refusal, back)
            form.add_error("new_day", refusal.message)
        else:
            messages.success(request, _("Saved. Both of you can see it."))
            return go("plan") if is_persons else go("talk", talk.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"talk": talk, "planned": planned, "form": form, "back": back, "is_persons": is_persons}
    return render(request, "development/talks/follow_up.html", context, status=status)
