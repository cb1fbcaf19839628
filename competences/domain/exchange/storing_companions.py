"""Profiles, strategies and proposed levels to rows, beside a framework that is stored."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import CommonVersion
from competences.models import (
    BEGINNING,
    Competence,
    Framework,
    JobRequirement,
    Line,
    Profile,
    Strategy,
)

from .drafts import ProfileDraft, ProposalDraft, StrategyDraft
from .storing import Tally, sync


def store_profiles(framework: Framework, drafts: list[ProfileDraft], tally: Tally) -> None:
    """Make the framework's profiles those of the file."""
    stored = {row.code: row for row in framework.profiles.prefetch_related("near")}
    rows = sync(
        stored,
        {
            draft.code: (
                Profile(framework=framework, code=draft.code),
                {
                    "kind": draft.kind.value,
                    "title": draft.title,
                    "placed": draft.placed,
                    "sections": [
                        {"title": title, "points": list(points)} for title, points in draft.sections
                    ],
                },
            )
            for draft in drafts
        },
        tally,
    )
    codes = _by_code(framework)
    for draft in drafts:
        near = {codes[code] for code in draft.near}
        if near != set(rows[draft.code].near.all()):
            rows[draft.code].near.set(near)
            tally.updated += draft.code in stored


def store_strategies(framework: Framework, drafts: list[StrategyDraft], tally: Tally) -> None:
    """Make the framework's strategies those of the file."""
    stored = {row.name: row for row in framework.strategies.prefetch_related("focus")}
    rows = sync(
        stored,
        {draft.name: (Strategy(framework=framework, name=draft.name), {}) for draft in drafts},
        tally,
    )
    codes = _by_code(framework)
    for draft in drafts:
        focus = {codes[code] for code in draft.focus}
        if focus != set(rows[draft.name].focus.all()):
            rows[draft.name].focus.set(focus)
            # The row is what it was: that it says something else is said here.
            CommonVersion.change()
            tally.updated += draft.name in stored


def store_proposals(framework: Framework, drafts: list[ProposalDraft], tally: Tally) -> None:
    """Make the general proposals those of the file, from today.

    The first file of a framework holds from the beginning: nobody was judged without it. What is gone from a
    later file says nothing any more from today. A line that somebody decided, changed or added stays, and so
    does one for which a day to come is set: the file proposes, people decide.
    """
    codes = _by_code(framework)
    everything = JobRequirement.objects.filter(competence__framework=framework)
    proposals = _Proposals(timezone.localdate())
    first_day = proposals.today if everything.exists() else BEGINNING
    # Of each line the newest version, days to come included.
    rows = everything.general().select_for_update().order_by("valid_from")
    newest = {row.line: row for row in rows}
    for draft in drafts:
        line = Line(codes[draft.competence].pk, draft.job_function, draft.setting, None)
        stored = newest.pop(line, None)
        if stored is None:
            proposals.add(line, first_day, draft.level)
            tally.created += 1
        elif stored.level == draft.level and stored.proposed_level is not None:
            continue
        elif proposals.may_change(stored):
            proposals.change(stored, draft.level)
            tally.updated += 1
        elif stored.level != draft.level:
            tally.kept += 1
    for stored in newest.values():
        if not proposals.may_change(stored):
            tally.kept += 1
        elif stored.level is not None:
            proposals.change(stored, None)
            tally.removed += 1
    proposals.write()


@dataclass(slots=True)
class _Proposals:
    """Rows to be written: new versions, and those of today that say something else by now."""

    today: dt.date
    fresh: list[JobRequirement] = field(default_factory=list)
    changed: list[JobRequirement] = field(default_factory=list)

    def may_change(self, newest: JobRequirement) -> bool:
        """Whether nobody has touched the line of which this is the newest version."""
        return newest.is_untouched and newest.valid_from <= self.today

    def add(self, line: Line, valid_from: dt.date, level: int | None) -> None:
        self.fresh.append(
            JobRequirement(**line._asdict(), valid_from=valid_from, level=level, proposed_level=level)
        )

    def change(self, stored: JobRequirement, level: int | None) -> None:
        """Propose another level from today."""
        if stored.valid_from == self.today:
            stored.level = stored.proposed_level = level
            self.changed.append(stored)
        else:
            self.add(stored.line, self.today, level)

    def write(self) -> None:
        JobRequirement.objects.bulk_create(self.fresh, batch_size=500)
        JobRequirement.objects.bulk_update(self.changed, ["level", "proposed_level"], batch_size=200)


def _by_code(framework: Framework) -> dict[str, Competence]:
    return {competence.code: competence for competence in framework.competences.all()}
