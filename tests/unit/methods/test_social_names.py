"""Names taken apart, and how alike two are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods import social_names
from technopole.methods.identifiers import compose_uscc, is_valid

WORDS = social_names.words(
    ["上海", "浦东", "中国"], ["市", "新区", "区"], ["区块链", "人工智能", "产业", "氢能"], ["研究院", "协会", "研究会"]
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("上海市树图区块链研究院", ("上海", "树图", "区块链", "研究院")),
        ("上海市浦东新区星河氢能协会", ("上海浦东", "星河", "氢能", "协会")),
        ("上海人工智能产业协会", ("上海", "", "人工智能产业", "协会")),
        ("上海市樹圖區塊鏈研究院", ("上海", "树图", "区块链", "研究院")),
        ("树图", ("", "树图", "", "")),
    ],
)
def test_a_name_is_read_from_both_ends(name, parts):
    found = social_names.parse(name, WORDS)
    assert (found.area, found.distinctive, found.field, found.form) == parts


def test_names_with_one_word_and_field_are_alike_whatever_their_form():
    one, other = (social_names.parse(name, WORDS) for name in ("上海市树图区块链研究院", "上海树图区块链协会"))
    assert social_names.likeness(one, other) == social_names.SAME_CORE


def test_names_with_one_distinctive_word_in_other_fields_are_told():
    one, other = (social_names.parse(name, WORDS) for name in ("上海市树图区块链研究院", "上海市树图氢能研究院"))
    assert social_names.likeness(one, other) == social_names.SAME_WORD


def test_names_that_share_a_field_only_are_not_alike():
    one, other = (social_names.parse(name, WORDS) for name in ("上海市树图氢能研究院", "上海市远望氢能研究院"))
    assert social_names.likeness(one, other) is None


def test_a_latin_word_is_forbidden_as_a_whole_word_only():
    assert social_names.forbidden("Salvation Army", ["army"]) == ["army"]
    assert social_names.forbidden("Barmy Institute", ["army"]) == []


@given(st.text(max_size=40))
def test_the_parts_of_any_text_put_together_are_no_longer_than_it(text):
    parts = social_names.parse(text, WORDS)
    assert len(parts.area + parts.core + parts.form) <= len(social_names.key(text))


@given(st.sampled_from(["51", "52", "53", "G1"]), st.integers(0, 31**4 - 1))
def test_every_composed_code_passes_both_checks(start, number):
    code = compose_uscc(start, "310000", "MJ49", number)
    assert is_valid("uscc", code) and code.startswith(f"{start}310000MJ49")


def test_a_segment_that_is_exhausted_gives_no_code():
    with pytest.raises(ValueError, match="MJ49"):
        compose_uscc("51", "310000", "MJ49", 31**4)
