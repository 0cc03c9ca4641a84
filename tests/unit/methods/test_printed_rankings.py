"""A printed ranking of clusters calculated again from its own counts."""

import csv
from pathlib import Path

import pytest

from technopole.methods.clusters.printed import again, world_total


def test_all_ranks_of_the_print_of_2023_follow_from_its_counts(shared: Path) -> None:
    with (shared / "data/observatory/wipo_gii/gii2023_top_clusters.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts = {name: [float(row[name]) for row in rows] for name in ("pct_applications", "publications")}
    shares = {
        "pct_applications": [float(row["pct_share_pct"]) for row in rows],
        "publications": [float(row["pub_share_pct"]) for row in rows],
    }
    totals, ranks = [float(row["total_share_pct"]) for row in rows], [int(row["rank_2023"]) for row in rows]
    found = again(counts, shares, totals, ranks)
    assert found.totals["pct_applications"] == pytest.approx(1_255_863, abs=1)
    assert found.totals["publications"] == pytest.approx(7_462_564, abs=1)
    assert found.same_ranks == len(rows) == 34
    assert found.farthest < 0.0525


def test_a_total_that_no_share_fits_or_that_none_tells_is_refused() -> None:
    assert world_total([50.0, 25.0], [5.0, 2.5]) == pytest.approx((100 * 50 / 5.05, 100 * 50 / 4.95))
    with pytest.raises(ValueError, match="No total"):
        world_total([50.0, 25.0], [5.0, 9.0])
    with pytest.raises(ValueError, match="all 0"):
        world_total([1.0], [0.0])
