"""Measuring: each indicator that says how it is computed, where its definition or its data changed.

A run keeps all that led to its values: the statement as it was run, the versions of the data, how many records there
were, and the records themselves. Values of earlier runs stay as vintages; their records and disaggregations go when
newer ones are there. One indicator that fails stops none of the others.
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import transaction

from technopole.core import clock
from technopole.core.errors import Conflict, SourceError, TechnopoleError
from technopole.lake import sql
from technopole.lake.datasets import Dataset, datasets, tables_of
from technopole.methods import periods
from technopole.observatory import queries as observed
from technopole.observatory.measuring import computing, definition, snapshot, tables
from technopole.observatory.measuring.computing import Value
from technopole.observatory.measuring.definition import Definition
from technopole.observatory.models import Indicator, Measurement, Measuring
from technopole.sources.spelling import nearest

KEEP_RECORDS = 2
"""Runs of an indicator whose records and disaggregations stay; of older ones the values of the whole stay."""
KEEP_RUNS = 100
"""Runs of an indicator whose values stay."""

Status = Literal["measured", "unchanged", "waiting", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one indicator."""

    indicator: str
    status: Status
    records: int = 0
    values: int = 0
    seconds: float = 0.0
    problem: str = ""
    """What is missing or went wrong, and what to do."""


Told = Callable[[Outcome], object]


def folder() -> Path:
    """Where the records of the runs lie."""
    return Path(settings.HOME) / "observatory" / "records"


def run(
    lake: Path, only: Iterable[str] | None = None, force: bool = False, again: bool = True, told: Told | None = None
) -> list[Outcome]:
    """Measure the indicators (those named in `only`) where something changed; `force` also where nothing did, `again`
    also where the very same failed before. `told` hears of each as it ends.

    The lake is taken as it is: bring the snapshot of the centre up to date first. Raises `TechnopoleError` for a name
    in `only` that cannot be measured, and `Conflict` if another process is measuring.
    """
    chosen = _chosen(only)
    outcomes = []
    with _alone():
        held = _held(lake)
        for indicator in chosen:
            outcome = _brought_up(indicator, lake, held, force, again)
            if told:
                told(outcome)
            outcomes.append(outcome)
        _tidy()
    return outcomes


def _chosen(only: Iterable[str] | None) -> list[Indicator]:
    stated = Indicator.objects.exclude(measure={}).order_by("key")
    if only is None:
        return list(stated)
    found = {each.key: each for each in stated}
    for key in only:
        if key in found:
            continue
        if Indicator.objects.filter(key=key).exists():
            raise TechnopoleError(
                f"The indicator {key!r} is only reported.", hint="Say under `measure:` how it is computed."
            )
        raise TechnopoleError(f"There is no indicator {key!r}.", hint=nearest(key, found) or "See them with --list.")
    return [found[key] for key in dict.fromkeys(only)]


@dataclass(frozen=True)
class _Table:
    dataset: str
    version: str
    about: Mapping[str, Any]


def _held(lake: Path) -> dict[str, _Table]:
    """The tables of the current versions."""
    found: dict[str, _Table] = {}
    for name in datasets(lake):
        dataset = Dataset(lake, name)
        version = dataset.current()
        if version is not None:
            manifest = dataset.manifest(version)
            about = {**manifest, **(manifest.get("about") or {})}
            found |= {table: _Table(name, version, about) for table in tables_of(manifest, name)}
    return found


def _brought_up(indicator: Indicator, lake: Path, held: Mapping[str, _Table], force: bool, again: bool) -> Outcome:
    key = indicator.key
    try:
        wanted = definition.read(key, indicator.place or observed.own_place(), indicator.measure)
        columns, read = definition.records_of(wanted)
    except SourceError as error:
        return _failed(Measuring(indicator=key, query=indicator.measure.get("records", "")), error, 0.0)
    if missing := sorted(table for table in read if table not in held):
        command = tables.LOADED_BY.get(missing[0], "")
        hint = f" `technopole {command}` loads it." if command else ""
        return Outcome(key, "waiting", problem=f"Nothing was loaded that has the table {missing[0]!r}.{hint}")
    used = {held[table].dataset: held[table] for table in sorted(read)}
    made = Measuring(
        indicator=key, query=_as_run(wanted), fingerprint=wanted.fingerprint,
        data={name: each.version for name, each in used.items()},
        samples={name: each.about.get("coverage") or {} for name, each in used.items() if each.about.get("sample")},
        synthetic=any(each.about.get("synthetic") for each in used.values()),
    )  # fmt: skip
    before = Measuring.objects.filter(indicator=key).order_by("-id").first()
    if not force and before is not None and _is_same(before, made):
        if before.status != Measuring.FAILED:
            return Outcome(key, "unchanged", before.records)
        if not again:
            return Outcome(key, "failed", problem=before.problem)
    begun = time.perf_counter()
    try:
        return _measured(wanted, made, lake, columns, begun)
    except Exception as error:  # whatever is wrong with one, the others are still wanted
        return _failed(made, error, time.perf_counter() - begun)


def _is_same(before: Measuring, now: Measuring) -> bool:
    there = not before.file or (folder() / before.file).is_file()
    return before.fingerprint == now.fingerprint and before.data == now.data and there


def _measured(wanted: Definition, made: Measuring, lake: Path, columns: dict[str, str], begun: float) -> Outcome:
    day = str(clock.today())
    if snapshot.NAME in made.data:
        day = snapshot.day_of(lake, made.data[snapshot.NAME])
    name = f"{wanted.indicator}/{clock.now():%Y%m%dT%H%M%S%f}.parquet"
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with sql.opened(lake, versions=made.data, memory=computing.MEMORY, seconds=computing.SECONDS) as opened:
        rows = computing.write_records(wanted, opened, columns, day, path)
    kept = definition.stored_columns(columns)
    values = computing.values_of(wanted, folder().parent, path, kept, day) if rows else []
    made.status = Measuring.DONE if values else Measuring.EMPTY
    made.records, made.file = rows, name
    made.seconds, made.measured_at = round(time.perf_counter() - begun, 3), clock.now()
    with transaction.atomic():
        made.save()
        Measurement.objects.bulk_create([_row(made, each) for each in values], batch_size=2000)
        _forget(wanted.indicator)
    return Outcome(wanted.indicator, "measured", rows, len(values), made.seconds)


def _row(made: Measuring, value: Value) -> Measurement:
    start, end = periods.span(value.period)
    label = value.label or {}
    return Measurement(
        measuring=made, place=value.place, period=value.period, period_start=start, period_end=end,
        dimension=value.dimension, member=value.member[:200], label_en=label.get("en", "")[:300],
        label_zh=label.get("zh", "")[:300], value=value.value, records=value.records,
    )  # fmt: skip


def _failed(made: Measuring, error: BaseException, seconds: float) -> Outcome:
    made.status, made.problem = Measuring.FAILED, computing.failure(error)
    made.seconds, made.measured_at = round(seconds, 3), clock.now()
    with transaction.atomic():
        Measuring.objects.filter(indicator=made.indicator, status=Measuring.FAILED).delete()  # only the last is told
        made.save()
    return Outcome(made.indicator, "failed", seconds=seconds, problem=made.problem)


def _forget(indicator: str) -> None:
    """Of older runs only the values of the whole stay, and of very old ones nothing."""
    runs = list(Measuring.objects.filter(indicator=indicator).exclude(status=Measuring.FAILED).order_by("-id"))
    old = [each.pk for each in runs[KEEP_RECORDS:]]
    Measurement.objects.filter(measuring__in=old).exclude(dimension="").delete()
    Measuring.objects.filter(pk__in=old).exclude(file="").update(file="")
    Measuring.objects.filter(pk__in=[each.pk for each in runs[KEEP_RUNS:]]).delete()


def _tidy() -> None:
    """Remove files of records that no run has any more, those of killed runs among them."""
    wanted = set(Measuring.objects.exclude(file="").values_list("file", flat=True))
    for path in folder().glob("*/*"):
        if path.relative_to(folder()).as_posix() not in wanted:
            path.unlink(missing_ok=True)


def _as_run(wanted: Definition) -> str:
    """The statement with the values of its parameters, so that a reader can run it again."""
    given = [f"-- ${name} = {_short(value)}" for name, value in wanted.bound("").items() if name != definition.DAY]
    return "\n".join([*given, "", wanted.records.strip(), "", "-- value", wanted.value.strip()])


def _short(value: Any) -> str:
    return ", ".join(map(repr, value)) if isinstance(value, Sequence) and not isinstance(value, str) else repr(value)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder().parent / ".measuring").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict("Another process is measuring.", hint="Wait until it has ended.") from None
        yield
