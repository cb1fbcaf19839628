import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from reports.domain.columns import make_harmless
from reports.domain.export import as_csv, as_json, as_xlsx
from reports.domain.gap import gap_report
from tests.factories.accounts import make_employment, make_person
from tests.factories.ledger import show
from tests.reports.conftest import TODAY, Town

HOSTILE = ["=1+1", "+45 12", "-2", "@SUM(A1)", "\tx", "\rx"]


@pytest.fixture
def report(town: Town):
    for level in (1, 2, 2, 3):
        show(make_employment(make_person(display_name="=HYPERLINK(1)"), town.unit).user, town.goals, level)
    return gap_report(town.unit)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_json_carries_the_figures(report) -> None:
    document = json.loads(as_json(report))
    assert (document["workplace"], document["as_of"]) == ("kloevermarken", TODAY.isoformat())
    assert (document["people"], document["on_leave"]) == (5, 0)
    first = document["rows"][0]
    assert first["code"] == "M.1"
    assert first["title"] == "Bemyndige borgeren gennem mål"
    figures = {name: first[name] for name in ("required_people", "met", "gap", "not_assessed", "expired")}
    assert figures == {"required_people": 4, "met": 1, "gap": 3, "not_assessed": 0, "expired": 0}
    assert (first["gap_1"], first["gap_2"], first["steps"], first["mean_gap"]) == (2, 1, 4, 1.333)
    assert document["rows"][1]["mean_gap"] is None


def test_json_names_nobody(report) -> None:
    assert "HYPERLINK" not in as_json(report)


def test_csv_is_what_a_danish_excel_opens(report) -> None:
    content = as_csv(report)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = read_csv(content)
    assert len(lines) == 4
    assert lines[1][2:4] == ["M.1", "Bemyndige borgeren gennem mål"]
    assert lines[1][-1] == "1,33"
    assert lines[2][-1] == ""


def test_xlsx_has_numbers_and_headings_that_stay(report) -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(report))).active
    assert sheet.freeze_panes == "E2"
    assert sheet.print_title_rows == "$1:$1"
    assert [sheet.cell(2, column).value for column in (6, 7, 8)] == [4, 1, 3]
    assert sheet.cell(2, 16).value == pytest.approx(4 / 3)
    assert sheet.cell(4, 6).value == 8


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_are_made_harmless(text: str) -> None:
    assert make_harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Åse Ærø", "", "M.1", "3-årig plan"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert make_harmless(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_run_in_no_spreadsheet(town: Town, text: str) -> None:
    town.unit.name = text
    town.unit.save()
    town.goals.title = text
    town.goals.save()
    make_employment(workplace=town.unit)
    report = gap_report(town.unit)
    assert (read_csv(as_csv(report))[1][0], read_csv(as_csv(report))[1][3]) == (f"'{text}", f"'{text}")
    sheet = load_workbook(io.BytesIO(as_xlsx(report))).active
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert sheet["A2"].value.startswith("'")


def test_command_prints_the_same_figures(report, capsys) -> None:
    call_command("gap_report", "--workplace", "kloevermarken", "--format", "json")
    assert capsys.readouterr().out == as_json(report)


def test_command_reads_another_day(town: Town, capsys) -> None:
    call_command("gap_report", "--workplace", "kloevermarken", "--as-of", "2023-01-01")
    document = json.loads(capsys.readouterr().out)
    assert (document["as_of"], document["people"]) == ("2023-01-01", 0)


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_command_writes_a_file(report, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"report.{form}"
    call_command("gap_report", "--workplace", "kloevermarken", "--format", form, "--output", str(target))
    content = target.read_bytes()
    assert content[:2] == b"PK" if form == "xlsx" else b"M.1" in content


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--workplace", "findes-ikke"], "There is no workplace 'findes-ikke'."),
        (["--workplace", "kloevermarken", "--as-of", "i går"], "'i går' is no date: write it as 2026-12-31."),
        (["--workplace", "kloevermarken", "--as-of", "2999-01-01"], "Dagen er ikke kommet endnu."),
        (["--workplace", "kloevermarken", "--output", "/nowhere/x.json"], "Cannot write"),
    ],
)
def test_command_refuses_bad_input_in_one_line(town: Town, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("gap_report", *arguments)
    assert caught.value.returncode == 2
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
