"""What a technology may be worth: three methods, each giving a range with the effect of every assumption.

    cost     what it would cost to make again, less obsolescence: a floor (International Valuation Standards, IVS 210:
             replacement cost adjusted for obsolescence)
    market   quantiles of the prices of comparable deals; fewer than five comparables give no answer
    income   relief from royalty: the royalties that an owner need not pay to anybody, after tax, discounted and
             weighted by the chance of success (IVS 210; ISO 10668 for the method)

No method gives one number. A range is [low, central, high]: every assumption at its unfavourable end, at its central
value, and at its favourable end. Beside it stands what each assumption does alone, the others being central.
Pure functions on decimals; amounts are in one currency, rates are fractions (0.05 is five per cent).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

FEWEST_COMPARABLES = 5
"""Below so many comparables the market method gives no answer."""
NEAR_TRL = 1
"""How many levels of technology readiness a comparable may be away."""
COMPARABLE_YEARS = 5
"""How old a comparable may be."""

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Spread:
    """An assumption: its unfavourable, its central and its favourable value."""

    worst: Decimal
    central: Decimal
    best: Decimal


@dataclass(frozen=True)
class Effect:
    """What one assumption does: the value with it at either end, all others being central."""

    name: str
    spread: Spread
    at_worst: Decimal
    at_best: Decimal

    @property
    def swing(self) -> Decimal:
        return abs(self.at_best - self.at_worst)


@dataclass(frozen=True)
class Range:
    """A value as low, central and high, with the assumptions ordered by how much they matter."""

    method: str
    low: Decimal
    central: Decimal
    high: Decimal
    effects: tuple[Effect, ...] = ()
    comparables: int = 0


@dataclass(frozen=True)
class NoAnswer:
    """Why there is no range: how many comparables were left after each condition, in the order they were applied."""

    method: str
    found: int
    needed: int
    left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparable:
    """A deal whose price is known."""

    price: Decimal
    kind: str
    field: str
    exclusive: bool
    day: dt.date
    trl: int | None = None
    parties: tuple[str, ...] = ()
    """Who dealt, where it is known: fewer than five parties give no answer either, since it would tell of them."""


def _range(method: str, assumptions: Mapping[str, Spread], value: Callable[[Mapping[str, Decimal]], Decimal]) -> Range:
    """The range and effects of a function of assumptions that is monotone in each. Cost: 2n + 3 evaluations."""
    worst = {name: spread.worst for name, spread in assumptions.items()}
    central = {name: spread.central for name, spread in assumptions.items()}
    best = {name: spread.best for name, spread in assumptions.items()}
    effects = []
    for name, spread in assumptions.items():
        if spread.worst != spread.best:
            ends = (rounded(value({**central, name: end})) for end in (spread.worst, spread.best))
            effects.append(Effect(name, spread, *ends))
    effects.sort(key=lambda effect: -effect.swing)
    return Range(method, rounded(value(worst)), rounded(value(central)), rounded(value(best)), tuple(effects))


def rounded(amount: Decimal) -> Decimal:
    """To two decimals, halves up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def cost(
    spent: Mapping[int, Decimal], year: int, *, obsolescence: Spread, price_change: Spread | None = None
) -> Range:
    """What was spent on research and protection by year, in the prices of `year`, less obsolescence a year.

    Raises `ValueError` for negative amounts, amounts of later years, or an obsolescence outside 0 to 1. The
    unfavourable end of obsolescence is the larger one.
    """
    if any(amount < 0 for amount in spent.values()):
        raise ValueError("What was spent is not negative.")
    if any(when > year for when in spent):
        raise ValueError("What will be spent later does not count.")
    _must_be_fractions("obsolescence", obsolescence)
    assumptions = {"obsolescence": obsolescence, "price_change": price_change or _fixed(Decimal(0))}

    def value(said: Mapping[str, Decimal]) -> Decimal:
        a_year = (1 + said["price_change"]) * (1 - said["obsolescence"])
        # what was spent this year is worth what it cost, also where nothing is left after a year (0⁰ is no decimal)
        worth = (amount * a_year ** (year - when) if when < year else amount for when, amount in spent.items())
        return sum(worth, Decimal(0))

    return _range("cost", assumptions, value)


def income(
    revenue: Sequence[Decimal],
    *,
    royalty: Spread,
    discount: Spread,
    success: Spread,
    life: Spread | None = None,
    revenue_scale: Spread | None = None,
    tax: Decimal = Decimal(0),
) -> Range:
    """Relief from royalty: `revenue` is that of the first, second … year from now, at the end of each year.

    value = success · scale · Σ revenue_t · royalty · (1 − tax) / (1 + discount)^t, for t up to `life` years.
    Raises `ValueError` for an empty path, negative revenue, or rates that are no fractions.
    """
    if not revenue or any(amount < 0 for amount in revenue):
        raise ValueError("A revenue path has at least one year, and no negative one.")
    for name, spread in (("royalty", royalty), ("success", success)):
        _must_be_fractions(name, spread)
    if min(discount.worst, discount.central, discount.best) <= -1:
        raise ValueError("A discount rate is more than minus one.")
    if not 0 <= tax <= 1:
        raise ValueError("A tax rate is a fraction.")
    assumptions = {
        "royalty": royalty, "discount": discount, "success": success,
        "life": life or _fixed(Decimal(len(revenue))), "revenue_scale": revenue_scale or _fixed(Decimal(1)),
    }  # fmt: skip

    def value(said: Mapping[str, Decimal]) -> Decimal:
        years = min(int(said["life"]), len(revenue))
        total = sum(
            (revenue[place] / (1 + said["discount"]) ** (place + 1) for place in range(years)), Decimal(0)
        )
        return said["success"] * said["revenue_scale"] * said["royalty"] * (1 - tax) * total

    return _range("income", assumptions, value)


def market(
    comparables: Sequence[Comparable], *, kind: str, field: str, exclusive: bool, day: dt.date, trl: int | None = None
) -> Range | NoAnswer:
    """The lower quartile, median and upper quartile of deals of the same kind, exclusivity and field, not older than
    five years, and near in readiness where both are known. Fewer than five: `NoAnswer` with what each condition left.

    Quartiles are linear between order statistics (type 7 of Hyndman and Fan, 1996).
    """
    oldest = _years_before(day, COMPARABLE_YEARS)
    conditions: tuple[tuple[str, Callable[[Comparable], bool]], ...] = (
        ("kind", lambda each: each.kind == kind),
        ("exclusivity", lambda each: each.exclusive == exclusive),
        ("field", lambda each: each.field == field),
        ("age", lambda each: oldest <= each.day <= day),
        ("trl", lambda each: trl is None or each.trl is None or abs(each.trl - trl) <= NEAR_TRL),
    )
    found, left = list(comparables), {}
    for name, holds in conditions:
        found = [each for each in found if holds(each)]
        left[name] = len(found)
    named = {party for each in found for party in each.parties}
    if named and len(named) < FEWEST_COMPARABLES:
        left["parties"] = 0
    if len(found) < FEWEST_COMPARABLES or left.get("parties") == 0:
        return NoAnswer("market", len(found), FEWEST_COMPARABLES, left)
    prices = sorted(each.price for each in found)
    quartiles = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))
    low, central, high = (rounded(quantile(prices, share)) for share in quartiles)
    return Range("market", low, central, high, comparables=len(found))


def quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """Of values in ascending order, the value below which this share of them lies (type 7)."""
    if not ordered:
        raise ValueError("No values have no quantiles.")
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _fixed(value: Decimal) -> Spread:
    return Spread(value, value, value)


def _must_be_fractions(name: str, spread: Spread) -> None:
    if not all(0 <= value <= 1 for value in (spread.worst, spread.central, spread.best)):
        raise ValueError(f"{name} is a fraction between 0 and 1.")


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
