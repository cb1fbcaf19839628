"""From ledger to standing to state: the one place that says what evidence adds up to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.domain.statistics import learn_sizes
from accounts.models import User
from assessments.ledger.enums import GapState
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.models.evidence import holds
from assessments.ledger.policy import KINDS, own_view_kinds, strength_of


class LedgerRow(NamedTuple):
    """The columns of an evidence row that a standing is derived from."""

    kind: str
    level: int
    confirms: int
    recorded_at: dt.datetime
    valid_until: dt.date | None


LEDGER_COLUMNS = LedgerRow._fields


@dataclass(frozen=True, slots=True)
class Position:
    """Where someone stands with one requirement on a day. Fields as in `Standing`."""

    level: int
    kind: str | None = None
    expires: dt.date | None = None
    lapsed_level: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """A state and the number of levels that are missing (0 unless there is a gap or something expired)."""

    state: GapState
    gap: int = 0


def derive_position(rows: Iterable[LedgerRow], as_of: dt.date) -> Position | None:
    """What the ledger's counting rows for one person and one requirement add up to on the day.

    Rows recorded after the day, and revoked rows, must not be among them (`Evidence.objects.counting`).
    The order of the rows does not matter. None when there are no rows: nobody has said anything. What the
    person says of themself counts as nothing here (`newest_own_view`): it is nobody else's to see.
    """
    level, kind, expires = 0, "", None
    lapsed_level = 0
    own_views = own_view_kinds()
    is_empty = True
    for row in rows:
        if row.kind in own_views:
            continue
        is_empty = False
        if not row.confirms:
            continue
        if not holds(row.valid_until, as_of):
            lapsed_level = max(lapsed_level, row.confirms)
        elif row.confirms > level:
            level, kind, expires = row.confirms, row.kind, row.valid_until
        elif row.confirms == level:
            kind = max(kind, row.kind, key=strength_of)
            # The level holds as long as the longest-lived row at that level; None is forever.
            expires = None if expires is None or row.valid_until is None else max(expires, row.valid_until)
    if is_empty:
        return None
    return Position(
        level=level,
        kind=kind or None,
        expires=expires,
        lapsed_level=lapsed_level if lapsed_level > level else 0,
    )


def newest_own_view(rows: Iterable[LedgerRow]) -> int | None:
    """The level, 0 to 4, that the person says of themself in the newest of these rows; None if in none.

    Of two that were said at once the higher. Where they say that they once were is not asked.
    """
    said = [
        (row.recorded_at, row.level)
        for row in rows
        if row.kind in KINDS and KINDS[row.kind].is_own_view and KINDS[row.kind].is_of_now
    ]
    return max(said)[1] if said else None


def judge(required: int | None, position: Position | None) -> Judgement:
    """The state of one person in one requirement: met, gap, not assessed, expired or not required.

    It is judged by what holds on the day. Not assessed means that nobody else has seen anything yet: what
    people say of themselves changes no state, so that no report tells whether they have said it. Expired
    means that nothing holds any more, and that what ran out once reached the required level. Whoever has
    anything that holds has a gap from there; what ran out beside it is told in words.
    """
    if not required:
        return Judgement(GapState.NOT_REQUIRED)
    if position is None:
        return Judgement(GapState.NOT_ASSESSED)
    if position.level >= required:
        return Judgement(GapState.MET)
    missing = required - position.level
    if not position.level and position.lapsed_level >= required:
        return Judgement(GapState.EXPIRED, missing)
    return Judgement(GapState.GAP, missing)


def lapsed_on(rows: Iterable[Evidence], position: Position | None, as_of: dt.date) -> dt.date | None:
    """The day on which that ran out which the position says ran out; days of grace are after it.

    `rows` are the person's in the requirement, none of them revoked. None where nothing ran out.
    """
    if position is None or not position.lapsed_level:
        return None
    days = [
        row.runs_out_on
        for row in rows
        if row.runs_out_on and not row.holds_on(as_of) and row.confirms == position.lapsed_level
    ]
    return max(days, default=None)


def ledger_positions(
    pairs: Q | None, as_of: dt.date, people: Collection[int] | None = None
) -> dict[tuple[int, int], Position]:
    """Positions read from the ledger, by (person id, competence id), in one query."""
    rows = Evidence.objects.counting(as_of)
    if pairs is not None:
        rows = rows.filter(pairs)
    if people is not None:
        rows = rows.filter(person_id__in=people)
    grouped: dict[tuple[int, int], list[LedgerRow]] = defaultdict(list)
    for person_id, competence_id, *columns in rows.order_by().values_list(
        "person_id", "competence_id", *LEDGER_COLUMNS
    ):
        grouped[person_id, competence_id].append(LedgerRow(*columns))
    positions = {key: derive_position(group, as_of) for key, group in grouped.items()}
    return {key: position for key, position in positions.items() if position is not None}


def standing_of(key: tuple[int, int], position: Position) -> Standing:
    """An unsaved row that says the same as the position."""
    return Standing(
        person_id=key[0],
        competence_id=key[1],
        level=position.level,
        kind=position.kind,
        expires=position.expires,
        lapsed_level=position.lapsed_level,
    )


DERIVED_FIELDS = ["level", "kind", "expires", "lapsed_level"]


def derive_standings(pairs: Collection[tuple[int, int]], as_of: dt.date | None = None) -> None:
    """Write the standings of these (person id, competence id) anew from the ledger, as of today.

    Call it in the transaction that wrote the ledger: both are seen, or neither.
    """
    today = as_of or timezone.localdate()
    wanted = set(pairs)
    people, competences = {person for person, _ in wanted}, {competence for _, competence in wanted}
    # For several people that takes in more than is wanted; a condition for each would be longer than a
    # database reads.
    rows = Q(person_id__in=people, competence_id__in=competences)
    found = {key: position for key, position in ledger_positions(rows, today).items() if key in wanted}
    Standing.objects.bulk_create(
        [standing_of(key, position) for key, position in sorted(found.items())],
        update_conflicts=True,
        unique_fields=["person", "competence"],
        update_fields=DERIVED_FIELDS,
    )
    gone = wanted - found.keys()
    if gone:
        nothing_left = Q(pk__in=[])
        for person_id, competence_id in gone:
            nothing_left |= Q(person_id=person_id, competence_id=competence_id)
        Standing.objects.filter(nothing_left).delete()


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What a rebuild did: standings looked at, and how many of them it had to change, add or remove."""

    seen: int
    changed: int


def rebuild_standings(as_of: dt.date | None = None, people_per_batch: int = 1_000) -> Rebuild:
    """Derive every standing anew and write only those that differ.

    On a healthy ledger this changes nothing but rows whose evidence has run out since they were written.
    Memory is bounded by the batch of people, each batch is one transaction.
    """
    today = as_of or timezone.localdate()
    seen = changed = 0
    for people in _batches(_everybody(), people_per_batch):
        with transaction.atomic():
            lock_people(people)
            truth = ledger_positions(None, today, people)
            stored = {
                (row.person_id, row.competence_id): row
                for row in Standing.objects.filter(person_id__in=people)
            }
            wrong = [
                standing_of(key, position)
                for key, position in truth.items()
                if key not in stored or not _same(stored[key], position)
            ]
            extra = [row.pk for key, row in stored.items() if key not in truth]
            Standing.objects.bulk_create(
                wrong,
                update_conflicts=True,
                unique_fields=["person", "competence"],
                update_fields=DERIVED_FIELDS,
            )
            Standing.objects.filter(pk__in=extra).delete()
            seen += len(truth)
            changed += len(wrong) + len(extra)
    learn_sizes()
    return Rebuild(seen, changed)


def refresh_standings(now: dt.datetime, people_per_batch: int = 500) -> int:
    """Derive the standings anew whose evidence has run out since they were written; how many that was.

    Nobody needs it to be right: who reads asks the ledger for such rows. It spares them the question.
    """
    today = timezone.localdate(now)
    done = 0
    stale = Standing.objects.stale(today)
    people = iter(list(stale.order_by("person").values_list("person", flat=True).distinct()))
    for some in _batches(people, people_per_batch):
        with transaction.atomic():
            lock_people(some)
            pairs = list(stale.filter(person__in=some).values_list("person_id", "competence_id"))
            derive_standings(pairs, today)
        done += len(pairs)
    return done


def lock_people(people: Collection[int]) -> None:
    """Let nobody else write in the ledgers of these people until the transaction ends.

    Always in the order of their ids, so that two who do this wait in turn.
    """
    locked = User.objects.select_for_update().filter(pk__in=people).order_by("pk")
    list(locked.values_list("pk"))


def _everybody() -> Iterator[int]:
    with_evidence = Evidence.objects.order_by().values_list("person_id", flat=True)
    with_standing = Standing.objects.order_by().values_list("person_id", flat=True)
    return iter(sorted(set(with_evidence.distinct()) | set(with_standing.distinct())))


def _batches(people: Iterator[int], size: int) -> Iterator[list[int]]:
    while batch := list(islice(people, size)):
        yield batch


def _same(row: Standing, position: Position) -> bool:
    return all(getattr(row, field) == getattr(position, field) for field in DERIVED_FIELDS)
