"""Finding rows of a small table by words: every word must be somewhere in the columns, in any language."""

from typing import Any

from django.db.models import Q, QuerySet

WORDS = 8


def containing(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    """The rows in which every word of `text` (the first eight) is in one of these columns, whatever the case.

    For tables of thousands of rows: it reads them all. What must be found among millions is asked of the index.
    """
    for word in text.split()[:WORDS]:
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows
