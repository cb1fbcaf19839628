"""What runs out and is renewed: a medicine certificate over years, and what holds of every story."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assessments.ledger.domain.auditing import audit_person
from assessments.ledger.domain.correcting import correct_evidence
from assessments.ledger.domain.evidence import Event, record_evidence, revoke_evidence
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.renewal import HeldRow, runs_from
from assessments.ledger.domain.standing import Position, lapsed_on, rebuild_standings
from assessments.ledger.domain.wording import until_in_words
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy
from competences.models import Competence
from tests.factories.accounts import make_person
from tests.factories.ledger import show

pytestmark = pytest.mark.django_db
CERTIFICATE, SOLVED, OBSERVATION = EvidenceKind.CERTIFICATE, EvidenceKind.SOLVED, EvidenceKind.OBSERVATION


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    """Both hold for a year and are renewed in its last 90 days; the certificate has 30 days of grace."""
    EvidencePolicy.objects.create(
        kind=CERTIFICATE, ceiling=4, valid_months=12, grace_days=30, renewal_days=90
    )
    EvidencePolicy.objects.create(kind=SOLVED, ceiling=3, valid_months=12)


@pytest.fixture
def medicine(competences: list[Competence]) -> Competence:
    return competences[0]


@pytest.fixture
def on(time_machine: Any) -> Any:
    def move(year: int, month: int, day: int) -> dt.date:
        time_machine.move_to(dt.datetime(year, month, day, 9, tzinfo=dt.UTC), tick=False)
        return dt.date(year, month, day)

    return move


def position(person, competence) -> Position:
    return positions([person.pk])[person.pk, competence.pk]


def test_a_certificate_over_the_years(person, medicine, on):
    on(2024, 3, 1)
    first = show(person, medicine, 3, CERTIFICATE)
    assert (first.runs_out_on, first.valid_until) == (dt.date(2025, 3, 1), dt.date(2025, 3, 31))

    # Taken again far outside the window: a new year from that day.
    on(2024, 9, 1)
    early = show(person, medicine, 3, CERTIFICATE)
    assert early.runs_out_on == dt.date(2025, 9, 1)
    assert "runs_from" not in early.rule

    # Renewed inside the window, by solving the short module: the term goes on where the old one ends.
    on(2025, 6, 3)
    renewed = show(person, medicine, 3, SOLVED)
    assert (renewed.runs_out_on, renewed.rule["runs_from"]) == (dt.date(2026, 9, 1), "2025-09-01")
    # The module gives no grace, so that what it gave ends on the day.
    assert renewed.valid_until == renewed.runs_out_on

    # Renewed late: on the day after it has run out the year begins anew.
    on(2026, 9, 2)
    assert position(person, medicine) == Position(level=0, lapsed_level=3)
    late = show(person, medicine, 3, CERTIFICATE)
    assert late.runs_out_on == dt.date(2027, 9, 2)

    # Years without anybody at the helm: nothing is written, and what ran out has run out.
    on(2030, 1, 1)
    assert position(person, medicine) == Position(level=0, lapsed_level=3)
    assert rebuild_standings().seen == 1
    assert audit_person(person.pk) == []


@pytest.mark.parametrize(
    ("day", "runs_out"),
    [
        # The first day of the window is 90 days before, its last the one on which it runs out.
        (dt.date(2024, 11, 30), dt.date(2025, 11, 30)),
        (dt.date(2024, 12, 1), dt.date(2026, 3, 1)),
        (dt.date(2025, 3, 1), dt.date(2026, 3, 1)),
        # In the days of grace it is late: the level was never lost, but the term begins on the day.
        (dt.date(2025, 3, 2), dt.date(2026, 3, 2)),
        (dt.date(2025, 3, 31), dt.date(2026, 3, 31)),
    ],
)
def test_the_window_has_a_first_and_a_last_day(person, medicine, on, day, runs_out):
    on(2024, 3, 1)
    show(person, medicine, 3, CERTIFICATE)
    on(day.year, day.month, day.day)
    assert position(person, medicine).level == 3
    assert show(person, medicine, 3, CERTIFICATE).runs_out_on == runs_out


def test_in_grace_it_counts_and_is_said_to_have_run_out(person, medicine, on):
    on(2024, 3, 1)
    row = show(person, medicine, 3, CERTIFICATE)
    told = {
        day: (row.holds_on(day), row.in_grace_on(day)) for day in (dt.date(2025, 3, 1), dt.date(2025, 3, 2))
    }
    assert told == {dt.date(2025, 3, 1): (True, False), dt.date(2025, 3, 2): (True, True)}
    assert (row.holds_on(dt.date(2025, 3, 31)), row.in_grace_on(dt.date(2025, 4, 1))) == (True, False)
    assert not row.holds_on(dt.date(2025, 4, 1))


def test_how_long_it_counts_is_said_in_the_same_words_everywhere(person, medicine, on):
    on(2024, 3, 1)
    row = show(person, medicine, 3, CERTIFICATE)
    said = {
        dt.date(2025, 3, 1): "Gælder til den 1. marts 2025.",
        dt.date(2025, 3, 2): "Udløb den 1. marts 2025. Det gælder stadig til den 31. marts 2025.",
        dt.date(2025, 3, 31): "Udløb den 1. marts 2025. Det gælder stadig til den 31. marts 2025.",
        dt.date(2025, 4, 1): "Udløb den 1. marts 2025.",
    }
    assert {day: until_in_words(row, day) for day in said} == said
    assert until_in_words(show(person, medicine, 3, OBSERVATION)) == ""
    # What ran out is told with the same day, not with the last day of grace.
    assert lapsed_on([row], Position(level=0, lapsed_level=3), dt.date(2025, 4, 1)) == dt.date(2025, 3, 1)


def test_a_later_policy_moves_no_row_that_stands(person, medicine, on):
    on(2024, 3, 1)
    row = show(person, medicine, 3, CERTIFICATE)
    EvidencePolicy.objects.filter(kind=CERTIFICATE).update(grace_days=0, renewal_days=0, valid_months=6)
    row.refresh_from_db()
    assert (row.runs_out_on, row.valid_until) == (dt.date(2025, 3, 1), dt.date(2025, 3, 31))
    # Its own window still stands for whoever renews it, for as long as the rule of today gives.
    on(2025, 2, 1)
    assert show(person, medicine, 3, CERTIFICATE).runs_out_on == dt.date(2025, 9, 1)


def test_revoked_by_mistake_and_recorded_anew_it_holds_as_before(person, medicine, on):
    chief = make_person()
    on(2024, 3, 1)
    row = show(person, medicine, 3, CERTIFICATE)
    before = position(person, medicine)
    on(2024, 5, 1)
    revoke_evidence(row, by=chief, reason="Forkert person")
    assert (person.pk, medicine.pk) not in positions([person.pk])
    anew = correct_evidence(row, level=3, valid_until=row.runs_out_on, by=chief, reason="Det var rigtigt nok")
    assert (anew.valid_until, anew.rule) == (row.valid_until, row.rule)
    assert position(person, medicine) == before
    on(2025, 2, 1)
    assert show(person, medicine, 3, CERTIFICATE).runs_out_on == dt.date(2026, 3, 1)


def test_of_two_at_once_the_one_that_holds_longest_is_renewed(person, medicine, on):
    on(2024, 3, 1)
    show(person, medicine, 3, CERTIFICATE)
    show(person, medicine, 3, CERTIFICATE, until=dt.date(2025, 6, 1))
    # In the window of the one, not of the other: there is nothing to lose yet.
    on(2025, 2, 1)
    assert show(person, medicine, 3, CERTIFICATE).runs_out_on == dt.date(2026, 2, 1)


def test_what_shows_less_renews_nothing_and_what_shows_more_does(person, medicine, on):
    on(2024, 3, 1)
    show(person, medicine, 3, CERTIFICATE)
    on(2025, 2, 1)
    assert show(person, medicine, 2, SOLVED).runs_out_on == dt.date(2026, 2, 1)
    assert show(person, medicine, 4, CERTIFICATE).runs_out_on == dt.date(2026, 3, 1)


def test_what_does_not_run_out_needs_no_renewal(person, medicine, on):
    on(2024, 3, 1)
    show(person, medicine, 3, OBSERVATION)
    show(person, medicine, 3, CERTIFICATE)
    on(2025, 2, 1)
    assert show(person, medicine, 3, CERTIFICATE).runs_out_on == dt.date(2026, 2, 1)


def test_the_day_on_a_paper_beats_the_term_and_has_grace_too(person, medicine, on):
    on(2024, 3, 1)
    row = show(person, medicine, 3, CERTIFICATE, until=dt.date(2024, 12, 24))
    assert (row.runs_out_on, row.valid_until) == (dt.date(2024, 12, 24), dt.date(2025, 1, 23))


def test_renewing_twice_is_renewing_once(person, medicine, on):
    on(2024, 3, 1)
    show(person, medicine, 3, CERTIFICATE)
    on(2025, 2, 1)
    event = Event(kind=CERTIFICATE, origin="tests.paper:2")
    assert len(record_evidence(event, person, [(medicine, 3)])) == 1
    held = position(person, medicine)
    assert record_evidence(event, person, [(medicine, 3)]) == []
    # Another paper on the same day adds no second year.
    show(person, medicine, 3, CERTIFICATE)
    assert position(person, medicine) == held
    assert held.expires == dt.date(2026, 3, 31)


def test_a_row_of_before_there_were_windows_has_the_houses(person, medicine, on):
    on(2024, 3, 1)
    row = show(person, medicine, 3, CERTIFICATE)
    Evidence.objects.filter(pk=row.pk).update(rule={"ceiling": 4, "valid_months": 12})
    on(2025, 2, 1)
    # Without grace in its rule it runs out on the last day that it counts.
    assert show(person, medicine, 3, CERTIFICATE).runs_out_on == dt.date(2026, 3, 31)


days = st.dates(dt.date(2024, 1, 1), dt.date(2026, 1, 1))
held_rows = st.builds(
    lambda confirms, recorded, lasts, grace, window: HeldRow(
        confirms,
        recorded,
        None if lasts is None else recorded + dt.timedelta(days=lasts + grace),
        {"grace_days": grace, "renewal_days": window},
    ),
    st.integers(0, 4),
    days,
    st.none() | st.integers(0, 700),
    st.integers(0, 90),
    st.integers(0, 366),
)


@given(rows=st.lists(held_rows, max_size=6), day=days, confirms=st.integers(1, 4), rng=st.randoms())
def test_when_a_term_begins_does_not_depend_on_the_order_of_the_rows(rows, day, confirms, rng):
    begins = runs_from(rows, day, confirms)
    rng.shuffle(rows)
    assert runs_from(rows, day, confirms) == begins
    assert begins is None or begins >= day


@given(
    rows=st.lists(held_rows, max_size=6),
    day=days,
    confirms=st.integers(1, 4),
    later=st.lists(held_rows, max_size=3),
)
def test_when_a_term_begins_is_not_moved_by_what_is_recorded_later(rows, day, confirms, later):
    after = [row for row in later if row.recorded_on > day]
    assert runs_from([*rows, *after], day, confirms) == runs_from(rows, day, confirms)


@pytest.mark.parametrize(
    ("day", "runs_out"),
    [
        # In the window of what was taken back, in its days of grace, and after: there is nothing to renew.
        (dt.date(2025, 2, 1), dt.date(2026, 2, 1)),
        (dt.date(2025, 3, 10), dt.date(2026, 3, 10)),
        (dt.date(2025, 4, 15), dt.date(2026, 4, 15)),
    ],
)
def test_what_was_taken_back_is_not_renewed(person, medicine, on, day, runs_out):
    on(2024, 3, 1)
    row = show(person, medicine, 3, CERTIFICATE)
    on(2024, 5, 1)
    revoke_evidence(row, by=None)
    on(day.year, day.month, day.day)
    anew = show(person, medicine, 3, CERTIFICATE)
    assert (anew.runs_out_on, "runs_from" in anew.rule) == (runs_out, False)


@pytest.mark.parametrize(
    ("day", "runs_out"),
    [
        # The first row speaks again: its window is still open, then it is late, then it is gone.
        (dt.date(2025, 2, 20), dt.date(2026, 3, 1)),
        (dt.date(2025, 3, 10), dt.date(2026, 3, 10)),
        (dt.date(2025, 4, 1), dt.date(2026, 4, 1)),
    ],
)
def test_a_renewal_that_was_taken_back_can_be_made_once_more(person, medicine, on, day, runs_out):
    on(2024, 3, 1)
    show(person, medicine, 3, CERTIFICATE)
    on(2025, 2, 1)
    renewed = show(person, medicine, 3, CERTIFICATE)
    assert renewed.runs_out_on == dt.date(2026, 3, 1)
    on(2025, 2, 10)
    revoke_evidence(renewed, by=None)
    on(day.year, day.month, day.day)
    assert position(person, medicine).level == (3 if day <= dt.date(2025, 3, 31) else 0)
    assert show(person, medicine, 3, CERTIFICATE).runs_out_on == runs_out


@given(
    first=days,
    lasts=st.integers(1, 700),
    grace=st.integers(0, 90),
    window=st.integers(0, 366),
    steps=st.lists(st.tuples(st.integers(0, 800), st.booleans()), min_size=1, max_size=6),
)
def test_again_and_again_no_day_is_lost_in_the_window_and_none_is_given_late(
    first, lasts, grace, window, steps
):
    """Each step: days until the same is shown once more, and whether that is taken back at once."""
    rule = {"grace_days": grace, "renewal_days": window}
    term = dt.timedelta(days=lasts)
    rows: list[HeldRow] = []
    day = first
    for wait, is_taken_back in [(0, False), *steps]:
        day += dt.timedelta(days=wait)
        begins = runs_from(rows, day, 3)
        end = max((row.runs_out_on for row in rows if row.valid_until >= day), default=None)
        if end is not None and day <= end and end - day <= dt.timedelta(days=window):
            assert begins == end
        else:
            # Nothing that counts, too early, in the days of grace, or after them.
            assert begins is None
        if not is_taken_back:
            rows.append(HeldRow(3, day, (begins or day) + term + dt.timedelta(days=grace), rule))


def test_the_coordinator_sets_grace_and_window(client: Client):
    client.force_login(make_person(is_superuser=True))
    posted = {"kind": OBSERVATION, "ceiling": 3, "valid_months": 24, "grace_days": 14, "renewal_days": 60}
    assert client.post("/cms/bevisregler/new/", posted).status_code == 302
    assert EvidencePolicy.objects.get(kind=OBSERVATION).policy.grace_days == 14
    left_empty = {**posted, "kind": SOLVED, "grace_days": "", "renewal_days": ""}
    EvidencePolicy.objects.filter(kind=SOLVED).delete()
    assert client.post("/cms/bevisregler/new/", left_empty).status_code == 302
    stored = EvidencePolicy.objects.get(kind=SOLVED)
    assert (stored.grace_days, stored.renewal_days) == (0, 90)
    refused = client.post(
        "/cms/bevisregler/new/", {**posted, "kind": EvidenceKind.GRADED_TEST, "grace_days": 91}
    )
    assert refused.status_code == 200
    assert not EvidencePolicy.objects.filter(kind=EvidenceKind.GRADED_TEST).exists()
