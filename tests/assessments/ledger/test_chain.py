"""The chain: what was changed, removed, put in or moved past the platform is found, and named by a number."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from assessments.ledger import chain
from assessments.ledger.chain import FACTS, NOTHING, Facts, Keys, is_whole, key_id, next_link, split
from assessments.ledger.domain import auditing
from assessments.ledger.domain.auditing import Fault, audit_ledger, audit_person
from assessments.ledger.domain.chain import facts_of, link_the_unlinked
from assessments.ledger.domain.evidence import Event, Recording, record_many, revoke_evidence
from assessments.ledger.domain.heads import write_line
from assessments.ledger.enums import ChainFault, EvidenceKind
from assessments.ledger.models import ChainHead, Evidence
from tests.factories.ledger import show

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
KEY = b"a key"
KEYS = Keys(key_id(KEY), {key_id(KEY): KEY})


@pytest.fixture(autouse=True)
def _signed(tmp_path: Path, settings: Any, time_machine: Any) -> None:
    settings.LEDGER_HEADS_FILE = tmp_path / "heads.jsonl"
    time_machine.move_to(NOON, tick=False)
    write_line(NOON)


@pytest.fixture
def rows(person, competences) -> list[Evidence]:
    """Four rows of one person, the last of which takes the second back; and some of somebody else."""
    other = User.objects.create_user("b@example.org", display_name="B")
    found = []
    for competence in competences:
        found.append(show(person, competence, 2, title="Kursus"))
        show(other, competence, 1)
    return [*found, revoke_evidence(found[1], by=other, reason="Forkert person")]


def faults() -> list[tuple[ChainFault, int | None]]:
    told: list[Fault] = []
    audit_ledger(told.append)
    return [(fault.what, fault.row) for fault in told]


def audit(**options: Any) -> tuple[int, str, str]:
    """Exit status, what it says, what it complains of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("audit_ledger", stdout=out, stderr=err, **options)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def raw(row: Evidence, **fields: Any) -> None:
    """Change a row as somebody does who has the database and not the house."""
    Evidence.objects.filter(pk=row.pk).update(**fields)


def test_what_the_platform_writes_is_sound(rows):
    assert audit() == (0, "7 rows of 2 people, 1 signed lines (signed until 2026-03-01): sound.\n", "")


@pytest.mark.parametrize(
    "change",
    [
        {"level": 3},
        {"confirms": 1},
        {"kind": EvidenceKind.OBSERVATION, "origin": "tests:else"},
        {"recorded_at": NOON - dt.timedelta(microseconds=1)},
        {"recorded_on": dt.date(2026, 3, 1)},
        {"valid_until": dt.date(2030, 1, 1)},
        {"origin": "tests:else"},
        {"rule": {"ceiling": 1, "valid_months": None}},
        {"basis": {"way": "test", "score": 9, "max": 9}},
    ],
    ids=lambda change: ", ".join(change),
)
def test_a_changed_row_is_named(rows, change):
    raw(rows[2], **change)
    assert faults() == [(ChainFault.CHANGED, rows[2].pk)]


def test_a_row_given_to_somebody_else_is_gone_here_and_put_in_there(rows, person):
    other = User.objects.exclude(pk=person.pk).get(email="b@example.org")
    raw(rows[2], person=other)
    assert set(faults()) == {
        (ChainFault.MISSING_BEFORE, rows[3].pk),
        (ChainFault.PUT_IN, rows[2].pk),
    }


def test_words_and_names_are_not_part_of_the_chain(rows, person):
    """Who goes is emptied: title, reason and who wrote it may go, and nothing is at fault."""
    Evidence.objects.update(title="", reason="", recorded_by=None)
    User.objects.filter(pk=person.pk).update(display_name="", email="tombstone@example.org")
    assert faults() == []
    assert not {"title", "reason", "recorded_by", "recorded_by_id"} & set(FACTS)


def test_a_removed_row_is_missed_before_the_next(rows):
    Evidence.objects.filter(pk=rows[0].pk).delete()
    assert faults() == [(ChainFault.MISSING_BEFORE, rows[1].pk)]


def test_a_removed_last_row_is_missed(rows, person):
    Evidence.objects.filter(pk=rows[3].pk).delete()
    assert faults() == [(ChainFault.MISSING_AFTER, None)]
    # The last link set back too: that needs a seal, which needs the key.
    ChainHead.objects.filter(pk=person.pk).update(link=Evidence.objects.get(pk=rows[2].pk).link)
    assert faults() == [(ChainFault.HEAD_CHANGED, None)]
    ChainHead.objects.filter(pk=person.pk).delete()
    assert faults() == [(ChainFault.HEAD_GONE, None)]


def test_all_rows_of_somebody_removed_are_missed(rows, person):
    Evidence.objects.filter(pk=rows[3].pk).delete()
    Evidence.objects.filter(person=person).delete()
    assert faults() == [(ChainFault.MISSING_AFTER, None)]


def test_a_row_put_in_is_named_whether_or_not_it_copies_a_link(rows, person, competences):
    bare = Evidence.objects.get(pk=rows[0].pk)
    bare.pk, bare.origin, bare.link = None, "tests:bare", NOTHING
    bare.save(force_insert=True)
    copy = Evidence.objects.get(pk=rows[0].pk)
    copy.pk, copy.origin = None, "tests:copy"
    copy.save(force_insert=True)
    assert faults() == [(ChainFault.PUT_IN, bare.pk), (ChainFault.PUT_IN, copy.pk)]


def test_rows_that_changed_places_are_named(rows):
    stored = {row.pk: Evidence.objects.get(pk=row.pk) for row in rows[1:3]}
    first, second = sorted(stored)
    for pk, origin in ((first, "x"), (second, "y")):
        raw(stored[pk], origin=origin)
    for pk, other in ((first, stored[second]), (second, stored[first])):
        raw(
            stored[pk],
            **{name: getattr(other, name) for name in (*FACTS, "link") if name not in ("person_id",)},
        )
    assert (ChainFault.MOVED, second) in faults()


def test_everybodys_own_rows_are_hung_up_one_after_the_other(rows, person):
    stored = Evidence.objects.filter(person=person).order_by("pk")
    parts = [split(row.link) for row in stored]
    assert [part and part.number for part in parts] == [1, 2, 3, 4]
    before = NOTHING
    for row in stored:
        assert is_whole(facts_of(row), before, row.link, chain.read_keys())
        before = row.link
    assert ChainHead.objects.get(pk=person.pk).link == before


def test_one_persons_chain_is_looked_through_alone(rows, person):
    raw(rows[2], level=4)
    assert audit_person(person.pk) == [Fault(ChainFault.CHANGED, rows[2].pk, person.pk)]
    assert audit_person(User.objects.get(email="b@example.org").pk) == []


def test_a_new_key_goes_on_where_the_old_one_ended(rows, person, competences, settings):
    settings.LEDGER_OLD_KEYS, settings.LEDGER_KEY = [settings.LEDGER_KEY], "another"
    show(person, competences[0], 3)
    assert faults() == []
    settings.LEDGER_OLD_KEYS = []
    status, _said, complaint = audit()
    assert (status, complaint) == (
        2,
        "Rows were bound by a key that is not here: name it in LEDGER_OLD_KEYS.\n",
    )


def test_what_cannot_be_read_ends_with_two(rows, settings, monkeypatch):
    settings.LEDGER_HEADS_FILE.unlink()
    assert audit()[0] == 2
    write_line(NOON)
    assert audit()[0] == 0
    settings.LEDGER_KEY = ""
    assert audit() == (2, "", "LEDGER_KEY is not set.\n")
    settings.LEDGER_KEY = "test ledger"

    def down(*_arguments: object) -> None:
        raise DatabaseError("row of Åse Ærø")

    monkeypatch.setattr(auditing, "_everybody", down)
    assert audit() == (2, "", "The database could not be asked (DatabaseError).\n")


def test_the_command_names_rows_and_nobody(rows, person):
    raw(rows[2], level=4)
    status, said, _ = audit()
    assert (status, said.splitlines()) == (
        1,
        [
            f"row {rows[2].pk}, person {person.pk}: it does not say what it said when it was written",
            "7 rows of 2 people, 1 signed lines (signed until 2026-03-01): 1 faults.",
        ],
    )
    assert person.display_name not in said


def test_rows_of_before_the_chain_are_linked_once(person, competences):
    row = show(person, competences[0], 2)
    Evidence.objects.update(link=NOTHING)
    ChainHead.objects.all().delete()
    assert (link_the_unlinked(), link_the_unlinked()) == (1, 0)
    assert faults() == []
    # A row without a link in a chain that stands is somebody else's work.
    raw(row, link=NOTHING)
    assert link_the_unlinked() == 0
    assert (ChainFault.PUT_IN, row.pk) in faults()


def test_many_at_once_are_chained_and_recorded_once(person, competences):
    other = User.objects.create_user("b@example.org", display_name="B")
    outcomes = tuple((competence.pk, 2) for competence in competences)
    recordings = [
        Recording(Event(kind=EvidenceKind.CERTIFICATE, origin=f"tests.paper:{number}"), somebody.pk, outcomes)
        for somebody in (other, person)
        for number in (1, 2)
    ]
    assert record_many(recordings, by=None) == 12
    assert record_many(recordings, by=None) == 0
    assert faults() == []
    assert {row.level for row in person.standings.all()} == {2}


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=6),
    st.data(),
)
def test_no_row_can_be_changed_without_its_link(levels, data):
    """For any chain and any row of it: what it says cannot be another thing under the same link."""
    before, links, told = NOTHING, [], []
    for number, level in enumerate(levels):
        facts = Facts(
            1, 2, "solved", level, 0, NOON, NOON.date(), None, f"a:{number}", {"a": 1, "b": 2}, {}, None
        )
        link = next_link(facts, before, NOON.date(), KEYS)
        assert is_whole(facts, before, link, KEYS)
        told.append((facts, before))
        links.append(link)
        before = link
    place = data.draw(st.integers(0, len(levels) - 1))
    facts, before = told[place]
    field = data.draw(st.sampled_from(["level", "person_id", "competence_id", "origin"]))
    changed = facts._replace(**{field: "else" if field == "origin" else getattr(facts, field) + 1})
    assert not is_whole(changed, before, links[place], KEYS)
    assert all(not is_whole(facts, other, links[place], KEYS) for other in links if other != before)


def test_the_chain_says_the_same_in_every_time_zone_and_order_of_keys():
    facts = Facts(1, 2, "solved", 2, 2, NOON, NOON.date(), None, "a:1", {"b": 2, "a": 1}, {}, None)
    there = facts._replace(
        recorded_at=NOON.astimezone(dt.timezone(dt.timedelta(hours=2))), rule=json.loads('{"a": 1, "b": 2}')
    )
    link = next_link(facts, NOTHING, NOON.date(), KEYS)
    assert is_whole(there, NOTHING, link, KEYS)


def test_a_clock_put_back_does_not_put_back_the_chain():
    facts = Facts(1, 2, "solved", 2, 2, NOON, NOON.date(), None, "a:1", {}, {}, None)
    first = next_link(facts, NOTHING, dt.date(2026, 3, 2), KEYS)
    second = split(next_link(facts, first, dt.date(2026, 3, 1), KEYS))
    assert second is not None
    assert (second.number, second.day) == (2, dt.date(2026, 3, 2))
