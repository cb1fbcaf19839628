"""The report as a file: JSON for programs, CSV and XLSX for a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from reports.domain.columns import FIGURES, SUBJECTS, Cell, Line
from reports.domain.gap import Figures, GapReport

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDE_COLUMNS = {"A": 30, "B": 12, "C": 9, "D": 60}


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
    """The rows for a Danish Excel: semicolons, decimal comma, UTF-8 with a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for line in table(report):
        writer.writerow([_danish(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")


def _danish(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}".replace(".", ",")
    return "" if cell is None else str(cell)


def as_xlsx(report: GapReport) -> bytes:
    """The rows as a workbook: real numbers, headings that stay in view and are printed on every page."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("A new workbook has a sheet.")
    sheet.title = _("Gaps")
    for line in table(report):
        sheet.append(line)
    for heading in sheet[1]:
        heading.font = Font(bold=True)
        heading.alignment = Alignment(wrap_text=True, vertical="top")
    # What begins like a formula was made harmless; whatever else is text stays text.
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif isinstance(cell.value, float):
                cell.number_format = "0.00"
    for letter, width in WIDE_COLUMNS.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "E2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.auto_filter.ref = sheet.dimensions
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(report: GapReport) -> Iterator[list[Cell]]:
    """Headings, then a line for each requirement, then the sum. Texts are harmless, numbers are numbers."""
    yield [*(column.title for column in SUBJECTS), *(column.title for column in FIGURES)]
    for row in (*report.rows, None):
        line = Line(report, row)
        yield [
            *(column.of(line) for column in SUBJECTS),
            *(column.of(line.figures) for column in FIGURES),
        ]


# Name of a form: its media type, and who writes it.
FILES: dict[str, tuple[str, Callable[[GapReport], bytes]]] = {
    "csv": (CSV_TYPE, as_csv),
    "xlsx": (XLSX_TYPE, as_xlsx),
}
