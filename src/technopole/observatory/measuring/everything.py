"""Everything that is computed from the lake, brought up to date in its order: the snapshot of the centre, whose
affiliation is whose, the indicators, the analyses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from technopole import __version__
from technopole.core import durable
from technopole.lake import home
from technopole.lake.datasets import Dataset, datasets
from technopole.observatory import analyses
from technopole.observatory.loading import affiliations
from technopole.observatory.measuring import engine, snapshot
from technopole.observatory.models import Indicator

_STAMP = "measured.json"


@dataclass
class Measured:
    """What was done."""

    indicators: list[engine.Outcome] = field(default_factory=list)
    analyses: list[analyses.Outcome] = field(default_factory=list)
    fresh: bool = True
    """False if nothing had changed since the last time, so that nothing was looked at."""

    @property
    def failed(self) -> bool:
        failed = [each.status == "failed" for each in self.indicators]
        return any([*failed, *(each.status == "failed" for each in self.analyses)])


def measure_all(
    only: Iterable[str] | None = None, force: bool = False, again: bool = True,
    told: Callable[[engine.Outcome | analyses.Outcome], object] | None = None,
) -> Measured:  # fmt: skip
    """Measure what changed; `only` names indicators, and then no analysis is made.

    `again=False` also passes over everything if nothing changed since it was last called, which costs a few queries,
    and does not try again what failed on the very same data. Raises `Conflict` if another process is measuring.
    """
    lake = home.folder()
    snapshot.bring_up_to_date(lake)
    stamp = _stamp(lake)
    kept = engine.folder().parent / _STAMP
    if not force and not again and only is None and kept.is_file() and kept.read_text() == stamp:
        return Measured(fresh=False)
    affiliations.bring_up_to_date(lake)
    done = Measured(engine.run(lake, only, force, again, told))
    if only is None:
        done.analyses = analyses.run(lake, force=force, told=told)
        durable.write_bytes(kept, _stamp(lake).encode())
    return done


def _stamp(lake: Path) -> str:
    """Another text whenever a dataset or a definition changed. Cost: one query."""
    versions = {name: Dataset(lake, name).current() for name in datasets(lake)}
    stated = list(Indicator.objects.exclude(measure={}).order_by("key").values_list("key", "place", "measure"))
    said = json.dumps([__version__, versions, stated], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
