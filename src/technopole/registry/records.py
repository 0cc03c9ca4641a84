"""Rows of the centre's folder as records of organisations, hubs and terms. Pure: no store, no files."""

from collections.abc import Callable

from technopole.core.errors import SourceError
from technopole.core.merge import Record
from technopole.methods import identifiers
from technopole.sources import rows
from technopole.sources.rows import Row

_NAMES = (
    ("name_en", "en", "display"),
    ("name_zh", "zh-Hans", "label"),
    ("aliases_en", "en", "alias"),
    ("aliases_zh", "zh-Hans", "alias"),
    ("acronyms", None, "acronym"),
    ("former_names", None, "former"),
)


def organisation(row: Row) -> Record:
    """A row of organisations.csv. Raises `SourceError` naming the field that is wrong."""
    rows.required_in_a_language(row, "name")
    names = [
        {"value": value, "language": language, "kind": kind}
        for column, language, kind in _NAMES
        for value in ([rows.cell(row, column)] if column.startswith("name_") else rows.several(row, column) or [])
        if value
    ]
    place = rows.stated(
        district=rows.cell(row, "district"), hubs=rows.several(row, "hub"), **rows.place(row)
    )
    website = rows.url(row, "website")
    return rows.stated(
        key=rows.key(row),
        names=names,
        types=rows.several(row, "type"),
        sectors=rows.several(row, "sectors"),
        status=rows.choice(row, "status", ("active", "inactive", "withdrawn"), default="active"),
        legal_form=rows.cell(row, "legal_form"),
        established=rows.partial_date(row, "established"),
        country=rows.cell(row, "country").upper(),
        places=[place] if place else [],
        identifiers=_identifier(row, "ror_id", "ror") + _identifier(row, "uscc", "uscc"),
        links=[{"kind": "website", "url": website}] if website else [],
        relations=[_parent(parent) for parent in rows.several(row, "parent") or []],
        summary=rows.both(row, "summary"),
        note=rows.both(row, "note"),
        sources=rows.sources(row),
        licence=rows.cell(row, "source_licence"),
        synthetic=rows.yes_or_no(row, "synthetic") or None,
    )


def _identifier(row: Row, column: str, scheme: str) -> list[Record]:
    text = rows.cell(row, column)
    if not text:
        return []
    try:
        return [{"scheme": scheme, "value": identifiers.normalise(scheme, text)}]
    except identifiers.InvalidIdentifier as error:
        raise SourceError(str(error), field=column, hint="Copy the identifier again from its register.") from None


def _parent(text: str) -> Record:
    """A parent is given by its row's id or, if it has no row, by its name."""
    target = f"centre:{text}" if rows.is_key(text) else ""
    return {"kind": "parent", "target": target, "label": "" if target else text}


def hub(row: Row) -> Record:
    """A row of hubs.csv. Raises `SourceError` naming the field that is wrong."""
    return rows.stated(
        key=rows.key(row),
        name=rows.required_in_a_language(row, "name"),
        kind=rows.cell(row, "kind") or "hub",
        parent=rows.cell(row, "parent"),
        district=rows.cell(row, "district"),
        established=rows.partial_date(row, "established"),
        summary=rows.both(row, "summary"),
        focus=rows.several(row, "focus"),
        sources=rows.sources(row),
        **rows.place(row),
    )


def term(vocabulary: str) -> Callable[[Row], Record]:
    """How a row of a vocabulary's file becomes a record."""

    def read(row: Row) -> Record:
        return rows.stated(
            vocabulary=vocabulary,
            key=rows.key(row),
            name=rows.required_in_a_language(row, "name"),
            kind=rows.cell(row, "kind") or rows.cell(row, "ror_type"),
            position=rows.whole_number(row, "position"),
            sources=rows.several(row, "source"),
            **rows.place(row),
        )

    return read
