"""Published rankings of clusters: read from the centre's table, with the digits of the print."""

import pytest

from technopole.core.errors import SourceError
from technopole.core.sourced import By, put
from technopole.observatory.clusters.kinds import ranked_cluster_from_row
from technopole.observatory.models import RankedCluster

ROW = {
    "id": "gii-2023-a", "ranking": "gii", "edition": "2023", "cluster": "a", "rank": "5", "name_en": "A–B",
    "name_zh": "甲—乙", "economy": "CN|HK", "pct_applications": "32,924", "publications": "162635", "pct_share": "2.6",
    "publications_share": "2.2", "total_share": "4.8", "latitude": "31.2", "longitude": "121.3", "own": "yes",
    "source": "https://example.org/print",
}  # fmt: skip


@pytest.mark.django_db
def test_a_row_becomes_a_line_of_the_ranking_with_the_digits_of_the_print() -> None:
    put("ranked_cluster", "centre", "t:a", ranked_cluster_from_row(ROW | {"total_share": "4.80"}), By(label="test"))
    line = RankedCluster.objects.get()
    assert (line.edition, line.rank, line.cluster, line.economies, line.own) == (2023, 5, "a", ["CN", "HK"], True)
    assert (line.pct_applications, line.publications, line.total_share) == (32924, 162635, "4.80")
    assert line.sources == ["https://example.org/print"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rank", "0"), ("rank", "first"), ("edition", "23"), ("economy", "China"), ("pct_share", "101"),
        ("publications", "1.5"), ("name_en", ""), ("cluster", "A B"), ("source", ""), ("latitude", "131"),
    ],
)  # fmt: skip
def test_a_wrong_cell_of_a_ranking_is_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(SourceError) as refused:
        ranked_cluster_from_row({**ROW, field: value, **({"name_zh": ""} if field == "name_en" else {})})
    assert refused.value.field == field
