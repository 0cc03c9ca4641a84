"""All that is to be known of an index beside its scores, as plain values for JSON; what is unknown is None."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from technopole.methods.composite import checks, treatment, weighting, what_if
from technopole.methods.composite.pipeline import Stages, grouping
from technopole.methods.composite.sensitivity import Indices

Plain = dict[str, Any]


def report(stages: Stages, sensitivity: Indices | None = None) -> Plain:
    """What was done to the units and indicators, how the parts hang together, and what each indicator moves.

    Cost: that of the checks, elements² × units, and one pass of means for each indicator.
    """
    return {
        "units": _units(stages),
        "indicators": _indicators(stages),
        "groups": _groups(stages),
        "weights": _weights(stages),
        "alike": _alike(stages),
        "sensitivity": None if sensitivity is None else _sensitivity(sensitivity),
    }


def _units(stages: Stages) -> Plain:
    screened = stages.screened
    every = zip(stages.units.codes, screened.kept.tolist(), strict=True)
    return {
        "kept": len(stages.kept),
        "left_out": [code for code, kept in every if not kept],
        "imputed_by_group": grouping(stages.units, stages.options.impute) or None,
    }


def _indicators(stages: Stages) -> Plain:
    before, after = stages.complete, stages.treated.values
    filled = np.isnan(stages.denominated) & ~np.isnan(stages.imputed)
    measures = {
        "imputed": filled.sum(axis=0),
        "missing": np.isnan(before).sum(axis=0),
        "skewness": treatment.skewness(before),
        "kurtosis": treatment.kurtosis(before),
        "treatment": stages.treated.how,
        "points_drawn_in": stages.treated.points,
        "skewness_after": treatment.skewness(after),
        "kurtosis_after": treatment.kurtosis(after),
        "still_outlying": ~stages.treated.passed,
        "mean_rank_shift_without_it": what_if.without(stages).mean_shift,
    }
    return {
        element.code: {name: plain(column[at]) for name, column in measures.items()}
        for at, element in enumerate(stages.structure.indicators)
    }


def _groups(stages: Stages) -> Plain:
    scores = np.concatenate([stages.normalised, stages.aggregated], axis=1)
    found = {}
    for place, children in stages.structure.groups:
        values = scores[:, children]
        found[stages.structure.ordered[place].code] = {
            "children": [stages.structure.ordered[at].code for at in children.tolist()],
            "cronbach_alpha": plain(checks.cronbach_alpha(values)),
            "correlations": plain(checks.correlations(values)),
            "components": _components(values),
        }
    return found


def _components(values: np.ndarray) -> Plain | None:
    try:
        found = checks.principal_components(values)
    except ValueError:
        return None
    return {
        "eigenvalues": plain(found.eigenvalues),
        "explained": plain(found.explained),
        "loadings": plain(found.loadings.T),
        "units": found.units,
    }


def _alike(stages: Stages) -> list[Plain]:
    scores = np.concatenate([stages.normalised, stages.aggregated], axis=1)
    code = [element.code for element in stages.structure.ordered]
    pairs = checks.alike(stages.structure, scores)
    return [{"codes": [code[one], code[other]], "correlation": value} for one, other, value in pairs]


def _weights(stages: Stages) -> Plain:
    shares = weighting.effective(stages.structure, stages.weights)
    above = checks.with_ancestors(stages.structure, stages.normalised, stages.aggregated)
    return {
        element.code: {
            "weight": plain(stages.weights[at]),
            "effective": plain(shares[at]),
            "correlation_upwards": [plain(each) for each in above[at, element.level - 1 :]],
        }
        for at, element in enumerate(stages.structure.ordered)
    }


def _sensitivity(found: Indices) -> Plain:
    return {
        factor: {
            "first": plain(found.first[at]),
            "first_5_95": plain(found.first_interval[:, at]),
            "total": plain(found.total[at]),
            "total_5_95": plain(found.total_interval[:, at]),
        }
        for at, factor in enumerate(found.factors)
    }


def plain(value: Any) -> Any:
    """Without arrays, and None for what is not a number."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
