"""Somebody from outside answers by a link, without an account. A GET only shows; a POST signs, once."""

from http import HTTPStatus

from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assessments.domain.refusals import Refusal, Refused
from assessments.practice.domain.observation.asking import decline, find_by_token
from assessments.practice.domain.observation.refusals import NotYours
from assessments.practice.domain.observation.signing import tell_what_was_seen
from assessments.practice.forms.observation import SeenForm
from assessments.practice.views.observation.shown import is_taken, read_form, show_form
from assessments.views.by_link import told_to_nobody
from assessments.views.refusal import STATUS


# Without a referrer a browser sends `Origin: null`, which the check of forms refuses. It is not needed here:
# whoever has the link may answer, from wherever the form comes, and no cookie opens anything.
@csrf_exempt
@never_cache
@told_to_nobody
@rate_limit(action="observation_link", limit_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def observe_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens: the six questions, or a friendly word that it is over."""
    row = find_by_token(token)
    if row is None:
        return _over(request, _("This link does not work any more"), status=HTTPStatus.GONE)
    context = {"row": row, "name": row.person.get_short_name()}
    template = "practice/observation/by_link.html"
    if request.method != "POST":
        return show_form(request, template, SeenForm(observation=row), context)
    try:
        if request.user == row.person:
            raise NotYours
        if request.POST.get("act") == "decline":
            decline(row, None)
            return _over(request, _("Thank you for telling us"), declined=True)
        form = read_form(request, SeenForm, observation=row)
        if not is_taken(request, form):
            return show_form(request, template, form, context)
        assert isinstance(form, SeenForm)
        tell_what_was_seen(row, form.words(), by=None, signature=form.signature())
    except Refused as refusal:
        # Somebody else has used the link in the same moment.
        if refusal.why is Refusal.ALREADY:
            return _over(request, _("This link does not work any more"), status=HTTPStatus.GONE)
        return _over(request, str(refusal.message), status=STATUS[refusal.why])
    return _over(request, _("Thank you. You have signed"), name=context["name"])


def _over(request: HttpRequest, heading: str, *, status: int = HTTPStatus.OK, **said: object) -> HttpResponse:
    context = {"heading": heading, "is_gone": status != HTTPStatus.OK, **said}
    return render(request, "practice/observation/over.html", context, status=status)
