"""A learning plan of one's own. What opens it lies sealed with the browser, for as long as it is open.

No session, no address and no log holds the code, the key or a word of it.
"""

from http import HTTPStatus

import segno
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.domain.refusals import FORM_IS_BROKEN
from assessments.views.refusal import STATUS, refuse
from recoveryskole.domain.own_plans import (
    OpenPlan,
    OwnPlanChanged,
    PlanGone,
    PlanWords,
    begin_plan,
    code_for,
    delete_kept_plan,
    delete_plan,
    drop_plan,
    keep_plan,
    kept_root,
    mark_of,
    open_plan,
    put_together,
    read_plan,
    root_of,
    save_own_plan,
)
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.forms.own import OwnPlanForm, PlanCodeForm
from recoveryskole.policy import PLAN_KEPT_MONTHS
from recoveryskole.views.open_plans import Here, close_plan, open_plan_here, plan_here
from recoveryskole.views.see_other import see

QUIET = 4


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def own_plan(request: HttpRequest) -> HttpResponse:
    """The plan that is open here; otherwise an empty one to begin. What is saved names the version read."""
    here = plan_here(request)
    if request.method != "POST":
        plan = read_plan(here.root) if here else None
        return _write(request, here, plan) if here and plan else _begin(request, OwnPlanForm())
    form = OwnPlanForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request) if form.is_broken else _write(request, here, None, form)
    if here is None or not constant_time_compare(form.cleaned_data["plan"], mark_of(here.root)):
        return _ask_for_code(request, form, PlanCodeForm())
    return _save(request, here, form)


@never_cache
@sensitive_post_parameters()
@rate_limit(action="own_plan")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Store a new plan, and show its code. Sent twice, it is one plan with one code."""
    form = OwnPlanForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request) if form.is_broken else _begin(request, form)
    if form.words == PlanWords():
        form.add_error("hopes", _("Write a word or two first. It can be in any of the fields."))
        return _begin(request, form)
    code = code_for(form.cleaned_data["key"])
    root = root_of(code)
    try:
        begin_plan(root, form.words)
    except OwnPlanChanged as refused:
        return _both(request, Here(root, code=code), form.words, refused)
    response = see("own_plan_code")
    open_plan_here(request, response, Here(root, code=code, saved_at=_now()))
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def open_by_code(request: HttpRequest) -> HttpResponse:
    """Open a plan by its code; with it what somebody wrote when it had closed itself is saved."""
    if request.method != "POST":
        return render(request, "recoveryskole/own_plan_open.html", {"form": PlanCodeForm()})
    return _try_code(request)


@never_cache
@login_required
@require_POST
def open_kept(request: HttpRequest) -> HttpResponse:
    """Open the plan that somebody keeps on their page."""
    root = kept_root(request.user)
    if root is None or open_plan(root) is None:
        return _refuse(request, PlanGone())
    return _see(request, Here(root))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of a plan that has just begun, until somebody says that they have it."""
    here = plan_here(request)
    if here is None or not here.code:
        return see("own_plan")
    if request.method == "POST":
        return _see(request, Here(here.root, saved_at=here.saved_at))
    words = here.code.split("-")
    context = {
        "code": ["-".join(words[at : at + 2]) for at in range(0, len(words), 2)],
        # The code alone: in an address it would stand in logs and in the browser's history.
        "qr": segno.make(here.code).svg_inline(border=QUIET, omitsize=True, svgclass=None, lineclass=None),
        "months": PLAN_KEPT_MONTHS,
    }
    return render(request, "recoveryskole/own_plan_code.html", context)


@never_cache
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The plan on one page, for the fridge or the pocket."""
    here = plan_here(request)
    plan = read_plan(here.root) if here else None
    if plan is None:
        return see("own_plan")
    form = _form_of(plan, "")
    pieces = [(field.label, field.initial) for field in form.pieces if field.initial]
    return render(request, "recoveryskole/own_plan_paper.html", {"pieces": pieces})


@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the plan in this browser."""
    messages.success(request, _("Your plan is closed. Your code opens it again."))
    response = see("own_plan_open")
    close_plan(response)
    return response


@never_cache
@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Let whoever is signed in open the plan from their page."""
    here = plan_here(request)
    try:
        if here is None:
            raise PlanGone
        keep_plan(request.user, here.root)
    except SchoolRefused as refused:
        return _refuse(request, refused)
    messages.success(request, _("You find your plan on your page now."))
    return see("own_plan")


@never_cache
@login_required
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Take the plan off one's page: only the code opens it then."""
    drop_plan(request.user)
    messages.success(request, _("Your plan is off your page. Only your code opens it now."))
    return see("own_plan")


@never_cache
@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the plan that is open here, at once."""
    here = plan_here(request)
    if here is None:
        return _refuse(request, PlanGone())
    if request.user.is_authenticated and kept_root(request.user) == here.root:
        delete_kept_plan(request.user)
    delete_plan(here.root)
    response = see("own_plan_deleted")
    close_plan(response)
    return response


@never_cache
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """The receipt."""
    return render(request, "recoveryskole/own_plan_deleted.html")


@rate_limit(action="own_plan_code")
def _try_code(request: HttpRequest) -> HttpResponse:
    form, words = PlanCodeForm(request.POST), OwnPlanForm(request.POST)
    brings_words = "read" in request.POST
    if brings_words and words.is_broken:
        return _refuse_form(request)
    if form.is_valid():
        root = root_of(form.cleaned_data["code"])
        is_mine = not brings_words or constant_time_compare(words.data.get("plan", ""), mark_of(root))
        if is_mine and open_plan(root) is not None:
            if not brings_words:
                return _see(request, Here(root))
            # What is too long is said at the field, with the plan open.
            return (
                _save(request, Here(root), words)
                if words.is_valid()
                else _write(request, Here(root), None, words)
            )
        form.add_error("code", _("No plan has that code. Is a sign wrong? Or is the plan deleted?"))
    if brings_words:
        return _ask_for_code(request, words, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "recoveryskole/own_plan_open.html", {"form": form}, status=status)


def _save(request: HttpRequest, here: Here, form: OwnPlanForm) -> HttpResponse:
    try:
        save_own_plan(here.root, form.words, read=form.cleaned_data["read"])
    except OwnPlanChanged as refused:
        return _both(request, here, form.words, refused)
    except PlanGone:
        # Deleted in another window: what was written stands in a form that begins a new one.
        return _begin(request, OwnPlanForm(initial=_initial(form.words)), HTTPStatus.CONFLICT, is_gone=True)
    return _see(request, Here(here.root, code=here.code, saved_at=_now()))


def _begin(
    request: HttpRequest, form: OwnPlanForm, status: int = HTTPStatus.OK, *, is_gone: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "is_new": True,
        "is_gone": is_gone,
        "months": PLAN_KEPT_MONTHS,
        "is_kept": request.user.is_authenticated and kept_root(request.user) is not None,
    }
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "recoveryskole/own_plan.html", context, status=status)


def _write(
    request: HttpRequest, here: Here | None, plan: OpenPlan | None, form: OwnPlanForm | None = None
) -> HttpResponse:
    """The plan to write in: as it stands, or as it was sent."""
    if form is None:
        assert here is not None
        assert plan is not None
        form = _form_of(plan, mark_of(here.root))
    is_kept = here is not None and request.user.is_authenticated and kept_root(request.user) == here.root
    context = {"form": form, "here": here, "is_kept": is_kept, "months": PLAN_KEPT_MONTHS}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    response = render(request, "recoveryskole/own_plan.html", context, status=status)
    if form.is_bound and here is not None:
        open_plan_here(request, response, here)
    return response


def _both(request: HttpRequest, here: Here, mine: PlanWords, refused: OwnPlanChanged) -> HttpResponse:
    """What stands now beside what was sent, and a form with both; nothing is stored (409)."""
    theirs = refused.present
    together = OpenPlan(put_together(mine, theirs.words), theirs.version)
    form = _form_of(together, mark_of(here.root))
    pairs = [
        (field.label, getattr(theirs.words, field.name), getattr(mine, field.name)) for field in form.pieces
    ]
    context = {
        "message": refused.message,
        "pairs": [(label, one, other) for label, one, other in pairs if one != other],
        "form": form,
    }
    response = render(request, "recoveryskole/own_plan_both.html", context, status=HTTPStatus.CONFLICT)
    open_plan_here(request, response, here)
    return response


def _ask_for_code(request: HttpRequest, words: OwnPlanForm, form: PlanCodeForm) -> HttpResponse:
    """The plan has closed itself, or another one is open: what was written stands, and the code saves it."""
    context = {"form": form, "words": words}
    return render(request, "recoveryskole/own_plan_ask.html", context, status=HTTPStatus.CONFLICT)


def _refuse_form(request: HttpRequest) -> HttpResponse:
    return refuse(
        request,
        FORM_IS_BROKEN,
        HTTPStatus.BAD_REQUEST,
        back=reverse("recoveryskole:own_plan"),
        back_label=_("Your own plan"),
    )


def _refuse(request: HttpRequest, refused: SchoolRefused) -> HttpResponse:
    back = reverse("recoveryskole:own_plan_open")
    return refuse(request, refused.message, STATUS[refused.why], back=back, back_label=_("Open your plan"))


def _form_of(plan: OpenPlan, mark: str) -> OwnPlanForm:
    return OwnPlanForm(initial={**_initial(plan.words), "read": plan.version, "plan": mark})


def _initial(words: PlanWords) -> dict[str, str]:
    return {name: getattr(words, name) for name in PlanWords.__slots__}


def _see(request: HttpRequest, here: Here) -> HttpResponse:
    """Send them to the plan, open in this browser."""
    response = see("own_plan")
    open_plan_here(request, response, here)
    return response


def _now() -> str:
    return time_format(timezone.localtime(), "H.i")
