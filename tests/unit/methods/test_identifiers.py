"""Identifiers: canonical forms, check digits, addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods import identifiers
from technopole.methods.identifiers import SCHEMES, InvalidIdentifier, normalise


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("ror", "013q1eq08", "013q1eq08"),
        ("ror", "https://ror.org/0220qvk04", "0220qvk04"),
        ("ror", " ROR.ORG/0220QVK04/ ", "0220qvk04"),
        ("ror", "ror:013q1eq08", "013q1eq08"),
        ("isni", "0000 0001 0125 2443", "0000000101252443"),
        ("isni", "https://isni.org/isni/000000040530031x", "000000040530031X"),
        ("isni", "ISNI 0000 0001 0125 2443", "0000000101252443"),
        ("grid", "GRID.8547.E", "grid.8547.e"),
        ("grid", "https://www.grid.ac/institutes/grid.8547.e", "grid.8547.e"),
        ("wikidata", "http://www.wikidata.org/entity/Q495015", "Q495015"),
        ("fundref", "https://doi.org/10.13039/501100003347", "501100003347"),
        ("fundref", "100000001", "100000001"),
        ("uscc", "52310000MJ499999XD", "52310000MJ499999XD"),
        ("uscc", "５２３１００００ mj499999xd", "52310000MJ499999XD"),
        ("uscc", "91110000600037341L", "91110000600037341L"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "000000021694233X", "0000-0002-1694-233X"),
        ("lei", "213800kud8lajwsq9d15", "213800KUD8LAJWSQ9D15"),
        ("orgref", "17003157", "17003157"),
        ("cnrs", "umr 8609", "UMR8609"),
        ("hesa", "0137", "0137"),
        ("ukprn", "10007764", "10007764"),
        ("ucas", "q25", "Q25"),
    ],
)
def test_an_identifier_has_one_canonical_form(scheme, text, value):
    assert normalise(scheme, text) == value
    assert normalise(scheme, value) == value


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("ror", "013q1eq09"),
        ("ror", "0220qvk40"),
        ("isni", "0000 0001 0125 2444"),
        ("orcid", "0000-0002-1825-0098"),
        ("uscc", "52310000MJ4999999E"),
        ("lei", "213800KUD8LAJWSQ9D16"),
    ],
)
def test_a_wrong_check_digit_is_refused_and_named(scheme, text):
    with pytest.raises(InvalidIdentifier, match="check digit") as refused:
        normalise(scheme, text)
    assert refused.value.reason == identifiers.CHECK_DIGIT
    assert "校验码" in refused.value.explain("zh-hans")


def test_a_credit_code_whose_organisation_code_fails_its_own_check_is_refused():
    with pytest.raises(InvalidIdentifier, match="place 17") as refused:
        normalise("uscc", "52310000MJ4999999F")
    assert refused.value.reason == identifiers.CHECK_DIGIT


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("ror", ""),
        ("ror", "113q1eq08"),
        ("ror", "0i3q1eq08"),
        ("ror", "013q1eq0"),
        ("isni", "0000 0001 0125 244"),
        ("wikidata", "P31"),
        ("uscc", "52310000MJ499999XO"),
        ("uscc", "5231"),
        ("orcid", "0000 0001 0125 2443"),
        ("fundref", "12"),
        ("ukprn", "20007764"),
    ],
)
def test_a_wrong_shape_is_refused_with_an_example(scheme, text):
    with pytest.raises(InvalidIdentifier, match="such as") as refused:
        normalise(scheme, text)
    assert refused.value.reason == identifiers.SHAPE


def test_an_unknown_scheme_is_refused_with_the_known_ones():
    with pytest.raises(InvalidIdentifier, match="ror, isni"):
        normalise("duns", "123")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_accepts_its_own_example_address_and_label(scheme):
    value = normalise(scheme, SCHEMES[scheme].example)
    address = identifiers.url(scheme, value)
    assert address is None or normalise(scheme, address) == value
    assert identifiers.label(scheme, "en") and identifiers.label(scheme, "zh-hans")
    assert normalise(scheme, identifiers.display(scheme, value)) == value


@given(st.sampled_from(sorted(SCHEMES)), st.text())
def test_any_text_is_either_canonical_or_refused(scheme, text):
    try:
        value = normalise(scheme, text)
    except InvalidIdentifier:
        return
    assert normalise(scheme, value) == value


@given(st.integers(0, 32**6 - 1), st.integers(0, 6), st.integers(1, 31))
def test_one_mistyped_character_of_a_ror_id_is_always_caught(number, place, shift):
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    body = "0" + "".join(alphabet[number >> 5 * at & 31] for at in range(5, -1, -1))
    good = f"{body}{98 - number * 100 % 97:02}"
    assert normalise("ror", good) == good
    changed = alphabet[(alphabet.index(good[place]) + shift) % 32]
    assert not identifiers.is_valid("ror", good[:place] + changed + good[place + 1 :])
