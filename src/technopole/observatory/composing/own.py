"""An index of tables that a visitor brings, iData, iMeta and perhaps choices: worked out, shown, and forgotten."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from technopole.core.errors import SourceError
from technopole.methods import composite
from technopole.methods.composite import Refused, Stages, Uncertainty, Variations
from technopole.sources import composite_model, composite_tables

MOST_BYTES = 1024 * 1024
MOST_UNITS, MOST_CELLS, MOST_COMBINATIONS = 300, 10_000, 100
STEPS = 100_000_000
"""How much work the draws of one index may be: they grow fewer with its size, but never fewer than `LEAST_DRAWS`."""
MOST_DRAWS, LEAST_DRAWS = 1000, 100
OUTRANKING = ("copeland", "copeland_wins")


@dataclass(frozen=True, eq=False)
class OwnIndex:
    """What the tables come to."""

    stages: Stages
    drawn: Uncertainty
    draws: int


def work_out(data: bytes, meta: bytes, config: bytes = b"") -> OwnIndex:
    """The index of two tables, each up to a mebibyte of plain CSV, and its draws.

    Raises `SourceError` with file, line and field for what cannot be read or worked out, and for what is too large to
    be worked out for whoever asks; the command line knows no such bounds.
    """
    for name, content in (("iData.csv", data), ("iMeta.csv", meta), ("model.toml", config)):
        if len(content) > MOST_BYTES:
            raise SourceError("is larger than 1 MiB", file=name, hint="Use technopole observatory composite.")
        if content.startswith(b"\x1f\x8b"):
            raise SourceError("is compressed", file=name, hint="Give the plain file.")
    model = composite_model.read(io.BytesIO(config), "model.toml") if config.strip() else composite_model.Model()
    told = composite_tables.read_meta(io.BytesIO(meta), "iMeta.csv")
    table = composite_tables.read_data(io.BytesIO(data), "iData.csv", told)
    units, elements = len(table.units.codes), len(told.structure.ordered)
    if units > MOST_UNITS or units * elements > MOST_CELLS:
        what = f"has {units:,} units and {elements:,} elements, more than {MOST_UNITS} units or {MOST_CELLS:,} cells"
        raise SourceError(what, file="iData.csv", hint="Use technopole observatory composite.")
    varied = _variations(model, told.structure.depth)
    try:
        stages = composite.build(told.structure, table.units, model.options)
        draws = _draws(model, varied, units, elements)
        seed = model.uncertainty.seed if model.uncertainty is not None else 1
        return OwnIndex(stages, composite.uncertainty(stages, varied, draws, seed), draws)
    except Refused as refused:
        raise composite_tables.located(refused, told, table, "model.toml") from None


def _variations(model: composite_model.Model, depth: int) -> Variations:
    """What the choices say is uncertain; else weights by a quarter, and ranks instead of the scale."""
    if model.uncertainty is None:
        own = model.options.normalise
        ranks = replace(own, method="rank")
        same = own.method == "rank"
        return Variations(dict.fromkeys(range(1, depth), 0.25), normalise=() if same else (own, ranks))
    varied = model.variations(depth)
    combinations = 1
    for step in varied.steps:
        combinations *= len(getattr(varied, step))
    if combinations > MOST_COMBINATIONS:
        told = f"{combinations:,} combinations of alternatives are more than {MOST_COMBINATIONS}"
        raise SourceError(told, file="model.toml", field="uncertainty", hint="Use technopole observatory composite.")
    return varied


def _draws(model: composite_model.Model, varied: Variations, units: int, elements: int) -> int:
    asked = model.uncertainty.draws if model.uncertainty is not None else MOST_DRAWS
    rules = [model.options.aggregate.method, *(each.method for each in varied.aggregate)]
    outranked = any(name in OUTRANKING for rule in rules for name in ((rule,) if isinstance(rule, str) else rule))
    work = units * elements * (units if outranked else 1)
    return min(asked, MOST_DRAWS, max(LEAST_DRAWS, STEPS // max(1, work)))
