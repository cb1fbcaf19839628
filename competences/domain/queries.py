from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from competences.enums import CompetenceKind
from competences.models import Competence, Framework


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


def requirement_tree(framework: Framework | None = None) -> tuple[Area, ...]:
    """The areas of a framework (the current one if none is given), in display order, in one query.

    KK2019 comes as M F L O and then R1 to R4. Names are in the active language. Empty without a framework.
    """
    competences = (
        Competence.objects.filter(framework=framework) if framework else Competence.objects.current()
    )
    children: dict[int | None, list[Competence]] = defaultdict(list)
    for competence in competences.order_by("position", "pk"):
        children[competence.parent_id].append(competence)
    return tuple(
        Area(
            id=area.pk,
            code=area.code,
            name=area.name,
            description=area.description,
            strand=area.strand,
            requirements=tuple(
                Requirement(
                    id=requirement.pk,
                    code=requirement.code,
                    name=requirement.name,
                    description=requirement.description,
                    section=requirement.section,
                    settings=tuple(requirement.settings),
                    parts=tuple(_parts(children, requirement.pk)),
                )
                for requirement in children[area.pk]
            ),
        )
        for area in children[None]
        if area.kind == CompetenceKind.AREA
    )


def _parts(children: dict[int | None, list[Competence]], parent: int, depth: int = 1) -> Iterator[Part]:
    for part in children[parent]:
        yield Part(id=part.pk, code=part.code, name=part.name, description=part.description, depth=depth)
        yield from _parts(children, part.pk, depth + 1)
