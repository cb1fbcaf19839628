"""Readers of the files that go with a stored framework: profiles, strategies, proposed levels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.enums import JobFunction, Setting
from competences.enums import CompetenceKind, Level, ProfileKind

from .drafts import ProfileDraft, ProposalDraft, StrategyDraft
from .entries import Entry

# What is told of a role or a model, and the heading it gets. The content is Danish, and so are the headings.
SECTIONS = {
    "meaning": "Det betyder",
    "aim": "Målet",
    "partner": "Det vigtigste samarbejde",
    "dilemma": "Det svære valg",
    "tasks": "Opgaver",
    "needs": "Det kræver",
    "gains_reported": "Det fik man ud af",
    "risks_reported": "Det skal man passe på",
    "measured_by": "Sådan blev det målt",
    "principles": "Principper",
    "organisational_prerequisites": "Det skal organisationen have på plads",
}
SOURCE = "Kilde"
PROFILES = {
    "roles": ProfileKind.ROLE,
    "models": ProfileKind.MODEL,
    "conditions": ProfileKind.CONDITION,
    "aspects": ProfileKind.ASPECT,
}
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the stored framework, as far as a reader must know it."""

    kind: str
    settings: tuple[str, ...]


Codes = Mapping[str, Known]


def read_profiles(top: Entry, codes: Codes) -> list[ProfileDraft]:
    """Roles, models, conditions and sides of recovery; what is wrong is noted on the entries."""
    drafts: list[ProfileDraft] = []
    seen: set[str] = set()
    for key, kind in PROFILES.items():
        for entry in top.entries(key):
            code = entry.text("code", required=True, longest=60) or ""
            if code in seen:
                entry.note(_("the code stands more than once."))
            seen.add(code)
            drafts.append(
                ProfileDraft(
                    kind=kind,
                    code=code,
                    title=entry.text("title", required=True, longest=250) or "",
                    placed=entry.text("placed", longest=200) or "",
                    sections=_read_sections(entry),
                    near=_known(entry, "near", codes),
                )
            )
    return drafts


def _read_sections(entry: Entry) -> tuple[tuple[str, tuple[str, ...]], ...]:
    sections = []
    for key, heading in SECTIONS.items():
        if isinstance(entry.values.get(key), str):
            points: tuple[str, ...] | None = (entry.text(key) or "",)
        else:
            points = entry.texts(key)
        if points:
            sections.append((heading, points))
    for area in entry.entries("focus_areas", "title"):
        title = area.text("title", required=True)
        sections.append((title or "", area.texts("core") or ()))
    source = entry.text("source")
    if source:
        sections.append((SOURCE, (source,)))
    return tuple(sections)


def read_strategies(top: Entry, codes: Codes) -> list[StrategyDraft]:
    """Municipalities and what they put weight on; what is wrong is noted on the entries."""
    tools = top.mapping("tool_to_requirement")
    for tool, code in tools.items():
        if not isinstance(code, str) or code not in codes:
            top.problems.add(f"tool_to_requirement, {tool}", _unknown_code(code))
    drafts: list[StrategyDraft] = []
    seen: set[str] = set()
    for entry in top.entries("actors", "name"):
        name = entry.text("name", required=True, longest=120) or ""
        if name in seen:
            entry.note(_("the name stands more than once."))
        seen.add(name)
        drafts.append(StrategyDraft(name, _read_focus(entry, tools, codes)))
    return drafts


def _read_focus(entry: Entry, tools: dict[str, Any], codes: Codes) -> tuple[str, ...]:
    """The codes that one municipality puts weight on, each once."""
    focus: dict[str, None] = {}
    for code, has_focus in entry.mapping("recovery").items():
        if not isinstance(has_focus, bool):
            entry.note(_("“%(key)s” must be true or false.") % {"key": code})
        elif code not in codes:
            entry.note(_unknown_code(code))
        elif has_focus:
            focus[code] = None
    for tool in entry.choices("tools", tools, _("“tool_to_requirement” has no “%(value)s”.")) or ():
        if isinstance(tools.get(tool), str):
            focus[tools[tool]] = None
    return tuple(focus)


def read_proposals(top: Entry, codes: Codes) -> list[ProposalDraft]:
    """One proposal for each row to be: a requirement of some settings only gets rows for those settings.

    A job function names every requirement under `default`; under a setting it names what differs there.
    """
    requirements = {code: known for code, known in codes.items() if known.kind == CompetenceKind.REQUIREMENT}
    drafts: list[ProposalDraft] = []
    jobs = top.mapping("levels", required=True)
    for job in jobs:
        if job not in JobFunction.values:
            top.problems.add(str(job), _("there is no job function “%(value)s”.") % {"value": job})
            continue
        entry = Entry(top.problems, job, top.mapping("levels")).entry(job, job)
        for place in entry.values:
            if place not in (DEFAULT, *Setting.values):
                entry.note(_("there is no setting “%(value)s”.") % {"value": place})
        levels = _read_default(entry, requirements)
        for setting in Setting.values:
            for code, level in _read_levels(entry, setting, requirements).items():
                holds_in = requirements[code].settings
                if holds_in and setting not in holds_in:
                    entry.problems.add(
                        f"{job}, {setting}, {code}",
                        _("the requirement holds only in: %(settings)s.") % {"settings": ", ".join(holds_in)},
                    )
                levels[code, setting] = level
        drafts += [ProposalDraft(code, job, setting, level) for (code, setting), level in levels.items()]
    return drafts


def _read_default(entry: Entry, requirements: Codes) -> dict[tuple[str, str], int]:
    """What a job function is proposed wherever no setting says otherwise, by code and setting."""
    levels: dict[tuple[str, str], int] = {}
    default = _read_levels(entry, DEFAULT, requirements)
    for code, known in requirements.items():
        if code not in entry.mapping(DEFAULT):
            entry.note(
                _("“default” does not name %(code)s; write 0 where it is not required.") % {"code": code}
            )
        for setting in known.settings or ("",):
            levels[code, setting] = default.get(code, 0)
    return levels


def _read_levels(entry: Entry, place: str, requirements: Codes) -> dict[str, int]:
    levels: dict[str, int] = {}
    for code, level in entry.mapping(place).items():
        where = f"{entry.where}, {place}, {code}"
        if code not in requirements:
            entry.problems.add(where, _unknown_code(code))
        elif type(level) is not int or level not in Level.values:
            entry.problems.add(where, _("the level must be a whole number from 0 to 4."))
        else:
            levels[code] = level
    return levels


def _known(entry: Entry, key: str, codes: Codes) -> tuple[str, ...]:
    found = entry.texts(key) or ()
    for code in found:
        if code not in codes:
            entry.note(_unknown_code(code))
    return tuple(dict.fromkeys(found))


def _unknown_code(code: Any) -> str:
    return _("the framework has no entry “%(code)s”.") % {"code": code}
