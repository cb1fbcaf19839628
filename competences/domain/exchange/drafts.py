"""What a file says, before it is stored.

None means that the file does not speak of it: what is stored stays as it is. An empty text or list is a
statement.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from competences.enums import CompetenceKind, ProfileKind

# The root of our stable identifiers: the same code gives the same identifier in every municipality.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://laersammen.example/competences")


def stable_identifier(*codes: str) -> uuid.UUID:
    """The identifier of a framework (one code) or of an entry in it (framework code, entry code)."""
    return uuid.uuid5(NAMESPACE, "/".join(codes))


@dataclass(frozen=True, slots=True)
class CompetenceDraft:
    """An entry of a framework; `parent` is the code of the entry above it, None at the top."""

    identifier: uuid.UUID
    code: str
    title: str
    kind: CompetenceKind
    parent: str | None = None
    title_en: str | None = None
    description: str | None = None
    section: str | None = None
    strand: str | None = None
    settings: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class MethodDraft:
    """A method of the framework."""

    code: str
    title: str
    title_en: str | None = None
    section: str | None = None
    demands: tuple[str, ...] | None = None
    needs_certificate: bool = False
    is_evidence_based: bool = False


@dataclass(frozen=True, slots=True)
class FrameworkDraft:
    """A whole framework in display order, every parent before its children.

    `methods` is None where the format has no place for them. `code` is only a wish when `is_code_wish`:
    CASE knows no codes of frameworks, so a free one is found and an existing framework keeps its own.
    `package` is what others' file said, whole, to be given back with the next export.
    """

    identifier: uuid.UUID
    code: str
    title: str
    competences: tuple[CompetenceDraft, ...]
    methods: tuple[MethodDraft, ...] | None = None
    is_code_wish: bool = False
    title_en: str | None = None
    publisher: str | None = None
    year: int | None = None
    language: str | None = None
    description: str | None = None
    package: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """A role or a model; `sections` are (title, points), `near` codes of entries."""

    kind: ProfileKind
    code: str
    title: str
    placed: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyDraft:
    """What one municipality puts weight on, as codes of areas and requirements."""

    name: str
    focus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposed level (0 to 4) for a requirement, a job function and a setting (blank: any)."""

    competence: str
    job_function: str
    setting: str
    level: int
