"""Chinese script by characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods.chinese import script, simplify


@pytest.mark.parametrize(
    ("text", "simplified"),
    [("復旦大學", "复旦大学"), ("上海交通大學 SJTU", "上海交通大学 SJTU"), ("Fudan", "Fudan"), ("", "")],
)
def test_traditional_characters_become_simplified(text, simplified):
    assert simplify(text) == simplified


@pytest.mark.parametrize(
    ("text", "country", "tag"),
    [
        ("復旦大學", "CN", "zh-Hant"),
        ("复旦大学", "TW", "zh-Hans"),
        ("中山", "TW", "zh-Hant"),
        ("中山", "CN", "zh-Hans"),
        ("中山", None, "zh-Hans"),
        ("Fudan Daxue", "CN", "zh-Latn"),
    ],
)
def test_the_script_is_told_by_its_characters_and_then_by_the_country(text, country, tag):
    assert script(text, country) == tag


@given(st.text(), st.text())
def test_simplifying_keeps_length_and_beginnings(start, rest):
    assert simplify(start + rest).startswith(simplify(start))
    assert len(simplify(start)) == len(start)
