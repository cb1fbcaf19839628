"""What the database knows of its own tables, by which it chooses the way to them."""

from django.db import connection, transaction

# SQLite counts all that is empty in a column as one value: by that an index on a column that is nearly always
# empty finds everything, and a join through it reads the whole table for each row. Without a count it takes
# an index to find a few rows, and a unique one to find one.
WITHOUT_EMPTY = """
    DELETE FROM sqlite_stat1 WHERE idx IN (
        SELECT counted.idx FROM sqlite_stat1 AS counted
        JOIN pragma_index_info(counted.idx) AS part ON part.seqno = 0
        JOIN pragma_table_info(counted.tbl) AS field ON field.name = part.name
        WHERE NOT field."notnull" AND NOT field.pk
    )
"""


def learn_sizes() -> None:
    """Let the database count anew what a bulk load has stored, once that is stored for good.

    A database that has never counted guesses: on PostgreSQL a report of 100,000 people takes three times as
    long by that, until its autovacuum comes round.
    """
    transaction.on_commit(_count)


def _count() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute(WITHOUT_EMPTY)
            # Read anew what is known.
            cursor.execute("ANALYZE sqlite_schema")
