"""Linking rows of the ledger as they are added. How a link is made stands in `assessments.ledger.chain`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone

from assessments.ledger.chain import FACTS, NOTHING, Facts, next_link, read_keys, seal
from assessments.ledger.models import ChainHead, Evidence

Thing = TypeVar("Thing")
PEOPLE_AT_ONCE = 500
ROWS_AT_ONCE = 5_000


def facts_of(row: Evidence) -> Facts:
    """What the chain covers of a row."""
    return Facts(*(getattr(row, name) for name in FACTS))


def link_rows(rows: Sequence[Evidence]) -> None:
    """Give rows that are about to be added their links, and move the heads of their people.

    Call it in the transaction that adds the rows, in this order, with the ledgers of these people locked.
    """
    keys, today = read_keys(), timezone.localdate()
    people = {row.person_id for row in rows}
    last = {
        person: bytes(link)
        for some in _batches(people, ROWS_AT_ONCE)
        for person, link in ChainHead.objects.filter(pk__in=some).values_list("pk", "link")
    }
    for row in rows:
        link = next_link(facts_of(row), last.get(row.person_id, NOTHING), today, keys)
        row.link = last[row.person_id] = link
    ChainHead.objects.bulk_create(
        [ChainHead(person_id=person, link=last[person], seal=seal(last[person], keys)) for person in people],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["link", "seal"],
    )


def link_the_unlinked() -> int:
    """Link the rows of everybody who has no chain yet; how many rows it was.

    For rows that were written past `record_evidence`, such as a demo's. Who has a chain is left alone: a row
    in it without a link is one that somebody has put there. Memory is that of some hundred people's.
    """
    done = 0
    heads = ChainHead.objects.values("pk")
    waiting = Evidence.objects.exclude(person__in=heads).order_by("person").values_list("person", flat=True)
    for people in _batches(waiting.distinct(), PEOPLE_AT_ONCE):
        with transaction.atomic():
            rows = list(
                Evidence.objects.filter(person__in=people).order_by("person", "pk").only("pk", *FACTS)
            )
            link_rows(rows)
            store_links((row.pk, bytes(row.link)) for row in rows)
        done += len(rows)
    return done


def store_links(links: Iterable[tuple[int, bytes]]) -> None:
    """Write links beside rows that stand already, by the row's id."""
    table = connection.ops.quote_name(Evidence._meta.db_table)
    with connection.cursor() as cursor:
        for some in _batches(links, ROWS_AT_ONCE):
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"UPDATE {table} SET link = told.link"  # noqa: S608 (our own table)
                    " FROM unnest(%s::bigint[], %s::bytea[]) AS told(id, link)"
                    f" WHERE {table}.id = told.id",
                    [[pk for pk, _ in some], [link for _, link in some]],
                )
            else:
                cursor.executemany(
                    f"UPDATE {table} SET link = %s WHERE id = %s",  # noqa: S608 (our own table)
                    [(link, pk) for pk, link in some],
                )


def _batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    remaining = iter(things)
    while some := list(islice(remaining, size)):
        yield some
