"""What other domains show of organisations and hubs that their rows name by key: a name and an address.

Names are fetched with the rows that mention them (one subquery a column), so that a page of any length costs the
same number of queries.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.urls import reverse

from technopole.registry.models import Hub, Organisation


def with_organisation(rows: QuerySet[Any], field: str, prefix: str = "organisation") -> QuerySet[Any]:
    """Rows with `<prefix>_uid`, `_name_en`, `_name_zh` of the organisation whose key is in `field`."""
    return _with(rows, Organisation.objects.filter(key=OuterRef(field)).exclude(key=""), prefix)


def with_hub(rows: QuerySet[Any], field: str, prefix: str = "hub") -> QuerySet[Any]:
    """Rows with `<prefix>_uid`, `_name_en`, `_name_zh` of the hub whose key is in `field`."""
    return _with(rows, Hub.objects.filter(key=OuterRef(field)), prefix)


def _with(rows: QuerySet[Any], found: QuerySet[Any], prefix: str) -> QuerySet[Any]:
    columns = ("uid", "name_en", "name_zh")
    named: QuerySet[Any] = rows.annotate(
        **{f"{prefix}_{column}": Subquery(found.values(column)[:1]) for column in columns}
    )
    return named


def name(row: Model, prefix: str, otherwise: str = "") -> dict[str, str]:
    """The name in two languages that `with_…` fetched, or else a text in no particular language."""
    found = {
        language: getattr(row, f"{prefix}_name_{language}")
        for language in ("en", "zh")
        if getattr(row, f"{prefix}_name_{language}")
    }
    return found or ({"": otherwise} if otherwise else {})


def link(row: Model, prefix: str, page: str, otherwise: str = "") -> dict[str, Any]:
    """The name and the address of its page: {"text", "url"}; `page` names the address, `registry:hub`."""
    uid = getattr(row, f"{prefix}_uid")
    return {"text": name(row, prefix, otherwise), "url": reverse(page, args=[uid]) if uid else ""}


def names_by_key(keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """{key: names} of organisations that rows name by key, for the filter of a list; an unknown key by itself."""
    rows = Organisation.objects.filter(key__in=list(keys)).exclude(key="")
    known: dict[str, dict[str, str]] = {}
    for row in rows:
        named = {"en": row.name_en, "zh": row.name_zh}
        known[row.key] = named if any(named.values()) else {"": row.name}
    return {key: known.get(key, {"": key}) for key in keys}
