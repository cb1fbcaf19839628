import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from accounts.models import User
from assessments.ledger.domain.evidence import (
    AlreadyRevoked,
    Event,
    lock_ledger,
    record_evidence,
    revoke_evidence,
)
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import Position, rebuild_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy, Standing

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def record(person, competence, level=2, kind=EvidenceKind.SOLVED, origin="courses.completion:1", **more):
    return record_evidence(Event(kind=kind, origin=origin, **more), person, [(competence, level)])


def test_record_evidence_moves_the_standing_at_once(person, competences):
    rows = record_evidence(
        Event(kind=EvidenceKind.SOLVED, origin="courses.completion:7", title="Spørg igen"),
        person,
        [(competences[0], 2), (competences[1], 1)],
    )
    assert [(row.competence.code, row.level, row.confirms) for row in rows] == [("M.1", 2, 2), ("M.2", 1, 1)]
    assert list(Standing.objects.order_by("competence__code").values_list("competence__code", "level")) == [
        ("M.1", 2),
        ("M.2", 1),
    ]


def test_record_evidence_of_one_origin_twice_adds_one_row(person, competences):
    first = record(person, competences[0])
    assert (len(first), record(person, competences[0])) == (1, [])
    assert Evidence.objects.count() == 1


def test_record_evidence_of_one_origin_and_moment_twice_adds_only_what_is_new(person, competences):
    record(person, competences[0], recorded_at=NOON)
    assert record(person, competences[0], recorded_at=NOON) == []
    assert ModelLogEntry.objects.filter(action="assessments.record_evidence").count() == 1
    event = Event(kind=EvidenceKind.SOLVED, origin="courses.completion:1", recorded_at=NOON, title="Mere")
    (row,) = record_evidence(event, person, [(competences[0], 2), (competences[1], 2)])
    assert (row.competence, Evidence.objects.count()) == (competences[1], 2)


def test_two_people_may_have_evidence_of_one_origin(person, competences):
    other = User.objects.create_user("b@example.org", display_name="B")
    record(other, competences[0], recorded_at=NOON)
    assert [row.person for row in record(person, competences[0], recorded_at=NOON)] == [person]


def test_what_counts_towards_nothing_records_nothing(person):
    event = Event(kind=EvidenceKind.GRADED_TEST, origin="a.b:1")
    assert record_evidence(event, person, []) == []
    assert not ModelLogEntry.objects.exists()


def test_whoever_writes_locks_the_persons_row_before_the_ledger_is_read(person, competences):
    """What the lock is good for is tried by test_races.py, on PostgreSQL."""
    with CaptureQueriesContext(connection) as captured:
        lock_ledger(person.pk)
    (lock,) = (query["sql"] for query in captured)
    assert f'WHERE "accounts_user"."id" = {person.pk}' in lock
    rows = []
    for write in (
        lambda: rows.extend(record(person, competences[0])),
        lambda: revoke_evidence(rows[0], by=None),
    ):
        with CaptureQueriesContext(connection) as captured:
            write()
        statements = [query["sql"] for query in captured]
        assert statements.index(lock) < next(
            n for n, sql in enumerate(statements) if '"ledger_evidence"' in sql
        )


def test_the_database_itself_refuses_a_second_row_of_one_origin(person, competences):
    row = record(person, competences[0])[0]
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("kind", "confirms"),
    [
        (EvidenceKind.SELF_ASSESSMENT, 0),
        (EvidenceKind.CLIENT_REPORTED, 1),
        (EvidenceKind.GRADED_TEST, 2),
        (EvidenceKind.SOLVED, 2),
        (EvidenceKind.OBSERVATION_OUTSIDE, 2),
        (EvidenceKind.OBSERVATION, 3),
        (EvidenceKind.OBSERVATION_BY_TWO, 4),
        (EvidenceKind.CERTIFICATE, 4),
    ],
)
def test_each_kind_confirms_up_to_its_ceiling(person, competences, kind, confirms):
    row = record(person, competences[0], level=4, kind=kind)[0]
    assert (row.level, row.confirms, row.rule) == (4, confirms, {"ceiling": confirms, "valid_months": None})


def test_a_stored_policy_beats_the_default_and_is_kept_with_the_row(person, competences):
    EvidencePolicy.objects.create(kind=EvidenceKind.CERTIFICATE, ceiling=3, valid_months=24)
    row = record(person, competences[0], level=4, kind=EvidenceKind.CERTIFICATE, recorded_at=NOON)[0]
    EvidencePolicy.objects.update(ceiling=1)
    row.refresh_from_db()
    assert (row.confirms, row.valid_until, row.rule["ceiling"]) == (3, dt.date(2028, 3, 1), 3)


def test_the_day_of_a_row_is_the_danish_day(person, competences):
    late_utc = dt.datetime(2026, 2, 28, 23, 30, tzinfo=dt.UTC)
    assert record(person, competences[0], recorded_at=late_utc)[0].recorded_on == dt.date(2026, 3, 1)


def test_revoke_adds_a_row_and_takes_the_standing_back(person, competences):
    weak = record(person, competences[0], level=1, origin="a.b:1")[0]
    strong = record(person, competences[0], level=3, kind=EvidenceKind.OBSERVATION, origin="a.b:2")[0]
    revoke_evidence(strong, by=person)
    assert Standing.objects.get().level == 1
    revoke_evidence(weak, by=person)
    assert not Standing.objects.exists()
    assert Evidence.objects.count() == 4


def test_a_revocation_says_what_it_takes_back_and_why(person, competences):
    leader = User.objects.create_user("l@example.org", display_name="L")
    row = record(person, competences[0], level=3, kind=EvidenceKind.OBSERVATION)[0]
    revocation = revoke_evidence(row, by=leader, reason="Forkert person. " * 20)
    revocation.refresh_from_db()
    assert (revocation.person, revocation.competence, revocation.kind) == (
        person,
        competences[0],
        "observation",
    )
    assert (revocation.level, revocation.confirms, revocation.rule) == (0, 0, row.rule)
    assert (revocation.revokes, revocation.recorded_by) == (row, leader)
    assert revocation.origin == f"assessments.evidence:{row.pk}"
    assert revocation.title == ("Forkert person. " * 20)[:255]
    entry = ModelLogEntry.objects.get(action="assessments.revoke_evidence")
    assert (entry.user, entry.data, entry.object_id) == (leader, {"revokes": row.pk}, str(revocation.pk))


def test_revoke_twice_is_refused(person, competences):
    row = record(person, competences[0])[0]
    revoke_evidence(row, by=None)
    with pytest.raises(AlreadyRevoked):
        revoke_evidence(row, by=None)
    with pytest.raises(ValueError, match="cannot be revoked"):
        revoke_evidence(row.revoked_by, by=None)


def test_positions_of_another_day_read_the_ledger(person, competences):
    with time_machine.travel(NOON - dt.timedelta(days=30)):
        row = record(person, competences[0], level=1, origin="a.b:1")[0]
    with time_machine.travel(NOON):
        record(person, competences[0], level=2, origin="a.b:2")
        revoke_evidence(row, by=None)
        key = (person.pk, competences[0].pk)
        assert key not in positions([person.pk], dt.date(2025, 12, 1))
        assert positions([person.pk], dt.date(2026, 2, 20))[key].level == 1
        assert positions([person.pk], dt.date(2026, 3, 1))[key].level == 2


def test_positions_of_today_see_that_evidence_has_run_out(person, competences, django_assert_num_queries):
    with time_machine.travel(NOON):
        record(person, competences[0], level=2, origin="a.b:1")
        record(
            person,
            competences[0],
            level=3,
            kind=EvidenceKind.CERTIFICATE,
            origin="a.b:2",
            valid_until=dt.date(2026, 3, 31),
        )
        record(person, competences[1], level=1, origin="a.b:1")
        assert positions([person.pk])[person.pk, competences[0].pk].level == 3
    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)), django_assert_num_queries(2):
        found = positions([person.pk])
    assert found[person.pk, competences[0].pk] == Position(level=2, kind=EvidenceKind.SOLVED, lapsed_level=3)
    assert found[person.pk, competences[1].pk].level == 1


def test_rebuild_changes_nothing_on_a_healthy_ledger_and_mends_a_broken_one(person, competences):
    other = User.objects.create_user("b@example.org", display_name="B")
    for someone in (person, other):
        for competence in competences:
            record(someone, competence)
    assert rebuild_standings(people_per_batch=1).changed == 0
    Standing.objects.filter(person=person, competence=competences[0]).update(level=4)
    Standing.objects.filter(person=other, competence=competences[0]).delete()
    Standing.objects.filter(person=other, competence=competences[1]).update(expires=dt.date(2020, 1, 1))
    Evidence.objects.filter(person=other, competence=competences[2]).delete()
    out = StringIO()
    call_command("rebuild_standings", stdout=out)
    assert out.getvalue() == "5 standings derived from the ledger, 4 of them changed.\n"
    assert rebuild_standings().changed == 0
    assert set(Standing.objects.values_list("level", "expires")) == {(2, None)}


def test_rebuild_finds_whoever_has_only_evidence_or_only_standings(person, competences):
    record(person, competences[0])
    Standing.objects.all().delete()
    assert rebuild_standings().changed == 1
    Evidence.objects.all().delete()
    assert rebuild_standings().changed == 1
    assert not Standing.objects.exists()


def test_record_evidence_queries_do_not_grow_with_the_outcomes(
    person, competences, django_assert_max_num_queries
):
    record(person, competences[0], origin="warm:up")
    for origin, some in (("a.b:1", competences[:1]), ("a.b:3", competences)):
        with django_assert_max_num_queries(9):
            record_evidence(
                Event(kind=EvidenceKind.SOLVED, origin=origin),
                person,
                [(competence, 2) for competence in some],
            )


def test_record_evidence_is_logged_without_name_or_address(person, competences):
    record(person, competences[0])
    entry = ModelLogEntry.objects.get(action="assessments.record_evidence")
    assert entry.user == person
    assert entry.data == {
        "origin": "courses.completion:1",
        "kind": "solved",
        "competences": ["M.1"],
    }
    assert person.display_name not in entry.label


def test_whoever_entered_it_stands_in_row_and_log(person, competences):
    leader = User.objects.create_user("l@example.org", display_name="L")
    (row,) = record(person, competences[0], recorded_by=leader, title="Set på Kløvermarken")
    assert (row.recorded_by, row.title) == (leader, "Set på Kløvermarken")
    assert ModelLogEntry.objects.get(action="assessments.record_evidence").user == leader
