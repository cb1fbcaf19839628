"""The one writer of XLSX files: a table that can be filtered, and a sheet that says how to read it."""

import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.characters import without_unseen
from accounts.domain.sheets.cells import Cell, make_harmless

# Widths in letters, heights in points.
NARROWEST, WIDEST, GUIDE_WIDTHS = 10, 46, (26, 84)
LINE_HEIGHT, PADDING = 15.0, 3.0
# The arrow that opens a filter stands on the heading, as wide as so many letters.
ARROW = 3
# Named, as a program falls back to another one where a bold font has no name.
FONT: dict[str, Any] = {"name": "Calibri", "bold": True}
HEAD = PatternFill("solid", fgColor="ECE3D3")
LINE = Side(style="thin", color="857965")
FORMATS: dict[type, str] = {str: "@", int: "#,##0", float: "#,##0.00", dt.date: "dd-mm-yyyy"}


@dataclass(frozen=True, slots=True)
class Table:
    """What a workbook holds: `total` stands under the lines, outside of what is filtered and sorted.

    `frozen` columns stay in view. `guide` explains: a name, usually of a column, and what it says.
    """

    title: str
    sheet: str
    headings: Sequence[str]
    lines: Sequence[Sequence[Cell]]
    total: Sequence[Cell]
    frozen: int
    guide: Sequence[tuple[str, str]]


def write_workbook(table: Table) -> bytes:
    """The table as a workbook: real numbers and days, texts that are no formulas, ready to print on A4."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.sheet
    _fill(sheet, table)
    guide = book.create_sheet(_("How to read the sheet"))
    _fill_guide(guide, table)
    for one in (sheet, guide):
        _set_up_print(one, table.title)
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    properties = book.properties
    properties.title = without_unseen(table.title)
    properties.creator = properties.lastModifiedBy = settings.WAGTAIL_SITE_NAME
    properties.language = "da-DK"
    properties.created = properties.modified = timezone.now().astimezone(dt.UTC).replace(tzinfo=None)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, table: Table) -> None:
    rows: list[Sequence[Cell]] = [table.headings, *table.lines, table.total]
    widths = [
        min(max(NARROWEST, *(len(_shown(cell)) + 2 for cell in column[1:]), _widest_word(column[0])), WIDEST)
        for column in zip(*rows, strict=True)
    ]
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _write(sheet, 1, table.headings, [width - ARROW for width in widths])
    for number, line in enumerate(table.lines, start=2):
        _write(sheet, number, line, widths)
    last = len(table.lines) + 1
    # An empty row between: what is filtered or sorted ends before it.
    _write(sheet, last + 2, table.total, widths)
    for cell, below in zip(sheet[1], table.total, strict=True):
        cell.font, cell.fill, cell.border = Font(**FONT, size=11), HEAD, Border(bottom=LINE)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=_side(below))
    for cell in sheet[last + 2]:
        cell.font, cell.border = Font(**FONT, size=11), Border(top=LINE)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{last}"
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}2"


def _fill_guide(sheet: Worksheet, table: Table) -> None:
    for letter, width in zip("AB", GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _write(sheet, 1, [table.title], [sum(GUIDE_WIDTHS)], wraps=False)
    sheet["A1"].font = Font(**FONT, size=14)
    sheet.row_dimensions[1].height = 2 * LINE_HEIGHT
    for number, line in enumerate(table.guide, start=3):
        _write(sheet, number, line, GUIDE_WIDTHS)
        sheet.cell(number, 1).font = Font(**FONT, size=11)
    sheet.freeze_panes = "A3"


def _write(
    sheet: Worksheet, row: int, cells: Iterable[Cell], widths: Sequence[float], *, wraps: bool = True
) -> None:
    """A row with its formats, as high as its fullest cell: not every program measures it anew."""
    lines = 1
    for number, (cell, width) in enumerate(zip(cells, widths, strict=False), start=1):
        written = sheet.cell(row, number)
        if isinstance(written, SheetCell) and cell is not None:
            written.value = make_harmless(cell) if isinstance(cell, str) else cell
            written.number_format = FORMATS[type(cell)]
            if isinstance(cell, str):
                written.data_type = "s"
                lines = max(lines, _lines_of(cell, width) if wraps else 1)
        wrapped = wraps and isinstance(cell, str)
        written.alignment = Alignment(wrap_text=wrapped, vertical="top", horizontal=_side(cell))
    sheet.row_dimensions[row].height = lines * LINE_HEIGHT + PADDING


def _side(cell: Cell) -> Literal["left", "right"]:
    """Figures stand below each other at the right; days are read from the left, as texts are."""
    return "right" if isinstance(cell, int | float) else "left"


def _lines_of(text: str, width: float) -> int:
    """How many lines a text takes: no word is broken, so some of each line stays empty."""
    room = max(width - 1, 1)
    lines = 0
    for paragraph in text.split("\n"):
        used = 0.0
        lines += 1
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > room:
                lines, used = lines + 1, 0.0
            lines += math.ceil(len(word) / room) - 1 if len(word) > room else 0
            used += len(word) + bool(used)
    return lines


def _shown(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return cell.strftime("%d-%m-%Y")
    return f"{cell:.2f}" if isinstance(cell, float) else "" if cell is None else str(cell)


def _widest_word(heading: Cell) -> int:
    return max((len(word) for word in str(heading).split()), default=0) + ARROW + 2


def _set_up_print(sheet: Worksheet, title: str) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    # "&" begins a command in a footer.
    sheet.oddFooter.left.text = without_unseen(title).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
