from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Subquery
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.audit import record_action
from accounts.domain.reads import record_all_reads, record_reads
from accounts.domain.sheets.cells import CSV_TYPE
from accounts.models import User, Workplace
from accounts.rules import is_manager, managed_paths, manages_workplace
from competences.domain.queries import frameworks_in_use, requirement_tree, told_of_areas
from releases.models import Release
from reports.domain.chart import NARROW, WIDE, draw_chart
from reports.domain.closing import closing_courses
from reports.domain.export import FILES
from reports.domain.gap import report_of
from reports.domain.grid import FutureDay, Grid, read_grid
from reports.domain.heatmap import (
    MAX_COLUMNS,
    SHORT_LIST,
    people_columns,
    people_rows,
    place_table,
    rank_rows,
)
from reports.domain.history import read_history
from reports.domain.next_step import Kind, next_step
from reports.domain.outside import Outside, as_csv, as_json, read_outside, share_in_words
from reports.domain.overview import read_overview
from reports.domain.people import (
    away_by_name,
    names_on_leave,
    read_names,
    row_of,
    rows_behind,
    shared_with,
    standpoints,
)
from reports.domain.told_kinds import TOLD_KINDS
from reports.domain.weights import strategy_weights
from reports.domain.wording import figures_sentence
from reports.forms import ReleasedFilter, ReportFilter, StateFilter
from reports.rules import reads_released

View = Callable[..., HttpResponse]

COURSES_SHOWN = 10
LEAVE_NAMES_SHOWN = 10
PEOPLE_PER_PAGE = 30
RELEASED_FILES = {"csv": (CSV_TYPE, as_csv), "json": ("application/json", as_json)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A report as somebody asked for it: where, with what chosen, and the grid that answers.

    `ancestors` are those places above it that they lead too, from the top.
    """

    workplace: Workplace
    ancestors: list[Workplace]
    form: ReportFilter
    chosen: dict[str, Any]
    grid: Grid

    @property
    def area(self) -> str:
        return str(self.chosen.get("area", ""))

    def query(self, **more: str) -> QueryDict:
        """What was chosen, and what else is given, for templates that write an address."""
        values = {name: str(getattr(value, "pk", value)) for name, value in self.chosen.items()}
        return QueryDict(urlencode({**values, **more}))


def _led_trail(user: Any, slug: str) -> list[Workplace]:
    """The workplace, if the person leads it or one above it today, after all that lie above it; one query.

    Somebody who leads nothing is told so (403); for a manager a place of others does not exist (404), so that
    an address says nothing about what there is.
    """
    if not is_manager(user):
        raise PermissionDenied
    asked = Workplace.objects.filter(slug=slug).values("path")
    # The place and those above it: a path begins with each of theirs.
    trail = list(Workplace.objects.annotate(asked=Subquery(asked)).filter(asked__startswith=F("path")))
    if not trail or not manages_workplace(user, trail[-1]):
        raise Http404
    return trail


def _of_a_day(view: View) -> View:
    """A page of a report, for who is signed in. A day that has not come is refused in a sentence (400)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except FutureDay as refusal:
            way = {"sentence": str(refusal), "slug": kwargs["slug"]}
            return render(request, "reports/refused.html", way, status=400)

    return login_required(require_safe(answer))


def _ask(request: HttpRequest, slug: str) -> Asked:
    *above, workplace = _led_trail(request.user, slug)
    form = ReportFilter(request.GET, areas=requirement_tree(), auto_id="d_%s")
    day = form.chosen().get("date")
    if day is not None:
        # The areas to choose from are those of the framework that was in use that day.
        form = ReportFilter(request.GET, areas=frameworks_in_use().areas_on(day), auto_id="d_%s")
    chosen = form.chosen()
    grid = read_grid(workplace, as_of=chosen.get("date"), job=chosen.get("job", ""))
    paths = managed_paths(request.user)
    led = [place for place in above if any(place.path.startswith(path) for path in paths)]
    return Asked(workplace, led, form, chosen, grid)


def _common(asked: Asked) -> dict[str, Any]:
    """What all pages of a report show: where one is, and which day it speaks of."""
    return {
        "workplace": asked.workplace,
        "ancestors": asked.ancestors,
        "as_of": asked.grid.as_of,
        "today": timezone.localdate(),
        "chosen": asked.query(),
    }


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The places one leads; straight to the place if it is only one. Who leads none sees released figures."""
    if not is_manager(request.user):
        if reads_released(request.user):
            return redirect("reports:outside")
        raise PermissionDenied
    tops = list(Workplace.objects.filter(path__in=managed_paths(request.user)).order_by("path"))
    # A place under another that one leads as well is found there.
    tops = [top for top in tops if not any(top.is_descendant_of(other) for other in tops)]
    if len(tops) == 1:
        return redirect("reports:gap", slug=tops[0].slug)
    return render(request, "reports/index.html", {"overview": read_overview(tops)})


@_of_a_day
def gap(request: HttpRequest, slug: str) -> HttpResponse:
    asked = _ask(request, slug)
    grid = asked.grid
    report = report_of(grid, area=asked.area)
    strategy = asked.chosen.get("strategy")
    ranked = rank_rows(report, strategy_weights(strategy, grid.areas) if strategy else None)
    shows_all = "all" in request.GET or bool(asked.area)
    shown = ranked if shows_all else ranked[:SHORT_LIST]
    columns = {entry.id: number for number, entry in enumerate(grid.requirements)}
    closings = closing_courses(grid, [columns[row.requirement.id] for row in report.rows])
    step = next_step(report, ranked, closings)
    points = read_history(grid, asked.chosen.get("job", ""))

    context = {
        **_common(asked),
        "report": report,
        "form": asked.form,
        "phone_form": ReportFilter(request.GET, areas=grid.areas, auto_id="t_%s"),
        "strategy": strategy,
        "step": step,
        "requirement_count": len(ranked),
        "shows_all": shows_all,
        "has_more": len(ranked) > len(shown),
        "closings": closings[:COURSES_SHOWN],
        "has_proposals": any(row.is_proposal for row in report.rows)
        or any(closing.is_proposal for closing in closings),
        "points": points,
        "charts": [chart for chart in (draw_chart(points or [], size) for size in (WIDE, NARROW)) if chart],
        "share": _share_bar(report.total) if report.total.required else [],
    }
    children = list(asked.workplace.get_children()) if len(grid.staff) > MAX_COLUMNS else []
    if children:
        context["place_columns"], context["rows"] = place_table(grid, shown, children)
        if grid.on_leave:
            job = asked.chosen.get("job", "")
            away = names_on_leave(asked.workplace, grid.as_of, LEAVE_NAMES_SHOWN, job)
            context["on_leave"] = list(away.values())
            record_reads(away, request.user, "reports.leave")
    else:
        names = read_names([*grid.staff["employment"].tolist(), *grid.one_post_of_each_away])
        away = away_by_name(grid, names, LEAVE_NAMES_SHOWN)
        context["on_leave"] = list(away.values())
        page = Paginator(people_columns(grid, names), MAX_COLUMNS).get_page(request.GET.get("page"))
        context["pages_of"] = asked.query(all="1") if "all" in request.GET else asked.query()
        context["people"], context["rows"] = page, people_rows(grid, shown, list(page))
        named = []
        if step.row is not None and step.kind is Kind.EXPIRED:
            behind = rows_behind(grid, columns[step.row.requirement.id], names, Kind.EXPIRED)
            employments = grid.staff["employment"].tolist()
            named = [names[employments[row]] for row in behind[:LEAVE_NAMES_SHOWN]]
            context["step_names"] = [who.name for who in named]
        in_map = {column.who.person for column in page} | {who.person for who in named}
        record_all_reads({"reports.map": in_map, "reports.leave": away}, request.user)
        if len(grid.staff):
            record_action(
                asked.workplace,
                "reports.read_unit",
                user=request.user,
                data={"as_of": grid.as_of.isoformat(), "people": len(page.object_list)},
            )
    return render(request, "reports/gap.html", context)


def _share_bar(total: Any) -> list[tuple[str, str, str]]:
    """Pieces of the bar above the figures: class, start and width of 1000, two units apart."""
    parts = [
        ("met", total.met),
        ("gap1", total.gaps[0]),
        ("gap2", total.gaps[1]),
        ("gap3", sum(total.gaps[2:])),
        ("expired", total.expired),
        ("unknown", total.not_assessed),
    ]
    at, pieces = 0.0, []
    for name, count in parts:
        width = 1000 * count / total.required
        if width:
            pieces.append((name, f"{at:.1f}", f"{max(width - 2, 1):.1f}"))
        at += width
    return pieces


@_of_a_day
def requirement(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One requirement: the people behind its figures, and the courses that would close the gaps."""
    asked = _ask(request, slug)
    grid = asked.grid
    column = grid.column(code)
    if column is None:
        raise Http404
    row = next(row for row in report_of(grid).rows if row.code == code)
    states = StateFilter(request.GET)
    state = states.cleaned_data["state"] if states.is_valid() else ""
    names = read_names(grid.staff["employment"].tolist())
    page = Paginator(rows_behind(grid, column, names, state), PEOPLE_PER_PAGE).get_page(
        request.GET.get("page")
    )
    people = standpoints(grid, [(number, column) for number in page.object_list], names)
    _log_people(request.user, asked, {"requirement": code, "people": len(people)})
    record_reads([point.who.person for point in people], request.user, "reports.requirement")
    context = {
        **_common(asked),
        "row": row,
        "in_words": figures_sentence(row.figures),
        "told": told_of_areas().get(row.area.id, ()),
        "state": state,
        "page": page,
        "people": people,
        "shows_places": grid.staff["workplace"].nunique() > 1,
        "closings": closing_courses(grid, [column])[:COURSES_SHOWN],
        "pages_of": asked.query(state=state) if state else asked.query(),
    }
    return render(request, "reports/requirement.html", context)


@_of_a_day
def person(request: HttpRequest, slug: str, employment: int) -> HttpResponse:
    """One person at the place: what the work asks, requirement by requirement."""
    asked = _ask(request, slug)
    grid = asked.grid
    number = row_of(grid, employment)
    if number is None:
        raise Http404
    names = read_names([employment])
    asked_for = [column for column in range(len(grid.requirements)) if grid.required[number, column]]
    found = {
        point.requirement.id: point
        for point in standpoints(grid, [(number, column) for column in asked_for], names)
    }
    areas = [
        (area, [found[entry.id] for entry in area.requirements if entry.id in found]) for area in grid.areas
    ]
    _log_people(request.user, asked, {"employment": employment, "people": 1})
    record_reads([names[employment].person], request.user, "reports.person")
    context = {
        **_common(asked),
        "who": names[employment],
        "areas": [(area, points) for area, points in areas if points],
        "met": sum(point.state == "met" for point in found.values()),
        "required": len(found),
        "own_views": shared_with(request.user, employment, grid),
    }
    return render(request, "reports/person.html", context)


def _log_people(user: User | Any, asked: Asked, data: dict[str, Any]) -> None:
    record_action(
        asked.workplace,
        "reports.read_person",
        user=user,
        data={"as_of": asked.grid.as_of.isoformat(), **data},
    )


@_of_a_day
def download(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The figures as a file, with the same choices as on the page."""
    asked = _ask(request, slug)
    if form not in FILES:
        raise Http404
    media_type, write = FILES[form]
    report = report_of(asked.grid, area=asked.area)
    record_action(
        asked.workplace,
        "reports.download",
        user=request.user,
        data={"as_of": report.as_of.isoformat(), "form": form},
    )
    name = f"{asked.workplace.slug}-{report.as_of.isoformat()}.{form}"
    return HttpResponse(
        write(report),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _read_others(request: HttpRequest) -> tuple[Outside, QueryDict]:
    """What the person may see of others, as it was asked for. PermissionDenied for who may see nothing."""
    user: Any = request.user
    if not reads_released(user):
        raise PermissionDenied
    form = ReleasedFilter(request.GET)
    form.is_valid()
    found = read_outside(
        managed_paths(user),
        figure=form.cleaned_data.get("figure", ""),
        place=form.cleaned_data.get("place", ""),
        day=form.cleaned_data.get("date"),
    )
    day = found.day.isoformat() if found.day else ""
    chosen = {"figure": found.kind.key, "place": found.chosen.key, "date": day}
    return found, QueryDict(urlencode({name: value for name, value in chosen.items() if value}))


@login_required
@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    found, chosen = _read_others(request)
    rows = [
        (row, [(state, share_in_words(share, row.sum.people)) for state, share in row.shares])
        for row in found.rows
        if row.sum
    ]
    context = {"found": found, "rows": rows, "kinds": TOLD_KINDS, "chosen": chosen}
    return render(request, "reports/outside.html", context)


@login_required
@require_safe
def download_outside(request: HttpRequest, form: str) -> HttpResponse:
    """The same figures as a file."""
    found, _chosen = _read_others(request)
    if form not in RELEASED_FILES or found.day is None:
        raise Http404
    media_type, write = RELEASED_FILES[form]
    record_action(
        Release.objects.get(date=found.day), "reports.download", user=request.user, data={"form": form}
    )
    return HttpResponse(
        write(found),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="tal-{found.day.isoformat()}.{form}"'},
    )
