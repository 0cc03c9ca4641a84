"""The centre's own public rows in the lake."""

import pytest
from measured_world import BY, indicator

from technopole.core.sourced import put
from technopole.lake import home, sql
from technopole.observatory import queries
from technopole.observatory.measuring import engine, snapshot
from technopole.observatory.models import Indicator, Measurement, Measuring

pytestmark = pytest.mark.django_db
ORGANISATION = {"names": [{"value": "Light Lab", "language": "en", "kind": "display"}], "types": ["company"]}


def observation(value: str, status: str = "actual", key: str = "a") -> None:
    record = {
        "key": key, "indicator": "gdp", "place": "town", "period": "2024", "value": value, "status": status,
        "unit": "count", "sources": ["https://example.org/"],
    }  # fmt: skip
    put("observation", "centre", f"t:{key}", record, BY)


def test_it_has_what_is_public_with_the_figure_that_pages_show_and_leaves_out_what_is_made_up() -> None:
    indicator("gdp", measure=None)
    observation("10", "claim", "said")
    observation("12")
    put("organisation", "centre", "t:light", {**ORGANISATION, "key": "light"}, BY)
    put("organisation", "centre", "t:fake", {**ORGANISATION, "key": "fake", "synthetic": True}, BY)
    version = snapshot.bring_up_to_date(home.folder())
    with sql.opened(home.folder()) as lake:
        assert lake.rows("SELECT key, types FROM organisations") == [{"key": "light", "types": ["company"]}]
        assert lake.rows("SELECT value FROM observations WHERE headline") == [{"value": 12.0}]
    assert snapshot.bring_up_to_date(home.folder()) == version


def test_there_is_a_new_version_only_when_something_in_it_differs() -> None:
    indicator("gdp", measure=None)
    observation("12")
    first = snapshot.bring_up_to_date(home.folder())
    indicator("gdp", measure=None, definition={"en": "What is made in a year"})  # no table holds definitions
    assert snapshot.bring_up_to_date(home.folder()) == first
    observation("13")
    assert snapshot.bring_up_to_date(home.folder()) != first


def test_what_is_counted_as_of_a_day_keeps_its_earlier_days() -> None:
    indicator("stock", measure={
        "records": "SELECT CAST($day AS DATE) AS period, uid AS record FROM organisations", "value": "count(*)",
        "stock": True,
    })  # fmt: skip
    put("organisation", "centre", "t:light", {**ORGANISATION, "key": "light"}, BY)
    snapshot.bring_up_to_date(home.folder())
    engine.run(home.folder())
    Measurement.objects.update(period="2026-01-01", period_end="2026-01-01")
    put("organisation", "centre", "t:other", {**ORGANISATION, "key": "other"}, BY)
    snapshot.bring_up_to_date(home.folder())
    engine.run(home.folder())
    assert Measuring.objects.count() == 2
    points = queries.series(Indicator.objects.get()).points
    assert [(point.period, point.value) for point in points][0] == ("2026-01-01", 1)
    assert len(points) == 2 and points[-1].value == 2
