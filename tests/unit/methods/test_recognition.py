"""What a line of a list is read as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods import identifiers
from technopole.methods.recognition import read


@pytest.mark.parametrize(
    ("text", "scheme", "value"),
    [
        ("https://ror.org/013q1eq08", "ror", "013q1eq08"),
        (" 013Q1EQ08 ", "ror", "013q1eq08"),
        ("ror:013q1eq08", "ror", "013q1eq08"),
        ("52310000MJ499999XD", "uscc", "52310000MJ499999XD"),
        ("５２３１００００ＭＪ４９９９９９ＸＤ", "uscc", "52310000MJ499999XD"),
        ("0000 0001 0125 2443", "isni", "0000000101252443"),
        ("ISNI 0000000101252443", "isni", "0000000101252443"),
        ("0000-0002-1825-0097", "orcid", "0000-0002-1825-0097"),
        ("grid.8547.e", "grid", "grid.8547.e"),
        ("Q495015", "wikidata", "Q495015"),
        ("https://www.wikidata.org/wiki/Q495015", "wikidata", "Q495015"),
        ("https://doi.org/10.13039/501100003347", "fundref", "501100003347"),
        ("213800KUD8LAJWSQ9D15", "lei", "213800KUD8LAJWSQ9D15"),
        ("ukprn:10007764", "ukprn", "10007764"),
    ],
)
def test_numbers_are_read_in_any_usual_spelling(text: str, scheme: str, value: str) -> None:
    found = read(text)
    assert (found.scheme, found.value, found.wrong) == (scheme, value, "")


@pytest.mark.parametrize(
    "text",
    ["Fudan University", "复旦大学", "10007764", "University 2000", "Q4 Inc", "ISNIA Ltd", "GRID Corporation",
     "HESA: the statistics agency", "LEI: London", "http://ror.org/", "internationalisation"],
)  # fmt: skip
def test_names_that_begin_like_numbers_stay_names(text: str) -> None:
    assert read(text).scheme == "name"


@pytest.mark.parametrize(
    ("text", "scheme", "wrong"),
    [
        ("013q1eq09", "ror", "check_digit"),
        ("52310000MJ4999999F", "uscc", "check_digit"),
        ("5231OOOOMJ499999XD", "uscc", "shape"),
        ("isni:0000000101252444", "isni", "check_digit"),
        ("Q0", "wikidata", "shape"),
    ],
)
def test_a_mistyped_number_is_told_as_one_and_not_taken_for_a_name(text: str, scheme: str, wrong: str) -> None:
    found = read(text)
    assert (found.scheme, found.wrong) == (scheme, wrong)
    assert found.error is not None and found.error.explain("zh") != found.error.explain("en")


def test_what_is_wrong_is_said_without_english_in_chinese() -> None:
    error = read("52310000MJ4999999F").error
    assert error is not None
    assert "第 17 位" in error.explain("zh") and "place" not in error.explain("zh")


def test_blanks_and_marks_of_writing_direction_are_nothing() -> None:
    assert read("  \u200f\t ").scheme == "nothing"


@given(st.text(max_size=60))
def test_every_text_is_read_as_something(text: str) -> None:
    found = read(text)
    assert found.scheme in {"name", "nothing", *identifiers.SCHEMES}
    assert found.is_number == (found.scheme in identifiers.SCHEMES)


@given(st.sampled_from(sorted(identifiers.SCHEMES)))
def test_every_scheme_is_recognised_by_its_prefix(scheme: str) -> None:
    found = read(f"{scheme}:{identifiers.SCHEMES[scheme].example}")
    assert (found.scheme, found.wrong) == (scheme, "")
