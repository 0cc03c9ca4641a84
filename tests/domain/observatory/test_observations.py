"""Observations: exact values, one headline a period, contradicting claims kept side by side."""

from decimal import Decimal
from typing import Any

import pytest

from technopole.core.errors import SourceError
from technopole.core.sourced import By, put, put_many
from technopole.observatory import queries, words
from technopole.observatory.kinds import indicator_from_document, observation_from_row
from technopole.observatory.models import Indicator, Observation

ROW = {
    "indicator": "firms", "place": "town", "period": "2020", "value": "16,600", "unit": "count", "status": "actual",
    "published": "2025-11-27", "source": "https://example.org/late",
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "id": "firms", "core": 1, "group": "enterprises", "name": {"en": "Firms", "zh": "企业"},
    "unit": {"id": "count", "en": "firms", "zh": "家", "decimals": 0}, "direction": "up", "place": "town",
    "baseline": {"period": "2020", "value": 17012},
    "target": {"period": "2025", "operator": ">", "value": 26000, "source": "https://example.org/plan"},
}  # fmt: skip


def load(*rows: dict[str, str], document: dict[str, Any] | None = None) -> Indicator:
    by = By(label="test")
    put("indicator", "centre", "t:firms", indicator_from_document(document or DOCUMENT), by)
    records = (observation_from_row({**ROW, **row}) for row in rows)
    list(put_many("observation", "centre", ((record["key"], record) for record in records), by))
    return Indicator.objects.get()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("value", "a lot", "is not a number"),
        ("value", "4,5", "is not a number"),
        ("value", "", "is empty"),
        ("period", "lately", "is not a date"),
        ("status", "guessed", "is not known"),
        ("published", "2025-13", "month"),
        ("indicator", "", "is empty"),
        ("source", "", "names no source"),
    ],
)
def test_a_wrong_cell_of_an_observation_is_refused(field: str, value: str, reason: str) -> None:
    with pytest.raises(SourceError) as refused:
        observation_from_row({**ROW, field: value})
    assert refused.value.field == field
    assert reason in str(refused.value)


def test_a_missing_figure_may_not_have_a_number() -> None:
    with pytest.raises(SourceError, match="the status is missing"):
        observation_from_row({**ROW, "status": "missing"})


def test_a_corrected_value_keeps_its_observations_key() -> None:
    assert observation_from_row(ROW)["key"] == observation_from_row({**ROW, "value": "16601"})["key"]
    assert observation_from_row(ROW)["key"] != observation_from_row({**ROW, "source": "https://other.org"})["key"]


@pytest.mark.django_db
def test_a_value_keeps_the_digits_its_source_gives() -> None:
    load({"value": "4.50"})
    observation = Observation.objects.get()
    assert observation.stated == "4.50"
    assert observation.number == Decimal("4.50")
    assert observation.value == Decimal("4.5")


@pytest.mark.django_db
def test_contradicting_claims_are_both_kept_and_never_averaged() -> None:
    early = {"value": "17012", "published": "2021-06-05", "source": "https://example.org/early"}
    found = queries.series(load({}, early))
    (point,) = found.points
    assert point.value == Decimal(16600)
    assert [other.number for other in point.conflicting] == [Decimal(17012)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"status": "actual", "published": ""}, {"status": "preliminary", "published": "2026"}),
        ({"status": "preliminary", "published": ""}, {"status": "derived", "published": "2026"}),
        ({"status": "derived", "published": ""}, {"status": "claim", "published": "2026"}),
        ({"status": "restated", "published": "2022"}, {"status": "actual", "published": "2013"}),
        ({"status": "actual", "published": "2024"}, {"status": "restated", "published": "2022"}),
        ({"status": "restated", "published": ""}, {"status": "actual", "published": ""}),
        ({"status": "actual", "published": "2013"}, {"status": "actual", "published": ""}),
    ],
)
def test_the_headline_of_a_period_is_chosen_by_status_then_by_publication(
    better: dict[str, str], worse: dict[str, str]
) -> None:
    found = queries.series(load({**worse, "value": "1"}, {**better, "value": "2"}))
    assert found.points[0].value == Decimal(2)


@pytest.mark.django_db
def test_targets_and_missing_figures_are_no_figures() -> None:
    found = queries.series(load({"status": "target", "period": "2025"}, {"status": "missing", "value": ""}))
    assert found.points == ()
    assert (len(found.targets), len(found.missing)) == (1, 1)
    assert words.standing(found) == ["No figure has been found for this indicator."]


@pytest.mark.django_db
def test_figures_in_another_unit_are_shown_but_not_compared() -> None:
    found = queries.series(load({}, {"unit": "usd_bn", "value": "2.64"}))
    assert [point.value for point in found.points] == [Decimal(16600)]
    assert [row.stated for row in found.other_units] == ["2.64"]


@pytest.mark.django_db
def test_progress_is_told_with_the_distance_and_the_pace() -> None:
    found = queries.series(load({"period": "2024", "value": "25000"}))
    assert found.progress.status == "on_course"
    assert words.standing(found) == [
        "25,000\u00a0firms in 2024: 1,000\u00a0firms short of the target of more than 26,000\u00a0firms for 2025.",
        "Since 2020 it has changed by 10.1% a year; reaching the target asks for 8.9% a year.",
    ]


@pytest.mark.django_db
def test_a_baseline_without_a_value_is_taken_from_the_figure_of_its_period_and_else_not_invented() -> None:
    document = {**DOCUMENT, "baseline": {"period": "2020"}}
    with_figure = queries.series(load({}, {"period": "2024", "value": "25000"}, document=document))
    assert with_figure.baseline is not None and with_figure.baseline.value == Decimal(16600)
    Observation.objects.filter(period="2020").delete()
    without = queries.series(Indicator.objects.get())
    assert without.baseline is None
    assert without.progress.status == "not_reached"
    assert "not the pace" in words.standing(without)[1]


@pytest.mark.django_db
def test_another_place_is_not_judged_by_the_target_of_the_indicators_own_place() -> None:
    found = queries.everywhere(load({}, {"place": "elsewhere", "value": "3"}))
    assert list(found) == ["town", "elsewhere"]
    assert found["elsewhere"].target is None


@pytest.mark.django_db
def test_a_preliminary_figure_that_meets_the_target_says_that_it_is_preliminary() -> None:
    found = queries.series(load({"period": "2025", "value": "27000", "status": "preliminary"}))
    assert found.progress.status == "met"
    assert "This figure is preliminary; it may change." in words.standing(found)


@pytest.mark.django_db
def test_the_scoreboard_costs_two_queries_however_many_core_indicators_there_are(
    django_assert_num_queries: Any,
) -> None:
    by = By(label="test")
    for number in range(1, 9):
        record = indicator_from_document({**DOCUMENT, "id": f"firms{number}", "core": number})
        put("indicator", "centre", f"t:firms{number}", record, by)
        row = observation_from_row({**ROW, "indicator": f"firms{number}"})
        put("observation", "centre", row["key"], row, by)
    with django_assert_num_queries(2):
        scores = queries.scoreboard()
        assert [score.indicator.core for score in scores] == list(range(1, 9))
        assert all(score.latest for score in scores)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"core": "first"}, "core"),
        ({"name": None}, "name"),
        ({"target": {"period": "soon", "value": 1}}, "target.period"),
        ({"target": {"period": "2025"}}, "target.value"),
        ({"target": {"period": "2025", "value": 1, "operator": "~"}}, "target.operator"),
        ({"baseline": {"period": "2020", "value": "x"}}, "baseline.value"),
        ({"unit": {"id": "x", "decimals": 99}}, "unit.decimals"),
    ],
)
def test_a_wrong_entry_of_an_indicators_document_is_refused_with_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(SourceError) as refused:
        indicator_from_document({**DOCUMENT, **change})
    assert refused.value.field == field
