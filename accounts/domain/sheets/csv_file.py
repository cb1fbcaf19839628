"""The one writer of CSV files."""

import csv
import datetime as dt
import io
from collections.abc import Iterable

from accounts.domain.sheets.cells import Cell, is_read_as_a_value, make_harmless


def write_csv(lines: Iterable[Iterable[Cell]]) -> bytes:
    """The lines for a Danish Excel: semicolons, decimal comma, UTF-8 with a byte order mark.

    An apostrophe stands before a text that would run as a formula, or be read as a number or a day: "1.2" is
    a code and stays one. Days are written as 2026-11-30, which every spreadsheet reads as a day.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for line in lines:
        writer.writerow([_written(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if is_read_as_a_value(cell) else make_harmless(cell)
    if isinstance(cell, float):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
