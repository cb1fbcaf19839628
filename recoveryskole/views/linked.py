"""Pages that the link to one's own place opens: what they have in common."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from assessments.views.by_link import told_to_nobody
from assessments.views.refusal import STATUS, refuse
from recoveryskole.domain.links import find_by_token
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import SignUp
from recoveryskole.views.see_other import see

OPEN = "school_open"
MOST_OPEN = 5
View = Callable[..., HttpResponseBase]


def open_here(request: HttpRequest, token: str) -> None:
    """Let this browser show the place of the link until it is closed; it keeps only what proves one."""
    kept = [one for one in request.session.get(OPEN, []) if one != _mark(token)]
    request.session[OPEN] = [*kept, _mark(token)][-MOST_OPEN:]
    # On a shared computer nothing is left when the browser is closed.
    request.session.set_expiry(0)


def close_here(request: HttpRequest, token: str) -> None:
    """Forget that this browser has shown it."""
    request.session[OPEN] = [one for one in request.session.get(OPEN, []) if one != _mark(token)]


def is_open_here(request: HttpRequest, token: str) -> bool:
    """Whether somebody has asked for the place in this browser."""
    return _mark(token) in request.session.get(OPEN, [])


def limited_by_link(view: View) -> View:
    """So often by one link, whoever asks: the computers of a calendar company ask by many (429)."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **rest: object) -> HttpResponseBase:
        too_often: HttpResponse | None = consume_or_429(request, action="school_link", key=_mark(token))
        return too_often or view(request, token, **rest)

    return answer


def by_link(*methods: str) -> Callable[[View], View]:
    """A page or an act by a link, while it leads somewhere: `view(request, place, token)`.

    What the domain refuses is said, with a way back to the place.
    """

    def decorate(view: View) -> View:
        # Without a referrer a browser sends `Origin: null`, which the check of forms refuses. Whoever has the
        # link may act, and no cookie opens anything.
        @csrf_exempt
        @never_cache
        @told_to_nobody
        @limited_by_link
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: HttpRequest, token: str, **rest: object) -> HttpResponseBase:
            place = find_by_token(token)
            if place is None:
                return gone(request)
            try:
                return view(request, place, token, **rest)
            except SchoolRefused as refused:
                return refuse(
                    request,
                    refused.message,
                    STATUS[refused.why],
                    back=reverse("recoveryskole:place", args=[token]),
                    back_label=_("Back to your place"),
                )

        return answer  # type: ignore[no-any-return]

    return decorate


def afterwards(*methods: str) -> Callable[[View], View]:
    """The same for somebody who took part, once it is over: read where the place has been shown, or acted."""

    def decorate(view: View) -> View:
        @by_link(*methods)
        @wraps(view)
        def answer(request: HttpRequest, place: SignUp, token: str, **rest: object) -> HttpResponseBase:
            if not place.took_part:
                return gone(request)
            if request.method == "POST":
                open_here(request, token)
            elif not is_open_here(request, token):
                return see("place", token)
            return view(request, place, token, **rest)

        return answer

    return decorate


def form_key(person: User, token: str, act: str) -> str:
    """What a form by link sends back where whoever is signed in acts for themself.

    Pages of a link send no origin, so that the check of forms cannot be made; this stands for it.
    """
    return salted_hmac(f"recoveryskole.{act}", f"{person.pk}:{token}", algorithm="sha256").hexdigest()


def was_asked(request: HttpRequest, token: str, act: str) -> bool:
    """Whether a page of ours, shown to whoever is signed in, has sent the form."""
    if not request.user.is_authenticated:
        return False
    return constant_time_compare(request.POST.get("key", ""), form_key(request.user, token, act))


def gone(request: HttpRequest) -> HttpResponse:
    """What an old link says."""
    return render(request, "recoveryskole/place_gone.html", status=HTTPStatus.GONE)


def _mark(token: str) -> str:
    # Not what the sign-up is found by: what a browser has open is stored beside who is signed in there.
    return salted_hmac("recoveryskole.open", token, algorithm="sha256").hexdigest()
