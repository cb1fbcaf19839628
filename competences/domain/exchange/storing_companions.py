"""Profiles, strategies and proposed levels to rows, beside a framework that is stored."""

from accounts.models import CommonVersion
from competences.models import Competence, Framework, JobRequirement, Profile, Strategy

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
    """Make the general proposals those of the file.

    A row that somebody decided, changed or added stays as it is: the file proposes, people decide.
    """
    codes = _by_code(framework)
    rows = JobRequirement.objects.general().filter(competence__framework=framework).select_for_update()
    stored = {(row.competence_id, row.job_function, row.setting): row for row in rows}
    fresh, changed = [], []
    for draft in drafts:
        key = (codes[draft.competence].pk, draft.job_function, draft.setting)
        row = stored.pop(key, None)
        if row is None:
            fresh.append(
                JobRequirement(
                    competence_id=key[0],
                    job_function=draft.job_function,
                    setting=draft.setting,
                    level=draft.level,
                    proposed_level=draft.level,
                )
            )
        elif row.level == draft.level and row.proposed_level is not None:
            continue
        elif row.is_untouched:
            row.level = row.proposed_level = draft.level
            changed.append(row)
        elif row.level != draft.level:
            tally.kept += 1
    gone = [row.pk for row in stored.values() if row.is_untouched]
    JobRequirement.objects.bulk_create(fresh, batch_size=500)
    JobRequirement.objects.bulk_update(changed, ["level", "proposed_level"], batch_size=200)
    JobRequirement.objects.filter(pk__in=gone).delete()
    tally.created += len(fresh)
    tally.updated += len(changed)
    tally.removed += len(gone)
    tally.kept += len(stored) - len(gone)


def _by_code(framework: Framework) -> dict[str, Competence]:
    return {competence.code: competence for competence in framework.competences.all()}
