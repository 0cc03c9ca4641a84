"""Economic complexity against py-ecomplexity's and economiccomplexity's results, by hand, and where it is not defined."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from technopole.methods import complexity as methods
from technopole.methods.specialisation import location_quotient

NESTED = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])
FIGURE_S4 = np.array([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])


def rows(path: Path) -> list[dict[str, str]]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matrix_of(table: list[dict[str, str]]) -> tuple[list[str], list[str], np.ndarray]:
    regions, activities = (list(dict.fromkeys(row[key] for row in table)) for key in ("region", "activity"))
    x = np.zeros((len(regions), len(activities)))
    for row in table:
        x[regions.index(row["region"]), activities.index(row["activity"])] = float(row["value"])
    return regions, activities, x


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data/observatory/complexity"


@pytest.fixture(scope="module")
def trade(folder: Path) -> tuple[list[str], list[str], np.ndarray]:
    return matrix_of(rows(folder / "trade40_long.csv"))


def test_quotients_presence_and_density_of_the_trade_of_forty_exporters(trade, folder: Path) -> None:
    regions, activities, x = trade
    rca = location_quotient(x)
    m = methods.presence(rca)
    near = methods.density(m)
    expected = rows(folder / "trade40_expected_pairs.csv.gz")
    places = [(regions.index(row["region"]), activities.index(row["activity"])) for row in expected]
    assert len(set(places)) == m.size
    assert [rca[place] for place in places] == pytest.approx([float(row["rca"]) for row in expected], abs=1e-9)
    assert [int(m[place]) for place in places] == [int(row["mcp"]) for row in expected]
    assert [near[place] for place in places] == pytest.approx([float(row["density"]) for row in expected], abs=1e-9)


def test_eci_pci_and_fitness_of_the_trade_of_forty_exporters_in_all_three_standardisations(trade, folder: Path) -> None:
    regions, activities, x = trade
    m = methods.presence(location_quotient(x))
    of_regions = {row["region"]: row for row in rows(folder / "trade40_expected_regions.csv")}
    of_activities = {row["activity"]: row for row in rows(folder / "trade40_expected_activities.csv")}

    def region_column(name: str) -> list[float]:
        return [float(of_regions[key][name]) for key in regions]

    def activity_column(name: str) -> list[float]:
        return [float(of_activities[key][name]) for key in activities]

    assert methods.diversity(m).tolist() == region_column("diversity")
    assert methods.ubiquity(m).tolist() == activity_column("ubiquity")
    for deviation, scale, eci, pci in (
        ("population", "eci", "eci_pop", "pci_eci_scale"), ("population", "population", "eci_pop", "pci_pop"),
        ("sample", "sample", "eci_sample", "pci_sample"),
    ):  # fmt: skip
        found = methods.complexity(m, deviation=deviation, pci_scale=scale)
        assert found.eci == pytest.approx(region_column(eci), abs=1e-9)
        assert found.pci == pytest.approx(activity_column(pci), abs=1e-9)
    regional, product = methods.fitness(m)
    assert regional == pytest.approx(region_column("fitness_20"), abs=1e-9)
    assert product == pytest.approx(activity_column("product_fitness_20"), abs=1e-9)


def test_proximities_of_the_trade_of_forty_exporters(trade, folder: Path) -> None:
    _, activities, x = trade
    near = methods.proximity(methods.presence(location_quotient(x)))
    for row in rows(folder / "trade40_expected_proximity_sample.csv"):
        found = near[activities.index(row["activity_1"]), activities.index(row["activity_2"])]
        assert found == pytest.approx(float(row["proximity"]), abs=1e-9)
    assert (near == near.T).all() and (np.diag(near) == 1).all()


def test_reflections_are_those_of_figure_s4(folder: Path) -> None:
    _, _, m = matrix_of(rows(folder / "hidalgo_hausmann_figS4_long.csv"))
    of_regions, of_activities = methods.reflections(m, 4)
    for step, row in enumerate(rows(folder / "hidalgo_hausmann_figS4_expected_reflections.csv")):
        found = [*of_regions[step], *of_activities[step]]
        names = [f"k_{side}{number}" for side in "CP" for number in range(1, 5)]
        assert found == pytest.approx([float(row[name]) for name in names], abs=1e-9)


def test_the_first_reflections_of_figure_s4_by_hand() -> None:
    of_regions, of_activities = methods.reflections(FIGURE_S4, 1)
    assert of_regions.tolist() == [[4, 1, 2, 1], [2, 2, 2.5, 3]]
    assert of_activities[0].tolist() == [1, 2, 2, 3] and of_activities[1] == pytest.approx([4, 2.5, 3, 7 / 3])


@pytest.mark.parametrize("method", ["probability", "cosine"])
def test_relatedness_is_econgeos_unrounded(folder: Path, method: str) -> None:
    counts = np.array([float(row["count"]) for row in rows(folder / "econgeo_cooccurrence_long.csv")]).reshape(6, 6)
    short = {"probability": "prob"}.get(method, method)
    expected = [float(row["relatedness"]) for row in rows(folder / f"econgeo_relatedness_{short}_expected.csv")]
    assert methods.relatedness(counts, method).ravel() == pytest.approx(expected, abs=1e-9)


def test_relatedness_by_hand() -> None:
    counts = np.array([[9, 2, 0, 0], [2, 9, 2, 0], [0, 2, 9, 0], [0, 0, 0, 9]])
    assert methods.relatedness(counts, "association")[0].tolist() == [0, 2 * 8 / (2 * 4), 0, 0]
    assert methods.relatedness(counts, "cosine")[0, 1] == pytest.approx(2 / np.sqrt(8))
    assert methods.relatedness(counts, "jaccard")[0, 1] == 2 / (2 + 4 - 2)
    assert methods.relatedness(counts)[0, 1] == pytest.approx(2 / (4 * (2 / 8 * 4 / 6 + 4 / 8 * 2 / 4)))
    assert methods.co_occurrence(NESTED)[0].tolist() == [0, 3, 2, 1]
    near = methods.relatedness_density(np.array([[1, 0, 0, 1]]), counts)
    assert near[0, :3].tolist() == [0, 0.5, 0] and np.isnan(near[0, 3])
    for wrong, method in ((counts[:2], "cosine"), (np.triu(counts), "cosine"), (-counts, "cosine"), (counts, "x")):
        with pytest.raises(ValueError):
            methods.relatedness(wrong, method)


def test_a_nested_matrix_orders_regions_by_diversity_and_activities_by_rarity() -> None:
    found = methods.complexity(NESTED)
    assert (np.diff(found.eci) < 0).all() and (np.diff(found.pci) > 0).all()
    assert found.eci.mean() == pytest.approx(0) and found.eci.std() == pytest.approx(1)


def outlook_by_loops(m: np.ndarray, vector: np.ndarray, diagonal: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As the Stata package writes it, one entry at a time."""
    regions, activities = m.shape
    near = np.array([[
        (m[:, a] & m[:, b]).sum() / max(m[:, a].sum(), m[:, b].sum()) if a != b or diagonal else 0.0
        for b in range(activities)] for a in range(activities)])  # fmt: skip
    density, gain = np.zeros(m.shape), np.zeros(m.shape)
    for r in range(regions):
        for a in range(activities):
            density[r, a] = sum(near[a, b] for b in range(activities) if m[r, b]) / near[a].sum()
            if not m[r, a]:
                gain[r, a] = sum(near[b, a] * vector[b] / near[b].sum() for b in range(activities) if not m[r, b])
    index = (density * (1 - m) * vector).sum(axis=1)
    return density, (index - index.mean()) / index.std(), gain


@pytest.mark.parametrize("diagonal", [True, False])
def test_density_outlook_index_and_gain_are_what_their_formulas_say(diagonal: bool, monkeypatch) -> None:
    from technopole.methods.complexity import space

    monkeypatch.setattr(space, "BLOCK", 4)
    m = np.random.default_rng(4).random((7, 11)) < 0.5
    vector = methods.complexity(m).activity_vector
    expected = outlook_by_loops(m.astype(int), vector, diagonal)
    for found, wanted in zip(methods.outlook(m, vector, diagonal=diagonal), expected, strict=True):
        assert found == pytest.approx(wanted, abs=1e-12)
    assert methods.density(m, diagonal=diagonal) == pytest.approx(expected[0], abs=1e-12)


def test_a_region_that_has_all_has_density_one_and_nothing_to_gain() -> None:
    found = methods.complexity(NESTED)
    density, _, gain = methods.outlook(NESTED, found.activity_vector)
    assert density[0] == pytest.approx(1) and (gain[0] == 0).all()


@pytest.mark.parametrize(("m", "why"), [
    ([[1, 1, 1]], "two regions"), ([[1], [1]], "two regions"), ([[1, 1], [1, 1]], "same activities"),
    ([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]], "2 parts.*of 2, 1 regions"), ([[0, 0], [0, 0]], "No region"),
    (np.zeros((0, 3)), "No region"), ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], "equally well"),
])  # fmt: skip
def test_where_no_second_eigenvector_stands_out_there_is_no_index(m: list, why: str) -> None:
    with pytest.raises(methods.Undefined, match=why):
        methods.complexity(np.array(m))


def test_the_largest_of_several_parts_can_be_compared_alone() -> None:
    m = np.zeros((7, 6), int)
    m[1:5, :4] = NESTED
    m[5, 4] = 1
    found = methods.complexity(m, largest_part=True)
    alone = methods.complexity(NESTED)
    assert found.eci[1:5] == pytest.approx(alone.eci) and found.pci[:4] == pytest.approx(alone.pci)
    assert np.isnan(found.eci[[0, 5, 6]]).all() and np.isnan(found.pci[4:]).all()
    density, index, gain = methods.outlook(m, found.activity_vector)
    whole = methods.outlook(NESTED, alone.activity_vector)
    assert density[1:5, :4] == pytest.approx(whole[0]) and index[1:5] == pytest.approx(whole[1])
    assert gain[1:5, :4] == pytest.approx(whole[2])
    assert np.isnan(index[[0, 5, 6]]).all() and np.isnan(gain[5]).all() and np.isnan(gain[:, 4:]).all()
    assert density[5].tolist()[:5] == [0, 0, 0, 0, 1] and np.isnan(density[:, 5]).all()
    regions, activities = methods.parts(m)
    assert regions.tolist() == [-1, 0, 0, 0, 0, 1, -1] and activities.tolist() == [0, 0, 0, 0, 1, -1]


def test_regions_and_activities_without_any_of_the_other_change_nothing() -> None:
    m = np.zeros((5, 6), int)
    m[:4, :4] = NESTED
    found = methods.complexity(m)
    assert found.eci[:4] == pytest.approx(methods.complexity(NESTED).eci) and np.isnan(found.eci[4])
    regions, activities = methods.fitness(m)
    expected = methods.fitness(NESTED)
    assert regions[:4] == pytest.approx(expected[0]) and regions[4] == 0
    assert activities[:4] == pytest.approx(expected[1]) and np.isnan(activities[4:]).all()
    assert np.isnan(methods.reflections(m, 2)[0][1:, 4]).all()


def test_equal_diversity_leaves_a_sign_that_does_not_change_from_run_to_run() -> None:
    m = np.array([[1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [0, 0, 1, 1, 1]])
    found = methods.complexity(m).eci
    assert found[int(np.argmax(np.abs(found)))] > 0


def test_presence_is_from_the_threshold_on_however_sums_round() -> None:
    assert methods.presence(np.array([1.0, 1 - 2**-53, 0.999999, np.nan, np.inf])).tolist() == [True, True, False, False, True]
    assert methods.presence(np.array([1.0, 2.0]), threshold=2).tolist() == [False, True]
    x = np.outer([0.1, 0.2, 0.3, 0.7], [0.1, 0.3, 1.1, 0.7])
    assert methods.presence(location_quotient(x)).all()
    with pytest.raises(ValueError):
        methods.presence(np.array([1.0]), threshold=0)


def test_what_is_no_matrix_of_zero_and_one_is_refused() -> None:
    for wrong in ([1, 0], [[2, 0]], [[0.5, 1]]):
        with pytest.raises(ValueError):
            methods.diversity(np.array(wrong))
    for wrong_option in ({"deviation": "x"}, {"pci_scale": "x"}):
        with pytest.raises(ValueError, match="use one of"):
            methods.complexity(NESTED, **wrong_option)
    with pytest.raises(ValueError):
        methods.outlook(NESTED, np.zeros(3))
    with pytest.raises(ValueError):
        methods.fitness(NESTED, 0)
    with pytest.raises(ValueError):
        methods.reflections(NESTED, -1)


@hypothesis(max_examples=40)
@given(st.integers(0, 2**32), st.integers(2, 9), st.integers(2, 9))
def test_the_order_of_regions_and_activities_does_not_matter_and_eci_is_the_mean_pci(seed: int, r: int, a: int) -> None:
    chance = np.random.default_rng(seed)
    m = chance.random((r, a)) < 0.5
    try:
        found = methods.complexity(m, largest_part=True)
    except methods.Undefined:
        return
    inside = np.isfinite(found.eci)
    mean = np.nan_to_num(found.pci) @ m.T / np.maximum(m.sum(axis=1), 1)
    assert found.eci[inside] == pytest.approx(mean[inside], abs=1e-8)
    diverse = m[inside].sum(axis=1)
    if methods.parts(m)[0].max() or not np.ptp(diverse) or abs(np.corrcoef(diverse, found.eci[inside])[0, 1]) < 1e-6:
        return  # another part may be as large, or the sign hangs on nothing
    rows_, columns = chance.permutation(r), chance.permutation(a)
    again = methods.complexity(m[rows_][:, columns])
    assert again.eci == pytest.approx(found.eci[rows_], abs=1e-6, nan_ok=True)
    assert again.pci == pytest.approx(found.pci[columns], abs=1e-6, nan_ok=True)
