"""Plain makers of frameworks, their entries and what jobs need of them."""

from itertools import count
from typing import Any

from django.utils import timezone

from accounts.enums import JobFunction
from competences.enums import CompetenceKind
from competences.models import Competence, Framework, JobRequirement, Method

_numbers = count(1)


def make_framework(*, is_current: bool = True, **fields: Any) -> Framework:
    number = next(_numbers)
    fields.setdefault("code", f"framework-{number}")
    fields.setdefault("title", f"Ramme {number}")
    fields.setdefault("changed_at", timezone.now())
    return Framework.objects.create(is_current=is_current, **fields)


def make_area(framework: Framework | None = None, code: str = "M", **fields: Any) -> Competence:
    return _make(framework or _current(), None, code, CompetenceKind.AREA, fields)


def make_requirement(area: Competence | None = None, code: str = "", **fields: Any) -> Competence:
    """A requirement, by default in an area of its own in the current framework (made where there is none)."""
    area = area or make_area(code=f"A{next(_numbers)}")
    return _make(
        area.framework, area, code or f"{area.code}.{next(_numbers)}", CompetenceKind.REQUIREMENT, fields
    )


def make_part(requirement: Competence, code: str = "", **fields: Any) -> Competence:
    code = code or f"{requirement.code}-{next(_numbers)}"
    return _make(requirement.framework, requirement, code, CompetenceKind.PART, fields)


def make_job_requirement(competence: Competence, level: int = 2, **fields: Any) -> JobRequirement:
    """For a SOSU assistant, in any setting, at any workplace, unless `fields` say otherwise."""
    fields.setdefault("job_function", JobFunction.SOSU_ASSISTENT)
    return JobRequirement.objects.create(competence=competence, level=level, **fields)


def make_method(framework: Framework | None = None, **fields: Any) -> Method:
    number = next(_numbers)
    fields.setdefault("code", f"M{number}")
    fields.setdefault("title", f"Metode {number}")
    return Method.objects.create(framework=framework or _current(), **fields)


def _current() -> Framework:
    return Framework.objects.filter(is_current=True).first() or make_framework()


def _make(
    framework: Framework, parent: Competence | None, code: str, kind: CompetenceKind, fields: dict[str, Any]
) -> Competence:
    fields.setdefault("title", f"Krav {code}")
    fields.setdefault("position", next(_numbers))
    return Competence.objects.create(framework=framework, parent=parent, code=code, kind=kind, **fields)
