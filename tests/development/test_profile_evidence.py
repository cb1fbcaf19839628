"""What a level of the profile rests on, and what has become of it over time."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import JobFunction
from assessments.ledger.domain.correcting import correct_evidence
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.domain.queries import evidence_rows, own_ledger_of, read_own_ledger
from assessments.ledger.enums import EvidenceKind
from assessments.practice.domain.own_view_sharing import share_own_view
from development.domain.my_profile import MAX_EVIDENCE, read_my_profile
from tests.development.helpers import (
    employ,
    entry_of,
    main,
    read,
    show,
)
from tests.factories.courses import (
    make_person,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(days=20)


# What it rests on


def test_a_level_says_what_it_rests_on(client, employee, goals) -> None:
    show(
        employee,
        goals,
        3,
        EvidenceKind.SOLVED,
        title="Kurset",
        recorded_at=dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC),
    )
    (entry,) = read_my_profile(employee).areas[0].entries
    assert (entry.demand.level, entry.strongest.title) == (2, "Kurset")
    page = read(client, employee, "profile")
    assert 'id="krav-m-1"' in page
    assert "Required is level 2. Confirmed is level 2." in page
    assert "Level 2 is confirmed: solved." in page
    assert 'Kurset, <span class="nowrap">3 February 2026</span>' in page
    assert "Confirms level 2." in page
    assert "What is solved can confirm up to level 2." in page
    assert "Does not run out." in page
    employee.language = "da"
    employee.save()
    assert "3. februar 2026" in read(client, employee, "profile")


def test_what_was_taken_back_stays_struck_out_and_is_a_moment_of_its_own(client, employee, goals) -> None:
    (row,) = show(employee, goals, 2, title="Fejl", recorded_at=timezone.now() - dt.timedelta(days=9))
    revoke_evidence(row, by=None, reason="Forkert person")
    entry = entry_of(employee)
    assert [moment.what for moment in entry.moments] == ["taken_back", "shown"]
    assert entry.strongest is None
    page = read(client, employee, "profile")
    assert "<s>Fejl, level 2</s>" in page
    assert "Taken back: Fejl, level 2" in page
    assert "It does not count." in page
    assert "Reason: Forkert person" in page
    assert "See evidence over time (2)" in page


def test_what_was_corrected_and_what_ran_out_are_moments_newest_first(client, employee, goals) -> None:
    old = timezone.now() - dt.timedelta(days=400)
    (row,) = show(
        employee, goals, 2, title="Prøve", recorded_at=old, valid_until=TODAY - dt.timedelta(days=30)
    )
    show(employee, goals, 1, EvidenceKind.SELF_ASSESSMENT, origin="test:own")
    entry = entry_of(employee)
    assert [moment.what for moment in entry.moments] == ["shown", "ran_out", "shown"]
    assert [moment.day for moment in entry.moments] == sorted((m.day for m in entry.moments), reverse=True)
    correct_evidence(row, level=1, valid_until=None, by=make_person(), reason="Der stod trin 1")
    moments = [moment.what for moment in entry_of(employee).moments]
    # What was taken back did not run out as well.
    assert sorted(moments) == ["corrected", "shown", "shown", "taken_back"]
    assert moments[-1] == "shown"
    assert "Corrected. Reason: Der stod trin 1" in read(client, employee, "profile")


def test_an_own_view_stands_beside_it_and_says_with_whom_it_is_shared(client, employee, goals, unit) -> None:
    manager = make_person(display_name="Hanne Toft")
    employ(manager, unit, JobFunction.LEDER, is_manager=True)
    show(employee, goals, 3, EvidenceKind.SELF_ASSESSMENT)
    page = read(client, employee, "profile")
    assert "Confirmed is level 0. Your self-assessment is level 3." in page
    assert page.count("Only you see your self-assessment, until you share it.") == 2
    assert "Hanne Toft and those who lead above can see" in page
    share_own_view(employee, manager.pk)
    page = read(client, employee, "profile")
    assert page.count("You share your self-assessment with Hanne Toft.") == 2
    show(employee, goals, 4, EvidenceKind.CERTIFICATE, origin="test:2")
    assert "You put yourself lower than the evidence does." in read(client, employee, "profile")


@pytest.mark.parametrize(
    ("kind", "level", "until", "sentence"),
    [
        (None, 0, None, "We do not know yet."),
        (EvidenceKind.SELF_ASSESSMENT, 2, None, "We do not know yet."),
        (EvidenceKind.OBSERVATION, 0, None, "Nothing is confirmed yet."),
        (EvidenceKind.OBSERVATION, 1, dt.date(2026, 1, 12), "What was shown has run out."),
        (EvidenceKind.OBSERVATION, 2, dt.date(2026, 1, 12), "What was shown has run out."),
    ],
)
def test_not_known_not_confirmed_and_run_out_are_told_apart(
    client, employee, goals, kind, level, until, sentence
) -> None:
    if kind:
        show(employee, goals, level, kind, valid_until=until)
    page = main(read(client, employee, "profile"))
    others = {"We do not know yet.", "Nothing is confirmed yet.", "What was shown has run out."} - {sentence}
    assert sentence in page
    assert not any(other in page for other in others)


def test_new_evidence_makes_a_gap_of_what_ran_out_higher_up(client, employee, three) -> None:
    show(employee, three, 3, valid_until=dt.date(2026, 1, 12))
    show(
        employee, three, 2, EvidenceKind.SOLVED, origin="test:2", basis={"way": "test", "score": 7, "max": 7}
    )
    for name in ("profile", "my_learning"):
        assert "M.1 Mål: expired" not in read(client, employee, name)
        assert "M.1 Mål: 1 step missing" in read(client, employee, "my_learning")
    page = main(read(client, employee, "profile"))
    assert "1 step missing" in page
    assert "Level 2 is confirmed: solved." in page
    assert "7 of 7 in the test" in page
    assert "Level 3 ran out on 12 January 2026." in page


def test_the_time_line_of_one_requirement_is_bounded(client, employee, goals) -> None:
    for number in range(MAX_EVIDENCE + 2):
        show(employee, goals, 1, EvidenceKind.SELF_ASSESSMENT, origin=f"test:{number}")
    page = read(client, employee, "profile")
    assert "2 older pieces of evidence are kept too." in page
    assert f"See evidence over time ({MAX_EVIDENCE + 2})" in page


def test_the_ledger_made_of_rows_is_the_ledger_that_is_read(employee, goals) -> None:
    show(employee, goals, 2, origin="test:1", recorded_by=make_person())
    (row,) = show(employee, goals, 3, origin="test:2")
    revoke_evidence(row, by=None, reason="Forkert")
    show(employee, goals, 1, EvidenceKind.SELF_ASSESSMENT, origin="test:3")
    assert own_ledger_of(list(evidence_rows(employee)), TODAY) == read_own_ledger(employee, TODAY)
