"""observatory composite: a composite index from a table of indicators and the tree they stand in."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from technopole.cli.input import called, opened
from technopole.cli.output import whole
from technopole.core.errors import TechnopoleError

_TOLD = 8
"""Codes that a note names."""


def add_verb(verbs: Any) -> None:
    composite = verbs.add_parser(
        "composite",
        help="a composite index: scores of every level, and ranks",
        description="Denominates, imputes, screens, treats, normalises and aggregates; iData and iMeta as COINr's.",
    )
    composite.add_argument("--data", metavar="iData.csv", required=True, help="a row for each unit; - is stdin")
    composite.add_argument("--meta", metavar="iMeta.csv", required=True, help="the tree: level, parent, weight, …")
    composite.add_argument("--config", metavar="model.toml", help="other choices than the six steps of COINr's example")
    composite.add_argument("--output", metavar="OUT.csv", required=True, help="what to write; - is standard output")
    composite.add_argument("--stages", metavar="DIR", help="write the table after each step into this folder, too")
    composite.add_argument("--report", metavar="OUT.json", help="write treatments, correlations, weights, sensitivity")
    composite.set_defaults(run=_composite)


def _composite(arguments: argparse.Namespace) -> int:
    from technopole.methods import composite
    from technopole.sources import composite_model, composite_tables

    named = (arguments.data, arguments.meta, arguments.config)
    if named.count("-") > 1:
        raise TechnopoleError("Only one file can be read from standard input.", hint="Name the others.")
    model, config = composite_model.Model(), ""
    if arguments.config:
        config = called(arguments.config)
        with opened(arguments.config) as source:
            model = composite_model.read(source, config)
    with opened(arguments.meta) as source:
        meta = composite_tables.read_meta(source, called(arguments.meta))
    with opened(arguments.data) as source:
        data = composite_tables.read_data(source, called(arguments.data), meta)
    try:
        stages = composite.build(meta.structure, data.units, model.options)
        drawn = sobol = None
        varied = model.variations(meta.structure.depth)
        if (asked := model.uncertainty) is not None:
            drawn = composite.uncertainty(stages, varied, asked.draws, asked.seed)
        if (asked := model.sensitivity) is not None:
            sobol = composite.sensitivity(stages, varied, asked.draws, asked.seed, asked.estimator, asked.resamples)
        told = composite.report(stages, sobol) if arguments.report else None
    except composite.Refused as error:
        raise composite_tables.located(error, meta, data, config) from None
    if arguments.stages:
        _write_stages(Path(arguments.stages), stages)
    if told is not None:
        with whole(arguments.report) as out:
            out.write((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    header, rows = _table(stages, drawn)
    _write(arguments.output, header, rows)
    if arguments.output != "-":
        _notes(stages)
    return 0


def _table(stages: Any, drawn: Any) -> tuple[list[str], Iterable[Sequence[object]]]:
    codes = [element.code for element in stages.structure.aggregates]
    header = ["uCode", *codes, "Rank"]
    ranks = ["" if rank != rank else int(rank) for rank in stages.ranks.tolist()]
    columns: list[list[Any]] = [list(stages.kept), *stages.aggregated.T.tolist(), ranks]
    if drawn is not None:
        header += ["Rank_5", "Rank_50", "Rank_95", "Score_5", "Score_50", "Score_95"]
        columns += [*drawn.rank_interval().tolist(), *drawn.score_interval().tolist()]
    return header, zip(*columns, strict=True)


def _write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from technopole.sources import number_tables

    with whole(name) as out:
        number_tables.write(out, header, rows)


def _write_stages(folder: Path, stages: Any) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{folder} cannot be used: {error.strerror}."
        raise TechnopoleError(reason, hint="Name another folder with --stages.") from None
    indicators = [element.code for element in stages.structure.indicators]
    aggregates = [element.code for element in stages.structure.aggregates]
    every, kept = stages.units.codes, stages.kept
    for name, units, header, table in (
        ("denominated", every, indicators, stages.denominated),
        ("imputed", every, indicators, stages.imputed),
        ("screened", kept, indicators, stages.complete),
        ("treated", kept, indicators, stages.treated.values),
        ("normalised", kept, indicators, stages.normalised),
        ("aggregated", kept, aggregates, stages.aggregated),
    ):
        rows = ([unit, *row] for unit, row in zip(units, table.tolist(), strict=True))
        _write(str(folder / f"{name}.csv"), ["uCode", *header], rows)


def _notes(stages: Any) -> None:
    """What somebody who reads the scores should know was done on the way."""
    import numpy as np

    from technopole.methods.composite.pipeline import grouping

    filled = int((np.isnan(stages.denominated) & ~np.isnan(stages.imputed)).sum())
    if filled:
        group = grouping(stages.units, stages.options.impute)
        by = f" by {group}" if group else ""
        sys.stderr.write(f"Missing values imputed: {filled:,} ({stages.options.impute.method}{by}).\n")
    left_out = [code for code, kept in zip(stages.units.codes, stages.screened.kept.tolist(), strict=True) if not kept]
    _tell("Units left out", left_out)
    codes = np.array([element.code for element in stages.structure.indicators])
    if len(stages.kept):
        nobody = codes[np.isnan(stages.normalised).all(axis=0)].tolist()
        _tell("Indicators that rank nobody, and count for nothing", nobody)
    if stages.options.treat.method != "none":
        hint = ' (`then = "log_ct"` under [treat] transforms them)' if stages.options.treat.then == "none" else ""
        _tell(f"Indicators that still have outliers{hint}", codes[~stages.treated.passed].tolist())


def _tell(what: str, codes: list[str]) -> None:
    if codes:
        more = f" and {len(codes) - _TOLD:,} more" if len(codes) > _TOLD else ""
        sys.stderr.write(f"{what}: {', '.join(codes[:_TOLD])}{more}.\n")
