"""Writing very many rows: prepared once, past the ORM, whose own way costs ten times as much for each row.

Only for tables whose rows nobody needs back with their ids. That they say the same is tested.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from assessments.ledger.basis import Basis
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.policy import Policy

ROWS_PER_WRITE = 10_000
# About two years of quarters of an hour in working time.
MOMENTS_KEPT = 40_000


class EvidenceRow(NamedTuple):
    """A ledger row to be, with the columns that differ; `recorded_at` carries the house's time zone."""

    person_id: int
    competence_id: int
    kind: str
    level: int
    confirms: int
    recorded_at: dt.datetime
    valid_until: dt.date | None
    recorded_by_id: int | None
    origin: str
    title: str
    basis: Basis = {}


class StandingRow(NamedTuple):
    """A standing to be: exactly the columns of the table, apart from the id."""

    person_id: int
    competence_id: int
    level: int
    kind: str | None
    expires: dt.date | None
    lapsed_level: int


EVIDENCE_FIELDS = [*EvidenceRow._fields[:6], "recorded_on", *EvidenceRow._fields[6:], "rule"]


def insert_rows(model: type[Model], fields: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert tuples of values that are ready for the database (`stored_moment`, `stored_day`)."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, name)) for name in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.executemany(statement, batch)


def insert_evidence(rows: Iterable[EvidenceRow], policies: dict[str, Policy]) -> None:
    """Insert ledger rows, each with the policy of its kind as the rule that judged."""
    stored_rules = {
        (kind, runs_out): connection.ops.adapt_json_value(policy.as_rule(runs_out=runs_out), None)
        for kind, policy in policies.items()
        for runs_out in (True, False)
    }
    insert_rows(
        Evidence,
        EVIDENCE_FIELDS,
        (
            (
                row.person_id,
                row.competence_id,
                str(row.kind),
                row.level,
                row.confirms,
                stored_moment(row.recorded_at),
                stored_day(row.recorded_at.date()),
                stored_day(row.valid_until),
                row.recorded_by_id,
                row.origin,
                row.title,
                connection.ops.adapt_json_value(row.basis, None),
                stored_rules[row.kind, row.valid_until is not None],
            )
            for row in rows
        ),
    )


def insert_standings(rows: Iterable[StandingRow]) -> None:
    """Write standings as they are, past the ORM; nothing checks that the ledger says the same."""
    insert_rows(
        Standing,
        StandingRow._fields,
        ((*row[:3], row.kind and str(row.kind), stored_day(row.expires), *row[5:]) for row in rows),
    )


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)


@lru_cache(maxsize=MOMENTS_KEPT)
def stored_moment(moment: dt.datetime) -> Any:
    """The moment as the database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


@lru_cache(maxsize=MOMENTS_KEPT)
def stored_day(day: dt.date | None) -> Any:
    """The day, or None, as the database's driver takes it."""
    return connection.ops.adapt_datefield_value(day)


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_PER_WRITE)):
        yield batch
