"""The shapes operations share. What comes in is strict, so that a misspelt field is told and not dropped."""

import datetime as dt
import re
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field
from pydantic import BaseModel, BeforeValidator, ConfigDict

from technopole.core import ids

T = TypeVar("T")

Uid = Annotated[str, Field(pattern=f"^{ids.PATTERN}$", description="The thing’s identifier in its address.")]
Line = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Text of one line."""
Prose = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
"""Text of several lines."""
PartialDate = Annotated[str, Field(pattern=r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
"""`1905`, `2021-07` or `2021-07-18`: as much as is known."""


def _written_as_date(value: Any) -> Any:
    """Refuse what pydantic would also take for a day or a moment: a bare number, as seconds since 1970."""
    if isinstance(value, str) and not _BEGINS_WITH_DATE.match(value):
        raise ValueError("Write it as in ISO 8601: 2021-07-18, and for a moment 2021-07-18T09:30:00Z.")
    return value


_BEGINS_WITH_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Day = Annotated[dt.date, BeforeValidator(_written_as_date)]
Moment = Annotated[dt.datetime, BeforeValidator(_written_as_date)]


class Out(BaseModel):
    """What is sent. Not ninja's `Schema`, whose look at every object costs more than all the rest of a list."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """What is received: nothing but the fields named, and no guessing of types.

    Not ninja's `Schema`, whose reading of attributes strict validation refuses.
    """

    model_config = ConfigDict(extra="forbid", strict=True)


class Bilingual(Out):
    """A text in both languages; a language that is not known is null."""

    en: str | None = None
    zh: str | None = None


class BilingualIn(In):
    """A text in one or both languages."""

    en: Prose | None = None
    zh: Prose | None = None


class Page(Out, Generic[T]):
    """A part of a list, and the cursor of what follows."""

    items: list[T]
    next: str | None = Field(None, description="Send it as `cursor` for the next page; null on the last.")
    total: int | None = Field(None, description="How many there are in all, when asked for with `count=true`.")


def both(thing: Any, name: str) -> dict[str, str | None]:
    """The columns `name_en`, `name_zh` of a row as one text in two languages."""
    return {"en": getattr(thing, f"{name}_en") or None, "zh": getattr(thing, f"{name}_zh") or None}


def stated(given: dict[str, Any] | None) -> dict[str, str | None]:
    """A stored text in two languages, both always named."""
    return {"en": (given or {}).get("en") or None, "zh": (given or {}).get("zh") or None}


class Word(Out):
    """A word of a vocabulary, with its text in both languages."""

    key: str
    en: str | None = None
    zh: str | None = None


class Point(Out):
    """A place on the map; `precision` says how exactly it is known."""

    latitude: float
    longitude: float
    precision: str


class Named(Out):
    """An organisation, hub or other thing as another thing names it: `uid` is null where only the name is known."""

    uid: str | None = None
    name: Bilingual | None = None
    label: str | None = Field(None, description="The name as the source gives it, where the thing is not known here.")


class Received(Out):
    """What was asked for waits for a decision."""

    request: str = Field(description="The uid of the request; see `/requests/{uid}`.")
    state: str


def word(key: str, texts: Any) -> dict[str, str | None]:
    """A word of a vocabulary {key: {"en", "zh"}}; its key alone if the vocabulary lacks it."""
    known = texts.get(key) or {}
    return {"key": key, "en": known.get("en") or None, "zh": known.get("zh") or None}


def words(keys: Any, texts: Any) -> list[dict[str, str | None]]:
    return [word(key, texts) for key in keys]


def point(row: Any) -> dict[str, Any] | None:
    """Where a row is, or None."""
    if row.latitude is None or row.longitude is None:
        return None
    return {"latitude": row.latitude, "longitude": row.longitude, "precision": row.precision}


def named(row: Any, prefix: str, label: str = "") -> dict[str, Any]:
    """What `registry.named.with_…` fetched beside a row, as a `Named`; `label` where it found nothing."""
    uid = getattr(row, f"{prefix}_uid")
    return {"uid": uid, "name": both(row, f"{prefix}_name") if uid else None, "label": label or None}
