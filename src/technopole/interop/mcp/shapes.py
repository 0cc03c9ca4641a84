"""What assistants are given: each thing with its address, its names in both languages, and what to cite."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from technopole.core import clock
from technopole.interop.mcp.public import absolute
from technopole.pages.api.shapes import Bilingual

MADE_UP = (
    "MADE-UP DATA: this record describes nothing that exists. It was invented to show how the portal works. Say so "
    "whenever you mention it, and never present it as fact."
)
SOME_MADE_UP = (
    "SOME OF THESE RECORDS ARE MADE UP (`synthetic` is true): they describe nothing that exists. Say so for each one "
    "that you mention, and never present it as fact."
)


class Citation(BaseModel):
    """What a statement rests on."""

    name: str
    url: str | None = None
    date: str | None = Field(None, description="When it was published, or when the portal read it, as far as known.")


class Item(BaseModel):
    """One thing of a list."""

    uid: str
    kind: str
    url: str = Field(description="Its page for people; cite it.")
    title: Bilingual
    summary: Bilingual = Bilingual()
    synthetic: bool = Field(description="True: made-up data that describes nothing that exists.")
    warning: str | None = Field(None, description="To be heeded before anything else is said of it.")
    citations: list[Citation]


class Offer(Item):
    """A technology or result that is offered, or a record of one in a register."""

    standing: Literal["listing", "reference"] = Field(
        description="listing: somebody offers it here. reference: read from a register; nobody offers it here."
    )
    owner: str | None = Field(description="Null where it is not known, or not public.")
    trl: int | None = Field(description="Technology readiness level, 1 to 9.")
    fields: list[str] = Field(description="Symbols of the IPC or CPC.")
    modes: list[str] = Field(description="Ways to work together, such as licence_exclusive or transfer.")
    country: str | None
    region: str | None
    year: int | None
    excerpt: str | None


class Term(BaseModel):
    term: str
    share: float = Field(description="Its part of the match.")


class Translated(BaseModel):
    term: str
    called: str = Field(description="What the offer calls it in another language.")


class Fit(BaseModel):
    what: str = Field(description="field, trl, mode, price, sector or place.")
    degree: float = Field(description="1 fits, 0 neither way, -1 does not fit at all.")
    values: list[str]


class Reasons(BaseModel):
    """Why it was proposed."""

    terms: list[Term]
    translated: list[Translated]
    fits: list[Fit]


class Matched(Offer):
    score: float = Field(description="About what share of the need it meets: 0 to a little over 1.")
    reasons: Reasons


class Offers(BaseModel):
    items: list[Offer]
    more: bool
    warning: str | None


class Matches(BaseModel):
    items: list[Matched]
    warning: str | None


class Items(BaseModel):
    items: list[Item]
    next: str | None = Field(None, description="Give it as `after` for what follows; null at the end.")
    warning: str | None


class Record(Item):
    """All that the portal shows of one thing."""

    data: dict[str, Any] = Field(description="As the portal's HTTP interface gives it.")


class Figure(BaseModel):
    """What one source said of one period."""

    period: str
    value: str | None = Field(description="Exactly as stated; null when its source says that there is none.")
    unit: str | None
    status: str = Field(
        description="actual, preliminary, restated, derived; claim: said but not measured; target: aimed at."
    )
    qualifier: str | None
    place: str | None
    disputed: bool = Field(description="Another source gives another value: see `others`.")
    synthetic: bool
    citations: list[Citation]
    others: list["Figure"] = []


class Indicator(Item):
    key: str
    unit: str | None
    direction: str = Field(description="Which way is better: up, down or none.")
    definition: Bilingual
    target: str | None


class Indicators(BaseModel):
    items: list[Indicator]
    next: str | None = Field(None, description="Give it as `after` for what follows; null at the end.")
    warning: str | None


class Series(Indicator):
    place: str | None
    figures: list[Figure] = Field(description="Earliest first. Give unit, period and status with every figure.")
    targets: list[Figure]
    progress: dict[str, Any]


class Market(BaseModel):
    """Registered contracts of the technology market."""

    unit: str
    period: str
    status: str
    url: str
    synthetic: bool
    warning: str | None
    citations: list[Citation]
    data: dict[str, Any] = Field(description="As the portal's HTTP interface gives it; what is hidden is null.")


def bilingual(given: Any) -> Bilingual:
    """{"en", "zh"} as the API gives it; a missing one is empty."""
    found = given if isinstance(given, Mapping) else {}
    return Bilingual(en=found.get("en") or None, zh=found.get("zh") or None)


def citations(url: str, title: Bilingual, sources: Sequence[Any] = (), date: str | None = None) -> list[Citation]:
    """The portal's own page first, then what its sources cite."""
    named = title.en or title.zh or url
    found = [Citation(name=f"{_centre()}: {named}", url=absolute(url), date=date or clock.today().isoformat())]
    return found + cited(sources)


def cited(sources: Iterable[Any], date: str | None = None) -> list[Citation]:
    """Public pages or documents that a source names."""
    every = dict.fromkeys(str(source) for source in sources if source)
    return [
        Citation(name=urlsplit(each).netloc, url=each, date=date)
        if each.startswith(("https://", "http://"))
        else Citation(name=each, date=date)
        for each in every
    ]


def warning(items: Iterable[Any]) -> str | None:
    return SOME_MADE_UP if any(item.synthetic for item in items) else None


def _centre() -> str:
    from django.conf import settings
    from django.utils.module_loading import import_string

    return str(import_string(settings.CENTRE)().name_en)
