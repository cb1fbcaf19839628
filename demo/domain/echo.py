"""Histories for very many: past the first thousands, people echo the story of somebody like them.

Telling each story anew costs milliseconds, most of them in Python. A copy inside the database costs a tenth.
The first `ORIGINALS` people, and all whose story is their own, are always told.
"""

from collections import defaultdict
from random import Random

from django.db import connection
from django.db.models import Model

from assessments.ledger.models import Evidence, Standing
from demo.domain.people import Person

ORIGINALS = 2_000
TABLE = "demo_echo"


class Echo:
    """Finds for a person somebody with the same job in the same setting, and copies ledger and standings.

    Only stories without courses are echoed: a completion belongs to the person who completed.
    """

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.told: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.waiting: list[tuple[int, int, int | None]] = []

    def remember(self, person: Person) -> None:
        """Let others echo this person's story."""
        self.told[person.post.setting, person.post.job].append(person.user_id)

    def take(self, person: Person, leader: int | None) -> bool:
        """Choose whose story the person echoes; False where nobody alike has been told of."""
        alike = self.told.get((person.post.setting, person.post.job))
        if not alike:
            return False
        self.waiting.append((person.user_id, self.rng.choice(alike), leader))
        return True

    def write(self) -> None:
        """Copy all that was chosen since the last time. What a leader saw, the person's own leader saw."""
        if not self.waiting:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE IF NOT EXISTS {TABLE} (copy bigint, told bigint, leader bigint)"
            )
            cursor.execute(f"DELETE FROM {TABLE}")
            cursor.executemany(f"INSERT INTO {TABLE} VALUES (%s, %s, %s)", self.waiting)
            leader = f"CASE WHEN recorded_by_id IS NULL THEN NULL ELSE {TABLE}.leader END"
            cursor.execute(_copying(Evidence, {"revokes_id", "link"}, {"recorded_by_id": leader}))
            cursor.execute(_copying(Standing, set(), {}))
        self.waiting.clear()


def _copying(model: type[Model], left_out: set[str], instead: dict[str, str]) -> str:
    """SQL that copies the rows of those told of to those who echo them."""
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    kept = [name for name in columns if name != "person_id" and name not in left_out]
    quoted = [connection.ops.quote_name(name) for name in kept]
    values = [instead.get(name, column) for name, column in zip(kept, quoted, strict=True)]
    table = connection.ops.quote_name(model._meta.db_table)
    return (
        f"INSERT INTO {table} (person_id, {', '.join(quoted)}) SELECT {TABLE}.copy, {', '.join(values)}"
        f" FROM {TABLE} JOIN {table} ON {table}.person_id = {TABLE}.told"
    )
