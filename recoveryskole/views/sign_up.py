"""Signing up for a session, without an account; one path for everybody."""

from http import HTTPStatus

from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.views.refusal import STATUS, refuse
from recoveryskole.domain.links import find_by_code, token_of
from recoveryskole.domain.sign_ups import SchoolRefused, is_open, sign_up
from recoveryskole.enums import Contact
from recoveryskole.forms.coming import CodeForm, SignUpForm
from recoveryskole.models import Session
from recoveryskole.views.linked import open_here
from recoveryskole.views.see_other import see


@never_cache
@rate_limit(action="school_sign_up")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_here(request: HttpRequest, session_id: int) -> HttpResponse:
    """The form; then a letter with a link, or at once the page of one's place with a code."""
    shown = Session.objects.on_show().with_counts().select_related("workshop", "place")
    session = get_object_or_404(shown, pk=session_id)
    if not is_open(session):
        return _too_late(request, session, _("It is too late to sign up for this one. Look for the next."))
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(
            request, "recoveryskole/sign_up.html", {"session": session, "form": form}, status=status
        )
    try:
        place = sign_up(session.pk, form.wish)
    except SchoolRefused as refused:
        return _too_late(request, session, refused.message, STATUS[refused.why])
    if place.contact == Contact.EMAIL:
        return see("signed_up")
    open_here(request, token_of(place))
    return see("place", token_of(place))


@never_cache
@require_safe
def signed_up(request: HttpRequest) -> HttpResponse:
    """What everybody is told who left an e-mail: a link is on its way."""
    return render(request, "recoveryskole/signed_up.html")


@never_cache
@rate_limit(action="school_code")
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Find one's place by the code on the slip."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        place = find_by_code(form.cleaned_data["code"])
        if place is not None:
            open_here(request, token_of(place))
            return see("place", token_of(place))
        form.add_error("code", _("We do not know that code. Is it over, or is a sign wrong?"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "recoveryskole/by_code.html", {"form": form}, status=status)


def _too_late(
    request: HttpRequest, session: Session, message: object, status: int = HTTPStatus.CONFLICT
) -> HttpResponse:
    back = session.workshop.get_url(request) or "/"
    return refuse(request, str(message), status, back=back, back_label=session.workshop.title)
