"""Cells of a table people edit by hand, read into values; what cannot be read says which field and why."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from technopole.core.errors import SourceError

Row = Mapping[str, str]

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def several(row: Row, field: str) -> list[str]:
    """The values of a cell that holds several with `|` between."""
    return [part.strip() for part in row.get(field, "").split("|") if part.strip()]


def bilingual(row: Row, field: str) -> dict[str, str]:
    """The text of `<field>_en` and `<field>_zh`, each only if stated."""
    texts = {language: row.get(f"{field}_{language}", "").strip() for language in ("en", "zh")}
    return {language: text for language, text in texts.items() if text}


def partial_date(row: Row, field: str) -> str:
    """A date as far as it is known: year, year-month or year-month-day; empty if not known."""
    text = row.get(field, "").strip()
    if not text:
        return ""
    match = _PARTIAL_DATE.fullmatch(text)
    if match:
        year, month, day = (int(part) if part else 1 for part in match.groups())
        try:
            dt.date(year, month, day)
        except ValueError:
            match = None
    if not match:
        raise SourceError(f"{text!r} is not a date", field=field, hint="Write 2021, 2021-07 or 2021-07-18.")
    return text


def number(row: Row, field: str, low: float | None = None, high: float | None = None) -> float | None:
    """A number within bounds; None if not stated."""
    text = row.get(field, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise SourceError(f"{text!r} is not a number", field=field, hint="Use digits and a point.") from None
    if not (low is None or value >= low) or not (high is None or value <= high):
        raise SourceError(f"{text} is outside {low:g} to {high:g}", field=field)
    return value


def decimal(row: Row, field: str) -> str:
    """An exact decimal number, as its canonical text; empty if not stated."""
    text = row.get(field, "").strip()
    if not text:
        return ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise SourceError(f"{text!r} is not a number", field=field, hint="Use digits and a point, no thousands separator.")
    return str(value)


def choice(row: Row, field: str, allowed: frozenset[str], default: str = "") -> str:
    """One of the allowed words."""
    text = row.get(field, "").strip() or default
    if text not in allowed and text != default:
        raise SourceError(f"{text!r} is not known", field=field, hint=f"Use one of: {', '.join(sorted(allowed))}.")
    return text


def required(row: Row, field: str) -> str:
    text = row.get(field, "").strip()
    if not text:
        raise SourceError("is empty", field=field, hint="This field must be filled.")
    return text


PRECISIONS = frozenset({"exact", "campus", "host_campus", "locality", "district", "city", "region", "country"})


def position(row: Row) -> dict[str, object]:
    """Latitude, longitude (degrees, WGS 84) and how exact they are; only what is stated."""
    latitude, longitude = number(row, "latitude", -90, 90), number(row, "longitude", -180, 180)
    if (latitude is None) != (longitude is None):
        missing = "longitude" if longitude is None else "latitude"
        raise SourceError("is empty though the other coordinate is given", field=missing)
    if latitude is None:
        return {}
    precision = choice(row, "coord_precision", PRECISIONS, "locality")
    return {"latitude": latitude, "longitude": longitude, "precision": precision}
