from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.domain.catalogue import (
    Search,
    add_hits,
    describe_courses,
    filter_choices,
    find_courses,
    live_courses,
)
from courses.domain.finding.searching import search_catalogue
from courses.enums import CourseForm
from courses.forms import DURATION_CHOICES, CatalogueForm
from courses.models import CatalogueIndexPage

PER_PAGE = 20


class Chosen(NamedTuple):
    """A filter in use, and the address of the same list without it."""

    label: str
    href: str


@CatalogueIndexPage.shown_by
def catalogue(request: HttpRequest, page: CatalogueIndexPage) -> HttpResponse:
    """All courses, searched and filtered by the address alone."""
    areas, requirements = filter_choices()
    form = CatalogueForm(request.GET, areas=areas, requirements=requirements)
    search = form.to_search()
    found = search_catalogue(page, search.words) if search.words.strip() else None
    paginator = Paginator(find_courses(page, search, found), PER_PAGE)
    shown = paginator.get_page(request.GET.get("side"))
    rows = describe_courses(shown.object_list, request.user)
    if found is not None:
        add_hits(rows, found)
    return render(
        request,
        page.template,
        {
            "page": page,
            "search": search,
            "found": found,
            "areas": areas,
            "requirements": requirements,
            "forms": CourseForm.choices,
            "durations": DURATION_CHOICES,
            "rows": rows,
            "shown": shown,
            "page_numbers": list(paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)),
            "count": paginator.count,
            "total": live_courses(page).count(),
            "kept": [
                *(("omraade", code) for code in search.areas),
                *(("krav", code) for code in search.requirements),
                *(("form", value) for value in search.forms),
                *([("tid", search.duration)] if search.duration else []),
            ],
            "chosen": _chosen(request, search, areas, requirements),
        },
    )


def _without(request: HttpRequest, name: str, value: str) -> str:
    """The address of this list without one of its filters, from its first page on."""
    query = request.GET.copy()
    query.pop("side", None)
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def _chosen(request: HttpRequest, search: Search, areas: list[Any], requirements: list[Any]) -> list[Chosen]:
    found: list[Chosen] = []

    def add(name: str, value: str, label: Any) -> None:
        found.append(Chosen(str(label), _without(request, name, value)))

    if search.words:
        add("q", request.GET.get("q", ""), f"»{search.words}«")
    for area in areas:
        if area.code in search.areas:
            add("omraade", area.code, area.name)
    for requirement in requirements:
        if requirement.code in search.requirements:
            add("krav", requirement.code, requirement.code)
    for value, label in CourseForm.choices:
        if value in search.forms:
            add("form", value, label)
    if search.duration:
        add("tid", search.duration, dict(DURATION_CHOICES)[search.duration])
    return found
