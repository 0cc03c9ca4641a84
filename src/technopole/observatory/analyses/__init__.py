"""The analyses that the observatory makes of the lake: one line each.

A new one: a module beside this one with its `Analyser`, and its line in `REGISTERED`; a page that reads its rows of
`observatory.models.Analysis`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from technopole.observatory.analyses import emerging, gii_clusters, networks, running, specialisation
from technopole.observatory.analyses.running import Analyser, Context, Outcome, Result

__all__ = ["REGISTERED", "Analyser", "Context", "Outcome", "Result", "run"]

REGISTERED: tuple[Analyser, ...] = (
    networks.NETWORKS,
    networks.NETWORK_OF_APPLICANTS,
    emerging.EMERGING,
    gii_clusters.ANALYSER,
    *specialisation.ANALYSERS,
)
"""In the order in which they are made."""


def run(
    lake_folder: Path, only: Iterable[str] | None = None, force: bool = False, place: str | None = None,
    told: Callable[[Outcome], object] | None = None,
) -> list[Outcome]:  # fmt: skip
    """Bring all analyses (those named in `only`) up to date with the lake, as `running.run` does."""
    return running.run(REGISTERED, lake_folder, only, force, place, told)
