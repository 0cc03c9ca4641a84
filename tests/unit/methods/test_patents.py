"""Symbols and numbers of patents are read as people write them, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods import codes, patents


@pytest.mark.parametrize(
    ("text", "symbol", "prefixes"),
    [
        ("H01M 10/0525", "H01M 10/0525", ["H", "H01", "H01M"]),
        ("h01m10/0525", "H01M 10/0525", ["H", "H01", "H01M"]),
        ("  Y02E  60/10 ", "Y02E 60/10", ["Y", "Y02", "Y02E"]),
        ("G06", "G06", ["G", "G06"]), ("A", "A", ["A"]), ("H01M 10", "H01M 10", ["H", "H01", "H01M"]),
    ],
)  # fmt: skip
def test_a_symbol_is_spelled_as_usual_and_lies_in_its_class(text: str, symbol: str, prefixes: list[str]) -> None:
    assert patents.symbol(text) == symbol
    assert patents.prefixes(text) == prefixes


@pytest.mark.parametrize("text", ["", "K01M", "H1M", "H01M 10/", "battery", "H01M/10", "Z"])
def test_what_is_no_symbol_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no symbol"):
        patents.symbol(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("CN 112345678 B", "CN112345678B"), ("ZL 2019 1 0123456.7", "ZL201910123456.7"), ("US 10,123,456 B2", "US10123456B2"),
        ("PCT/CN2020/123456", "PCT/CN2020/123456"), ("WO2020/123456 A1", "WO2020123456A1"), ("ep1234567a1", "EP1234567A1"),
        ("201910123456.7", "201910123456.7"), ("USD900123", "USD900123"),
    ],
)  # fmt: skip
def test_a_number_is_written_without_blanks_and_commas(text: str, number: str) -> None:
    assert patents.number(text) == number


@pytest.mark.parametrize("text", ["", "CN", "12345", "hello", "CN12", "patent 7"])
def test_what_has_not_the_shape_of_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        patents.number(text)


@given(st.text(max_size=40))
def test_a_number_or_symbol_that_is_read_is_read_again_as_itself(text: str) -> None:
    for read in (patents.number, patents.symbol):
        try:
            found = read(text)
        except ValueError:
            continue
        assert read(found) == found


def test_the_codes_are_those_of_the_standards() -> None:
    assert len(codes.COUNTRIES) == 249
    assert {"CN", "DE", "US"} < codes.COUNTRIES
    assert {"CNY", "EUR", "USD"} < codes.CURRENCIES
    assert all(len(code) == 3 for code in codes.CURRENCIES)
