"""How values are worded for a reader, in both languages."""

from __future__ import annotations

import datetime

import pytest

from technopole.pages import display


def test_a_missing_translation_falls_back_and_says_so():
    assert display.choose({"en": "Hub"}, "zh-hans") == display.Chosen("Hub", "en", True)
    assert display.choose({"en": "Hub", "zh": "枢纽"}, "zh-hans") == display.Chosen("枢纽", "zh", False)
    assert display.choose(None, "en").text == ""


def test_of_several_names_the_display_name_of_the_language_is_chosen():
    names = [
        {"value": "SJTU", "language": "en", "kind": "acronym"},
        {"value": "Shanghai Jiao Tong University", "language": "en", "kind": "display"},
        {"value": "上海交通大学", "language": "zh-Hans", "kind": "label"},
    ]
    assert display.choose(names, "en").text == "Shanghai Jiao Tong University"
    assert display.choose(names, "zh-hans").text == "上海交通大学"
    assert display.other(names, "en").text == "上海交通大学"


@pytest.mark.parametrize(("value", "decimals", "text"), [
    (1234567.5, None, "1,234,567.5"), (2.25, 1, "2.3"), (-3, None, "−3"), ("12.50", None, "12.5"), ("n/a", None, "n/a"),
    (10, None, "10"), (100, 0, "100"),
])
def test_numbers_carry_separators_and_round_half_up(value, decimals, text):
    assert display.number(value, "en", decimals) == text


@pytest.mark.parametrize(("value", "en", "zh"), [
    (14_000_000, "14 million", "1,400万"), (9_999, "9,999", "9,999"), (1_250_000, "1.3 million", "125万"),
    (2_400_000_000, "2.4 billion", "24亿"),
])
def test_large_numbers_are_said_in_words(value, en, zh):
    assert display.compact_number(value, "en") == en
    assert display.compact_number(value, "zh-hans") == zh


def test_units_stand_as_their_language_wants():
    unit = {"en": "firms", "zh": "家", "decimals": 0}
    assert display.quantity(34000, unit, "en") == "34,000\u00a0firms"
    assert display.quantity(34000, unit, "zh-hans") == "34,000家"
    assert display.quantity(11, "%", "en", 1) == "11.0%"


@pytest.mark.parametrize(("value", "en", "zh"), [
    ("1905", "1905", "1905年"),
    ("2021-07", "July 2021", "2021年7月"),
    ("2021-07-18", "18 July 2021", "2021年7月18日"),
    ("2021-Q3", "2021 Q3", "2021年第三季度"),
    (datetime.date(2021, 7, 18), "18 July 2021", "2021年7月18日"),
    ("about 1900", "about 1900", "about 1900"),
    ("", "", ""),
])
def test_a_date_is_written_as_far_as_it_is_known(value, en, zh):
    assert display.partial_date(value, "en") == en
    assert display.partial_date(value, "zh-hans") == zh


@pytest.mark.parametrize(("start", "end", "en", "zh"), [
    ("2021-07-03", "2021-07-05", "3–5 July 2021", "2021年7月3日至5日"),
    ("2021-06-30", "2021-07-02", "30 June – 2 July 2021", "2021年6月30日至7月2日"),
    ("2020-12-31", "2021-01-02", "31 December 2020 – 2 January 2021", "2020年12月31日至2021年1月2日"),
    ("2021", "2025", "2021–2025", "2021年至2025年"),
    ("2021-07", "2021-07", "July 2021", "2021年7月"),
    ("2021-07-03", "", "3 July 2021", "2021年7月3日"),
])
def test_a_range_says_what_both_ends_share_once(start, end, en, zh):
    assert display.date_range(start, end, "en") == en
    assert display.date_range(start, end, "zh-hans") == zh


def test_a_tight_place_gets_large_numbers_in_words():
    unit = {"en": "patents", "zh": "件", "decimals": 1}
    assert display.short_quantity(14_200_000, unit, "en") == "14.2 million\u00a0patents"
    assert display.short_quantity(14_200_000, unit, "zh") == "1,420万件"
    assert display.short_quantity(4.44, "%", "en") == "4.44%"


def test_a_percentage_of_something_keeps_its_sign_at_the_number():
    assert display.quantity_parts(12, "% of GDP", "en") == ("12%", "\u00a0", "of GDP")
    assert display.quantity(12, "% of GDP", "en") == "12%\u00a0of GDP"
    assert display.quantity_parts(25_000, {"en": "firms", "zh": "家"}, "zh") == ("25,000", "", "家")
