"""Rows of the centre's folder as records of organisations, hubs and terms. Pure: no store, no files."""

import re
from collections.abc import Callable
from typing import Any

from technopole.core.cells import Row, bilingual, partial_date, position, required, several
from technopole.core.errors import SourceError
from technopole.core.merge import Record
from technopole.methods import identifiers


def _stated(record: Record) -> Record:
    return {field: value for field, value in record.items() if value not in ("", None, [], {})}


def _identifier(row: Row, column: str, scheme: str) -> list[Record]:
    text = row.get(column, "").strip()
    if not text:
        return []
    try:
        return [{"scheme": scheme, "value": identifiers.normalise(scheme, text)}]
    except identifiers.InvalidIdentifier as error:
        raise SourceError(str(error), field=column, hint="Copy the identifier again from its register.") from None


_ROW_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def _parent(text: str) -> Record:
    """A parent is given by its row's id or, if it has no row, by its name."""
    if _ROW_ID.fullmatch(text):
        return {"kind": "parent", "target": f"centre:{text}", "label": ""}
    return {"kind": "parent", "target": "", "label": text}


def organisation(row: Row) -> Record:
    """A row of organisations.csv."""
    names: list[Record] = [{"value": required(row, "name_en"), "language": "en", "kind": "display"}]
    for column, language, kind in (
        ("name_zh", "zh-Hans", "label"),
        ("aliases_en", "en", "alias"),
        ("aliases_zh", "zh-Hans", "alias"),
        ("acronyms", None, "acronym"),
        ("former_names", None, "former"),
    ):
        names += [{"value": value, "language": language, "kind": kind} for value in several(row, column)]
    website = row.get("website", "").strip()
    if website and not website.startswith(("http://", "https://")):
        raise SourceError(f"{website!r} is not a web address", field="website", hint="It begins with https:// or http://.")
    hubs = several(row, "hub")
    place = _stated({"district": row.get("district", "").strip(), "hubs": hubs, **position(row)})
    return _stated(
        {
            "key": required(row, "id"),
            "names": names,
            "types": several(row, "type"),
            "sectors": several(row, "sectors"),
            "status": "active",
            "legal_form": row.get("legal_form", "").strip(),
            "established": partial_date(row, "established"),
            "country": row.get("country", "").strip().upper(),
            "places": [place] if place else [],
            "identifiers": _identifier(row, "ror_id", "ror") + _identifier(row, "uscc", "uscc"),
            "links": [{"kind": "website", "url": website}] if website else [],
            "relations": [_parent(parent) for parent in several(row, "parent")],
            "summary": bilingual(row, "summary"),
            "note": bilingual(row, "note"),
            "sources": several(row, "source"),
            "licence": row.get("source_licence", "").strip(),
            "synthetic": row.get("synthetic", "").strip() == "yes",
        }
    )


def organisation_key(row: Row) -> str:
    """What the organisation is known by everywhere: its ROR id, if it has one."""
    found = _identifier(row, "ror_id", "ror")
    return f"ror:{found[0]['value']}" if found else ""


def hub(row: Row) -> Record:
    """A row of hubs.csv."""
    return _stated(
        {
            "key": required(row, "id"),
            "name": {"en": required(row, "name_en"), **bilingual(row, "name")},
            "kind": row.get("kind", "").strip() or "hub",
            "parent": row.get("parent", "").strip(),
            "district": row.get("district", "").strip(),
            "established": partial_date(row, "established"),
            "summary": bilingual(row, "summary"),
            "focus": several(row, "focus"),
            "sources": several(row, "source"),
            **position(row),
        }
    )


def term(vocabulary: str) -> Callable[[Row], Record]:
    """How a row of a vocabulary's file becomes a record."""

    def read(row: Row) -> Record:
        record: dict[str, Any] = {
            "vocabulary": vocabulary,
            "key": required(row, "id"),
            "name": {"en": required(row, "name_en"), **bilingual(row, "name")},
            "kind": row.get("kind", "").strip() or row.get("ror_type", "").strip(),
            "position": int(row.get("position") or 0),
            "sources": several(row, "source"),
            **position(row),
        }
        return _stated(record)

    return read
