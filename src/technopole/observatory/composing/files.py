"""The files of an index: scores, and the tables and choices that `technopole observatory composite` reads."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from technopole.methods.composite import Aggregation, Normalisation, Treatment
from technopole.observatory import lists
from technopole.observatory.composing.index import DRAWS, SENSITIVITY_DRAWS, TOP, Index
from technopole.observatory.composing.own import OwnIndex
from technopole.pages.exports import unarmed

NAMES = {
    "scores.csv": "text/csv; charset=utf-8",
    "iData.csv": "text/csv; charset=utf-8",
    "iMeta.csv": "text/csv; charset=utf-8",
    "model.toml": "application/toml; charset=utf-8",
}


def contents(index: Index, name: str, ranking: Sequence[dict[str, Any]]) -> str:
    """One of `NAMES`."""
    return {"scores.csv": _scores, "iData.csv": _data, "iMeta.csv": _meta, "model.toml": _model}[name](index, ranking)


def _scores(_index: Index, ranking: Sequence[dict[str, Any]]) -> str:
    header = ("place", "name_en", "name_zh", "score", "rank", "rank_5", "rank_50", "rank_95", "indicators_known")
    return "\ufeff" + _csv(
        header,
        (
            (row["place"], row["name"].get("en", ""), row["name"].get("zh", ""), row["score"], row["rank"],
             row["rank_5"], row["rank_50"], row["rank_95"], row["available"])
            for row in ranking
        ),
    )  # fmt: skip


def own_scores(index: OwnIndex, ranking: Sequence[dict[str, Any]]) -> str:
    """The ranking of tables that were brought, with the scores of every level."""
    codes = [element.code for element in index.stages.structure.aggregates]
    levels = dict(zip(index.stages.kept, index.stages.aggregated.tolist(), strict=True))
    header = ("uCode", *codes, "Rank", "Rank_5", "Rank_50", "Rank_95")
    rows = (
        (row["code"], *("" if np.isnan(score) else score for score in levels[row["code"]]),
         row["rank"], row["rank_5"], row["rank_50"], row["rank_95"])
        for row in ranking
    )  # fmt: skip
    return "\ufeff" + _csv(header, rows)


def _data(index: Index, _ranking: Sequence[dict[str, Any]]) -> str:
    units = index.stages.units
    rows = (
        (code, lists.place_name(code).get("en") or code, *("" if np.isnan(value) else value for value in values))
        for code, values in zip(units.codes, units.values.tolist(), strict=True)
    )
    return _csv(("uCode", "uName", *(each.key for each in index.choice.indicators)), rows)


def _meta(index: Index, _ranking: Sequence[dict[str, Any]]) -> str:
    header = ("iCode", "iName", "Level", "Parent", "Weight", "Direction", "Type", "Unit")
    rows: list[tuple[object, ...]] = [
        (element.code, element.name, 1, TOP, f"{element.weight:g}", element.direction, "Indicator",
         indicator.unit.get("id", ""))
        for element, indicator in zip(index.stages.structure.indicators, index.choice.indicators, strict=True)
    ]  # fmt: skip
    return _csv(header, [*rows, (TOP, TOP, 2, "", 1, 1, "Aggregate", "")])


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([unarmed("" if cell is None else cell) for cell in row] for row in rows)
    return out.getvalue()


def _model(index: Index, _ranking: Sequence[dict[str, Any]]) -> str:
    choice, options = index.choice, index.stages.options
    varied = index.variations
    lines = [
        "# The choices of this index: technopole observatory composite --data iData.csv --meta iMeta.csv "
        "--config model.toml --output scores.csv",
        "",
        "[impute]", f'method = "{options.impute.method}"',
        "",
        "# by what a place has before anything is filled in",
        "[screen]", "least_available = 0.0", f"never = [{', '.join(map(_text, options.screen.never))}]",
        "",
        "[treat]", *_keys(_treatment(options.treat)),
        "",
        "[normalise]", *_keys(_normalisation(options.normalise)),
        "",
        "[aggregate]", *_keys(_aggregation(options.aggregate)),
        "",
        "[uncertainty]", f"draws = {DRAWS}", f"weights = {int(choice.noise) / 100:g}",
    ]  # fmt: skip
    alternatives = {
        "treat": map(_treatment, varied.treat),
        "normalise": map(_normalisation, varied.normalise),
        "aggregate": map(_aggregation, varied.aggregate),
    }
    for name in varied.steps:
        lines.append(f"{name} = [{', '.join(map(_inline, alternatives[name]))}]")
    if index.moved_by is not None:
        lines += ["", "[sensitivity]", f"draws = {SENSITIVITY_DRAWS}"]
    return "\n".join(lines) + "\n"


def _treatment(each: Treatment) -> dict[str, str]:
    if each.method == "none":
        return {"method": _text("none")}
    return {"method": _text(each.method), "most_points": str(each.most_points), "then": _text(each.then)}


def _normalisation(each: Normalisation) -> dict[str, str]:
    ends = {
        "minmax": {"low": f"{each.low:g}", "high": f"{each.high:g}"},
        "zscore": {"mean": f"{each.mean:g}", "deviation": f"{each.deviation:g}"},
    }
    return {"method": _text(each.method), **ends.get(each.method, {})}


def _aggregation(each: Aggregation) -> dict[str, str]:
    return {"method": _text(str(each.method))}


def _keys(values: dict[str, str]) -> list[str]:
    return [f"{key} = {value}" for key, value in values.items()]


def _inline(values: dict[str, str]) -> str:
    return "{ " + ", ".join(_keys(values)) + " }"


def _text(value: str) -> str:
    """Codes of places and names of methods: no quotes or backslashes stand in them."""
    return f'"{value}"'
