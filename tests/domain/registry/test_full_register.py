"""All of ROR beside the demo centre: loaded, loaded again, and found by the names that people type."""

from pathlib import Path

import pytest

from technopole.centre import loader
from technopole.core.models import Change, OutboxEntry
from technopole.registry import ror_load
from technopole.registry.models import Identifier, Organisation
from technopole.search import worker
from technopole.search.query import search

CENTRE = Path(__file__).resolve().parents[3] / "centres" / "shanghai"
FUDAN, JIAO_TONG = "013q1eq08", "0220qvk04"
KNOWN = {
    "复旦大学": FUDAN, "復旦大學": FUDAN, "复旦": FUDAN, "Fudan": FUDAN, "Fudan Univ": FUDAN, "Fudan University": FUDAN,
    "SJTU": JIAO_TONG, "上海交大": JIAO_TONG, "上海交通大学": JIAO_TONG, "Shanghai Jiao Tong University": JIAO_TONG,
    "MIT": "042nb2s44", "华东师范大学": "02n96ep67", "ECNU": "02n96ep67",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
def test_all_of_ror_loads_once_and_known_names_find_who_is_meant(shared):
    file = shared / "data" / "registry" / "ror.jsonl.gz"
    loader.load(CENTRE)
    own = Organisation.objects.filter(reference=False).count()
    report = ror_load.load(file)
    assert report.total > 120_000
    assert Organisation.objects.filter(reference=False).count() == own

    before = Organisation.objects.count(), Change.objects.count(), OutboxEntry.objects.count()
    again = ror_load.load(file)
    assert (again.created, again.changed, again.unchanged) == (0, 0, report.total)
    assert (Organisation.objects.count(), Change.objects.count(), OutboxEntry.objects.count()) == before

    assert not (
        Identifier.objects.filter(scheme="ror").values("value").order_by().distinct().count()
        - Identifier.objects.filter(scheme="ror").count()
    ), "two organisations bear one ROR id"

    assert worker.rebuild() >= Organisation.objects.count()
    first = {}
    for text in KNOWN:
        hits = search(worker.open_index(), text, kinds=["organisation"], limit=1, count_facets=False).hits
        found = Organisation.objects.filter(uid=hits[0].uid) if hits else Organisation.objects.none()
        first[text] = Identifier.objects.filter(organisation__in=found, scheme="ror").values_list("value", flat=True).first()
    assert first == KNOWN
