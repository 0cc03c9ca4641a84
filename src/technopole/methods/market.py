"""The statistics of a technology market: sums by any cut, sizes, durations, and what must not be published.

A contract is counted once. Cells with fewer than five parties are hidden, and as many more as are needed so that
neither a total nor a difference between published cells gives a hidden one away (primary and secondary suppression;
see Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). A party is an organisation that sold or
bought in the cell.

Pure functions; amounts are decimals in one currency.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

FEWEST_PARTIES = 5
BANDS = tuple(Decimal(each) for each in (0, 100_000, 1_000_000, 5_000_000, 10_000_000, 100_000_000))
"""Where bands of contract size begin, in yuan; the last is open."""
LARGEST_SHARE = Decimal("0.1")
"""The share that the largest tenth of contracts holds of all value."""


@dataclass(frozen=True)
class Contract:
    """One contract as it is counted, at its seller."""

    uid: str
    seller: str
    buyer: str
    turnover: Decimal
    trade: Decimal
    income: Decimal
    signed_on: dt.date
    cuts: Mapping[str, tuple[str, ...]]
    """{cut: values}: the values of `ip` may be several, all others are one."""


@dataclass(frozen=True)
class Cell:
    """What is published of one cell; `hidden` says that there is something and that it is not told."""

    key: tuple[str, ...]
    contracts: int | None
    value: Decimal | None
    hidden: bool = False
    share: Decimal | None = None


@dataclass(frozen=True)
class Table:
    """A cut: its cells by size, its total, and whether cells add up to it (values of `ip` overlap)."""

    cut: tuple[str, ...]
    cells: tuple[Cell, ...]
    total: Cell
    additive: bool = True


def parties(contracts: Iterable[Contract]) -> set[str]:
    """The organisations that sold or bought in these contracts."""
    return {party for each in contracts for party in (each.seller, each.buyer)}


def table(contracts: Sequence[Contract], *cut: str, value: str = "trade", sums: str = "") -> Table:
    """Contracts and their value by one cut, or by two crossed; hidden where they must be.

    `value` is one of the three amounts. `sums` names a coarser cut whose cells are published as well (`coarse`): what
    they sum up is protected, too. Cost: n log n in the contracts.
    """
    groups = _groups(contracts, cut)
    additive = sum(len(rows) for rows in groups.values()) == len(contracts)
    lines = list(_by_coarse(groups, sums).values()) if sums else []
    hidden = suppressed({key: parties(rows) for key, rows in groups.items()}, lines)
    if len(parties(contracts)) < FEWEST_PARTIES:
        # that there is a cell would tell of them
        return Table(cut, (), Cell((), None, None, bool(contracts)), additive)
    total_value = _sum(contracts, value)
    cells = [
        Cell(key, None, None, True) if key in hidden else Cell(
            key, len(rows), _sum(rows, value), False, _share(_sum(rows, value), total_value)
        )
        for key, rows in groups.items()
    ]  # fmt: skip
    cells.sort(key=lambda cell: (cell.hidden, -(cell.value or 0), cell.key))
    return Table(cut, tuple(cells), Cell((), len(contracts), total_value), additive)


def coarse(contracts: Sequence[Contract], cut: str, fine: Table, *, value: str = "trade") -> Table | None:
    """A coarser cut of the same contracts as `fine`, which was made with `sums=cut`; None where it cannot be told.

    A coarse cell is told if all it sums up is told, or at least two of it are hidden that hold five parties together.
    Where one cell may not be told none is: the others and the total would give it away.
    """
    groups = _groups(contracts, fine.cut)
    hidden = {cell.key for cell in fine.cells if cell.hidden}
    for keys in _by_coarse(groups, cut).values():
        inside = [key for key in keys if key in hidden]
        together = parties(row for key in inside for row in groups[key])
        if inside and (len(inside) < 2 or len(together) < FEWEST_PARTIES):
            return None
    found = table(contracts, cut, value=value)
    return None if any(cell.hidden for cell in found.cells) else found


def _by_coarse(groups: Mapping[tuple[str, ...], list[Contract]], cut: str) -> dict[str, list[tuple[str, ...]]]:
    by: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, rows in groups.items():
        by[rows[0].cuts[cut][0]].append(key)
    return by


def suppressed(
    cells: Mapping[tuple[str, ...], set[str]], sums: Iterable[list[tuple[str, ...]]] = ()
) -> set[tuple[str, ...]]:
    """Which cells to hide: those with too few parties, and more until no line of the table gives one away.

    Keys of one part are one line; keys of two parts are rows and columns, each with its total. In a line with hidden
    cells at least two are hidden, and the hidden ones together hold five parties or more, since their sum is what
    the total less the published cells tells; where that cannot be, the whole line is hidden. `sums` are further lines
    whose sums are told. Cost: quadratic in the cells of a line.
    """
    lines = [*_lines(cells), *sums]
    hidden = {key for key, members in cells.items() if len(members) < FEWEST_PARTIES}
    changed = True
    while changed:
        changed = False
        for line in lines:
            inside = [key for key in line if key in hidden]
            open_ones = [key for key in line if key not in hidden]
            if not inside or not open_ones:
                continue
            together = set().union(*(cells[key] for key in inside))
            if len(inside) < 2 or len(together) < FEWEST_PARTIES:
                # the smallest loses least
                hidden.add(min(open_ones, key=lambda key: (len(cells[key]), key)))
                changed = True
    return hidden


def _lines(cells: Iterable[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """The sums a reader knows: the whole table, and of a crossed one every row and every column."""
    keys = list(cells)
    lines = [keys]
    if keys and len(keys[0]) > 1:
        for place in range(len(keys[0])):
            by: dict[str, list[tuple[str, ...]]] = defaultdict(list)
            for key in keys:
                by[key[place]].append(key)
            lines += by.values()
    return lines


def _groups(contracts: Iterable[Contract], cut: Sequence[str]) -> dict[tuple[str, ...], list[Contract]]:
    groups: dict[tuple[str, ...], list[Contract]] = defaultdict(list)
    for each in contracts:
        for key in _keys(each, cut):
            groups[key].append(each)
    return dict(groups)


def _keys(contract: Contract, cut: Sequence[str]) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [()]
    for name in cut:
        keys = [(*key, value) for key in keys for value in contract.cuts.get(name) or ("unknown",)]
    return keys


def _sum(contracts: Iterable[Contract], value: str) -> Decimal:
    return sum((getattr(each, value) for each in contracts), Decimal(0))


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.001")) if whole else None


# --- sizes -----------------------------------------------------------------------------------------------------


def band(amount: Decimal) -> str:
    """The band of contract size that an amount falls into: the number at which it begins."""
    return str(max((start for start in BANDS if start <= amount), default=BANDS[0]))


@dataclass(frozen=True)
class Sizes:
    """How large contracts are; None where too few parties stand behind it."""

    contracts: int
    mean: Decimal | None
    median: Decimal | None
    largest_share: Decimal | None
    """The part of all value that the largest tenth of contracts holds, at least one contract."""


def sizes(contracts: Sequence[Contract], value: str = "trade") -> Sizes | None:
    """Mean, median and the share of the largest tenth; None where fewer than five parties stand behind them.

    The median and the share are amounts of single contracts, so they need five contracts, and the share fifty: a tenth
    of fewer is a handful that could be named.
    """
    if len(parties(contracts)) < FEWEST_PARTIES:
        return None
    amounts = sorted((getattr(each, value) for each in contracts), reverse=True)
    whole = sum(amounts, Decimal(0))
    tenth = int(len(amounts) * LARGEST_SHARE)
    return Sizes(
        len(amounts),
        whole / len(amounts),
        median(amounts) if len(amounts) >= FEWEST_PARTIES else None,
        _share(sum(amounts[:tenth], Decimal(0)), whole) if tenth >= FEWEST_PARTIES else None,
    )


def median(values: Iterable[Decimal]) -> Decimal:
    """The middle value; between the two middle ones where their number is even. Raises `ValueError` for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("No values have no median.")
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


# --- the way from listing to certificate ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    """The days on which one listing reached each stage, as far as it got."""

    party: str
    listed: dt.date | None = None
    interest: dt.date | None = None
    disclosed: dt.date | None = None
    contract: dt.date | None = None
    certificate: dt.date | None = None


STAGES = ("listed", "interest", "disclosed", "contract", "certificate")


@dataclass(frozen=True)
class Stage:
    """One stage of the way: how many reached it, what share of the stage before, how many days it took from listing.

    `hidden` where fewer than five parties, or all but fewer than five, reached it.
    """

    name: str
    reached: int | None
    conversion: Decimal | None
    days: int | None
    hidden: bool = False


def way(lives: Sequence[Life]) -> list[Stage]:
    """Conversion at each stage and the median of days from listing to it. Listings that reached a stage without the
    one before count for it too: what comes later was passed."""
    stages: list[Stage] = []
    before: Sequence[Life] = ()
    for name in STAGES:
        there = [each for each in lives if _reached(each, name)]
        few = _too_few(there) or (name != STAGES[0] and _too_few([each for each in before if each not in there]))
        if few or (stages and stages[-1].hidden and name != STAGES[0]):
            stages.append(Stage(name, None, None, None, True))
        else:
            days = [_days(each, name) for each in there if name != STAGES[0]]
            took = [Decimal(each) for each in days if each is not None]
            share = (Decimal(len(there)) / len(before)).quantize(Decimal("0.001")) if before else None
            stages.append(Stage(name, len(there), share, int(median(took)) if len(took) >= FEWEST_PARTIES else None))
        before = there
    return stages


def silent(lives: Sequence[Life], today: dt.date, days: int = 90) -> int | None:
    """How many listings nobody asked about within `days` of being listed; None where it would tell of too few."""
    old = [each for each in lives if each.listed and (today - each.listed).days >= days]
    quiet = [
        each for each in old
        if each.listed and (each.interest is None or (each.interest - each.listed).days > days)
    ]  # fmt: skip
    return None if _too_few(old) or _too_few(quiet) else len(quiet)


def _too_few(lives: Iterable[Life]) -> bool:
    """Whether some are there, but fewer than five parties."""
    return 0 < len({each.party for each in lives}) < FEWEST_PARTIES


def _reached(life: Life, stage: str) -> bool:
    place = STAGES.index(stage)
    return any(getattr(life, name) is not None for name in STAGES[place:])


def _days(life: Life, stage: str) -> int | None:
    day: dt.date | None = getattr(life, stage)
    return (day - life.listed).days if day and life.listed and day >= life.listed else None

