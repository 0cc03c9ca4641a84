"""Who writes what sources say takes turns: what was read to decide a write still holds when it is written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_NUMBER = 0x7EC4_0901E
"""The number under which PostgreSQL keeps our lock; any, as long as nothing else in the database takes the same."""


@contextmanager
def alone() -> Iterator[None]:
    """A transaction during which nobody else is in here; inside another, the turn lasts until that one ends.

    Take the turn before reading what the write depends on. SQLite's backend admits one writer from BEGIN to COMMIT
    anyway; on PostgreSQL writers of other tables, and all readers, go on meanwhile.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBER])
        yield
