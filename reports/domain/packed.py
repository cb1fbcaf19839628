"""Cells as they come from the database: all of a person's in a few integers, one query for everybody.

A cell is nine bits. Of bits 0 to 4 the highest says which level is confirmed (bit 0: none, though something
is known), of bits 5 to 8 which level of 1 to 4 was confirmed by what has run out; no bit, and nothing is
known. Seven requirements fit into an integer. So the database lays a person's rows over each other by OR, in
parallel where it can, and neither sorts them nor sends them one by one.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import (
    Aggregate,
    BigIntegerField,
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from assessments.ledger.models import Evidence, Standing
from assessments.ledger.models.evidence import holding_on

Codes = npt.NDArray[np.int8]

# The level of a cell about which the ledger says nothing.
NOTHING = -1
BITS = 9
LAPSED_SHIFT = 4
LAPSED_BITS = 0b111100000
PER_WORD = 7
# The lowest bit of either, as large as a word: an ordinary integer would lose what is shifted far.
HELD = Cast(Value(1), BigIntegerField())
RAN_OUT = Cast(Value(1 << LAPSED_SHIFT), BigIntegerField())


def _levels_of(bits: int) -> tuple[int, int]:
    """The level that a cell confirms, and the level above it that ran out (0: none)."""
    if not bits:
        return NOTHING, 0
    level = max((step for step in range(5) if bits >> step & 1), default=0)
    lapsed = max((step for step in range(1, 5) if bits >> LAPSED_SHIFT + step & 1), default=0)
    return level, lapsed if lapsed > level else 0


LEVEL_OF, LAPSED_OF = np.array([_levels_of(bits) for bits in range(1 << BITS)], dtype=np.int8).T.copy()


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """Levels of people in requirements: a row for each of `people`, a column for each requirement."""

    people: npt.NDArray[np.int64]
    level: Codes
    lapsed: Codes

    def lay_over(self, other: "Cells") -> None:
        """Take what another reading knows of people who stand here; where it knows nothing, this stays."""
        rows = np.searchsorted(self.people, other.people)
        is_known = other.level != NOTHING
        self.level[rows] = np.where(is_known, other.level, self.level[rows])
        self.lapsed[rows] = np.where(is_known, other.lapsed, self.lapsed[rows])


def no_cells(people: npt.NDArray[np.int64], width: int) -> Cells:
    """Of these people, in ascending order, nothing is known."""
    shape = (len(people), width)
    return Cells(people, np.full(shape, NOTHING, dtype=np.int8), np.zeros(shape, dtype=np.int8))


def read_standings(people: QuerySet[Any], requirements: Sequence[int], as_of: dt.date) -> list[Cells]:
    """Today's cells: from the standings, and from the ledger where something ran out since; two queries."""
    stale = Standing.objects.stale(as_of)
    held, ran_out = _shifted(HELD, F("level")), _shifted(RAN_OUT, F("lapsed_level"))
    fresh = Standing.objects.fresh(as_of).filter(person__in=people)
    run_out_since = stale.filter(person=OuterRef("person"), competence=OuterRef("competence"))
    # By person first: the ledger has an index that begins so, and few have anything that ran out.
    whose = stale.filter(person__in=people).values("person")
    told = Evidence.objects.counting(as_of).told_by_others()
    ledger = told.filter(Exists(run_out_since), person__in=whose)
    return [
        # Level 0 that ran out is none.
        _read(fresh, held.bitor(ran_out.bitand(LAPSED_BITS)), requirements),
        _read(ledger, _of_evidence(as_of), requirements),
    ]


def read_ledger(people: QuerySet[Any], requirements: Sequence[int], as_of: dt.date) -> list[Cells]:
    """The cells of any day, from the ledger as it stood then; one query. Own views are nobody else's."""
    rows = Evidence.objects.counting(as_of).told_by_others().filter(person__in=people)
    return [_read(rows, _of_evidence(as_of), requirements)]


def _of_evidence(as_of: dt.date) -> Any:
    """One bit for each row: what it confirms, or what it confirmed before it ran out."""
    holds = holding_on(as_of) | Q(confirms=0)
    return _shifted(Case(When(holds, then=HELD), default=RAN_OUT), F("confirms"))


def _shifted(bits: Any, by: Any) -> Any:
    # By an ordinary integer: PostgreSQL shifts by nothing larger.
    return bits.bitleftshift(Cast(by, IntegerField()))


class _Word(Coalesce):
    """A number that comes as the driver gives it: of some hundred thousand, none is looked at by itself."""

    convert_value = staticmethod(Coalesce._convert_value_noop)  # type: ignore[attr-defined]


class _Or(Aggregate):
    """The bits of all rows of a group. Of two values that share a bit, one must be the other."""

    function = "BIT_OR"
    output_field = BigIntegerField()

    def __init__(self, *expressions: Any, repeats: bool, **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.repeats = repeats

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # It has no such function, but the sum of values that share no bit is their OR.
        total = self.copy()
        total.function, total.distinct = "SUM", self.repeats  # type: ignore[attr-defined]
        return total.as_sql(compiler, connection, **context)


def _read(rows: QuerySet[Any], cell: Any, requirements: Sequence[int]) -> Cells:
    """Rows of people and competences, each with its cell, as one row for each person."""
    starts = _word_starts(requirements)
    words = {
        f"word_{start}": _Word(
            _Or(
                _shifted(cell, (F("competence_id") - start) * BITS),
                filter=Q(competence__gte=start, competence__lt=start + PER_WORD),
                repeats=rows.model is Evidence,
            ),
            0,
        )
        for start in starts
    }
    found = list(rows.order_by().values_list("person_id").annotate(**words).order_by("person_id"))
    table = np.array(found, dtype=np.int64).reshape(-1, 1 + len(starts))
    level = np.empty((len(table), len(requirements)), dtype=np.int8)
    lapsed = np.empty(level.shape, dtype=np.int8)
    for column, requirement in enumerate(requirements):
        word = max(number for number, start in enumerate(starts) if start <= requirement)
        bits = table[:, 1 + word] >> BITS * (requirement - starts[word]) & (1 << BITS) - 1
        level[:, column], lapsed[:, column] = LEVEL_OF[bits], LAPSED_OF[bits]
    return Cells(table[:, 0], level, lapsed)


def _word_starts(requirements: Sequence[int]) -> list[int]:
    """The first competence of each integer: each holds the seven numbers from there on."""
    starts: list[int] = []
    for requirement in sorted(requirements):
        if not starts or requirement >= starts[-1] + PER_WORD:
            starts.append(requirement)
    return starts
