import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from accounts.danish import DanishOrder
from accounts.domain.common import keep
from competences.enums import CompetenceKind, ProfileKind
from competences.models import Competence, Framework, Method, PastFramework, Profile, Strategy


@dataclass(frozen=True, slots=True)
class Part:
    """What a requirement is made of. `depth` is 1 for its own parts, 2 for theirs, and so on."""

    id: int
    code: str
    name: str
    description: str
    depth: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """What levels are set for. `settings` empty: it holds everywhere."""

    id: int
    code: str
    name: str
    description: str
    section: str
    settings: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A work tool or a recovery aspect with its requirements; `strand` is blank in frameworks of others."""

    id: int
    code: str
    name: str
    description: str
    strand: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the source tells beside the requirements, such as an area's aim, under its heading."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What one municipality's strategy puts weight on: the ids of areas and requirements."""

    pk: int
    name: str
    focus: frozenset[int]


def strategies() -> tuple[Emphasis, ...]:
    """The strategies of the framework in use, in Danish order; kept (`accounts.domain.common`)."""
    return keep("strategies", _read_strategies)


def _read_strategies() -> tuple[Emphasis, ...]:
    rows = Strategy.objects.filter(framework__is_current=True).order_by(DanishOrder("name"))
    return tuple(
        Emphasis(row.pk, row.name, frozenset(entry.pk for entry in row.focus.all()))
        for row in rows.prefetch_related("focus")
    )


def told_of_areas() -> dict[int, tuple[Told, ...]]:
    """What the framework in use tells of its areas (aim, main partner, dilemma, source), by the area's id;
    kept (`accounts.domain.common`).
    """
    return keep("told of areas", _read_told_of_areas)


def _read_told_of_areas() -> dict[int, tuple[Told, ...]]:
    rows = Profile.objects.filter(framework__is_current=True, kind=ProfileKind.ASPECT)
    return {area: _told(sections) for area, sections in rows.values_list("near", "sections") if area}


def conditions() -> list[tuple[str, tuple[Told, ...]]]:
    """The conditions around the work in the framework in use: the title of each, and what is told of it;
    kept (`accounts.domain.common`).
    """
    return keep("conditions", _read_conditions)


def _read_conditions() -> list[tuple[str, tuple[Told, ...]]]:
    rows = Profile.objects.filter(framework__is_current=True, kind=ProfileKind.CONDITION)
    return [(title, _told(sections)) for title, sections in rows.values_list("title", "sections")]


def sections_of_methods() -> frozenset[str]:
    """Where in its source the framework tells of methods: "4.2.2.1"; kept (`accounts.domain.common`)."""
    return keep("sections of methods", _read_sections_of_methods)


def _read_sections_of_methods() -> frozenset[str]:
    rows = Method.objects.filter(framework__is_current=True).exclude(section="")
    return frozenset(rows.values_list("section", flat=True))


def is_shown_by_methods(requirement: Requirement) -> bool:
    """Whether the source tells of methods in the section of this requirement, or in one of its parts."""
    section = requirement.section
    return bool(section) and any(
        method == section or method.startswith(f"{section}.") for method in sections_of_methods()
    )


def _told(sections: list[dict[str, Any]]) -> tuple[Told, ...]:
    return tuple(Told(section["title"], tuple(section["points"])) for section in sections)


@dataclass(frozen=True, slots=True)
class FrameworksInUse:
    """The framework in use now, those that were up to a day (last day, id), and the areas of each by id."""

    current: int | None
    past: tuple[tuple[dt.date, int], ...]
    areas: Mapping[int, tuple[Area, ...]]

    def on(self, day: dt.date) -> int | None:
        """The framework that was in use on a day; None where none ever was."""
        return next((pk for last_day, pk in self.past if last_day >= day), self.current)

    def areas_on(self, day: dt.date) -> tuple[Area, ...]:
        """The areas of the framework that was in use on a day, as `requirement_tree`."""
        framework = self.on(day)
        return self.areas.get(framework, ()) if framework is not None else ()


def frameworks_in_use() -> FrameworksInUse:
    """All that reports of any day speak of, in the active language; kept (`accounts.domain.common`)."""
    return keep(("frameworks in use", get_language()), _read_frameworks_in_use)


def _read_frameworks_in_use() -> FrameworksInUse:
    current = Framework.objects.filter(is_current=True).values_list("pk", flat=True).first()
    past = tuple(PastFramework.objects.order_by("last_day").values_list("last_day", "framework"))
    used = {pk for _, pk in past} | ({current} if current is not None else set())
    areas = {pk: _read_tree(Competence.objects.filter(framework=pk)) for pk in used}
    return FrameworksInUse(current, past, areas)


def requirement_tree(framework: Framework | None = None) -> tuple[Area, ...]:
    """The areas of a framework (the current one if none is given), in display order.

    Those of the current one are kept (`accounts.domain.common`); of another, one query.

    KK2019 comes as M F L O and then R1 to R4. Names are in the active language. Empty without a framework.
    In frameworks of others an area that holds areas only is left out, and requirements without an area stand
    under the framework itself (id 0).
    """
    if framework is None:
        used = frameworks_in_use()
        return used.areas[used.current] if used.current is not None else ()
    return _read_tree(Competence.objects.filter(framework=framework))


def _read_tree(competences: QuerySet[Competence]) -> tuple[Area, ...]:
    rows = list(competences.select_related("framework").order_by("position", "pk"))
    children: dict[int | None, list[Competence]] = defaultdict(list)
    for competence in rows:
        children[competence.parent_id].append(competence)
    areas = [
        Area(
            id=area.pk,
            code=area.code,
            name=area.name,
            description=area.description,
            strand=area.strand,
            requirements=_requirements(children, area.pk),
        )
        for area in rows
        if area.kind == CompetenceKind.AREA and not _holds_areas_only(children[area.pk])
    ]
    loose = _requirements(children, None)
    if loose:
        whole = rows[0].framework
        areas.append(Area(0, whole.code, whole.name, whole.description, "", loose))
    return tuple(areas)


def _holds_areas_only(children: list[Competence]) -> bool:
    return bool(children) and all(child.kind == CompetenceKind.AREA for child in children)


def _requirements(
    children: dict[int | None, list[Competence]], parent: int | None
) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            id=requirement.pk,
            code=requirement.code,
            name=requirement.name,
            description=requirement.description,
            section=requirement.section,
            settings=tuple(requirement.settings),
            parts=tuple(_parts(children, requirement.pk)),
        )
        for requirement in children[parent]
        if requirement.kind == CompetenceKind.REQUIREMENT
    )


def _parts(children: dict[int | None, list[Competence]], parent: int, depth: int = 1) -> Iterator[Part]:
    for part in children[parent]:
        yield Part(id=part.pk, code=part.code, name=part.name, description=part.description, depth=depth)
        yield from _parts(children, part.pk, depth + 1)
