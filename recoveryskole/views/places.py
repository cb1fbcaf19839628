"""One's own place, by the link that manages it. A GET never acts, and shows nothing before one asks.

Mail scanners open links, run their scripts and press the first button: the first button is "show my place".
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import segno
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recoveryskole.domain.clearing import names_kept_through
from recoveryskole.domain.hours import keep_until
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.library import what_is_left
from recoveryskole.domain.links import calendar_token_of, code_of
from recoveryskole.domain.own_calendars import make_for_place, mark_of, stop_for_place
from recoveryskole.domain.queries import read_standing
from recoveryskole.domain.sign_ups import (
    accept,
    bring,
    cancel,
    change_address,
    change_words,
    leave_companion,
    pause,
    take_free,
)
from recoveryskole.forms.coming import AddressForm, CompanionForm, WordsForm
from recoveryskole.models import SignUp
from recoveryskole.views.counting import what_counts
from recoveryskole.views.linked import by_link, close_here, gone, is_open_here, open_here
from recoveryskole.views.mine import calendar_address, keeping
from recoveryskole.views.see_other import see

QUIET = 4
# What asks for no words.
PLAIN: dict[str, Callable[[SignUp], object]] = {
    "ja": accept,
    "kom-nu": take_free,
    "meld-fra": cancel,
    "alene": leave_companion,
    "hold": pause,
}

# What asks for words: the form's name on the page, the form, and what is done with what it says.
WORDED: dict[str, tuple[str, type[Form], Callable[[SignUp, dict[str, Any]], None]]] = {
    "ret": ("words", WordsForm, lambda place, said: change_words(place, **said)),
    "tag-med": ("companion", CompanionForm, lambda place, said: bring(place, said["companion"])),
    "adresse": ("reach", AddressForm, lambda place, said: change_address(place, *said["reach"])),
}


@by_link("GET", "HEAD", "POST")
def place(request: HttpRequest, found: SignUp, token: str) -> HttpResponse:
    """Where somebody stands with a session, or stood; first only a button that shows it."""
    if request.method == "POST":
        open_here(request, token)
        return see("place", token)
    if not is_open_here(request, token):
        return render(request, "recoveryskole/place_closed.html")
    if found.session.is_over:
        return _show_afterwards(request, found, token)
    return _show(request, found, token)


@by_link("POST")
def act(request: HttpRequest, found: SignUp, token: str, what: str) -> HttpResponse:
    """Say yes or no, change something, bring somebody, or leave without a trace."""
    if what == "slet":
        forget(found)
        close_here(request, token)
        return see("forgotten")
    # When it is over, only leaving is left.
    if found.session.is_over:
        return gone(request)
    if what in WORDED:
        name, ask, do = WORDED[what]
        form = ask(request.POST)
        if not form.is_valid():
            return _show(request, found, token, **{name: form})
        do(found, form.cleaned_data)
    elif what in PLAIN:
        PLAIN[what](found)
    else:
        raise Http404
    open_here(request, token)
    return see("place", token)


@by_link("POST")
def place_calendar(request: HttpRequest, found: SignUp, token: str, *, what: str) -> HttpResponse:
    """Make a new address for the place's calendar, or stop it; either way the one before opens nothing."""
    if what == "stop":
        stop_for_place(found)
    else:
        make_for_place(found, request.POST.get("read", ""))
    open_here(request, token)
    return see("place", token)


@never_cache
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """The receipt: everything is gone, and it names nothing."""
    return render(request, "recoveryskole/forgotten.html")


def _show(request: HttpRequest, found: SignUp, token: str, **forms: Form) -> HttpResponse:
    standing = read_standing(found)
    is_wrong = any(form.is_bound for form in forms.values())
    context = {
        "standing": standing,
        "session": standing.session,
        "token": token,
        "code": _halves(code_of(found)),
        "qr": segno.make(request.build_absolute_uri(reverse("recoveryskole:place", args=[token]))).svg_inline(
            border=QUIET, omitsize=True, svgclass=None, lineclass=None
        ),
        "keep_until": keep_until(standing.session.starts_at, timezone.now()),
        "words": forms.get("words") or WordsForm(initial={"name": found.name, "needs": found.needs}),
        "companion": forms.get("companion") or CompanionForm(),
        "reach": forms.get("reach") or AddressForm(initial={"reach": found.address}),
        "calendar_read": mark_of(found),
        "calendar": calendar_address(request, calendar_token_of(found)) if found.calendar_seed else "",
        **keeping(request, token),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "recoveryskole/place.html", context, status=status)


def _show_afterwards(request: HttpRequest, found: SignUp, token: str) -> HttpResponse:
    """What one can still do when it is over, until the name is deleted; more for those who took part."""
    context = {
        "place": found,
        "session": found.session,
        "token": token,
        "kept_through": names_kept_through(found.session),
        **what_counts(request, found, token),
        **keeping(request, token),
        "left": what_is_left(found) if found.took_part else None,
    }
    return render(request, "recoveryskole/afterwards.html", context)


def _halves(code: str) -> list[str]:
    """LIND-4827 and MOSE-1935: between them a line may end."""
    parts = code.split("-")
    return ["-".join(parts[:2]), "-".join(parts[2:])]
