"""How well what both sides state besides their words fits: readiness, field, ways to work together, price, place.

Soft: each moves a match up or down by some hundredths, only where both sides say something. The weights are small on
purpose: they decide between things that meet a need about equally, and never hide the better technology.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from technopole.search.corpora import spellings
from technopole.search.corpora.records import Record

if TYPE_CHECKING:
    from technopole.search.corpora.matching import Wanted

Related = Callable[[Sequence[str], Sequence[str]], float]
"""How near the symbols of two things are in the classification, 0 to 1."""

WEIGHTS = {"field": 0.40, "trl": 0.10, "mode": 0.05, "price": 0.05, "sector": 0.05, "place": 0.04}
"""By how much of its score a perfect fit moves a thing up, and a perfect misfit down."""

_EXCLUSIVE = {"licence_sole": "licence_exclusive", "licence_exclusive": "licence_sole"}


class Fit(NamedTuple):
    """One thing that both sides state."""

    what: str
    """`field`, `trl`, `mode`, `price`, `sector` or `place`."""
    degree: float
    """1 fits, 0 neither way, -1 does not fit at all."""
    values: tuple[str, ...]
    """Of the thing proposed: its level, its fields …"""


def here(wanted: Wanted) -> frozenset[str]:
    """The wanted region in all its spellings, folded: to be made once for all records."""
    if not wanted.region:
        return frozenset()
    return frozenset(each.casefold() for each in spellings.every("region", wanted.region))


def fits(wanted: Wanted, record: Record, related: Related | None, here: frozenset[str]) -> list[Fit]:
    """What fits and what does not; nothing of what one side leaves open."""
    found = [
        _field(wanted, record, related), _trl(wanted, record), _mode(wanted, record), _price(wanted, record),
        _sector(wanted, record), _place(wanted, record, here),
    ]  # fmt: skip
    return [fit for fit in found if fit is not None]


def factor(found: Sequence[Fit]) -> float:
    """By what a score is multiplied."""
    return 1.0 + sum(WEIGHTS[fit.what] * fit.degree for fit in found)


def _field(wanted: Wanted, record: Record, related: Related | None) -> Fit | None:
    """Another field is no misfit: what solves a problem often comes from one that nobody thought of."""
    theirs = [str(symbol) for symbol in record.get("fields") or ()]
    if related is None or not wanted.fields or not theirs:
        return None
    near = related(wanted.fields, theirs)
    return Fit("field", near, tuple(theirs[:4])) if near > 0.0 else None


def _trl(wanted: Wanted, record: Record) -> Fit | None:
    """Readier than asked for is no misfit; each level short of it is a third of one."""
    level = record.get("trl")
    low, high = (level, level) if level is not None else (record.get("trl_min"), record.get("trl_max"))
    if wanted.trl_min is None and wanted.trl_max is None or low is None and high is None:
        return None
    theirs_high = high if high is not None else 9
    theirs_low = low if low is not None else 1
    short = max(0, (wanted.trl_min or 1) - theirs_high)
    beyond = max(0, theirs_low - wanted.trl_max) if wanted.trl_max is not None else 0
    degree = 1.0 - (2 / 3) * short - (1 / 3) * beyond
    told = str(low) if low == high else f"{theirs_low}–{theirs_high}"
    return Fit("trl", max(-1.0, degree), (told,))


def _mode(wanted: Wanted, record: Record) -> Fit | None:
    theirs = [str(mode) for mode in record.get("modes") or ()]
    if not wanted.modes or not theirs:
        return None
    if not set(wanted.modes).isdisjoint(theirs):
        return Fit("mode", 1.0, tuple(theirs))
    alike = {_EXCLUSIVE.get(mode, mode) for mode in wanted.modes}
    return Fit("mode", 0.0 if not alike.isdisjoint(theirs) else -1.0, tuple(theirs))


def _price(wanted: Wanted, record: Record) -> Fit | None:
    asked = record.get("price_low") if record.get("price_low") is not None else record.get("price_high")
    if wanted.price_high is None or asked is None or (record.get("currency") or "") != wanted.currency:
        return None
    told = (f"{asked:g}", str(record.get("currency") or ""))
    if asked <= wanted.price_high:
        return Fit("price", 1.0, told)
    return Fit("price", max(-1.0, 1.0 - 2.0 * (asked / max(wanted.price_high, 1.0) - 1.0)), told)


def _sector(wanted: Wanted, record: Record) -> Fit | None:
    theirs = [str(sector) for sector in record.get("sectors") or ()]
    if not wanted.sectors or not theirs:
        return None
    common = tuple(sector for sector in theirs if sector in wanted.sectors)
    return Fit("sector", 1.0 if common else -0.5, common or tuple(theirs[:4]))


def _place(wanted: Wanted, record: Record, here: frozenset[str]) -> Fit | None:
    """The same region is best, the same country good; another country is no misfit by itself."""
    theirs_country, theirs_region = str(record.get("country") or ""), str(record.get("region") or "")
    if theirs_region and theirs_region.casefold() in here:
        return Fit("place", 1.0, (theirs_region,))
    if wanted.country and theirs_country:
        return Fit("place", 0.4 if wanted.country == theirs_country else -0.4, (theirs_country,))
    return None
