"""Addresses of reports. Their views stand on pandas, so they load when somebody first asks for a report."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "reports"


def _view(name: str) -> Callable[..., HttpResponse]:
    """The view of this name in `reports.views`, imported at the first request for it."""

    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        from reports import views

        found: Callable[..., HttpResponse] = getattr(views, name)
        return found(request, **arguments)

    return view


urlpatterns = [
    path("", _view("index"), name="index"),
    path("tal/", _view("outside"), name="outside"),
    path("tal/hent/<str:form>/", _view("download_outside"), name="download_outside"),
    path("<slug:slug>/", _view("gap"), name="gap"),
    path("<slug:slug>/krav/<str:code>/", _view("requirement"), name="requirement"),
    path("<slug:slug>/ansat/<row:employment>/", _view("person"), name="person"),
    path("<slug:slug>/hent/<str:form>/", _view("download"), name="download"),
]
