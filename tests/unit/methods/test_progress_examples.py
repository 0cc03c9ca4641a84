"""Open SDG's and Eurostat's measures of progress: the published worked examples, and what they cannot judge."""

import csv
import math
from pathlib import Path

import pytest

from technopole.methods.published_progress import (
    EUROSTAT,
    MEASURES,
    OPEN_SDG,
    Figure,
    from_rows,
    judge,
    shrinkage,
    status_of,
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def number(text: str) -> float | None:
    return float(text) if text else None


def test_all_worked_examples_hold_with_both_methods(shared: Path) -> None:
    examples = rows(shared / "data" / "observatory" / "progress" / "worked_examples.csv")
    for row in examples:
        target = Figure(float(row["target_value"]), float(row["target_year"])) if row["target_value"] else None
        ends = (
            Figure(float(row["base_value"]), float(row["base_year"])),
            Figure(float(row["current_value"]), float(row["current_year"])),
        )
        rest = {"rising_is_better": row["direction"] == "positive", "target": target, "limit": number(row["limit"])}
        found = judge(OPEN_SDG, *ends, **rest)
        assert found.status == row["open_sdg_status"], row["indicator"]
        assert judge(EUROSTAT, *ends, **rest).status == row["eurostat_status"], row["indicator"]
        wanted = {
            "observed_growth": found.observed,
            "required_growth": found.required,
            "measure": found.measure,
            "coefficient": found.coefficient,
            "open_sdg_score": found.score,
        }
        for column, value in wanted.items():
            assert value == (pytest.approx(float(row[column]), abs=1e-12) if row[column] else None), (row["id"], column)
    assert len(examples) >= 10


def test_the_table_of_thresholds_gives_the_methods_that_are_built_in(shared: Path) -> None:
    assert from_rows(rows(shared / "data" / "observatory" / "progress" / "thresholds.csv")) == MEASURES


EXAMPLES = [
    ((4.17, 2020), (4.34, 2023), (4.5, 2025), True, "moderate_progress", "moderate_progress", 1.9542255123444026),
    ((17012, 2020), (25000, 2024), (26000, 2025), True, "substantial_progress", "significant_progress", 3.8643933814894),
    ((481, 2020), (561, 2023), (560, 2025), True, "target_achieved", "significant_progress", 5.0),
    ((100, 2015), (100, 2022), (200, 2030), True, "limited_progress", "insufficient_progress", -2.5),
    ((80, 2015), (60, 2022), (40, 2030), False, "moderate_progress", "moderate_progress", 2.0830937957259827),
    ((80, 2015), (88, 2022), (40, 2030), False, "deterioration", "movement_away", -3.7648963752612747),
    ((50, 2015), (20, 2022), (0, 2030), False, "limited_progress", "insufficient_progress", -1.5051816594658227),
]


@pytest.mark.parametrize(("base", "current", "target", "up", "open_sdg", "eurostat", "score"), EXAMPLES)
def test_progress_towards_a_target(
    base: tuple[float, int], current: tuple[float, int], target: tuple[float, int],
    up: bool, open_sdg: str, eurostat: str, score: float,
) -> None:  # fmt: skip
    ends = (Figure(*base), Figure(*current))
    found = judge(OPEN_SDG, *ends, target=Figure(*target), rising_is_better=up)
    assert (found.status, found.score) == (open_sdg, pytest.approx(score, abs=1e-9))
    assert judge(EUROSTAT, *ends, target=Figure(*target), rising_is_better=up).status == eurostat


def test_without_a_target_growth_is_judged_and_near_a_ceiling_less_is_asked() -> None:
    far = judge(OPEN_SDG, Figure(40, 2015), Figure(43, 2022))
    near = judge(OPEN_SDG, Figure(97, 2015), Figure(97.6, 2022), limit=100)
    assert (far.status, far.coefficient) == ("moderate_progress", 1.0)
    assert (near.status, near.coefficient) == ("moderate_progress", pytest.approx(0.12649277771847667))
    assert judge(OPEN_SDG, Figure(97, 2015), Figure(97.6, 2022)).status == "limited_progress"


def test_at_the_limit_to_stay_is_all_that_can_be_asked() -> None:
    found = judge(OPEN_SDG, Figure(100, 2015), Figure(100, 2022), limit=100)
    assert (found.status, found.score, found.coefficient) == ("substantial_progress", 5.0, 0.0)


def test_thresholds_shrink_towards_a_limit_from_both_sides_and_not_far_above() -> None:
    assert shrinkage(90, 100) == pytest.approx(shrinkage(110, 100))
    assert [shrinkage(200, 100), shrinkage(5, 0)] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("value", "status"),
    [(0.95, "substantial_progress"), (math.nextafter(0.95, 0), "moderate_progress"), (0.6, "moderate_progress"),
     (0.0, "limited_progress"), (-1e-12, "deterioration")],
)  # fmt: skip
def test_a_threshold_belongs_to_the_better_status(value: float, status: str) -> None:
    assert status_of(OPEN_SDG.with_target, value) == status


@pytest.mark.parametrize(
    ("base", "current", "target"),
    [
        (None, Figure(5, 2020), None),
        (Figure(5, 2020), None, None),
        (Figure(5, 2020), Figure(6, 2020), None),
        (Figure(-5, 2015), Figure(6, 2020), None),
        (Figure(5, 2015), Figure(4, 2020), Figure(5, 2030)),
        (Figure(-5, 2015), Figure(-4, 2020), Figure(5, 2030)),
    ],
)
def test_what_cannot_be_judged_is_not_available_and_says_why(
    base: Figure | None, current: Figure | None, target: Figure | None
) -> None:
    found = judge(OPEN_SDG, base, current, target=target)
    assert found.status == "not_available"
    assert found.reason


def test_negative_values_that_shrink_towards_zero_rise() -> None:
    found = judge(OPEN_SDG, Figure(-100, 2015), Figure(-60, 2020), target=Figure(-20, 2025))
    assert found.measure is not None
    assert found.measure > 0


def test_a_base_of_zero_is_taken_as_almost_nothing() -> None:
    found = judge(OPEN_SDG, Figure(0, 2015), Figure(2, 2020), target=Figure(4, 2025))
    assert found.observed == pytest.approx(2000 ** (1 / 5) - 1)


def test_thresholds_that_leave_a_gap_are_refused() -> None:
    table = [
        {"method": "own", "case": case, "status": status, "from_inclusive": least, "to_exclusive": most}
        for case in ("with_target", "no_target")
        for status, least, most in (("good", "0.9", ""), ("bad", "", "0.8"))
    ]
    with pytest.raises(ValueError, match="leave a gap"):
        from_rows(table)


def test_a_figure_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a figure"):
        judge(OPEN_SDG, Figure(math.nan, 2015), Figure(2, 2020))
