"""What the database knows of its own tables, by which it chooses the way to them."""

from django.db import connection


def learn_sizes() -> None:
    """Let the database count anew what a bulk load has stored; after it, whatever loaded it.

    A database that has never counted guesses: on PostgreSQL a report of 100,000 people takes three times as
    long by that, until its autovacuum comes round. In a transaction it counts what that has stored.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
