"""What may be chosen for each step. The defaults are those of COINr's example, the ASEM index.

Every class refuses a wrong value with the option's name and what is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from technopole.methods.composite import aggregation, imputation, normalisation, treatment, weighting
from technopole.methods.composite.model import Refused


@dataclass(frozen=True)
class Denomination:
    """Step 1: which indicators are divided by what."""

    by: Mapping[str, str] = field(default_factory=dict)
    """Other denominators than the structure's, by indicator; an empty one leaves it undivided."""
    scale: Mapping[str, float] = field(default_factory=dict)
    """What a quotient is multiplied by, by indicator: 1,000 for "per 1,000 people"."""

    def __post_init__(self) -> None:
        for code, factor in self.scale.items():
            _require(math.isfinite(factor) and factor > 0, "scale", f"{factor:g} for {code}", "a number above 0")


@dataclass(frozen=True)
class Imputation:
    """Step 2: how missing values are filled in."""

    method: str = "group_mean"
    group: str = ""
    """The column of groups; empty: `DEFAULT_GROUP`, else the last there is, else the mean of all units is taken."""
    level: int = 0
    """`unit_mean`, `unit_median`: indicators under one aggregate of this level speak for each other; 0: all do."""

    def __post_init__(self) -> None:
        _choice(self.method, "method", imputation.METHODS)
        _require(self.level == 0 or self.level >= 2, "level", str(self.level), "0, or the level of an aggregate")


DEFAULT_GROUP = "EurAsia_group"


@dataclass(frozen=True)
class Screening:
    """Step 3: which units stay, by the share of indicators that they have, and of these the share that is not 0."""

    least_available: float = 0.9
    least_nonzero: float = 0.0
    always: tuple[str, ...] = ()
    """Units that stay whatever they lack."""
    never: tuple[str, ...] = ()
    """Units that are left out."""

    def __post_init__(self) -> None:
        for name in ("least_available", "least_nonzero"):
            _share(getattr(self, name), name)
        both = sorted(set(self.always) & set(self.never))
        _require(not both, "never", ", ".join(both), "units that do not stand in `always` too")


@dataclass(frozen=True)
class Treatment:
    """Step 4: outliers. See `treatment.treat`."""

    method: str = "winsorise"
    most_points: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    then: str = "none"
    """What follows where winsorising does not do; COINr's own default is `log_ct`."""
    combine: bool = False
    power: float = 0.0
    force: bool = False
    """Draw in `most_points` values wherever there is an outlier, although fewer would do."""
    skip: tuple[str, ...] = ()
    """Indicators that are left as they are."""
    of: Mapping[str, Treatment] = field(default_factory=dict)
    """Other treatments of some indicators."""

    def __post_init__(self) -> None:
        _choice(self.method, "method", treatment.METHODS)
        _choice(self.then, "then", treatment.TRANSFORMS)
        _require(self.most_points >= 0, "most_points", str(self.most_points), "a whole number of 0 or more")
        _require(math.isfinite(self.skewness) and self.skewness > 0, "skewness", f"{self.skewness:g}", "above 0")
        _require(math.isfinite(self.kurtosis), "kurtosis", f"{self.kurtosis:g}", "a number")
        _require(math.isfinite(self.power), "power", f"{self.power:g}", "a number")
        _no_exceptions_of_exceptions(self.of)


@dataclass(frozen=True)
class Normalisation:
    """Step 5: the common scale. See `normalisation`."""

    method: str = "minmax"
    low: float = 0.0
    high: float = 100.0
    """`minmax`: the scale's ends."""
    mean: float = 0.0
    deviation: float = 1.0
    """`zscore`."""
    reference: str = ""
    """`distance_to_reference`: the unit."""
    goalposts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """`goalposts`: the lower and the upper one of each indicator, in its own unit, whatever its direction."""
    scale: float = 1.0
    """`goalposts`: the score at the better post."""
    cap: bool = False
    """Distances to a reference or target: what is above 1 counts as 1."""
    truncate: bool = True
    """`goalposts`: what is beyond them counts as on them."""
    bounds: tuple[float, ...] = (0.0, 100.0)
    """`scaled`: the values that become 0 and 100, of indicators as more is better (turned if less is)."""
    refuse: bool = True
    """`fraction_of_maximum`: refuse an indicator of which the largest value is 0 or less."""
    of: Mapping[str, Normalisation] = field(default_factory=dict)
    """Other normalisations of some indicators."""

    def __post_init__(self) -> None:
        _choice(self.method, "method", normalisation.METHODS)
        for name in ("low", "high", "mean", "deviation", "scale"):
            _require(math.isfinite(getattr(self, name)), name, f"{getattr(self, name):g}", "a number")
        _require(self.low < self.high, "low", f"{self.low:g}", f"a number below `high`, {self.high:g}")
        _require(self.deviation > 0, "deviation", f"{self.deviation:g}", "a number above 0")
        _require(self.scale > 0, "scale", f"{self.scale:g}", "a number above 0")
        if self.method == "distance_to_reference":
            _require(bool(self.reference), "reference", "''", "the code of a unit")
        sound = len(self.bounds) == 2 and all(map(math.isfinite, self.bounds)) and self.bounds[0] != self.bounds[1]
        _require(sound, "bounds", str(list(self.bounds)), "two numbers that differ")
        _no_exceptions_of_exceptions(self.of)
        for code, posts in self.goalposts.items():
            sound = len(posts) == 2 and posts[0] < posts[1]
            _require(sound, "goalposts", f"{list(posts)} for {code}", "two numbers, the lower one first")


@dataclass(frozen=True)
class Weighting:
    """The weights of step 6. See `weighting`."""

    method: str = "given"
    levels: tuple[int, ...] = (1,)
    """`pca`, `pca_squared`, `balanced`: the levels whose elements get such weights; the others keep theirs."""
    change: Mapping[str, float] = field(default_factory=dict)
    """Other weights for some elements, set last."""
    budget: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """`budget`: by person the points of elements."""
    importance: Mapping[str, float] = field(default_factory=dict)
    """`balanced`: how much elements of `levels` are to matter, 1 each unless said."""

    def __post_init__(self) -> None:
        _choice(self.method, "method", weighting.METHODS)
        if self.method == "budget":
            _require(bool(self.budget), "budget", "nothing", "at least one person's points")


@dataclass(frozen=True)
class Aggregation:
    """Step 6: the way up. See `aggregation` and `hierarchy.aggregate`."""

    method: str | tuple[str, ...] = "arithmetic"
    """One for all levels, or one for each from the second."""
    least_available: float | tuple[float, ...] = 0.0
    """The share of the children that must be known: one for all levels, or one for each from the second."""

    def __post_init__(self) -> None:
        for each in (self.method,) if isinstance(self.method, str) else self.method:
            _choice(each, "method", tuple(aggregation.RULES))
        shares = self.least_available
        for share in (shares,) if isinstance(shares, int | float) else shares:
            _share(share, "least_available")


@dataclass(frozen=True)
class Options:
    """All steps."""

    denominate: Denomination = field(default_factory=Denomination)
    impute: Imputation = field(default_factory=Imputation)
    screen: Screening = field(default_factory=Screening)
    treat: Treatment = field(default_factory=Treatment)
    normalise: Normalisation = field(default_factory=Normalisation)
    weights: Weighting = field(default_factory=Weighting)
    aggregate: Aggregation = field(default_factory=Aggregation)


def _no_exceptions_of_exceptions(of: Mapping[str, Treatment] | Mapping[str, Normalisation]) -> None:
    wrong = next((code for code, each in of.items() if each.of), "")
    allowed = "for each indicator the keys of the step but `of`"
    _require(not wrong, "of", f"an exception of the exception {wrong}", allowed)


def _choice(value: str, option: str, allowed: Sequence[str]) -> None:
    _require(value in allowed, option, repr(value), f"one of: {', '.join(allowed)}")


def _share(value: float, option: str) -> None:
    _require(0 <= value <= 1, option, f"{value:g}", "a share, from 0 to 1")


def _require(sound: bool, option: str, given: str, allowed: str) -> None:
    if not sound:
        raise Refused(f"{given} is not allowed", option=option, hint=f"Allowed: {allowed}")
