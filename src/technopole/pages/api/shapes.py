"""The shapes operations share. What comes in is strict, so that a misspelt field is told and not dropped."""

from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

from technopole.core import ids

T = TypeVar("T")

Uid = Annotated[str, Field(pattern=f"^{ids.PATTERN}$", description="The thing’s identifier in its address.")]
Line = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Text of one line."""
Prose = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
"""Text of several lines."""
PartialDate = Annotated[str, Field(pattern=r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
"""`1905`, `2021-07` or `2021-07-18`: as much as is known."""


class Out(Schema):
    """What is sent."""


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
