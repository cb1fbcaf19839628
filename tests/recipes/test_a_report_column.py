"""docs/recipes/report-column.md, followed with a toy column: one line, and every form of file has it."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from reports.domain import columns, export
from reports.domain.columns import Column
from reports.domain.export import as_csv, as_json, as_xlsx
from reports.domain.gap import Figures, gap_report
from tests.factories.accounts import make_employment
from tests.factories.ledger import show
from tests.reports.conftest import Town, town

__all__ = ["town"]


def share_met(figures: Figures) -> float:
    return 100 * figures.met / max(figures.required, 1)


SHARE_MET = Column("share_met", "Opfyldt (%(unit)s)", share_met, {"unit": "%"})


@pytest.fixture(autouse=True)
def _one_column_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "FIGURES", (*columns.FIGURES, SHARE_MET))


def test_every_form_of_file_has_the_column(town: Town) -> None:
    show(make_employment(workplace=town.unit).user, town.goals, 3)
    report = gap_report(town.unit)
    document = json.loads(as_json(report))
    assert [row["share_met"] for row in document["rows"]] == [100.0, 0.0]
    assert {"share_met"} <= document["areas"][0].keys() & document["total"].keys()
    headings, *lines = csv.reader(io.StringIO(as_csv(report).decode("utf-8-sig")), delimiter=";")
    assert (headings[-1], [line[-1] for line in lines]) == ("Opfyldt (%)", ["100,00", "0,00", "50,00"])
    sheet = load_workbook(io.BytesIO(as_xlsx(report))).active
    assert [cell.value for cell in list(sheet.columns)[-1]] == ["Opfyldt (%)", 100, 0, None, 50]
