"""Who may use which method, as a file for a spreadsheet. It names all, where the page names the first.

openpyxl is imported by whoever asks for the workbook: no start needs it.
"""

from collections.abc import Callable, Sequence

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.domain.sheets.cells import CSV_TYPE, XLSX_TYPE, Cell
from accounts.domain.sheets.csv_file import write_csv
from assessments.practice.domain.method_queries import MethodLine


def as_csv(lines: Sequence[MethodLine]) -> bytes:
    """A line for each method and person, for a Danish Excel."""
    return write_csv([_headings(), *_rows(lines)])


def as_xlsx(lines: Sequence[MethodLine]) -> bytes:
    """The same as a workbook, with a sheet that says what each column holds."""
    from accounts.domain.sheets.workbook import Table, write_workbook

    day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    rows = _rows(lines)
    return write_workbook(
        Table(
            title=_("Who may use which method, %(day)s") % {"day": day},
            sheet=_("Methods"),
            headings=_headings(),
            lines=rows,
            total=[_("In all"), "", len(rows), None, None],
            frozen=2,
            guide=[
                (
                    _("What this is"),
                    _("Everybody with a certificate that is valid today. It names people: keep it safe."),
                ),
                (_("Code"), _("The method's code in the framework.")),
                (_("Method"), _("What the framework calls it.")),
                (_("Name"), _("Who may use it. The last line is the number of certificates.")),
                (_("Valid until"), _("The last day of the certificate. Empty: it has no end.")),
                (_("Runs out soon"), _("Yes: within 90 days.")),
            ],
        )
    )


def _headings() -> list[str]:
    return [_("Code"), _("Method"), _("Name"), _("Valid until"), _("Runs out soon")]


def _rows(lines: Sequence[MethodLine]) -> list[list[Cell]]:
    return [
        [
            line.method.code,
            line.method.title,
            holder.name,
            holder.until,
            _("yes") if holder.is_soon else _("no"),
        ]
        for line in lines
        for holder in line.holders
    ]


# Name of a form: its media type, and who writes it.
FILES: dict[str, tuple[str, Callable[[Sequence[MethodLine]], bytes]]] = {
    "csv": (CSV_TYPE, as_csv),
    "xlsx": (XLSX_TYPE, as_xlsx),
}
