"""The library, for anyone: lessons that the school recommends, and materials that stand open."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from recoveryskole.domain.library import open_materials, recommended_lessons
from recoveryskole.models import Material
from recoveryskole.views.handing_out import hand_out


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """What can be read at home."""
    context = {"lessons": recommended_lessons(), "materials": open_materials()}
    return render(request, "recoveryskole/library.html", context)


@require_safe
def open_file(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """A file that stands open; one that is offered, for whoever decides about it alone."""
    decides = request.user.has_perm("recoveryskole.change_material")
    found = get_object_or_404(Material.objects.offered() if decides else Material.objects.open(), pk=key)
    return hand_out(request, found, found.title)
