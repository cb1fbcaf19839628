"""The school's figures as a file: CSV and XLSX for a spreadsheet.

openpyxl is imported by whoever asks for the workbook: no start needs it.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.sheets.cells import CSV_TYPE, XLSX_TYPE, Cell
from accounts.domain.sheets.csv_file import write_csv

COLUMNS: dict[str, tuple[Promise, Promise]] = {
    "sessions": (gettext_lazy("Sessions"), gettext_lazy("Times that the workshop met.")),
    "cancelled": (
        gettext_lazy("Cancelled"),
        gettext_lazy("Times that were cancelled. Nobody is counted there."),
    ),
    "signed_up": (gettext_lazy("Signed up"), gettext_lazy("Sign-ups, those too that were taken back.")),
    "came": (gettext_lazy("Came"), gettext_lazy("Ticked as there, with a seat or without.")),
    "waited": (gettext_lazy("Waited"), gettext_lazy("In line when it began, and without a seat.")),
    "drop_ins": (gettext_lazy("Came by"), gettext_lazy("Of those who came: without having signed up.")),
    "answered": (gettext_lazy("Answers"), gettext_lazy("Answers to how it was, five and more at a time.")),
    "good": (gettext_lazy("Good"), gettext_lazy("Of the answers.")),
    "even": (gettext_lazy("In between"), gettext_lazy("Of the answers.")),
    "low": (gettext_lazy("Not so good"), gettext_lazy("Of the answers.")),
}


def title_of(figures: dict[str, Any]) -> str:
    """What the figures are of: a year, or a term by its name."""
    when = figures["term"]["title"] if "term" in figures else figures["year"]
    return _("The recovery school in figures, %(when)s") % {"when": when}


def table_of(figures: dict[str, Any]) -> tuple[list[str], list[list[Cell]], list[Cell]]:
    """Headings, a line for each workshop, and what all of them come to."""
    names = [name for name in COLUMNS if name in figures["all"]]
    headings = [_("Workshop of the school"), *(str(COLUMNS[name][0]) for name in names)]
    lines: list[list[Cell]] = [[row["title"], *(row[name] for name in names)] for row in figures["workshops"]]
    return headings, lines, [_("In all"), *(figures["all"][name] for name in names)]


def as_csv(figures: dict[str, Any]) -> bytes:
    """The table for a Danish Excel."""
    headings, lines, total = table_of(figures)
    return write_csv([headings, *lines, total])


def as_xlsx(figures: dict[str, Any]) -> bytes:
    """The table as a workbook, the sum below, and a sheet that explains the columns."""
    from accounts.domain.sheets.workbook import Table, write_workbook

    headings, lines, total = table_of(figures)
    columns = [COLUMNS[name] for name in COLUMNS if name in figures["all"]]
    guide = [
        (_("What this is"), _("How many have come to the recovery school. Nobody is in it.")),
        (_("Spans"), say_spans()),
        *((str(name), str(meaning)) for name, meaning in columns),
    ]
    return write_workbook(
        Table(
            title=title_of(figures),
            sheet=_("Figures"),
            headings=headings,
            lines=lines,
            total=total,
            frozen=1,
            guide=guide,
        )
    )


def say_spans() -> str:
    """Why some figures are told as from and to."""
    return _(
        "1-4 means: somebody, and fewer than five. Where nearly all said the same, we do not say who differs."
    )


# Name of a form: its media type, and who writes it.
FILES = {"csv": (CSV_TYPE, as_csv), "xlsx": (XLSX_TYPE, as_xlsx)}
