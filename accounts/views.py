from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import URLPattern, URLResolver
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.utils.urlpatterns import decorate_urlpatterns

from accounts.forms import AccountForm
from accounts.languages import in_language, place


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where to go after a small form: the `next` of the form or of its address, if that is one of ours."""
    target = request.POST.get("next") or request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else fallback


@login_required
def account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Saved."))
        response = redirect("accounts:account")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response
    employments = request.user.employments.select_related("workplace")
    return render(request, "accounts/account.html", {"form": form, "employments": employments})


def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this browser, and show the same page at its address in it.

    Whoever comes here by a link, or with a language that we do not speak, is led on and nothing is kept.
    """
    language = request.POST.get("language", "")
    target = safe_next(request, place(""))
    if language not in dict(settings.LANGUAGES):
        return HttpResponseRedirect(target)
    response = HttpResponseRedirect(in_language(target, language))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


@require_POST
def toggle_calm(request: HttpRequest) -> HttpResponse:
    """Turn the calm view on or off: on the account of who is signed in, else for this visit."""
    if request.user.is_authenticated:
        request.user.calm_mode = not request.user.calm_mode
        request.user.save(update_fields=["calm_mode"])
    else:
        request.session["calm"] = not request.session.get("calm", False)
    return HttpResponseRedirect(safe_next(request, place("")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form lay open too long. What was written is still in the browser: going back shows it."""
    return render(request, "403_csrf.html", status=403)


def lead_to(name: str, *, fallback: str = "") -> Callable[..., HttpResponse]:
    """A view that leads to our page of that name, and from there to `next` if it is ours, else to `fallback`.

    So there is one door: Wagtail's own pages for signing in count no tries and ask for no second factor.
    """

    def lead(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        target = safe_next(request, resolve_url(fallback) if fallback else "")
        query = f"?{urlencode({'next': target})}" if target else ""
        response = HttpResponseRedirect(f"{resolve_url(name)}{query}")
        # Whatever was sent is not sent on: it may be a password.
        response.status_code = HTTPStatus.SEE_OTHER
        return response

    return lead


def only_for_cms(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The addresses of the CMS; whoever is signed in and has no business there gets our 403 at each.

    Wagtail would send them to sign in, and there who is signed in is sent back: for ever.
    """
    return decorate_urlpatterns(patterns, _closed_to_others)


def _closed_to_others(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return closed
