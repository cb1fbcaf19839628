import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.domain.sheets.cells import make_harmless
from accounts.domain.sheets.csv_file import write_csv
from accounts.domain.sheets.workbook import Table, write_workbook
from accounts.models import Leave
from reports.domain.columns import FIGURES, SUBJECTS
from reports.domain.export import as_csv, as_json, as_xlsx
from reports.domain.gap import gap_report
from tests.factories.accounts import make_employment, make_person
from tests.factories.ledger import show
from tests.reports.conftest import TODAY, Town

HOSTILE = ["=1+1", "+45 12", "-2", "@SUM(A1)", "\tx", "\rx", " =1+1", "\x07=1+1", "＝1+1"]
# What a Danish or an English spreadsheet would make a number, a day, a time or a truth of.
CODES = [
    "1.2",
    "3-4",
    "1E5",
    "007",
    "MAR1",
    "1-mar",
    "maj 3",
    "10:30",
    "3 PM",
    "50 %",
    "1/2",
    "SAND",
    "2,50 ",
    "dec-20",
]
PLAIN = [
    "Åse Ærø",
    "",
    "M.1",
    "R1.1",
    "3-årig plan",
    "1.2 Samarbejde",
    "M",
    "Marts",
    "E5",
    "A1",
    "–",
    "KK2019",
]


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


def test_files_tell_of_people_on_leave_beside_the_figures(town: Town) -> None:
    make_employment(workplace=town.unit)
    away = make_employment(make_person(display_name="Henrik Bay"), town.unit)
    Leave.objects.create(employment=away, start=TODAY)
    report = gap_report(town.unit)
    document = json.loads(as_json(report))
    assert (document["people"], document["on_leave"]) == (2, 1)
    parts = (document["total"], *document["areas"], *document["rows"])
    assert [(part["required_people"], part["on_leave"]) for part in parts] == [(2, 2), (2, 2), (1, 1), (1, 1)]
    lines = read_csv(as_csv(report))
    assert [line[-1] for line in lines] == ["På orlov", "1", "1", "2"]
    assert "Henrik" not in as_csv(report).decode()
    sheet = workbook(as_xlsx(report)).active
    assert [sheet.cell(row, 17).value for row in (1, 2, 3, 5)] == ["På orlov", 1, 1, 2]


def test_json_names_nobody(report) -> None:
    assert "HYPERLINK" not in as_json(report)


def test_csv_is_what_a_danish_excel_opens(report) -> None:
    content = as_csv(report)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = read_csv(content)
    assert len(lines) == 4
    assert lines[1][2:4] == ["M.1", "Bemyndige borgeren gennem mål"]
    assert lines[1][-2:] == ["1,33", "0"]
    assert lines[2][-2] == ""


def workbook(content: bytes):
    return load_workbook(io.BytesIO(content))


def table(*lines: list, total: tuple = (), headings: tuple[str, ...] = ("A", "B")) -> Table:
    return Table("Titel", "Ark", headings, lines, total or ("",) * len(headings), 1, [("A", "Det første")])


def test_xlsx_has_numbers_days_and_headings_that_stay(report) -> None:
    sheet = workbook(as_xlsx(report)).active
    assert sheet.freeze_panes == "E2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert [sheet.cell(2, column).value for column in (6, 7, 8)] == [4, 1, 3]
    assert sheet.cell(2, 16).value == pytest.approx(4 / 3)
    assert (sheet["B2"].value.date(), sheet["B2"].number_format) == (TODAY, "dd-mm-yyyy")
    assert sheet["C2"].number_format == "@"


def test_the_sum_stands_outside_of_what_is_filtered(report) -> None:
    sheet = workbook(as_xlsx(report)).active
    assert sheet.auto_filter.ref == "A1:Q3"
    assert [cell.value for cell in sheet[4]] == [None] * 17
    assert (sheet["D5"].value, sheet["F5"].value, sheet.max_row) == ("I alt", 8, 5)


def test_a_sheet_says_what_each_column_holds(report) -> None:
    book = workbook(as_xlsx(report))
    assert book.sheetnames == ["Krav, og hvad der mangler", "Sådan læses arket"]
    told = {row[0]: row[1] for row in book.worksheets[1].iter_rows(min_row=3, values_only=True)}
    assert all(told[heading.value] for heading in book.active[1])
    assert told["Mennesker"] == "5 er talt med. 0 har orlov og er ikke talt med."
    assert all(column.meaning for column in (*SUBJECTS, *FIGURES))


def test_what_the_guide_says_of_the_states_is_so(report) -> None:
    for row in report.rows:
        figures = row.figures
        states = figures.met + figures.gap + figures.not_assessed + figures.expired
        assert (states, sum(figures.gaps)) == (figures.required, figures.gap)


def test_the_file_says_who_made_it_and_what_it_is(report) -> None:
    content = as_xlsx(report)
    properties = workbook(content).properties
    assert (properties.creator, properties.lastModifiedBy) == ("Lærsammen", "Lærsammen")
    assert properties.title == "Hvad mangler: Bostedet Kløvermarken, 20. november 2026"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert all(b"openpyxl" not in parts.read(name) for name in parts.namelist())


def test_a_long_text_gets_a_row_that_holds_it() -> None:
    lines = (["Kort", 1], [" ".join(["ordet"] * 60), 1])
    sheet = workbook(write_workbook(table(*lines))).active
    assert sheet.column_dimensions["A"].width == 46
    # 60 words of five letters, seven to a line of 46.
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (18, 9 * 15 + 3)


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_are_made_harmless(text: str) -> None:
    assert make_harmless(text) == f"'{text}".replace("\x07", "")


@pytest.mark.parametrize("text", [*PLAIN, *CODES])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert make_harmless(text) == text


@pytest.mark.parametrize("text", CODES)
def test_a_code_is_no_day_and_no_number(text: str) -> None:
    assert read_csv(write_csv([[text]])) == [[f"'{text}"]]
    cell = workbook(write_workbook(table([text, 1]))).active["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_what_is_no_code_is_written_as_it_is() -> None:
    assert read_csv(write_csv([PLAIN])) == [PLAIN]
    assert read_csv(write_csv([[7, 1.5, None, dt.date(2026, 11, 30)]])) == [["7", "1,50", "", "2026-11-30"]]


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_makes_files_that_open(text: str) -> None:
    line = [text, "x"]
    cell = workbook(write_workbook(table(line, total=(text, "")))).active["A2"]
    assert cell.data_type != "f"
    assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
    assert not read_csv(write_csv([line]))[0][0].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_run_in_no_spreadsheet(town: Town, text: str) -> None:
    town.unit.name = text
    town.unit.save()
    town.goals.title = text
    town.goals.save()
    make_employment(workplace=town.unit)
    report = gap_report(town.unit)
    harmless = make_harmless(text)
    assert (read_csv(as_csv(report))[1][0], read_csv(as_csv(report))[1][3]) == (harmless, harmless)
    book = workbook(as_xlsx(report))
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    assert book.active["A2"].value.startswith("'")


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
