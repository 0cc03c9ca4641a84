"""Ranges of values: by cost, by comparable deals, by relief from royalty; known answers and what must always hold."""

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods.valuation import Comparable, NoAnswer, Range, Spread, cost, income, market, quantile

DAY = dt.date(2026, 11, 22)


def fixed(value: str) -> Spread:
    return Spread(D(value), D(value), D(value))


def test_cost_of_two_years_ages_by_the_year():
    found = cost({2024: D(100), 2025: D(100)}, 2026, obsolescence=Spread(D("0.2"), D("0.1"), D(0)))
    # 100 · 0.9² + 100 · 0.9 = 171; 100 · 0.8² + 100 · 0.8 = 144
    assert (found.low, found.central, found.high) == (D("144.00"), D("171.00"), D("200.00"))
    assert [effect.name for effect in found.effects] == ["obsolescence"]


def test_relief_from_royalty_of_two_years():
    found = income([D(1000), D(1000)], royalty=fixed("0.05"), discount=fixed("0.1"), success=fixed("0.5"), tax=D("0.25"))
    # 0.5 · 0.05 · 0.75 · (1000/1.1 + 1000/1.21)
    assert found.low == found.central == found.high == D("32.54")
    assert found.effects == ()


def test_the_assumption_that_matters_most_stands_first():
    found = income(
        [D(1000)] * 5, royalty=Spread(D("0.01"), D("0.05"), D("0.1")), discount=Spread(D("0.12"), D("0.1"), D("0.09")),
        success=fixed("1"),
    )  # fmt: skip
    assert [effect.name for effect in found.effects] == ["royalty", "discount"]
    assert found.effects[0].at_worst < found.central < found.effects[0].at_best


def comparables(prices: list[int]) -> list[Comparable]:
    return [Comparable(D(price), "licence", "materials", True, DAY - dt.timedelta(days=90), 6) for price in prices]


def test_fewer_than_five_comparables_give_no_answer_and_say_what_each_condition_left():
    rows = [*comparables([1, 2, 3, 4]), Comparable(D(9), "transfer", "materials", True, DAY)]
    found = market(rows, kind="licence", field="materials", exclusive=True, day=DAY, trl=6)
    assert isinstance(found, NoAnswer) and found.found == 4 and found.needed == 5
    assert found.left == {"kind": 4, "exclusivity": 4, "field": 4, "age": 4, "trl": 4}


def test_five_comparables_give_quartiles():
    found = market(comparables([10, 20, 30, 40, 50]), kind="licence", field="materials", exclusive=True, day=DAY)
    assert isinstance(found, Range) and (found.low, found.central, found.high) == (D(20), D(30), D(40))
    assert found.comparables == 5


@pytest.mark.parametrize(
    "other",
    [
        Comparable(D(1), "service", "materials", True, DAY), Comparable(D(1), "licence", "energy", True, DAY),
        Comparable(D(1), "licence", "materials", False, DAY), Comparable(D(1), "licence", "materials", True, dt.date(2020, 1, 1)),
        Comparable(D(1), "licence", "materials", True, DAY, 8),
    ],
)  # fmt: skip
def test_a_deal_that_differs_is_no_comparable(other):
    rows = [*comparables([1, 2, 3, 4]), other]
    assert isinstance(market(rows, kind="licence", field="materials", exclusive=True, day=DAY, trl=6), NoAnswer)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="later"):
        cost({2027: D(1)}, 2026, obsolescence=fixed("0.1"))
    with pytest.raises(ValueError, match="fraction"):
        income([D(1)], royalty=fixed("5"), discount=fixed("0.1"), success=fixed("1"))
    with pytest.raises(ValueError, match="at least one year"):
        income([], royalty=fixed("0.05"), discount=fixed("0.1"), success=fixed("1"))


fractions = st.decimals(0, 1, places=3)
amounts = st.decimals(0, 10**9, places=2)


@st.composite
def spreads(draw, falling: bool = False) -> Spread:
    low, central, high = sorted(draw(st.tuples(fractions, fractions, fractions)))
    return Spread(high, central, low) if falling else Spread(low, central, high)


@given(st.lists(amounts, min_size=1, max_size=12), spreads(), spreads(falling=True), spreads())
def test_a_range_is_in_order_and_no_effect_leaves_it(revenue, royalty, discount, success):
    found = income(revenue, royalty=royalty, discount=discount, success=success)
    assert 0 <= found.low <= found.central <= found.high
    for effect in found.effects:
        assert found.low <= effect.at_worst <= found.central <= effect.at_best <= found.high


def test_what_was_spent_this_year_is_worth_its_cost_even_if_nothing_lasts():
    found = cost({2026: D(5), 2025: D(7)}, 2026, obsolescence=Spread(D(1), D("0.5"), D("0.1")))
    assert (found.low, found.central) == (D(5), D("8.5"))


@given(st.dictionaries(st.integers(2015, 2026), amounts, max_size=8), spreads(falling=True))
def test_obsolescence_never_adds_to_what_was_spent(spent, obsolescence):
    found = cost(spent, 2026, obsolescence=obsolescence)
    assert 0 <= found.low <= found.central <= found.high <= sum(spent.values(), D(0)) + D("0.01")


@given(st.lists(amounts, min_size=1, max_size=30), fractions)
def test_a_quantile_lies_between_the_least_and_the_most(values, share):
    ordered = sorted(values)
    assert ordered[0] <= quantile(ordered, share) <= ordered[-1]
