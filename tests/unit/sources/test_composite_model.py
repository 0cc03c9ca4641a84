"""The choices of an index in TOML: what may be chosen, and what is told where it may not."""

import io

import pytest

from technopole.core.errors import SourceError
from technopole.methods.composite import Aggregation, Imputation, Normalisation, Options, Screening
from technopole.sources import composite_model


def read(text: str) -> composite_model.Model:
    return composite_model.read(io.BytesIO(text.encode()), "model.toml")


def test_an_empty_file_changes_nothing() -> None:
    assert read("") == read("[impute]\n") == composite_model.Model(Options())


def test_every_step_can_be_chosen() -> None:
    chosen = read("""
        [denominate]
        by = { A = "Area", B = "" }
        scale = { A = 1000 }
        [impute]
        method = "median"
        [screen]
        least_available = 1
        always = ["NA"]
        [treat]
        most_points = 3
        then = "box_cox"
        power = 0.5
        combine = true
        [normalise]
        method = "goalposts"
        goalposts = { A = [0, 2.5] }
        truncate = false
        [weights]
        method = "budget"
        change.A = 2
        budget.anna = { A = 30, B = 70 }
        [aggregate]
        method = ["geometric", "arithmetic"]
    """).options
    assert chosen.denominate.by == {"A": "Area", "B": ""} and chosen.denominate.scale == {"A": 1000.0}
    assert chosen.impute == Imputation("median") and chosen.screen == Screening(1.0, always=("NA",))
    assert (chosen.treat.most_points, chosen.treat.then, chosen.treat.power, chosen.treat.combine) == (3, "box_cox", 0.5, True)
    assert chosen.normalise == Normalisation("goalposts", goalposts={"A": (0.0, 2.5)}, truncate=False)
    assert chosen.weights.change == {"A": 2.0} and chosen.weights.budget == {"anna": {"A": 30.0, "B": 70.0}}
    assert chosen.aggregate == Aggregation(("geometric", "arithmetic"))


def test_alternatives_begin_with_what_the_index_has() -> None:
    model = read("""
        [normalise]
        low = 1
        [uncertainty]
        draws = 50
        seed = 3
        weights = 0.25
        normalise = [{}, { method = "rank" }, { high = 10 }]
        [sensitivity]
        estimator = "jansen"
        resamples = 100
    """)
    varied = model.variations(depth=4)
    assert varied.weights == {1: 0.25, 2: 0.25, 3: 0.25}
    assert varied.normalise == (Normalisation(low=1.0), Normalisation("rank", low=1.0), Normalisation(low=1.0, high=10.0))
    assert model.uncertainty == composite_model.Drawing(50, 3)
    assert model.sensitivity == composite_model.Drawing(1000, 1, "jansen", 100)
    assert read("[uncertainty]\nweights = { 2 = 0.1 }").variations(4).weights == {2: 0.1}


@pytest.mark.parametrize(("text", "told"), [
    ("[treat]\nskewnes = 2", "field treat.skewnes: is not known Did you mean 'skewness'? Allowed: method, most_points,"),
    ("[normalize]", "field normalize: is not known Did you mean 'normalise'? Allowed: denominate, impute,"),
    ("treat = 1", "field treat: is no section"),
    ("[treat]\nmethod = \"trim\"", "field treat.method: 'trim' is not allowed Allowed: one of: winsorise, none."),
    ("[treat]\nmethod = 1", "field treat.method: 1 is not allowed Allowed: a text in quotes."),
    ("[treat]\nmost_points = 2.5", "field treat.most_points: 2.5 is not allowed Allowed: a whole number."),
    ("[treat]\ncombine = 1", "field treat.combine: 1 is not allowed Allowed: true or false."),
    ("[treat]\nskip = \"A\"", "field treat.skip: 'A' is not allowed Allowed: a list of texts"),
    ("[treat]\nskewness = true", "field treat.skewness: True is not allowed Allowed: a number."),
    ("[normalise]\nhigh = -1", "field normalise.low: 0 is not allowed Allowed: a number below `high`, -1."),
    ("[normalise]\nlow = nan", "field normalise.low: nan is not allowed"),
    ("[screen]\nleast_available = 90", "field screen.least_available: 90 is not allowed Allowed: a share, from 0 to 1."),
    ("[aggregate]\nmethod = [\"mode\"]", "field aggregate.method: 'mode' is not allowed Allowed: one of: arithmetic,"),
    ("[weights]\nchange = { A = \"2\" }", "Allowed: a table of numbers by code."),
    ("[uncertainty]\ndraws = 9", "field uncertainty: says nothing of what is uncertain Name weights,"),
    ("[uncertainty]\nweights = 2", "field uncertainty.weights: 2 is not allowed Allowed: a share of the weights"),
    ("[uncertainty]\nweights = { all = 0.1 }", "field uncertainty.weights: {'all': 0.1} is not allowed"),
    ("[uncertainty]\nweights = 0.1\ndraws = 1", "field uncertainty.draws: 1 is not allowed Allowed: 2 to 100,000."),
    ("[uncertainty]\ntreat = { method = \"none\" }", "field uncertainty.treat: is no list of alternatives"),
    ("[uncertainty]\ntreat = [{ then = \"sqrt\" }]", "field uncertainty.treat.then: 'sqrt' is not allowed"),
    ("[uncertainty]\nscreen = [{}]", "field uncertainty.screen: is not known"),
    ("[sensitivity]", "field sensitivity: says nothing of what is uncertain"),
    ("[uncertainty]\nweights = 0.1\n[sensitivity]\nestimator = \"x\"", "field sensitivity.estimator: 'x' is not allowed"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(SourceError) as error:
        read(text)
    assert str(error.value).startswith("model.toml, field ") and told in str(error.value)


def test_what_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(SourceError, match=r"model\.toml:2: is no TOML"):
        read("[treat]\nmethod = winsorise\n")
    with pytest.raises(SourceError, match="UTF-8"):
        composite_model.read(io.BytesIO(b"[treat]\n# \xff\n"), "model.toml")
