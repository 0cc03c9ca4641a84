"""Analyses of what the lake holds: computed once for each load, kept, and shown by pages without a look into the lake.

An analyser says which tables it needs and computes one or several results from them. It is run again when a table it
reads has a new version, or when what it was asked or its code changed; its results are then replaced together, so that
a page never shows half of an old and half of a new computation.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from django.db import transaction

from technopole.core import clock
from technopole.core.errors import TechnopoleError
from technopole.lake import datasets, sql
from technopole.observatory import queries
from technopole.observatory.models import Analysis
from technopole.registry import vocabulary

MADE_WITH = "made_with"
"""Where a stored result's parameters say what it was made with, besides what the analyser itself says there."""
MEMORY, SECONDS = "1GB", 3600.0
"""What the engine may take for one analyser."""

Status = Literal["made", "unchanged", "absent", "failed"]
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """One result of an analyser. `scope` tells several of them apart."""

    scope: str
    parameters: Mapping[str, Any]
    """What a reader should know of how it was computed: limits, ways of counting, years."""
    result: Mapping[str, Any]
    """JSON; numbers finite."""


@dataclass(frozen=True)
class Context:
    """What an analyser may know besides the lake."""

    place: str
    """The centre's place; empty where nothing that was loaded lies there."""
    data: Mapping[str, str]
    """{dataset: version} of all that is read."""

    @cached_property
    def both(self) -> Mapping[str, Texts]:
        """{key: {"en", "zh"}} of the world's countries, by their two letters, and of the centre's places."""
        return {**vocabulary.countries(), **vocabulary.terms("place")}

    def names(self, language: str) -> dict[str, str]:
        """{key: name} of the same in one language, `en` or `zh`; the other one where it has none."""
        return {key: texts.get(language) or next(iter(texts.values()), key) for key, texts in self.both.items()}


@dataclass(frozen=True)
class Analyser:
    """A kind of analysis."""

    name: str
    """The name of its results in the store."""
    needs: tuple[str, ...]
    """Tables of the lake without which there is nothing to compute."""
    compute: Callable[[sql.Lake, Context], Iterable[Result]]
    """Gives at least one result, even where what was found is nothing."""
    code: int = 1
    """Counted up when the same data are to give another result."""
    uses: tuple[str, ...] = ()
    """Tables that are read, too, if they are there."""
    asked: Mapping[str, Any] = field(default_factory=dict)
    """Parameters by which it is made; a change makes it again."""


@dataclass(frozen=True)
class Outcome:
    """What became of an analyser."""

    name: str
    status: Status
    scopes: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: str = ""
    """What is missing or went wrong, and what to do."""


@dataclass(frozen=True)
class _Table:
    dataset: str
    version: str


def run(
    analysers: Sequence[Analyser], lake_folder: Path, only: Iterable[str] | None = None, force: bool = False,
    place: str | None = None, told: Callable[[Outcome], object] | None = None,
) -> list[Outcome]:  # fmt: skip
    """Bring the results of the analysers (those named in `only`) up to date with the lake; one that fails stops none.

    `place` is the centre's place (default: its own; of a centre that states none, the one that most addresses are in).
    `force` computes what is unchanged,
    too. `told` hears of each as it ends. Raises `TechnopoleError` for a name in `only` that no analyser has.
    """
    chosen = _chosen(analysers, only)
    tables, about = _held(lake_folder)
    own = (queries.own_place() or _place(lake_folder, tables)) if place is None else place
    outcomes = []
    for analyser in chosen:
        outcome = _brought_up(analyser, lake_folder, tables, about, own, force)
        if told:
            told(outcome)
        outcomes.append(outcome)
    return outcomes


def _chosen(analysers: Sequence[Analyser], only: Iterable[str] | None) -> list[Analyser]:
    if only is None:
        return list(analysers)
    wanted, known = set(only), {each.name for each in analysers}
    if wanted - known:
        raise TechnopoleError(
            f"There is no analysis {sorted(wanted - known)[0]!r}.", hint=f"There are: {', '.join(sorted(known))}."
        )
    return [each for each in analysers if each.name in wanted]


def _held(folder: Path) -> tuple[dict[str, _Table], dict[str, dict[str, Any]]]:
    """The tables of the current versions, and what each dataset's manifest says of itself."""
    tables: dict[str, _Table] = {}
    about: dict[str, dict[str, Any]] = {}
    for name in datasets.datasets(folder):
        dataset = datasets.Dataset(folder, name)
        version = dataset.current()
        if version is None:
            continue
        manifest = dataset.manifest(version)
        about[name] = {**manifest, **(manifest.get("about") or {})}
        tables |= {table: _Table(name, version) for table in datasets.tables_of(manifest, name)}
    return tables, about


def _place(folder: Path, tables: Mapping[str, _Table]) -> str:
    if "affiliations" not in tables:
        return ""
    statement = "SELECT place FROM affiliations WHERE place <> '' GROUP BY place ORDER BY count(*) DESC, place LIMIT 1"
    with sql.opened(folder) as lake:
        found = lake.rows(statement)
    return str(found[0]["place"]) if found else ""


def _brought_up(
    analyser: Analyser, folder: Path, tables: Mapping[str, _Table], about: Mapping[str, Mapping[str, Any]],
    place: str, force: bool,
) -> Outcome:  # fmt: skip
    missing = [table for table in analyser.needs if table not in tables]
    if missing:
        return Outcome(analyser.name, "absent", problem=f"Nothing was loaded that has the table {missing[0]!r}.")
    read = {tables[table] for table in (*analyser.needs, *analyser.uses) if table in tables}
    data = {each.dataset: each.version for each in sorted(read, key=lambda each: each.dataset)}
    made_with = json.loads(json.dumps({"code": analyser.code, "asked": dict(analyser.asked), "place": place}))
    held = list(Analysis.objects.filter(name=analyser.name).only("scope", "parameters", "data"))
    if not force and held and all(row.data == data and row.parameters.get(MADE_WITH) == made_with for row in held):
        return Outcome(analyser.name, "unchanged", tuple(row.scope for row in held))
    begun = time.perf_counter()
    try:
        with sql.opened(folder, versions=data, memory=MEMORY, seconds=SECONDS) as lake:
            results = list(analyser.compute(lake, Context(place, data)))
        seconds = time.perf_counter() - begun
        _keep(analyser.name, results, data, about, made_with, seconds)
    except Exception as error:  # whatever is wrong with one, the others are still wanted
        problem = str(error) if isinstance(error, TechnopoleError) else f"{type(error).__name__}: {error}"
        return Outcome(analyser.name, "failed", seconds=time.perf_counter() - begun, problem=problem)
    return Outcome(analyser.name, "made", tuple(each.scope for each in results), seconds)


def _keep(
    name: str, results: Sequence[Result], data: dict[str, str], about: Mapping[str, Mapping[str, Any]],
    made_with: dict[str, Any], seconds: float,
) -> None:  # fmt: skip
    """Replace all results of the name in one transaction."""
    samples = {each: about[each].get("coverage") or {} for each in data if about[each].get("sample")}
    synthetic = any(about[each].get("synthetic") for each in data)
    rows = [
        Analysis(
            name=name, scope=each.scope, parameters={**each.parameters, MADE_WITH: made_with}, data=data,
            samples=samples, synthetic=synthetic, result=dict(each.result), seconds=round(seconds, 3),
            made_at=clock.now(),
        )
        for each in results
    ]  # fmt: skip
    with transaction.atomic():
        Analysis.objects.filter(name=name).delete()
        Analysis.objects.bulk_create(rows)
