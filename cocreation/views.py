from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocreation.domain.queries import find_drafts, find_modules


@login_required
@permission_required("cocreation.see_workshop", raise_exception=True)
def drafts(request: HttpRequest) -> HttpResponse:
    """My lessons and tests and whom they wait for, and what waits for my signature."""
    context = {
        "drafts": find_drafts(request.user),
        "can_write": request.user.has_perm("cocreation.write_lesson"),
        "can_sign_examples": request.user.has_perm("practice.sign_examples"),
    }
    return render(request, "cocreation/drafts.html", context)


@login_required
@permission_required("cocreation.write_lesson", raise_exception=True)
def choose_module(request: HttpRequest) -> HttpResponse:
    """Where shall the lesson stand? Leads on to the editor of the CMS."""
    return render(request, "cocreation/choose_module.html", {"courses": find_modules()})
