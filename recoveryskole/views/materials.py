"""Files of a session, for the pair: to put there, to use again, to open, to take away."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.domain.refusals import FORM_IS_BROKEN, Refusal
from recoveryskole.domain.materials import FileRefused, earlier_materials, put_material, take_away, use_again
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.forms.materials import AgainForm, MaterialForm
from recoveryskole.models import Material, Session
from recoveryskole.policy import MOST_MATERIALS
from recoveryskole.views.handing_out import hand_out
from recoveryskole.views.of_the_pair import of_the_pair
from recoveryskole.views.see_other import see

BACK = {"back": "materials", "label": gettext_lazy("Back to your files")}


@of_the_pair("GET", "HEAD", "POST", **BACK)
def materials(request: HttpRequest, session: Session) -> HttpResponse:
    """What there is, and a form to put more there."""
    if request.method != "POST":
        return _show(request, session)
    form = MaterialForm(request.POST, request.FILES)
    if "key" in form.errors:
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    if form.is_valid():
        said = form.cleaned_data
        try:
            put_material(session, form.said, said["file"], key=said["key"], by=request.user)
        except FileRefused as refused:
            form.add_error("file", refused.message)
        else:
            messages.success(request, _("It is there now."))
            return see("materials", session.pk)
    elif "file" in request.FILES and "file" not in form.errors:
        form.add_error(
            "file", _("Choose the file once more. Your browser lets go of it when something is to be mended.")
        )
    return _show(request, session, form=form)


@of_the_pair("POST", **BACK)
def again(request: HttpRequest, session: Session) -> HttpResponse:
    """Use a file of another time again."""
    form = _again(request, session, request.POST)
    if "key" in form.errors:
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    if not form.is_valid():
        return _show(request, session, again=form)
    said = form.cleaned_data
    use_again(session, said["source"].pk, key=said["key"], by=request.user)
    messages.success(request, _("It is there now."))
    return see("materials", session.pk)


@of_the_pair("GET", "HEAD", **BACK)
def file(request: HttpRequest, session: Session, key: uuid.UUID) -> HttpResponseBase:
    """Open a file of a session that one teaches."""
    found = get_object_or_404(Material, pk=key, session=session)
    return hand_out(request, found, found.title)


@of_the_pair("POST", **BACK)
def take(request: HttpRequest, session: Session, key: uuid.UUID) -> HttpResponse:
    """Take a file away."""
    take_away(session, key, by=request.user)
    messages.success(request, _("It is taken away."))
    return see("materials", session.pk)


def _again(request: HttpRequest, session: Session, data: Any = None) -> AgainForm:
    return AgainForm(data, earlier=earlier_materials(session, request.user))


def _show(request: HttpRequest, session: Session, **forms: Form) -> HttpResponse:
    found = list(session.materials.select_related("put_by"))
    context = {
        "session": session,
        "materials": found,
        "is_full": len(found) >= MOST_MATERIALS,
        "form": forms.get("form") or MaterialForm(),
        "again": forms.get("again") or _again(request, session),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if forms else HTTPStatus.OK
    return render(request, "recoveryskole/materials.html", context, status=status)
