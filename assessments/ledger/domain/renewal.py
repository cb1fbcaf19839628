"""When what is shown anew begins to count: on its day, or where that which it renews runs out.

It is decided when a row is written and kept in the row (`valid_until`, and `runs_from` in its rule), so that
no later rule and no other order of the rows can move it. docs/decisions/renewal.md says why.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from assessments.ledger.models import Evidence
from assessments.ledger.models.evidence import holds, runs_out_on
from assessments.ledger.policy import RENEWAL_DAYS


class HeldRow(NamedTuple):
    """The columns of an evidence row that say whether something can be renewed."""

    confirms: int
    recorded_on: dt.date
    valid_until: dt.date | None
    rule: Mapping[str, Any]

    @property
    def runs_out_on(self) -> dt.date | None:
        return runs_out_on(self.valid_until, self.rule)

    @property
    def window(self) -> dt.timedelta:
        """How long before it runs out it may be renewed without loss, as its own rule says."""
        return dt.timedelta(days=self.rule.get("renewal_days", RENEWAL_DAYS))


@dataclass(frozen=True, slots=True)
class Terms:
    """What these people have that runs out, by (person id, competence id)."""

    rows: Mapping[tuple[int, int], list[HeldRow]]

    def runs_from(self, key: tuple[int, int], day: dt.date, confirms: int) -> dt.date | None:
        """Where the term of a row begins that confirms this level on the day; None: on the day itself."""
        return runs_from(self.rows.get(key, ()), day, confirms)


def runs_from(rows: Iterable[HeldRow], day: dt.date, confirms: int) -> dt.date | None:
    """The day on which what the new row renews runs out, if that day is at most its window away; else None.

    Renewed is the level that holds on the day, and of the rows that confirm it the one that counts for
    longest, as a standing says it. A row that confirms less renews nothing, and so does one that comes in the
    days of grace or later. The order of the rows does not matter.
    """
    held = [row for row in rows if row.confirms and row.recorded_on <= day and holds(row.valid_until, day)]
    level = max((row.confirms for row in held), default=0)
    if not level or confirms < level:
        return None
    ends: list[tuple[dt.date, dt.date, dt.timedelta]] = []
    for row in held:
        if row.confirms == level:
            if row.valid_until is None or row.runs_out_on is None:
                return None
            ends.append((row.valid_until, row.runs_out_on, row.window))
    _until, end, window = max(ends)
    return end if end - window <= day <= end else None


def read_terms(pairs: Collection[tuple[int, int]]) -> Terms:
    """What stands in the ledger of these (person id, competence id) and was not taken back; one query."""
    rows: dict[tuple[int, int], list[HeldRow]] = defaultdict(list)
    if pairs:
        found = Evidence.objects.unrevoked().filter(
            person__in={person for person, _ in pairs}, competence__in={it for _, it in pairs}
        )
        for person_id, competence_id, *columns in found.order_by().values_list(
            "person_id", "competence_id", *HeldRow._fields
        ):
            rows[person_id, competence_id].append(HeldRow(*columns))
    return Terms(rows)
