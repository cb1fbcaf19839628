"""The line of each day: what was signed can be told from what is there now."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from assessments.ledger.domain.auditing import Fault, audit_ledger
from assessments.ledger.domain.heads import write_line
from assessments.ledger.enums import ChainFault
from assessments.ledger.models import ChainHead, Evidence
from tests.factories.ledger import show

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path, settings: Any) -> Path:
    settings.LEDGER_HEADS_FILE = tmp_path / "kept" / "heads.jsonl"
    return settings.LEDGER_HEADS_FILE


@pytest.fixture
def three_days(path: Path, person, competences, time_machine) -> User:
    """Somebody gets a row on each of three days, another on the first alone; each is signed the day after."""
    other = User.objects.create_user("b@example.org", display_name="B")
    for number in range(4):
        moment = FIRST + number * DAY
        time_machine.move_to(moment, tick=False)
        assert write_line(moment) == 1
        if number < 3:
            show(person, competences[number], 2)
        if not number:
            show(other, competences[0], 1)
    return other


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in path.read_text().splitlines()]


def faults() -> list[Fault]:
    told: list[Fault] = []
    audit_ledger(told.append)
    return told


def test_each_day_has_one_line_however_often_it_is_written(path, three_days):
    days = ["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]
    assert [line["day"] for line in lines(path)] == days
    assert [(line["people"], line["rows"]) for line in lines(path)] == [(0, 0), (2, 2), (1, 2), (1, 3)]
    assert write_line(FIRST + 3 * DAY) == 0
    assert len(lines(path)) == 4
    assert faults() == []


def test_the_line_waits_for_who_began_before_midnight(path):
    midnight = dt.datetime(2026, 3, 1, 23, tzinfo=dt.UTC)
    write_line(midnight + dt.timedelta(minutes=59))
    assert [line["day"] for line in lines(path)] == ["2026-02-28"]
    write_line(midnight + dt.timedelta(minutes=60))
    assert [line["day"] for line in lines(path)] == ["2026-02-28", "2026-03-01"]


def test_after_a_standstill_one_line_speaks_for_all_days(path, person, competences, time_machine):
    time_machine.move_to(FIRST, tick=False)
    show(person, competences[0], 2)
    write_line(FIRST)
    time_machine.move_to(FIRST + 30 * DAY, tick=False)
    show(person, competences[1], 2)
    write_line(FIRST + 30 * DAY)
    assert [(line["day"], line["rows"]) for line in lines(path)] == [("2026-02-28", 0), ("2026-03-30", 1)]
    assert faults() == []


def test_a_line_over_rows_of_which_more_came_since_is_that_of_its_day(
    path, person, competences, time_machine
):
    """The person's last link is of today when yesterday is signed."""
    time_machine.move_to(FIRST, tick=False)
    show(person, competences[0], 2)
    time_machine.move_to(FIRST + DAY, tick=False)
    show(person, competences[1], 2)
    write_line(FIRST + DAY)
    assert [line["rows"] for line in lines(path)] == [1]
    assert faults() == []


def test_a_whole_chain_set_back_is_seen_by_the_line(path, three_days, person):
    """Rows gone, and the last link as it was before them, seal and all: the database itself sees nothing."""
    then = ChainHead.objects.get(pk=three_days.pk)
    Evidence.objects.filter(person=three_days).delete()
    then.delete()
    assert faults() == [Fault(ChainFault.LINE_DIFFERS, day=dt.date(2026, 3, 1))]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (
            lambda texts: [texts[0], texts[1].replace('"rows": 2', '"rows": 1'), *texts[2:]],
            ChainFault.LINE_CHANGED,
        ),
        (lambda texts: [texts[0], *texts[2:]], ChainFault.LINE_GONE),
        (lambda texts: [texts[1], texts[0], *texts[2:]], ChainFault.LINE_GONE),
        (lambda texts: [*texts[:2], "{}", *texts[2:]], ChainFault.LINE_CHANGED),
        (lambda texts: [*texts[:3], texts[3][:50]], ChainFault.LINE_CHANGED),
    ],
    ids=["changed", "removed", "moved", "put in", "torn"],
)
def test_lines_that_are_not_as_they_were_written_are_seen(path, three_days, spoil, expected):
    path.write_text("\n".join(spoil(path.read_text().splitlines())) + "\n")
    assert expected in {fault.what for fault in faults()}
