import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.ledger.domain.evidence import add_months
from assessments.ledger.domain.standing import (
    Judgement,
    LedgerRow,
    Position,
    derive_position,
    judge,
    newest_own_view,
)
from assessments.ledger.enums import EvidenceKind, GapState
from assessments.ledger.policy import KINDS

TODAY = dt.date(2026, 3, 1)
UTC = dt.UTC


def row(kind=EvidenceKind.SOLVED, level=2, confirms=None, valid_until=None, day=1):
    return LedgerRow(
        kind=kind,
        level=level,
        confirms=level if confirms is None else confirms,
        recorded_at=dt.datetime(2026, 1, day, 12, tzinfo=UTC),
        valid_until=valid_until,
    )


def test_position_of_an_empty_ledger_is_none():
    assert derive_position([], TODAY) is None


def test_position_takes_the_highest_confirmed_level_and_its_kind():
    rows = [row(level=2), row(kind=EvidenceKind.OBSERVATION, level=3)]
    assert derive_position(rows, TODAY) == Position(level=3, kind=EvidenceKind.OBSERVATION)


def test_position_names_the_strongest_kind_at_the_level():
    rows = [
        row(level=2),
        row(kind=EvidenceKind.OBSERVATION, level=2),
        row(kind=EvidenceKind.GRADED_TEST, level=2),
    ]
    assert derive_position(rows, TODAY).kind == EvidenceKind.OBSERVATION


def test_own_views_are_no_part_of_a_position_and_the_newest_of_now_is_the_present_one():
    rows = [
        row(kind=EvidenceKind.SELF_ASSESSMENT, level=3, confirms=0, day=2),
        row(kind=EvidenceKind.SELF_NOW, level=1, confirms=0, day=9),
        row(kind=EvidenceKind.SELF_THEN, level=2, confirms=0, day=10),
    ]
    assert derive_position(rows, TODAY) is None
    assert newest_own_view(rows) == 1
    assert newest_own_view(rows[2:]) is None


def test_a_level_of_nothing_is_an_own_view_and_not_silence():
    assert newest_own_view([row(kind=EvidenceKind.SELF_ASSESSMENT, level=0, confirms=0)]) == 0


def test_what_another_saw_at_level_nothing_is_a_position():
    assert derive_position([row(kind=EvidenceKind.OBSERVATION, level=0, confirms=0)], TODAY) == Position(0)


def test_evidence_counts_on_its_last_day_and_not_on_the_next():
    rows = [row(kind=EvidenceKind.CERTIFICATE, level=3, valid_until=TODAY)]
    assert derive_position(rows, TODAY).level == 3
    after = derive_position(rows, TODAY + dt.timedelta(days=1))
    assert (after.level, after.kind, after.expires, after.lapsed_level) == (0, None, None, 3)


def test_what_lasts_takes_over_when_the_higher_level_lapses():
    rows = [row(level=2), row(kind=EvidenceKind.CERTIFICATE, level=3, valid_until=dt.date(2026, 2, 1))]
    assert derive_position(rows, TODAY) == Position(level=2, kind=EvidenceKind.SOLVED, lapsed_level=3)


@pytest.mark.parametrize(
    ("ends", "expires"),
    [
        ([dt.date(2026, 4, 1), dt.date(2026, 6, 1)], dt.date(2026, 6, 1)),
        ([dt.date(2026, 4, 1), None], None),
        ([None, dt.date(2026, 4, 1)], None),
    ],
)
def test_a_level_holds_as_long_as_its_longest_lived_evidence(ends, expires):
    assert derive_position([row(valid_until=end) for end in ends], TODAY).expires == expires


@pytest.mark.parametrize(
    ("required", "position", "expected"),
    [
        (None, Position(level=3), Judgement(GapState.NOT_REQUIRED)),
        (0, None, Judgement(GapState.NOT_REQUIRED)),
        (3, None, Judgement(GapState.NOT_ASSESSED)),
        (3, Position(level=3), Judgement(GapState.MET)),
        (3, Position(level=4), Judgement(GapState.MET)),
        (3, Position(level=1), Judgement(GapState.GAP, 2)),
        (3, Position(level=0), Judgement(GapState.GAP, 3)),
        (3, Position(level=0, lapsed_level=3), Judgement(GapState.EXPIRED, 3)),
        (3, Position(level=0, lapsed_level=2), Judgement(GapState.GAP, 3)),
        (3, Position(level=2, lapsed_level=4), Judgement(GapState.GAP, 1)),
        (3, Position(level=1, lapsed_level=2), Judgement(GapState.GAP, 2)),
        (2, Position(level=2, lapsed_level=4), Judgement(GapState.MET)),
    ],
)
def test_judge_keeps_the_states_apart(required, position, expected):
    assert judge(required, position) == expected


def test_nothing_is_missing_unless_the_state_says_so():
    assert (judge(3, Position(level=3)).gap, judge(3, None).gap, judge(None, None).gap) == (0, 0, 0)


days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1))
ledger_rows = st.builds(
    lambda kind, level, cap, end, at: LedgerRow(kind, level, min(level, cap), at, end),
    kind=st.sampled_from(EvidenceKind),
    level=st.integers(0, 4),
    cap=st.integers(0, 4),
    end=st.none() | days,
    at=st.builds(dt.datetime.combine, days, st.times(), st.just(UTC)),
)


@given(rows=st.lists(ledger_rows, max_size=8), as_of=days, rng=st.randoms(use_true_random=False))
def test_position_does_not_depend_on_the_order_of_the_ledger(rows, as_of, rng):
    shuffled = list(rows)
    rng.shuffle(shuffled)
    assert derive_position(shuffled, as_of) == derive_position(rows, as_of)


told_rows = ledger_rows.filter(lambda row: not KINDS[row.kind].is_own_view)


@given(rows=st.lists(ledger_rows, max_size=8), as_of=days)
def test_position_is_the_same_whatever_the_person_says_of_themself(rows, as_of):
    told = [row for row in rows if not KINDS[row.kind].is_own_view]
    assert derive_position(rows, as_of) == derive_position(told, as_of)


@given(rows=st.lists(told_rows, max_size=8), as_of=days)
def test_position_names_the_strongest_of_what_holds_at_its_level(rows, as_of):
    position = derive_position(rows, as_of)
    strengths = [
        list(KINDS).index(r.kind)
        for r in rows
        if 0 < r.confirms == position.level and (r.valid_until is None or r.valid_until >= as_of)
    ]
    named = position and position.kind
    assert (list(KINDS).index(named) if named else None) == max(strengths, default=None)


@given(rows=st.lists(told_rows, min_size=1, max_size=8), as_of=days)
def test_position_is_the_best_of_what_holds_and_lapses_only_above_it(rows, as_of):
    position = derive_position(rows, as_of)
    holding = [r.confirms for r in rows if r.valid_until is None or r.valid_until >= as_of]
    assert position.level == max(holding, default=0)
    assert position.lapsed_level == 0 or position.lapsed_level > position.level
    assert position.expires is None or position.expires >= as_of


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2023, 12, 15), 2, dt.date(2024, 2, 15)),
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2026, 11, 30), 1, dt.date(2026, 12, 30)),
        (dt.date(2026, 10, 31), 24, dt.date(2028, 10, 31)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last(day, months, expected):
    assert add_months(day, months) == expected
