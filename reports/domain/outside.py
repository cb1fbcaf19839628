"""Figures for readers who do not lead the people: released tables added up, and nothing else."""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.domain.sheets.cells import Cell
from accounts.domain.sheets.csv_file import write_csv
from accounts.models import Workplace
from releases.domain.queries import Share, Sum, add_up, all_groups, release_days, released
from releases.models import Group
from reports.domain.told_kinds import Line, ToldKind, find_kind


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a figure with the tables of the chosen groups added up, or with none."""

    line: Line
    kind: ToldKind
    sum: Sum | None

    @property
    def shares(self) -> list[tuple[TextChoices, Share]]:
        return [(state, self.sum.share(state.value)) for state in self.kind.states] if self.sum else []


@dataclass(frozen=True, slots=True)
class Choice:
    """What one can ask for: all groups, those of a centre, or one. `key` stands in the address."""

    key: str
    name: str
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """What a reader gets to see of people whom they do not lead, as of a day of release.

    `choices` begins with all. `own` are the places that the reader leads and that are left out: where the
    figure stands live in reports, it stands in no sum here, nor do those of places that are joined with
    them: one would show the other. Of a figure that is nobody's to see but so, nothing is left out.
    """

    kind: ToldKind
    days: list[dt.date]
    day: dt.date | None
    choices: list[Choice]
    chosen: Choice
    rows: list[Row]
    own: list[Workplace]

    @property
    def has_figures(self) -> bool:
        return any(row.sum for row in self.rows)

    @property
    def has_bounds(self) -> bool:
        """Whether a sum says "at least" somewhere."""
        return any(row.sum and not row.sum.is_exact for row in self.rows)


def read_outside(
    paths: Collection[str], *, figure: str = "", place: str = "", day: dt.date | None = None
) -> Outside:
    """The figures for somebody who leads the workplaces at these paths of the tree; a few queries, whatever
    there is.

    `figure` is the key of a figure, `place` that of a choice, `day` a day of release; what is not known
    becomes the first, all, and the newest.
    """
    kind = find_kind(figure)
    days = release_days()
    day = day if day in days else next(iter(days), None)
    groups: list[Group] = []
    own: list[Workplace] = []
    for group in all_groups():
        led = [one for one in group.workplaces if kind.is_live and one.path.startswith(tuple(paths))]
        own += led
        if not led:
            groups.append(group)
    choices = _choices(groups)
    chosen = next((choice for choice in choices if choice.key == place), choices[0])
    tables = released(kind.figure, chosen.groups, day) if day else []
    sums = add_up(tables)
    rows = [Row(line, kind, sums.get(line.part)) for line in kind.lines()]
    return Outside(kind, days, day, choices, chosen, rows, own)


def _choices(groups: Sequence[Group]) -> list[Choice]:
    """All, then each centre with its groups; a group that lies in two centres stands for itself."""
    everything = Choice("", _("All places"), tuple(group.pk for group in groups))
    choices = [everything]
    steps = 2 * Workplace.steplen
    centres = {group.pk: {one.path[:steps] for one in group.workplaces} for group in groups}
    above = Workplace.objects.filter(path__in=set().union(*centres.values()))
    named = {centre.path: centre for centre in above}
    seen: set[str] = set()
    for group in groups:
        path = next(iter(centres[group.pk])) if len(centres[group.pk]) == 1 else ""
        inside = tuple(other.pk for other in groups if centres[other.pk] == {path})
        if path not in seen and len(inside) > 1:
            choices.append(Choice(f"c-{named[path].slug}", named[path].name, inside))
        seen.add(path)
        # By a workplace's address: what one reads is the same wherever it is kept.
        choices.append(Choice(f"g-{group.workplaces[0].slug}", group.name, (group.pk,)))
    return choices


def share_in_words(share: Share, people: int) -> str:
    """ "12 of 14", or "at least 12 of 14"; empty where nothing may be told."""
    if not share.is_exact and not share.count:
        return ""
    words = _("%(number)d of %(total)d") if share.is_exact else _("at least %(number)d of %(total)d")
    return words % {"number": share.count, "total": people}


def as_csv(outside: Outside) -> bytes:
    """The rows for a Danish Excel, in the words of the page."""
    kind = outside.kind
    headings = [_("Code"), str(kind.row_label), *(str(state.label) for state in kind.states)]
    lines: list[list[Cell]] = [[*headings, _("Oldest figure"), _("Newest figure")]]
    for row in outside.rows:
        if row.sum:
            cells: list[Cell] = [share_in_words(share, row.sum.people) for _state, share in row.shares]
            lines.append([row.line.code, row.line.name, *cells, row.sum.first, row.sum.last])
    return write_csv(lines)


def as_json(outside: Outside) -> bytes:
    """The rows for programs. `is_exact` false: at least so many."""
    document = {
        "figure": outside.kind.figure,
        "place": outside.chosen.name,
        "date": outside.day.isoformat() if outside.day else None,
        "rows": [
            {
                "code": row.line.part,
                "title": row.line.name,
                "people": row.sum.people,
                "first": row.sum.first.isoformat(),
                "last": row.sum.last.isoformat(),
                "states": {
                    state.value: {"count": share.count, "is_exact": share.is_exact}
                    for state, share in row.shares
                },
            }
            for row in outside.rows
            if row.sum
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
