"""Needs as a kind of thing: rows to records, records to columns."""

from collections.abc import Callable
from typing import Any

from technopole.core import kinds
from technopole.core.kinds import both
from technopole.core.merge import Record
from technopole.exchange import vocabulary
from technopole.exchange.models import Need
from technopole.methods import periods
from technopole.sources import rows


def need_from_row(row: rows.Row) -> Record:
    """A row of `needs.csv`. Raises `SourceError` naming the field that is wrong."""
    return rows.stated(
        key=rows.key(row),
        kind=rows.required(row, "kind"),
        statement=rows.required_in_a_language(row, "statement"),
        stated_by=rows.both(row, "stated_by"),
        role=rows.both(row, "role"),
        organisation=rows.cell(row, "organisation"),
        stated_on=rows.partial_date(row, "stated_on"),
        fields=rows.several(row, "fields"),
        wanted=rows.both(row, "wanted"),
        note=rows.both(row, "note"),
        status=rows.choice(row, "status", vocabulary.NEED_STATUSES, default="open"),
        sources=rows.sources(row),
    )


READERS: dict[str, tuple[str, Callable[[rows.Row], Record]]] = {"needs.csv": ("need", need_from_row)}
"""The files of a centre's folder that this domain reads: {file: (kind, reader of one row)}."""


def columns(merged: Record) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": both(merged.get(name), language)
        for name in ("statement", "stated_by", "role", "wanted", "note")
        for language in ("en", "zh")
    }
    stated_on = merged.get("stated_on", "")
    return {
        "key": merged.get("key", ""),
        "kind": merged.get("kind", ""),
        **texts,
        "organisation_key": merged.get("organisation", ""),
        "stated_on": stated_on,
        "stated_on_day": periods.first_day(stated_on) if stated_on else None,
        "fields": merged.get("fields", []),
        "status": merged.get("status", "open"),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def validate(merged: Record) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not any((merged.get("statement") or {}).values()):
        problems["statement"] = ["Say in English or Chinese what is wanted."]
    if not merged.get("kind"):
        problems["kind"] = ["Say what kind of need it is."]
    if merged.get("status", "open") not in vocabulary.NEED_STATUSES:
        problems["status"] = [f"Use one of: {', '.join(vocabulary.NEED_STATUSES)}."]
    if merged.get("stated_on"):
        try:
            periods.first_day(merged["stated_on"])
        except (ValueError, TypeError) as error:
            problems["stated_on"] = [str(error)]
    return problems


kinds.register(kinds.flat("need", Need, columns, validate=validate))
