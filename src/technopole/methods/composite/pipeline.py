"""The six steps from a table of indicators to an index, each kept.

    units ─ denominate ─ impute ─ screen ─ treat ─ normalise ─ aggregate ─ ranks

Each step is also a function of its own, of arrays alone, in the module of its name; these here look up in the structure
what it needs, and say whose value was refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from technopole.methods.composite import denomination, imputation, normalisation, screening, treatment, weighting
from technopole.methods.composite.hierarchy import aggregate
from technopole.methods.composite.model import Element, Refused, Structure, Units
from technopole.methods.composite.options import (
    DEFAULT_GROUP,
    Denomination,
    Imputation,
    Normalisation,
    Options,
    Screening,
    Treatment,
)
from technopole.methods.composite.ordering import from_the_best

Step = TypeVar("Step", Treatment, Normalisation)


@dataclass(frozen=True, eq=False)
class Stages:
    """An index with all that led to it. Tables are (units × columns); NaN where a value is missing."""

    structure: Structure
    units: Units
    options: Options
    denominated: np.ndarray
    imputed: np.ndarray
    screened: screening.Screened
    kept: tuple[str, ...]
    """The codes of the units that stay; from here on, tables have their rows."""
    treated: treatment.Treated
    normalised: np.ndarray
    weights: np.ndarray
    """(elements,)."""
    aggregated: np.ndarray
    """(kept × aggregates), in the order of the structure's."""

    @property
    def complete(self) -> np.ndarray:
        """(kept × indicators): the imputed table after screening."""
        return np.asarray(self.imputed[self.screened.kept])

    @property
    def scores(self) -> np.ndarray:
        """(kept,) of the index."""
        return np.asarray(self.aggregated[:, -1])

    @property
    def ranks(self) -> np.ndarray:
        """(kept,) 1 for the highest score; equal scores share the lowest rank; NaN without a score."""
        return from_the_best(self.scores)


def build(structure: Structure, units: Units, options: Options | None = None) -> Stages:
    """The index of `units`, whose values stand in the order of the structure's indicators.

    Raises `Refused`, naming unit, element or option as far as it is one's fault. Cost: units × elements, some tens of
    times over; milliseconds for a hundred units and fifty indicators.
    """
    options = options or Options()
    if units.values.shape[1] != len(structure.indicators):
        raise ValueError(f"{units.values.shape[1]} columns stand for {len(structure.indicators)} indicators")
    denominated = denominate(structure, units, options.denominate)
    imputed = impute(structure, units, denominated, options.impute)
    screened = screen(units, imputed, options.screen)
    kept = tuple(code for code, stays in zip(units.codes, screened.kept.tolist(), strict=True) if stays)
    treated = treat(structure, kept, imputed[screened.kept], options.treat)
    normalised = normalise(structure, kept, treated.values, options.normalise)
    with named(structure, kept, "aggregate"):
        weights = weigh(structure, normalised, options)
        rules, least = options.aggregate.method, options.aggregate.least_available
        aggregated = aggregate(normalised, structure, weights, rules, least)
    return Stages(
        structure, units, options, denominated, imputed, screened, kept, treated, normalised, weights, aggregated
    )


def denominate(structure: Structure, units: Units, options: Denomination) -> np.ndarray:
    """(units × indicators), divided by what the structure, or else the options, name."""
    below, scale = {}, {}
    for name in ("by", "scale"):
        _require_indicators(structure, getattr(options, name), f"denominate.{name}")
    for at, element in enumerate(structure.indicators):
        name = options.by.get(element.code, element.denominator)
        if not name:
            continue
        if name not in units.denominators:
            hint = f"The columns to divide by are: {', '.join(units.denominators) or 'none'}"
            told = f"there is no column {name!r} to divide by"
            option = "denominate.by" if element.code in options.by else "Denominator"
            raise Refused(told, code=element.code, option=option, hint=hint)
        below[at] = units.denominators[name]
        if element.code in options.scale:
            scale[at] = options.scale[element.code]
    with named(structure, units.codes, "denominate"):
        return denomination.denominate(units.values, below, scale)


def grouping(units: Units, options: Imputation) -> str:
    """The column of groups that imputation goes by; empty if it goes by none."""
    if not options.method.startswith("group_"):
        return ""
    if options.group:
        if options.group not in units.groups:
            hint = f"The columns of groups are: {', '.join(units.groups) or 'none'}"
            raise Refused(f"there are no groups {options.group!r}", option="impute.group", hint=hint)
        return options.group
    return DEFAULT_GROUP if DEFAULT_GROUP in units.groups else next(reversed(list(units.groups)), "")


def impute(structure: Structure, units: Units, values: np.ndarray, options: Imputation) -> np.ndarray:
    """(units × indicators) filled in. Where units have no groups at all, `group_mean` is the mean of all."""
    if options.method in imputation.BY_UNIT:
        directions = np.array([element.direction for element in structure.indicators], np.float64)
        return imputation.by_unit(values, directions, options.method == "unit_median", _sets(structure, options.level))
    group = grouping(units, options)
    if group:
        return imputation.impute(values, options.method, units.groups[group])
    return imputation.impute(values, options.method.removeprefix("group_"))


def _sets(structure: Structure, level: int) -> list[np.ndarray] | None:
    """The columns of the indicators under each aggregate of a level; None for level 0."""
    if not level:
        return None
    if level > structure.depth:
        hint = f"Aggregates have levels from 2 to {structure.depth}"
        raise Refused(f"there is no level {level}", option="impute.level", hint=hint)
    by_code = {element.code: element for element in structure.elements}
    found: dict[str, list[int]] = {}
    for at, element in enumerate(structure.indicators):
        above = element
        while above.level < level:
            above = by_code[above.parent]
        found.setdefault(above.code, []).append(at)
    return [np.array(columns, np.intp) for columns in found.values()]


def screen(units: Units, values: np.ndarray, options: Screening) -> screening.Screened:
    """Which units stay."""
    place = {code: at for at, code in enumerate(units.codes)}
    rows: dict[str, list[int]] = {}
    for name in ("always", "never"):
        for code in getattr(options, name):
            if code not in place:
                raise Refused("there is no such unit", unit=code, option=f"screen.{name}", hint="Name units by uCode")
            rows.setdefault(name, []).append(place[code])
    least, nonzero = options.least_available, options.least_nonzero
    return screening.screen(values, least, nonzero, rows.get("always", ()), rows.get("never", ()))


def treat(structure: Structure, kept: Sequence[str], values: np.ndarray, options: Treatment) -> treatment.Treated:
    """(kept × indicators) without outliers."""
    _require_indicators(structure, options.skip, "treat.skip")
    _require_indicators(structure, options.of, "treat.of")
    parts = []
    for chosen, columns in _alike(structure, options):
        skip = {at for at, column in enumerate(columns.tolist()) if structure.indicators[column].code in options.skip}
        with named(structure, kept, "treat", columns):
            part = treatment.treat(
                values[:, columns], chosen.method, chosen.most_points, chosen.skewness, chosen.kurtosis, chosen.then,
                chosen.combine, chosen.power, skip, chosen.force,
            )  # fmt: skip
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    back = np.argsort(np.concatenate([columns for _, columns in _alike(structure, options)]))
    how = [each for part in parts for each in part.how]
    return treatment.Treated(
        np.concatenate([part.values for part in parts], axis=1)[:, back],
        tuple(how[at] for at in back.tolist()),
        np.concatenate([part.points for part in parts])[back],
        np.concatenate([part.drawn for part in parts], axis=1)[:, back],
        np.concatenate([part.passed for part in parts])[back],
    )


def normalise(structure: Structure, kept: Sequence[str], values: np.ndarray, options: Normalisation) -> np.ndarray:
    """(kept × indicators) on one scale, more being better."""
    _require_indicators(structure, options.of, "normalise.of")
    _require_indicators(structure, options.goalposts, "normalise.goalposts")
    directions = np.array([element.direction for element in structure.indicators], np.float64)
    turned = normalisation.directed(values, directions)
    result = np.full(turned.shape, np.nan)
    for chosen, columns in _alike(structure, options):
        elements = [structure.indicators[at] for at in columns.tolist()]
        with named(structure, kept, "normalise", columns):
            result[:, columns] = _on_one_scale(elements, kept, turned[:, columns], chosen)
    return result


def _alike(structure: Structure, options: Step) -> list[tuple[Step, np.ndarray]]:
    """The choices there are, each with the columns that it is for."""
    columns: dict[str, list[int]] = {"": []}
    for at, element in enumerate(structure.indicators):
        columns.setdefault(element.code if element.code in options.of else "", []).append(at)
    chosen = ((options.of.get(code, options), np.array(own, np.intp)) for code, own in columns.items())
    return [(each, own) for each, own in chosen if len(own)]


def _on_one_scale(
    elements: Sequence[Element], kept: Sequence[str], turned: np.ndarray, options: Normalisation
) -> np.ndarray:
    directions = np.array([element.direction for element in elements], np.float64)
    match options.method:
        case "minmax":
            return normalisation.minmax(turned, options.low, options.high)
        case "zscore":
            return normalisation.zscore(turned, options.mean, options.deviation)
        case "scaled":
            return normalisation.scaled(turned, options.bounds[0], options.bounds[1])
        case "fraction_of_maximum":
            return normalisation.fraction_of_maximum(turned, options.refuse)
        case "distance_to_reference":
            if options.reference not in kept:
                hint = "Name a unit by uCode that was not screened out"
                told = "the unit of reference is not there"
                raise Refused(told, unit=options.reference, option="normalise.reference", hint=hint)
            return normalisation.distance_to_reference(turned, kept.index(options.reference), options.cap)
        case "distance_to_target":
            targets = directions * [element.target for element in elements]
            return normalisation.distance_to_target(turned, targets, options.cap)
        case "goalposts":
            lower, upper = _goalposts(elements, options, directions)
            return normalisation.goalposts(turned, lower, upper, options.scale, options.truncate)
        case "none":
            return turned
    return {
        "rank": normalisation.rank,
        "percentile_rank": normalisation.percentile_rank,
        "borda": normalisation.borda,
        "distance_to_maximum": normalisation.distance_to_maximum,
    }[options.method](turned)


def _goalposts(
    elements: Sequence[Element], options: Normalisation, directions: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    ends = []
    for element in elements:
        if element.code not in options.goalposts:
            hint = f"Write {element.code} = [lower, upper]"
            raise Refused("has no goalposts", code=element.code, option="normalise.goalposts", hint=hint)
        ends.append(options.goalposts[element.code])
    turned = np.array(ends, np.float64).T * directions
    return turned.min(axis=0), turned.max(axis=0)


def weigh(structure: Structure, normalised: np.ndarray, options: Options) -> np.ndarray:
    """(elements,) by the method chosen, with the changes asked for."""
    chosen = options.weights
    if chosen.method == "equal":
        weights = weighting.equal(structure)
    elif chosen.method == "budget":
        weights = weighting.budget(structure, list(chosen.budget.values()))
    elif chosen.method == "balanced":
        weights = _balanced_weights(structure, normalised, options)
    elif chosen.method.startswith("pca"):
        weights = _component_weights(structure, normalised, options)
    else:
        weights = np.array(structure.weights)
    weights = weighting.changed(structure, weights, chosen.change)
    for place, children in structure.groups:
        if not weights[children].sum() > 0:
            code = structure.ordered[place].code
            told = "the weights of its children add up to nothing"
            raise Refused(told, code=code, option="weights.change", hint="Leave at least one of them a weight")
    return weights


def _balanced_weights(structure: Structure, normalised: np.ndarray, options: Options) -> np.ndarray:
    weights, rule = np.array(structure.weights), options.aggregate
    for level in sorted(set(options.weights.levels)):
        _require_level(structure, level)
        weights = weighting.balanced(
            structure, normalised, weights, level, options.weights.importance, rule.method, rule.least_available
        )
    return weights


def _require_level(structure: Structure, level: int) -> None:
    if not 1 <= level < structure.depth:
        hint = f"Levels go from 1 to {structure.depth - 1}"
        raise Refused(f"{level} is no level below the index", option="weights.levels", hint=hint)


def _component_weights(structure: Structure, normalised: np.ndarray, options: Options) -> np.ndarray:
    """Level by level, since the components of one level are those of scores that the level below has made."""
    weights = np.array(structure.weights)
    chosen = options.weights
    for level in sorted(set(chosen.levels)):
        _require_level(structure, level)
        rules, least = options.aggregate.method, options.aggregate.least_available
        scores = np.concatenate([normalised, aggregate(normalised, structure, weights, rules, least)], axis=1)
        for place, children in structure.groups:
            if structure.ordered[place].level != level + 1:
                continue
            code = structure.ordered[place].code
            try:
                found = weighting.first_component(scores[:, children], chosen.method == "pca_squared")
            except ValueError as error:
                hint = "Choose the weights given, or equal ones"
                told = f"its children have no principal component: {error}"
                raise Refused(told, code=code, option="weights.method", hint=hint) from None
            if (found < 0).any():
                against = structure.ordered[int(children[int(found.argmin())])].code
                told = f"its child {against} runs against the others, so that its weight would be negative"
                hint = "Look at its direction, or choose pca_squared, equal weights, or those given"
                raise Refused(told, code=code, option="weights.method", hint=hint)
            weights[children] = found
    return weights


@contextmanager
def named(
    structure: Structure, units: Sequence[str], step: str, columns: np.ndarray | None = None
) -> Iterator[None]:
    """A refusal of a cell says whose it is; `columns` are the indicators' places where only some were worked on."""
    try:
        yield
    except Refused as error:
        code, unit = error.code, error.unit
        if not code and error.column is not None:
            at = error.column if columns is None else int(columns[error.column])
            code = structure.indicators[at].code
        if not unit and error.row is not None:
            unit = units[error.row]
        whole = Refused(error.message, code=code, unit=unit, option=error.option or step, hint=error.hint)
        raise whole from None


def _require_indicators(structure: Structure, codes: Iterable[str], option: str) -> None:
    known = {element.code for element in structure.indicators}
    for code in codes:
        if code not in known:
            raise Refused("no indicator has this code", code=code, option=option, hint="Use a code of level 1")
