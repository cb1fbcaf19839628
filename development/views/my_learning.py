from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.domain.cards import read_card_day
from assessments.domain.sharing import requests_to
from courses.domain.runs import my_runs, taught_runs
from development.domain.my_learning import read_my_learning
from development.domain.my_profile import read_my_profile


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What the work asks for, what is under way, what comes next: always about who is signed in."""
    context = {
        "learning": read_my_learning(request.user),
        "observation_requests": requests_to(request.user),
        "cards": read_card_day(request.user, timezone.localdate()),
        "seats": my_runs(request.user),
        "taught": taught_runs(request.user),
    }
    return render(request, "development/my_learning.html", context)


@login_required
def requirements(request: HttpRequest) -> HttpResponse:
    """Each requirement with the evidence behind it: always about who is signed in."""
    return render(request, "development/requirements.html", {"profile": read_my_profile(request.user)})
