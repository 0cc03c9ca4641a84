"""A whole index: the published one of ASEM, small ones worked by hand, and those that are refused."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from technopole.methods import composite
from technopole.methods.composite import (
    Aggregation,
    Denomination,
    Element,
    Imputation,
    Normalisation,
    Options,
    Refused,
    Screening,
    Structure,
    Treatment,
    Units,
    Weighting,
    build,
)
from technopole.sources import composite_tables

NAN = math.nan


@pytest.fixture(scope="module")
def asem(shared: Path) -> tuple[Structure, Units]:
    folder = shared / "data" / "observatory" / "composite"
    with (folder / "ASEM_iMeta.csv").open("rb") as meta, (folder / "ASEM_iData.csv").open("rb") as data:
        tree = composite_tables.read_meta(meta, "iMeta")
        return tree.structure, composite_tables.read_data(data, "iData", tree).units


def test_the_published_index_is_met_at_every_step(asem: tuple[Structure, Units], shared: Path) -> None:
    structure, units = asem
    stages = build(structure, units)
    folder = shared / "data" / "observatory" / "composite"
    with (folder / "expected_normalised.csv").open(encoding="utf-8") as handle:
        wanted = {row["uCode"]: row for row in csv.DictReader(handle)}
    codes = [element.code for element in structure.indicators]
    assert set(stages.kept) == set(wanted) and len(stages.kept) == 51
    for unit, row in zip(stages.kept, stages.normalised, strict=True):
        expected = [float(wanted[unit][code] or NAN) for code in codes]
        assert np.allclose(row, expected, rtol=0, atol=1e-9, equal_nan=True), unit
    with (folder / "expected_index_top15.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            at = stages.kept.index(row["uCode"])
            expected = [float(row[code]) for code in ("Conn", "Sust", "Index")]
            assert np.allclose(stages.aggregated[at, -3:], expected, rtol=0, atol=1e-9)
            assert stages.ranks[at] == int(row["Rank"])


def test_the_order_of_rows_and_elements_does_not_matter(asem: tuple[Structure, Units]) -> None:
    structure, units = asem
    stages = build(structure, units)
    chance = np.random.default_rng(5)
    rows, columns = chance.permutation(len(units.codes)), chance.permutation(len(structure.indicators))
    mixed = Structure((*reversed(structure.aggregates), *(structure.indicators[at] for at in columns)))
    again = build(mixed, Units(
        tuple(units.codes[at] for at in rows), units.values[np.ix_(rows, columns)],
        {name: column[rows] for name, column in units.denominators.items()},
        {name: [column[at] for at in rows] for name, column in reversed(units.groups.items())},
    ))  # fmt: skip
    assert np.allclose(again.scores, [stages.scores[stages.kept.index(unit)] for unit in again.kept], rtol=0, atol=1e-9)


@pytest.mark.parametrize("method", [
    "zscore", "rank", "percentile_rank", "borda", "distance_to_maximum", "distance_to_target", "none",
])  # fmt: skip
def test_the_index_can_be_worked_out_by_every_scale(asem: tuple[Structure, Units], method: str) -> None:
    stages = build(*asem, Options(normalise=Normalisation(method)))
    assert np.isfinite(stages.scores).all() and stages.ranks.min() == 1
    if method == "distance_to_maximum":
        assert np.allclose(stages.scores, build(*asem).scores / 100)


def test_geometric_means_need_scores_above_zero(asem: tuple[Structure, Units]) -> None:
    with pytest.raises(Refused, match="geometric mean is undefined for the score 0") as error:
        build(*asem, Options(aggregate=Aggregation("geometric")))
    assert error.value.code and error.value.unit
    high = build(*asem, Options(normalise=Normalisation(low=1), aggregate=Aggregation("arithmetic")))
    for method in ("geometric", "harmonic"):
        low = build(*asem, Options(normalise=Normalisation(low=1), aggregate=Aggregation(method)))
        assert (low.scores < high.scores).all()


def test_fractions_of_a_maximum_name_the_indicator_that_forbids_them(asem: tuple[Structure, Units]) -> None:
    with pytest.raises(Refused, match="ranks nobody") as error:
        build(*asem, Options(normalise=Normalisation("fraction_of_maximum")))
    element = asem[0].ordered[asem[0].place[error.value.code]]
    assert element.direction == -1


def test_weights_of_components_favour_what_correlates(asem: tuple[Structure, Units]) -> None:
    stages = build(*asem, Options(weights=Weighting("pca_squared", levels=(1, 2))))
    for place, children in asem[0].groups:
        if asem[0].ordered[place].level < 4:
            assert stages.weights[children].sum() == pytest.approx(1)
    assert stages.weights[-2:].tolist() == [1, 1]


def test_copeland_ranks_at_any_level(asem: tuple[Structure, Units]) -> None:
    stages = build(*asem, Options(aggregate=Aggregation(("arithmetic", "copeland", "copeland_wins"))))
    assert stages.scores.sum() == 0 and set(stages.scores) <= set(range(-50, 51))
    assert stages.aggregated[:, -3:-1].sum(axis=0) == pytest.approx([51 * 25, 51 * 25])


def test_a_report_is_plain_and_names_every_part(asem: tuple[Structure, Units]) -> None:
    told = composite.report(build(*asem))
    assert told["units"] == {"kept": 51, "left_out": [], "imputed_by_group": "EurAsia_group"}
    assert told["indicators"]["Flights"]["treatment"] == "winsorise"
    assert told["weights"]["LPI"]["effective"] == pytest.approx(1 / 2 / 5 / 8)
    assert 0 < told["groups"]["Physical"]["cronbach_alpha"] < 1
    assert len(told["groups"]["Index"]["components"]["eigenvalues"]) == 2


def small() -> tuple[Structure, Units]:
    structure = Structure((
        Element("A", 1, "P"), Element("B", 1, "P", direction=-1, denominator="Pop"), Element("C", 1, "Q", 3.0),
        Element("P", 2, "I"), Element("Q", 2, "I"), Element("I", 3),
    ))  # fmt: skip
    values = np.array([[0, 4, 10], [5, 4, 20], [10, 4, NAN], [10, 0, 40.0]])
    return structure, Units(("NA", "u", "v", "w"), values, {"Pop": np.array([1, 2, 4, 1.0])}, {"G": ("x", "x", "y", "y")})


def test_a_small_index_is_that_of_hand_and_pencil() -> None:
    stages = build(*small())
    assert stages.denominated[:, 1].tolist() == [4, 2, 1, 0]
    assert stages.imputed[2, 2] == 40
    assert np.allclose(stages.normalised, [[0, 0, 0], [50, 50, 100 / 3], [100, 75, 100], [100, 100, 100]])
    assert np.allclose(stages.aggregated[:, 0], [0, 50, 87.5, 100])
    assert np.allclose(stages.scores, [0, 125 / 3, 93.75, 100])
    assert stages.ranks.tolist() == [4, 3, 2, 1]


def test_options_of_each_step_are_heeded() -> None:
    structure, units = small()
    plain = build(structure, units, Options(denominate=Denomination(by={"B": "", "A": "Pop"}, scale={"A": 8.0})))
    assert plain.denominated[:, 1].tolist() == [4, 4, 4, 0] and plain.denominated[:, 0].tolist() == [0, 20, 20, 80]
    gaps = build(structure, units, Options(impute=Imputation("none"), screen=Screening(0.9)))
    assert gaps.kept == ("NA", "u", "w") and len(gaps.normalised) == 3
    forced = build(structure, units, Options(impute=Imputation("none"), screen=Screening(always=("v",), never=("w",))))
    assert forced.kept == ("NA", "u", "v") and not math.isnan(forced.scores[2])
    posts = Normalisation("goalposts", goalposts={"A": (0.0, 20.0), "B": (0.0, 8.0), "C": (0.0, 40.0)}, scale=10)
    assert np.allclose(build(structure, units, Options(normalise=posts)).normalised[0], [0, 5, 2.5])
    near = build(structure, units, Options(normalise=Normalisation("distance_to_reference", reference="u")))
    assert np.allclose(near.normalised[1], 1)
    bent = build(structure, units, Options(treat=Treatment(skewness=0.01, kurtosis=-99, most_points=0, then="log_ct")))
    assert "log_ct" in bent.treated.how


@pytest.mark.parametrize(("options", "told", "option"), [
    (Options(denominate=Denomination(by={"A": "Area"})), "no column 'Area' to divide by", "denominate.by"),
    (Options(denominate=Denomination(by={"X": ""})), "no indicator has this code", "denominate.by"),
    (Options(impute=Imputation(group="H")), "no groups 'H'. The columns of groups are: G", "impute.group"),
    (Options(screen=Screening(always=("z",))), "no such unit", "screen.always"),
    (Options(treat=Treatment(skip=("P",))), "no indicator has this code", "treat.skip"),
    (Options(normalise=Normalisation("distance_to_reference", reference="z")), "not there", "normalise.reference"),
    (Options(normalise=Normalisation("goalposts")), "has no goalposts", "normalise.goalposts"),
    (Options(normalise=Normalisation("distance_to_target")), "has no target", "Target"),
    (Options(weights=Weighting(change={"C": 0.0})), "add up to nothing", "weights.change"),
    (Options(weights=Weighting("pca", levels=(3,))), "no level below the index", "weights.levels"),
    (Options(aggregate=Aggregation(("arithmetic",))), "1 ways to aggregate are named for 2", "aggregate.method"),
])  # fmt: skip
def test_a_choice_that_does_not_fit_is_told(options: Options, told: str, option: str) -> None:
    with pytest.raises(Refused, match=told) as error:
        build(*small(), options)
    assert error.value.option == option


@pytest.mark.parametrize("make", [
    lambda: Imputation("knn"), lambda: Screening(2.0), lambda: Screening(always=("a",), never=("a",)),
    lambda: Treatment(then="sqrt"), lambda: Treatment(most_points=-1), lambda: Normalisation(low=100.0),
    lambda: Normalisation("softmax"), lambda: Normalisation("distance_to_reference"), lambda: Weighting("budget"),
    lambda: Normalisation(goalposts={"A": (2.0, 1.0)}), lambda: Aggregation("mode"), lambda: Denomination(scale={"A": 0.0}),
])  # fmt: skip
def test_options_refuse_what_is_not_allowed(make) -> None:
    with pytest.raises(Refused, match="is not allowed. Allowed: ") as error:
        make()
    assert error.value.option


def test_component_weights_that_would_be_negative_are_refused() -> None:
    structure = Structure((*(Element(code, 1, "I") for code in "abc"), Element("I", 2)))
    x = np.arange(8.0)
    units = Units(tuple("stuvwxyz"), np.stack([x, x + x % 3, -x], axis=1))
    with pytest.raises(Refused, match="its child c runs against the others"):
        build(structure, units, Options(weights=Weighting("pca")))
    assert build(structure, units, Options(weights=Weighting("pca_squared"))).weights[2] > 0


@pytest.mark.parametrize("count", [0, 1])
def test_a_table_of_no_or_one_unit_has_no_index_and_no_error(count: int) -> None:
    structure, units = small()
    few = Units(
        units.codes[:count], units.values[:count], {"Pop": units.denominators["Pop"][:count]}, {"G": units.groups["G"][:count]}
    )
    stages = build(structure, few)
    assert stages.aggregated.shape == (count, 3) and np.isnan(stages.scores).all() and np.isnan(stages.ranks).all()
    assert composite.report(stages)["units"]["kept"] == count
    for method in ("rank", "percentile_rank", "zscore", "borda", "distance_to_maximum"):
        build(structure, few, Options(normalise=Normalisation(method), aggregate=Aggregation("copeland")))


def test_an_indicator_that_ranks_nobody_counts_for_nothing() -> None:
    structure, units = small()
    values = units.values.copy()
    values[:, 0] = 7
    stages = build(structure, Units(units.codes, values, units.denominators, units.groups))
    assert np.allclose(stages.aggregated[:, 0], [0, 50, 75, 100])


def test_units_with_the_same_values_share_the_lowest_rank() -> None:
    structure, units = small()
    twice = [0, 1, 3, 3, 2]
    stages = build(structure, Units(
        tuple("stuvw"), units.values[twice], {"Pop": units.denominators["Pop"][twice]}, {"G": [units.groups["G"][at] for at in twice]}
    ))  # fmt: skip
    assert stages.ranks.tolist() == [5, 4, 1, 1, 3]


@pytest.mark.parametrize(("elements", "told"), [
    ([Element("a", 1)], "there is no aggregate"),
    ([Element("a", 1, "I"), Element("I", 3)], "no element has level 2"),
    ([Element("a", 1, "X"), Element("I", 2)], "the parent 'X' is no element"),
    ([Element("a", 1), Element("I", 2)], "has no parent"),
    ([Element("a", 1, "I"), Element("P", 2, "I"), Element("I", 3)], "the parent I has level 3, not 2"),
    ([Element("a", 1, "I"), Element("I", 2), Element("J", 2)], "the aggregate has no children"),
    ([Element("a", 1, "I"), Element("b", 1, "J"), Element("I", 2), Element("J", 2)], "2 elements share the highest level"),
    ([Element("a", 1, "I"), Element("a", 1, "I"), Element("I", 2)], "the code stands twice"),
    ([Element("a", 1, "I", -1.0), Element("I", 2)], "-1 is no weight"),
    ([Element("a", 1, "I", 0.0), Element("I", 2)], "add up to nothing"),
    ([Element("a", 1, "I", direction=2), Element("I", 2)], "2 is no direction"),
    ([Element("a", 0, "I"), Element("I", 2)], "0 is no level"),
    ([Element("a", 1, "I"), Element("I", 2, "a")], "the index has a parent"),
    ([Element("", 1, "I"), Element("I", 2)], "has no code"),
])  # fmt: skip
def test_what_is_no_tree_is_refused(elements: list[Element], told: str) -> None:
    with pytest.raises(Refused, match=told):
        Structure(tuple(elements))


def test_wrong_tables_are_refused() -> None:
    with pytest.raises(Refused, match="the unit stands twice"):
        Units(("a", "a"), np.ones((2, 1)))
    with pytest.raises(ValueError, match="finite"):
        Units(("a",), np.array([[math.inf]]))
    with pytest.raises(ValueError, match="shape"):
        Units(("a",), np.ones((2, 1)))
    with pytest.raises(ValueError, match="column G has 2 cells for 1"):
        Units(("a",), np.ones((1, 1)), groups={"G": ("x", "y")})
    with pytest.raises(ValueError, match="1 columns stand for 3"):
        build(small()[0], Units(("a",), np.ones((1, 1))))
