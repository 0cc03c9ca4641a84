"""Indicators and observations as kinds of things: documents and rows to records, records to columns."""

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from technopole.core import kinds
from technopole.core.errors import SourceError
from technopole.core.kinds import both
from technopole.core.merge import Record
from technopole.methods import periods
from technopole.observatory import vocabulary
from technopole.observatory.clusters.kinds import ranked_cluster_from_row
from technopole.observatory.measuring import definition
from technopole.observatory.models import Indicator, Observation
from technopole.sources import rows

# --- the centre's folder ---------------------------------------------------------------------------------------


def observation_from_row(row: rows.Row) -> Record:
    """A row of `observations.csv`. Raises `SourceError` naming the field that is wrong."""
    status = rows.choice(row, "status", vocabulary.STATUSES, default="actual")
    value = rows.decimal(row, "value")
    if status != "missing" and value is None:
        raise SourceError("is empty", field="value", hint="Give a number, or set the status to missing.")
    if status == "missing" and value is not None:
        raise SourceError("has a number, but the status is missing", field="value", hint="Correct one of the two.")
    return rows.stated(
        key=rows.key(row) if rows.cell(row, "id") else observation_key(row),
        indicator=rows.key(row, "indicator"),
        place=rows.key(row, "place"),
        period=rows.period(row, "period"),
        value=value,
        unit=rows.cell(row, "unit"),
        status=status,
        qualifier=rows.cell(row, "qualifier"),
        published=rows.partial_date(row, "published"),
        speaker=rows.both(row, "speaker"),
        note=rows.both(row, "note"),
        sources=rows.sources(row),
    )


def observation_key(row: rows.Row) -> str:
    """A row's key where the table has no ids: what it speaks of, and a short hash of who said it, when and how.

    The value is left out, so that a corrected number changes the observation and does not make another.
    """
    said = ("status", "qualifier", "published", "unit", "source", "speaker_en")
    digest = hashlib.blake2b("\0".join(rows.cell(row, column) for column in said).encode(), digest_size=5)
    spoken_of = ".".join(rows.cell(row, column) for column in ("indicator", "place", "period"))
    return f"{spoken_of}.{digest.hexdigest()}"


def indicator_from_document(document: Mapping[str, Any]) -> Record:
    """A document `indicators/<id>.yaml`. Raises `SourceError` naming the field that is wrong."""
    row = {name: str(document.get(name) or "") for name in ("id", "direction", "place", "frequency", "group")}
    core = document.get("core")
    if core is not None and (not isinstance(core, int) or isinstance(core, bool) or core < 1):
        raise SourceError(f"{core!r} is not a whole number from 1", field="core", hint="Number it, or leave it out.")
    name = _texts(document, "name")
    if not name:
        raise SourceError("is empty", field="name", hint="Give the name as {en: …, zh: …}.")
    return rows.stated(
        key=rows.key(row),
        name=name,
        definition=_texts(document, "definition"),
        unit=_unit(document),
        direction=rows.choice(row, "direction", vocabulary.DIRECTIONS, default="none"),
        core=core,
        place=rows.key(row, "place") if row["place"] else None,
        baseline=_point(document, "baseline"),
        target=_point(document, "target"),
        frequency=row["frequency"],
        method=_texts(document, "method"),
        group=row["group"],
        note=_texts(document, "notes") or _texts(document, "note"),
        sources=_urls(document),
        measure=definition.of_document(document),
    )


READERS: dict[str, tuple[str, Callable[[Any], Record]]] = {
    "indicators/*.yaml": ("indicator", indicator_from_document),
    "observations.csv": ("observation", observation_from_row),
    "clusters.csv": ("ranked_cluster", ranked_cluster_from_row),
}
"""The files of a centre's folder that this domain reads: {file: (kind, reader of one row or document)}."""


def _texts(document: Mapping[str, Any], field: str) -> dict[str, str] | None:
    value = document.get(field)
    if not value:
        return None
    if isinstance(value, str):
        return {"en": value.strip()}
    if not isinstance(value, Mapping) or not set(value) <= {"en", "zh"}:
        raise SourceError("is not a text in two languages", field=field, hint="Write it as {en: …, zh: …}.")
    return {language: str(text).strip() for language, text in value.items() if text}


def _unit(document: Mapping[str, Any]) -> dict[str, Any] | None:
    unit = document.get("unit")
    if not unit:
        return None
    if isinstance(unit, str):
        return {"id": unit, "en": unit}
    if not isinstance(unit, Mapping):
        raise SourceError("is not a unit", field="unit", hint="Write it as {id: …, en: …, zh: …, decimals: 1}.")
    kept = {name: str(unit[name]) for name in ("id", "en", "zh", "scale") if unit.get(name) not in (None, "")}
    decimals = unit.get("decimals")
    if decimals is not None and (not isinstance(decimals, int) or not 0 <= decimals <= 8):
        raise SourceError(f"{decimals!r} is not from 0 to 8", field="unit.decimals", hint="Give a whole number.")
    return kept if decimals is None else {**kept, "decimals": decimals}


def _point(document: Mapping[str, Any], field: str) -> dict[str, Any] | None:
    """A baseline or target: its period, its value, and for a target how it is to be read."""
    point = document.get(field)
    if not point:
        return None
    if not isinstance(point, Mapping):
        raise SourceError("is not a point", field=field, hint="Write it as {period: '2025', value: 4.5}.")
    row = {name: "" if point.get(name) is None else str(point[name]) for name in ("period", "value", "operator")}
    try:
        kept: dict[str, Any] = {"period": rows.period(row, "period"), "value": rows.decimal(row, "value")}
        if field == "target":
            if kept["value"] is None:
                raise SourceError("is empty", field="value", hint="A target has a number.")
            kept["operator"] = rows.choice(row, "operator", vocabulary.OPERATORS, default=">=")
    except SourceError as error:
        reason = str(error).partition(": ")[2].removesuffix(error.hint).strip()
        raise SourceError(reason, field=f"{field}.{error.field}", hint=error.hint) from None
    note = point.get("note")
    kept["note"] = {"en": note} if isinstance(note, str) and note else note or None
    kept["source"] = point.get("source")
    return {name: value for name, value in kept.items() if value is not None}


def _urls(document: Mapping[str, Any]) -> list[str]:
    found = document.get("sources") or document.get("source") or []
    urls = [found] if isinstance(found, str) else list(found)
    target = document.get("target")
    if isinstance(target, Mapping) and target.get("source"):
        urls.append(target["source"])
    return [str(url) for url in dict.fromkeys(urls)]


# --- records to columns ----------------------------------------------------------------------------------------


def _in_both(merged: Record, *names: str) -> dict[str, str]:
    return {f"{name}_{language}": both(merged.get(name), language) for name in names for language in ("en", "zh")}


def indicator_columns(merged: Record) -> dict[str, Any]:
    return {
        "key": merged["key"],
        **_in_both(merged, "name", "definition", "method", "note"),
        "unit": merged.get("unit", {}),
        "direction": merged.get("direction", "none"),
        "core": merged.get("core"),
        "place": merged.get("place", ""),
        "baseline": merged.get("baseline", {}),
        "target": merged.get("target", {}),
        "frequency": merged.get("frequency", ""),
        "group": merged.get("group", ""),
        "measure": merged.get("measure", {}),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def observation_columns(merged: Record) -> dict[str, Any]:
    start, end = periods.span(merged["period"])
    published, stated = merged.get("published", ""), merged.get("value")
    return {
        "key": merged.get("key", ""),
        "indicator": merged["indicator"],
        "place": merged["place"],
        "period": merged["period"],
        "period_start": start,
        "period_end": end,
        "value": Decimal(stated) if stated else None,
        "stated": stated or "",
        "unit": merged.get("unit", ""),
        "status": merged.get("status", "actual"),
        "qualifier": merged.get("qualifier", ""),
        "published": published,
        "published_on": periods.first_day(published) if published else None,
        **_in_both(merged, "speaker", "note"),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


# --- what may not stand ----------------------------------------------------------------------------------------


def validate_indicator(merged: Record) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not merged.get("key"):
        problems["key"] = ["An indicator has an id."]
    if not any((merged.get("name") or {}).values()):
        problems["name"] = ["Give a name in English or Chinese."]
    if merged.get("direction", "none") not in vocabulary.DIRECTIONS:
        problems["direction"] = [f"Use one of: {', '.join(vocabulary.DIRECTIONS)}."]
    return problems


def validate_observation(merged: Record) -> dict[str, list[str]]:
    problems = {name: ["May not be empty."] for name in ("indicator", "place", "period") if not merged.get(name)}
    try:
        periods.span(merged.get("period") or "2000")
        if merged.get("published"):
            periods.first_day(merged["published"])
    except (ValueError, TypeError) as error:
        problems["period"] = [str(error)]
    if merged.get("status", "actual") not in vocabulary.STATUSES:
        problems["status"] = [f"Use one of: {', '.join(vocabulary.STATUSES)}."]
    elif (merged.get("status") == "missing") == bool(merged.get("value")):
        problems["value"] = ["Give a number, unless the status is missing."]
    try:
        Decimal(merged.get("value") or "0")
    except (InvalidOperation, TypeError, ValueError):
        problems["value"] = [f"{merged['value']!r} is not a number."]
    return problems


kinds.register(kinds.flat("indicator", Indicator, indicator_columns, validate=validate_indicator))
kinds.register(kinds.flat("observation", Observation, observation_columns, validate=validate_observation))
