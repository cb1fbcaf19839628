"""The report as a file: JSON for programs, CSV and XLSX for a spreadsheet."""

import json
from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.sheets.cells import CSV_TYPE, XLSX_TYPE, Cell
from accounts.domain.sheets.csv_file import write_csv
from accounts.domain.sheets.workbook import Table, write_workbook
from reports.domain.columns import FIGURES, SUBJECTS, Column, Line
from reports.domain.gap import Figures, GapReport, RequirementRow


def as_json(report: GapReport) -> str:
    """The report for programs: figures, no names of people. `mean_gap` is null where nobody has a gap."""
    document = {
        "workplace": report.workplace.slug,
        "workplace_name": report.workplace.name,
        "as_of": report.as_of.isoformat(),
        "people": report.people,
        "on_leave": report.on_leave,
        "total": _figures(report.total),
        "areas": [
            {"code": row.area.code, "title": row.area.name, **_figures(row.figures)} for row in report.areas
        ],
        "rows": [
            {
                "code": row.code,
                "title": row.requirement.name,
                "area": row.area.code,
                "is_proposal": row.is_proposal,
                **_figures(row.figures),
            }
            for row in report.rows
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _figures(figures: Figures) -> dict[str, Cell]:
    return {column.key: _rounded(column.of(figures)) for column in FIGURES}


def _rounded(cell: Cell) -> Cell:
    return round(cell, 3) if isinstance(cell, float) else cell


def as_csv(report: GapReport) -> bytes:
    """The rows and their sum for a Danish Excel."""
    return write_csv([_headings(), *(_line(report, row) for row in (*report.rows, None))])


def as_xlsx(report: GapReport) -> bytes:
    """The rows as a workbook, their sum below, and a sheet that explains the columns."""
    columns: list[Column[Any]] = [*SUBJECTS, *FIGURES]
    day = date_format(report.as_of, "j. F Y")
    guide = [
        (_("What this is"), _("How many people at a workplace have what the work demands. Nobody is named.")),
        (_("People"), _people(report)),
        *((column.title, str(column.meaning)) for column in columns),
    ]
    return write_workbook(
        Table(
            title=_("What is missing at %(place)s, %(day)s") % {"place": report.workplace.name, "day": day},
            sheet=_("Gaps"),
            headings=_headings(),
            lines=[_line(report, row) for row in report.rows],
            total=_line(report, None),
            frozen=len(SUBJECTS) - 1,
            guide=guide,
        )
    )


def _people(report: GapReport) -> str:
    """How many the report counts, and how many it leaves out."""
    words = _("%(people)d are counted. %(on_leave)d are on leave and are not counted.")
    return words % {"people": report.people, "on_leave": report.on_leave}


def _headings() -> list[str]:
    return [*(column.title for column in SUBJECTS), *(column.title for column in FIGURES)]


def _line(report: GapReport, row: RequirementRow | None) -> list[Cell]:
    """What a requirement says in each column; without one, what the sum says."""
    line = Line(report, row)
    return [*(column.of(line) for column in SUBJECTS), *(column.of(line.figures) for column in FIGURES)]


# Name of a form: its media type, and who writes it.
FILES: dict[str, tuple[str, Callable[[GapReport], bytes]]] = {
    "csv": (CSV_TYPE, as_csv),
    "xlsx": (XLSX_TYPE, as_xlsx),
}
