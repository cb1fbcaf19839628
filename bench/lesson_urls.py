"""The house's addresses, and one more that only the measurements know: the base template around nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as house


def empty(request: HttpRequest) -> HttpResponse:
    """What every page pays: the person, the places, the header, the footer; the body is empty."""
    return render(request, "base.html")


urlpatterns = [path("bench/tom/", empty), *house]
