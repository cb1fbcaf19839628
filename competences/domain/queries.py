from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from accounts.danish import DanishOrder
from accounts.domain.common import keep
from competences.enums import CompetenceKind, ProfileKind
from competences.models import Competence, Framework, Profile, Strategy


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
    """What the framework in use tells of its areas (aim, main partner, dilemma, source), by the area's id."""
    rows = Profile.objects.filter(framework__is_current=True, kind=ProfileKind.ASPECT)
    return {area: _told(sections) for area, sections in rows.values_list("near", "sections") if area}


def conditions() -> list[tuple[str, tuple[Told, ...]]]:
    """The conditions around the work in the framework in use: the title of each, and what is told of it."""
    rows = Profile.objects.filter(framework__is_current=True, kind=ProfileKind.CONDITION)
    return [(title, _told(sections)) for title, sections in rows.values_list("title", "sections")]


def _told(sections: list[dict[str, Any]]) -> tuple[Told, ...]:
    return tuple(Told(section["title"], tuple(section["points"])) for section in sections)


def requirement_tree(framework: Framework | None = None) -> tuple[Area, ...]:
    """The areas of a framework (the current one if none is given), in display order.

    Those of the current one are kept (`accounts.domain.common`); of another, one query.

    KK2019 comes as M F L O and then R1 to R4. Names are in the active language. Empty without a framework.
    In frameworks of others an area that holds areas only is left out, and requirements without an area stand
    under the framework itself (id 0).
    """
    if framework is None:
        return keep(("requirements", get_language()), lambda: _read_tree(Competence.objects.current()))
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
