"""What somebody shows others of their profile: page, PDF and file say what stands here, and nothing else.

Left out, whoever asks: e-mail, titles of what was taken, who has seen or written what, and why.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.wording import level_in_words, state_in_words
from assessments.ledger.enums import GapState
from assessments.ledger.policy import KINDS
from courses.proofs.domain.proofs import issuer_name
from development.domain.my_profile import MyProfile, ProfileEntry, read_my_profile


@dataclass(frozen=True, slots=True)
class SharedJob:
    """A job of today: what, and where."""

    job: str
    workplace: str


@dataclass(frozen=True, slots=True)
class SharedEvidence:
    """Evidence that holds today: its kind, the level 1 to 4 that it confirms, and its first and last day."""

    kind: str
    confirms: int
    valid_from: dt.date
    valid_until: dt.date | None

    @property
    def kind_in_words(self) -> str:
        return str(KINDS[self.kind].label)


@dataclass(frozen=True, slots=True)
class SharedRequirement:
    """A requirement and what is confirmed in it. Levels are 0 to 4; `required_level` 0: no job asks for it.

    `kind` is the strongest kind that confirms the level, and `how` that in figures; both empty at level 0.
    `valid_until` None: no end. `own_level` None: not said, or not shown.
    """

    competence_id: int
    code: str
    name: str
    required_level: int
    is_proposal: bool
    level: int
    state: GapState
    gap: int
    kind: str
    how: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    ran_out_level: int
    ran_out_on: dt.date | None
    own_level: int | None
    evidence: tuple[SharedEvidence, ...]

    @property
    def level_in_words(self) -> str:
        """The confirmed level; empty where nothing is confirmed."""
        return level_in_words(self.level) if self.level else ""

    @property
    def required_in_words(self) -> str:
        return level_in_words(self.required_level) if self.required_level else ""

    @property
    def own_in_words(self) -> str:
        return "" if self.own_level is None else level_in_words(self.own_level)

    @property
    def strength_in_words(self) -> str:
        return str(KINDS[self.kind].label) if self.kind else ""

    @property
    def state_in_words(self) -> str:
        return state_in_words(self.state, self.gap)


@dataclass(frozen=True, slots=True)
class SharedArea:
    """An area with the requirements in it that the person's jobs ask for."""

    code: str
    name: str
    requirements: tuple[SharedRequirement, ...]

    @property
    def met(self) -> int:
        return sum(entry.state == GapState.MET for entry in self.requirements)


@dataclass(frozen=True, slots=True)
class SharedProfile:
    """All that is shown. `beyond` is what no job of the person asks for, and they have shown all the same."""

    name: str
    issuer: str
    day: dt.date
    jobs: tuple[SharedJob, ...]
    areas: tuple[SharedArea, ...]
    beyond: tuple[SharedRequirement, ...]
    with_own_view: bool

    @property
    def total(self) -> int:
        """Requirements that the person's jobs ask for."""
        return sum(len(area.requirements) for area in self.areas)

    @property
    def met(self) -> int:
        return sum(area.met for area in self.areas)

    @property
    def requirements(self) -> tuple[SharedRequirement, ...]:
        """All of them, in the framework's order, those beyond at the end."""
        return (*(entry for area in self.areas for entry in area.requirements), *self.beyond)

    @property
    def has_proposals(self) -> bool:
        return any(entry.is_proposal for entry in self.requirements)


def read_shared_profile(person: User, *, with_own_view: bool) -> SharedProfile:
    """The profile as it is today, in the active language; what the person says of themself only if asked."""
    profile = read_my_profile(person)
    return SharedProfile(
        name=person.display_name,
        issuer=issuer_name(),
        day=timezone.localdate(),
        jobs=_jobs(profile),
        areas=tuple(
            SharedArea(part.area.area.code, part.area.area.name, _entries(part.entries, with_own_view))
            for part in profile.areas
        ),
        beyond=_entries(
            # Where nobody else has seen anything, there is an own view only.
            (entry for entry in profile.beyond if with_own_view or entry.demand.position),
            with_own_view,
        ),
        with_own_view=with_own_view,
    )


def _jobs(profile: MyProfile) -> tuple[SharedJob, ...]:
    return tuple(SharedJob(post.job, post.workplace) for post in profile.requirements.posts)


def _entries(entries: Iterable[ProfileEntry], with_own_view: bool) -> tuple[SharedRequirement, ...]:
    return tuple(_requirement(entry, with_own_view) for entry in entries)


def _requirement(entry: ProfileEntry, with_own_view: bool) -> SharedRequirement:
    demand, position, strongest = entry.demand, entry.demand.position, entry.strongest
    return SharedRequirement(
        competence_id=demand.requirement.id,
        code=demand.code,
        name=demand.requirement.name,
        required_level=demand.required_level,
        is_proposal=demand.required is not None and demand.required.is_proposal,
        level=demand.level,
        state=demand.judgement.state,
        gap=demand.judgement.gap,
        kind=(position.kind or "") if position else "",
        how=strongest.how if strongest else "",
        valid_from=strongest.recorded_on if strongest else None,
        valid_until=position.expires if position and position.level else None,
        ran_out_level=position.lapsed_level if position else 0,
        ran_out_on=entry.lapsed_on,
        own_level=demand.own_level if with_own_view else None,
        evidence=_evidence(entry),
    )


def _evidence(entry: ProfileEntry) -> tuple[SharedEvidence, ...]:
    """What holds, newest first; the one that the level rests on also where it is an old one."""
    rows = [line.row for line in entry.lines if line.is_valid]
    if entry.strongest and entry.strongest not in rows:
        rows.append(entry.strongest)
    return tuple(SharedEvidence(row.kind, row.confirms, row.recorded_on, row.valid_until) for row in rows)
