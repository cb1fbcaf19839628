"""The competence profile: what is missing, what would raise it, what is in place. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from accounts.models import Employment, User
from assessments.ledger.domain.queries import evidence_rows, own_ledger_of
from assessments.ledger.domain.reminding import Due, due_of
from assessments.ledger.domain.renewal import HeldRow
from assessments.ledger.domain.standing import lapsed_on
from assessments.ledger.enums import GapState
from assessments.ledger.models import Evidence
from assessments.practice.domain.observation.queries import Seen, read_seen
from assessments.practice.domain.own_view_sharing import managers_of, readers_of
from competences.domain.queries import Told, conditions, is_shown_by_methods, told_of_areas
from courses.domain.runs import my_runs
from development.domain.me import Me, read_me
from development.domain.my_requirements import Demand, MyArea, MyRequirements, my_requirements
from development.domain.parts import read_parts
from development.domain.profile_wording import (
    say_act,
    say_begun,
    say_jobs,
    say_own_is_lower,
    say_own_view_shared,
    say_stands,
    say_taken_back_on,
    say_term,
    say_who_sees,
    strength_in_words,
    why_here,
)
from development.domain.raising import NOTHING_BEGUN, Act, Case, Part, Ways, find_ways
from development.domain.recommendations import find_offers, find_renewals, urgency
from development.domain.timeline import EvidenceLine, Moment, read_lines, tell_moments
from development.domain.under_way import read_begun

MAX_EVIDENCE = 20
# So many needs stand open; the rest is folded. A whole job that nobody has looked at is folded altogether.
MOST_OPEN = 7


@dataclass(frozen=True)
class ProfileEntry:
    """A requirement with its evidence, newest first, and what would lift the person in it.

    `strongest` confirms the level that holds, `lapsed_on` is when what ran out last counted. `due` and
    `in_grace` tell that what meets the requirement ends soon, or has ended and still counts.
    """

    demand: Demand
    lines: tuple[EvidenceLine, ...]
    older: int
    strongest: Evidence | None
    lapsed_on: dt.date | None
    moments: tuple[Moment, ...]
    seen: Seen | None
    case: Case
    due: Due | None
    in_grace: Evidence | None
    practice_level: int
    has_several_jobs: bool

    @property
    def evidence_count(self) -> int:
        """The entries of the time line, and what is older than it."""
        return len(self.moments) + self.older

    @property
    def is_need(self) -> bool:
        """There is something to do about it: it is not met, or not for long."""
        return self.demand.is_lacking or self.case.runs_out

    @cached_property
    def ways(self) -> Ways:
        return find_ways(self.case)

    @property
    def first(self) -> tuple[Act, str] | None:
        """The one thing to do now, with the words on its button."""
        return (self.ways.first, say_act(self.ways.first)) if self.ways.first else None

    @property
    def others(self) -> list[tuple[Act, str]]:
        return [(act, say_act(act)) for act in self.ways.others]

    @property
    def part(self) -> Part | None:
        """The part of a course that is told of: that which the button, or a link, leads to."""
        acts = (self.ways.first, *self.ways.others)
        return next((act.part for act in acts if act is not None and act.part is not None), None)

    @property
    def strength(self) -> str:
        """What the confirmed level rests on, in words; empty where none is confirmed."""
        position = self.demand.position
        return strength_in_words(position.kind, self.seen) if position and position.kind else ""

    @property
    def sentences(self) -> list[str]:
        """Where the person stands and why, what is under way, and what keeps them from the next level."""
        demand, today = self.demand, self.case.today
        said = say_stands(demand.position, self.seen, self.lapsed_on)
        said += say_term(self.due, self.in_grace, today)
        newest = self.lines[0] if self.lines else None
        if newest and newest.revoked_by and newest.row.confirms > demand.level:
            said.append(say_taken_back_on(newest.revoked_by.recorded_on))
        if self.is_need:
            said += say_begun(self.case.begun, today)
            said += why_here(
                demand.judgement.state,
                by_method=self.case.by_method and not self.case.begun.paper,
                has_parts=bool(self.case.parts) or self.case.begun.observation is not None,
                practice_level=self.practice_level,
            )
        elif demand.own_level is not None and demand.own_level < demand.level:
            said.append(say_own_is_lower())
        if self.has_several_jobs and demand.posts:
            said.append(say_jobs(demand.required_level, demand.posts_in_words))
        return said


@dataclass(frozen=True)
class ProfileArea:
    """An area, and what the page says of each requirement in it."""

    area: MyArea
    entries: tuple[ProfileEntry, ...]
    told: tuple[Told, ...]

    @property
    def in_place(self) -> tuple[ProfileEntry, ...]:
        return tuple(entry for entry in self.entries if entry.demand.judgement.state == GapState.MET)

    @property
    def needs(self) -> tuple[ProfileEntry, ...]:
        return tuple(entry for entry in self.entries if entry.demand.is_lacking)


@dataclass(frozen=True)
class MyProfile:
    """All that the page shows. Without a job nothing is asked for, but own evidence is there to read."""

    requirements: MyRequirements
    areas: tuple[ProfileArea, ...]
    beyond: tuple[ProfileEntry, ...]
    conditions: list[tuple[str, tuple[Told, ...]]]
    managers: tuple[User, ...]
    readers: tuple[User, ...]

    @cached_property
    def needs(self) -> tuple[ProfileEntry, ...]:
        """What is missing, most steps first, what nobody knows anything of last."""
        lacking = (entry for part in self.areas for entry in part.needs)
        return tuple(sorted(lacking, key=_weight))

    @property
    def first_needs(self) -> tuple[ProfileEntry, ...]:
        return () if self.requirements.is_all_unknown else self.needs[:MOST_OPEN]

    @property
    def further_needs(self) -> tuple[ProfileEntry, ...]:
        return self.needs[len(self.first_needs) :]

    @cached_property
    def ending(self) -> tuple[ProfileEntry, ...]:
        """What is in place and runs out soon, or has run out and still counts; the first to end first."""
        found = [entry for part in self.areas for entry in part.entries if entry.case.runs_out]
        return tuple(sorted(found, key=_ends))

    @property
    def has_own_view(self) -> bool:
        """The person has said something of themself."""
        entries = (entry for part in self.areas for entry in part.entries)
        return any(entry.demand.own_level is not None for entry in (*entries, *self.beyond))

    @property
    def steps_confirmed(self) -> int:
        return sum(part.area.steps_confirmed for part in self.areas)

    @property
    def steps_required(self) -> int:
        return sum(part.area.steps_required for part in self.areas)

    @property
    def is_mixed(self) -> bool:
        """Somebody has decided some of the requirements and not others: then each says which it is."""
        demands = self.requirements.demands
        proposals = sum(bool(demand.required and demand.required.is_proposal) for demand in demands)
        return 0 < proposals < len(demands)

    @property
    def who_sees(self) -> list[str]:
        return say_who_sees(self.managers, self.readers)

    @property
    def own_view_shared(self) -> str:
        return say_own_view_shared(self.readers)


def read_my_profile(person: User, *, jobs: Collection[Employment] | None = None) -> MyProfile:
    """The person's requirements with their evidence. The number of queries does not grow with the rows.

    `jobs` are the person's of today, where they are known.
    """
    rows = list(evidence_rows(person))
    me = _read_me(person, rows, jobs)
    requirements = my_requirements(me.posts, me.ledger)
    entries = _EntryReader(me, rows, requirements).read
    told = told_of_areas()
    return MyProfile(
        requirements=requirements,
        areas=tuple(
            ProfileArea(area, entries(area.demands), told.get(area.area.id, ()))
            for area in requirements.areas_with_demands
        ),
        beyond=entries(requirements.beyond),
        conditions=conditions(),
        managers=tuple(managers_of(person)),
        readers=tuple(readers_of(person)),
    )


class _EntryReader:
    """Makes the entries of one person, from what is read once for all of them. Four queries."""

    def __init__(self, me: Me, rows: Iterable[Evidence], requirements: MyRequirements) -> None:
        self.me, self.requirements = me, requirements
        self.ledger: dict[int, list[Evidence]] = defaultdict(list)
        for row in rows:
            self.ledger[row.competence_id].append(row)
        self.seen = read_seen(me.person, self.ledger)
        self.begun = read_begun(me.person, me.today)
        self.ends = {demand.requirement.id: self._end(demand) for demand in requirements.demands}
        completed = me.record.holds_by_path(me.ledger.expired_origins)
        self.offers = find_offers(completed, requirements.demands)
        renewals = find_renewals(completed, self._levels_that_end())
        found = {**self.offers.by_competence, **renewals}
        self.parts = read_parts(me.record, completed, found, my_runs(me.person))

    def read(self, demands: Iterable[Demand]) -> tuple[ProfileEntry, ...]:
        return tuple(self._entry(demand) for demand in demands)

    def _end(self, demand: Demand) -> tuple[Due | None, Evidence | None]:
        """How what meets the requirement ends: soon, or it has, and the days of grace go by."""
        today, key = self.me.today, demand.requirement.id
        if demand.judgement.state != GapState.MET:
            return None, None
        holding = [
            row
            for row in self.ledger[key]
            if not hasattr(row, "revoked_by") and row.recorded_on <= today and row.holds_on(today)
        ]
        bearing = [row for row in holding if row.confirms >= demand.required_level]
        if bearing and all(row.in_grace_on(today) for row in bearing):
            return None, max(bearing, key=lambda row: row.valid_until or dt.date.max)
        held = [HeldRow(*(getattr(row, column) for column in HeldRow._fields)) for row in holding]
        return due_of(held, demand.required_level, key, today), None

    def _levels_that_end(self) -> dict[int, int]:
        return {
            demand.requirement.id: demand.required_level
            for demand in self.requirements.demands
            if any(self.ends[demand.requirement.id])
        }

    def _entry(self, demand: Demand) -> ProfileEntry:
        key, today = demand.requirement.id, self.me.today
        lines = read_lines(self.ledger[key], today)
        shown = tuple(lines[:MAX_EVIDENCE])
        due, in_grace = self.ends.get(key, (None, None))
        kind = _kind(demand, lines)
        practice_level = self.offers.practice_level(demand) if self.offers.needs_practice(demand) else 0
        return ProfileEntry(
            demand=demand,
            lines=shown,
            older=len(lines) - len(shown),
            strongest=_strongest(demand, lines),
            lapsed_on=lapsed_on((line.row for line in lines if not line.revoked_by), demand.position, today),
            moments=tell_moments(shown, today),
            seen=self.seen.get(key),
            case=Case(
                today=today,
                state=demand.judgement.state,
                required=demand.required_level,
                own_level=demand.own_level,
                kind=kind,
                runs_out=bool(due or in_grace),
                by_method=is_shown_by_methods(demand.requirement),
                parts=self.parts.get(key, ()),
                begun=self.begun.get(key, NOTHING_BEGUN),
            ),
            due=due,
            in_grace=in_grace,
            practice_level=practice_level,
            has_several_jobs=len(self.requirements.posts) > 1,
        )


def _strongest(demand: Demand, lines: Iterable[EvidenceLine]) -> Evidence | None:
    """The newest row that confirms the level that holds, of the kind that the standing names."""
    position = demand.position
    if position is None:
        return None
    told = (position.level, position.kind)
    valid = (line.row for line in lines if line.is_valid)
    return next((row for row in valid if (row.confirms, row.kind) == told), None)


def _kind(demand: Demand, lines: Iterable[EvidenceLine]) -> str | None:
    """What it is shown by: as the standing says, or as the newest row that ran out at the level that did."""
    position = demand.position
    if position is None or position.kind:
        return position.kind if position else None
    lapsed = (line.row for line in lines if line.is_expired and not line.revoked_by)
    return next((row.kind for row in lapsed if row.confirms == position.lapsed_level), None)


def _read_me(person: User, rows: Iterable[Evidence], jobs: Collection[Employment] | None) -> Me:
    """The person as of today, the ledger made of what is read already."""
    today = timezone.localdate()
    return read_me(person, jobs=jobs, ledger=own_ledger_of(rows, today))


def _weight(entry: ProfileEntry) -> tuple[bool, bool, int]:
    return (entry.demand.judgement.state == GapState.NOT_ASSESSED, *urgency(entry.demand))


def _ends(entry: ProfileEntry) -> dt.date:
    ends = entry.in_grace.runs_out_on if entry.in_grace else entry.due.runs_out_on if entry.due else None
    return ends or dt.date.max
