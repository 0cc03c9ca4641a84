"""Composite indices: from a table of indicators to scores and ranks, and how far these can be relied on.

    structure = Structure((Element("LPI", 1, "Physical"), …, Element("Index", 4)))      # who stands under whom
    stages = build(structure, Units(codes, values, denominators, groups), Options())    # six steps, each kept
    stages.normalised, stages.aggregated, stages.scores, stages.ranks

    varied = Variations(weights={1: 0.25, 2: 0.25}, normalise=(Normalisation(), Normalisation("zscore")))
    uncertainty(stages, varied, draws=1000).rank_interval()                             # 5, 50, 95 % of each rank
    sensitivity(stages, varied, draws=1000)                                             # which choice moves the ranks
    without(stages), reweighted(stages, {"more roads": {"Physical": 2}})                # what if

Every step is also a function of arrays alone, in the module of its name: `denomination`, `imputation`, `screening`,
`treatment`, `normalisation`, `weighting`, `aggregation`, `checks`. The steps, their order and their defaults follow the
OECD's and the JRC's Handbook on Constructing Composite Indicators (2008) as the R package COINr 1.1.14 carries it out
on its ASEM index, whose published numbers are met to 1e-9.
"""

from technopole.methods.composite.hierarchy import aggregate
from technopole.methods.composite.model import Element, Refused, Structure, Units
from technopole.methods.composite.options import (
    Aggregation,
    Denomination,
    Imputation,
    Normalisation,
    Options,
    Screening,
    Treatment,
    Weighting,
)
from technopole.methods.composite.ordering import from_the_best
from technopole.methods.composite.pipeline import Stages, build
from technopole.methods.composite.report import report
from technopole.methods.composite.sensitivity import Indices, sensitivity
from technopole.methods.composite.uncertainty import Uncertainty, Variations, uncertainty
from technopole.methods.composite.what_if import Outcomes, reweighted, without

__all__ = [
    "Aggregation",
    "Denomination",
    "Element",
    "Imputation",
    "Indices",
    "Normalisation",
    "Options",
    "Outcomes",
    "Refused",
    "Screening",
    "Stages",
    "Structure",
    "Treatment",
    "Uncertainty",
    "Units",
    "Variations",
    "Weighting",
    "aggregate",
    "build",
    "from_the_best",
    "report",
    "reweighted",
    "sensitivity",
    "uncertainty",
    "without",
]
