"""A published ranking as it was printed: its lines with their change from the edition before, and calculated again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from technopole.methods.clusters import ranking as ranks
from technopole.methods.clusters.printed import Again, again
from technopole.observatory.models import RankedCluster

MEASURES = {"pct_applications": "pct_share", "publications": "publications_share"}
"""What is counted, and where its printed share of the world stands."""


@dataclass(frozen=True)
class Line:
    """A cluster of an edition."""

    row: RankedCluster
    previous: int | None
    """Its rank in the edition before."""
    calculated: float | None = None
    """Its total share, unrounded, from the printed counts."""
    rank_by: tuple[tuple[str, int], ...] = ()
    """(measure, rank by it alone, among the clusters of the table)."""

    @property
    def change(self) -> int | None:
        """Ranks won (above 0) or lost since the edition before."""
        return None if self.previous is None else self.previous - self.row.rank


@dataclass(frozen=True)
class Published:
    """One edition of a ranking that prints more than ranks."""

    ranking: str
    edition: int
    before: int | None
    """The edition that changes are told from."""
    lines: tuple[Line, ...]
    check: Again | None
    """What calculating it again from its counts gave; None where the print does not give all that it takes."""

    @cached_property
    def own(self) -> Line | None:
        """The cluster that the centre lies in."""
        return next((line for line in self.lines if line.row.own), None)

    def line(self, cluster: str) -> Line | None:
        return next((line for line in self.lines if line.row.cluster == cluster), None)


def newest(ranking: str = "gii") -> Published | None:
    """The newest edition with shares; None where the centre has no such ranking. Cost: one query."""
    rows = list(RankedCluster.objects.filter(ranking=ranking).order_by("-edition", "rank", "name_en"))
    whole = [row.edition for row in rows if row.total_share]
    if not whole:
        return None
    edition = max(whole)
    earlier = [row.edition for row in rows if row.edition < edition]
    before = max(earlier) if earlier else None
    printed = [row for row in rows if row.edition == edition]
    previous = {row.cluster: row.rank for row in rows if row.edition == before}
    check = calculated_again(printed)
    by = _ranks_by_measure(printed)
    lines = tuple(
        Line(
            row,
            previous.get(row.cluster),
            float(check.ranking.score[number]) if check else None,
            tuple((measure, int(places[number])) for measure, places in by.items()),
        )
        for number, row in enumerate(printed)
    )
    return Published(ranking, edition, before, lines, check)


def history(ranking: str, cluster: str) -> list[tuple[int, int]]:
    """(edition, rank) of a cluster, the newest first."""
    rows = RankedCluster.objects.filter(ranking=ranking, cluster=cluster).order_by("-edition")
    return [(row.edition, row.rank) for row in rows]


def calculated_again(rows: Sequence[RankedCluster]) -> Again | None:
    """The ranking calculated from its printed counts; None where some are missing or contradict their shares."""
    if not rows or any(_lacks(row) for row in rows):
        return None
    decimals = max(len(row.total_share.partition(".")[2]) for row in rows)
    try:
        return again(
            {measure: [getattr(row, measure) for row in rows] for measure in MEASURES},
            {measure: [float(getattr(row, share)) for row in rows] for measure, share in MEASURES.items()},
            [float(row.total_share) for row in rows],
            [row.rank for row in rows],
            decimals,
        )
    except ValueError:
        return None


def _lacks(row: RankedCluster) -> bool:
    shares = (row.total_share, *(getattr(row, share) for share in MEASURES.values()))
    return not all(shares) or any(getattr(row, measure) is None for measure in MEASURES)


def _ranks_by_measure(rows: Sequence[RankedCluster]) -> dict[str, np.ndarray]:
    counted = {measure: [getattr(row, measure) for row in rows] for measure in MEASURES}
    return {measure: ranks.places(values) for measure, values in counted.items() if None not in values}
