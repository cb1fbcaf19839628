from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.rules import jobs_of
from development.domain.my_profile import read_my_profile
from development.domain.own_record import asked_for_record, has_record


@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Each requirement, what would raise it and the evidence behind it: always about who is signed in."""
    if not has_record(request.user):
        return render(request, "development/no_record.html")
    context = {
        "can_delete": asked_for_record(request.user),
        "profile": read_my_profile(request.user, jobs=jobs_of(request.user)),
    }
    return render(request, "development/profile.html", context)


@require_safe
def profile_by_old_address(request: HttpRequest) -> HttpResponse:
    """Where the profile lay before: letters and bookmarks lead here."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse("development:profile")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
