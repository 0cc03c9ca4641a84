"""Credit of works in whole units."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from technopole.methods.bibliometrics.credit import WHOLE, credits, shares

BYLINES = st.lists(st.integers(0, 30), max_size=60)


def test_a_whole_is_divided_without_rest_among_up_to_24() -> None:
    assert math.lcm(*range(1, 25)) == WHOLE


@given(BYLINES)
@example([])
@example([0])
@example([1] * 3000)
def test_the_credit_of_any_byline_sums_to_exactly_one_work(affiliations: list[int]) -> None:
    given = credits(affiliations)
    assert sum(map(sum, given)) == WHOLE
    assert [len(each) for each in given] == [number or 1 for number in affiliations] or not affiliations


@given(BYLINES.filter(bool))
def test_each_part_is_the_exact_fraction_to_less_than_two_units(affiliations: list[int]) -> None:
    for number, parts in zip(affiliations, credits(affiliations), strict=True):
        exact = Fraction(WHOLE, len(affiliations) * max(1, number))
        assert all(abs(part - exact) < 2 for part in parts)


def test_an_author_of_two_affiliations_gives_each_half_of_a_third() -> None:
    third = WHOLE // 3
    assert credits([1, 2, 0]) == ((third,), (third // 2, third // 2), (third,))


def test_what_is_left_over_goes_to_the_first() -> None:
    assert shares(11, 4) == (3, 3, 3, 2)


def test_nobody_has_a_negative_number_of_affiliations() -> None:
    with pytest.raises(ValueError, match="negative"):
        credits([1, -1])
