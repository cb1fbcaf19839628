"""Drafts to rows. What is stored and says the same is left alone, so that a second run changes nothing.

The caller holds the transaction and raises what the problems say when it is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from competences.models import Competence, Framework, FrameworkSource, Method

from .drafts import CompetenceDraft, FrameworkDraft, MethodDraft
from .foundations import Guard
from .problems import Problems

Row = TypeVar("Row", bound=models.Model)
WORDS = ("title", "title_en", "description")


@dataclass(slots=True)
class Tally:
    """How many rows were made, changed, removed, and kept although the file says otherwise."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    kept: int = 0

    @property
    def changes(self) -> int:
        """How many rows are not what they were before."""
        return self.created + self.updated + self.removed


def assign(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Set what is said (not None) on the row; true if that made a difference. Does not save."""
    changed = False
    for name, value in values.items():
        if value is not None and getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def store_framework(draft: FrameworkDraft, problems: Problems, tally: Tally) -> Framework:
    """Store a whole framework. The first one of an installation comes into use at once."""
    framework = _find_framework(draft)
    is_new = framework.pk is None
    changed = assign(
        framework,
        {
            "identifier": draft.identifier,
            "title": draft.title,
            "title_en": draft.title_en,
            "publisher": draft.publisher,
            "year": draft.year,
            "language": draft.language,
            "description": draft.description,
        },
    )
    if is_new:
        framework.is_current = not Framework.objects.filter(is_current=True).exists()
        tally.created += 1
    elif changed:
        tally.updated += 1
    if is_new or changed:
        framework.changed_at = timezone.now()
        framework.save()
    before = tally.changes
    _store_competences(framework, draft.competences, problems, tally)
    if draft.methods is not None:
        _check_methods_gone(framework, draft.methods, problems)
        _store_methods(framework, draft.methods, tally)
    _store_source(framework, draft.package, tally)
    if tally.changes != before and not is_new:
        framework.changed_at = timezone.now()
        framework.save(update_fields=["changed_at"])
    return framework


def _store_source(framework: Framework, package: dict[str, Any] | None, tally: Tally) -> None:
    stored = FrameworkSource.objects.filter(framework=framework)
    if package is None:
        stored.delete()
        return
    source = stored.first() or FrameworkSource(framework=framework)
    if source.package != package:
        tally.updated += source.pk is not None
        source.package = package
        source.save()


def _find_framework(draft: FrameworkDraft) -> Framework:
    stored = Framework.objects.select_for_update()
    framework = stored.filter(identifier=draft.identifier).first()
    if framework is None and not draft.is_code_wish:
        framework = stored.filter(code=draft.code).first()
    if framework is None:
        taken = set(Framework.objects.values_list("code", flat=True))
        wishes = (draft.code if number == 1 else f"{draft.code[:55]}-{number}" for number in count(1))
        framework = Framework(code=next(code for code in wishes if code not in taken))
    return framework


@dataclass(slots=True)
class _Matches:
    """Which stored row an entry of the file is: that of its identifier, else that of its code."""

    rows: list[Competence]
    by_identifier: dict[Any, Competence] = field(init=False)
    by_code: dict[str, Competence] = field(init=False)

    def __post_init__(self) -> None:
        self.by_identifier = {row.identifier: row for row in self.rows}
        self.by_code = {row.code: row for row in self.rows}

    def find(self, draft: CompetenceDraft, claimed: set[Any]) -> Competence | None:
        row = self.by_identifier.get(draft.identifier)
        if row is None:
            row = self.by_code.get(draft.code)
            if row is not None and row.identifier in claimed:
                return None
        return row


def _store_competences(
    framework: Framework, drafts: tuple[CompetenceDraft, ...], problems: Problems, tally: Tally
) -> None:
    _refuse_strangers(framework, drafts, problems)
    problems.raise_if_any()
    matches = _Matches(list(framework.competences.all()))
    guard = Guard(framework, matches.rows, drafts, problems)
    claimed = {draft.identifier for draft in drafts}
    rows: dict[str, Competence] = {}
    new_by_depth: dict[int, list[Competence]] = {}
    depths: dict[str, int] = {}
    changed: list[Competence] = []
    moved_codes: list[int] = []
    for position, draft in enumerate(drafts, 1):
        depths[draft.code] = depths[draft.parent] + 1 if draft.parent else 0
        found = matches.find(draft, claimed)
        row = found or Competence(framework=framework)
        values: dict[str, Any] = {
            "identifier": draft.identifier,
            "code": draft.code,
            "kind": draft.kind.value,
            "strand": draft.strand,
            "section": draft.section,
            "settings": list(draft.settings) if draft.settings is not None else None,
            "position": position,
        }
        words = {word: getattr(draft, word) for word in WORDS}
        if row.is_edited:
            tally.kept += any(words[word] not in (None, getattr(row, word)) for word in WORDS)
        else:
            values |= words
        parent = rows[draft.parent] if draft.parent else None
        if found is not None and row.code != draft.code:
            moved_codes.append(row.pk)
        is_moved = found is not None and not _is_under(found, parent)
        guard.check(row, draft, is_moved=is_moved)
        is_changed = assign(row, values)
        row.parent = parent
        rows[draft.code] = row
        if found is None:
            new_by_depth.setdefault(depths[draft.code], []).append(row)
        elif is_changed or is_moved:
            changed.append(row)
    staying = {row.pk for row in rows.values()}
    gone = [row for row in matches.rows if row.pk not in staying and guard.check_gone(row)]
    problems.raise_if_any()
    # Codes may change hands within one file; a code in passing keeps them apart until all have their new one.
    for pk in moved_codes:
        Competence.objects.filter(pk=pk).update(code=f"~{pk}")
    # What stays may have lain under what goes.
    Competence.objects.filter(parent__in=gone).update(parent=None)
    for row in gone:
        row.delete()
    tally.removed += len(gone)
    for depth in sorted(new_by_depth):
        Competence.objects.bulk_create(new_by_depth[depth], batch_size=500)
        tally.created += len(new_by_depth[depth])
    for row in changed:
        row.save()
    tally.updated += len(changed)


def _is_under(row: Competence, parent: Competence | None) -> bool:
    """Whether it already lies there; a parent that is new has no id yet."""
    return row.parent_id is None if parent is None else parent.pk is not None and row.parent_id == parent.pk


def _refuse_strangers(framework: Framework, drafts: tuple[CompetenceDraft, ...], problems: Problems) -> None:
    """An identifier names one thing in the world: it cannot lie in two frameworks."""
    elsewhere = dict(
        Competence.objects.exclude(framework=framework).values_list("identifier", "framework__code")
    )
    for draft in drafts:
        if draft.identifier in elsewhere:
            problems.add(
                draft.code,
                _("its identifier belongs to the framework %(code)s already.")
                % {"code": elsewhere[draft.identifier]},
            )


def _check_methods_gone(framework: Framework, drafts: tuple[MethodDraft, ...], problems: Problems) -> None:
    """Refuse a file that would take away a method which something builds on here, such as certificates."""
    gone = framework.methods.exclude(code__in=[draft.code for draft in drafts])
    for relation in Method._meta.related_objects:
        held = gone.filter(**{f"{relation.name}__isnull": False}).order_by("position").distinct()
        for method in held:
            things = relation.related_model._meta.verbose_name_plural  # type: ignore[union-attr]
            problems.add(
                method.code,
                _("%(what)s, but something builds on it here: %(things)s.")
                % {"what": _("it is gone from the file"), "things": things},
            )
    problems.raise_if_any()


def _store_methods(framework: Framework, drafts: tuple[MethodDraft, ...], tally: Tally) -> None:
    sync(
        {row.code: row for row in framework.methods.all()},
        {
            draft.code: (
                Method(framework=framework, code=draft.code),
                {
                    "title": draft.title,
                    "title_en": draft.title_en,
                    "section": draft.section,
                    "demands": list(draft.demands) if draft.demands is not None else None,
                    "needs_certificate": draft.needs_certificate,
                    "is_evidence_based": draft.is_evidence_based,
                    "position": position,
                },
            )
            for position, draft in enumerate(drafts, 1)
        },
        tally,
    )


def sync(
    stored: Mapping[Any, Row], wanted: Mapping[Any, tuple[Row, Mapping[str, Any]]], tally: Tally
) -> dict[Any, Row]:
    """Make the rows what is wanted: key -> (new row to fall back on, values). Returns the rows by key."""
    rows = {}
    for key, (fresh, values) in wanted.items():
        row = stored.get(key, fresh)
        is_changed = assign(row, values)
        if row is fresh:
            tally.created += 1
        elif is_changed:
            tally.updated += 1
        if row is fresh or is_changed:
            row.save()
        rows[key] = row
    for key, row in stored.items():
        if key not in wanted:
            row.delete()
            tally.removed += 1
    return rows
