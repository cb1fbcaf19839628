from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.domain.my_learning import read_my_learning
from courses.domain.my_profile import read_my_profile


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What the work asks for, what is under way, what comes next: always about who is signed in."""
    return render(request, "courses/my_learning.html", {"learning": read_my_learning(request.user)})


@login_required
def requirements(request: HttpRequest) -> HttpResponse:
    """Each requirement with the evidence behind it: always about who is signed in."""
    return render(request, "courses/requirements.html", {"profile": read_my_profile(request.user)})
