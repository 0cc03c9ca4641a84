"""Text into terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.search import text
from technopole.search.abbreviations import ABBREVIATIONS
from technopole.search.short_names import short_names

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]))  # lone surrogates too


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Université de Genève", "UNIVERSITE DE GENEVE"),
        ("Fudan  University", "ＦＵＤＡＮ　Ｕｎｉｖｅｒｓｉｔｙ"),
        ("復旦大學", "复旦大学"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Children's", "Children’s"),
        ("Eye & ENT", "eye and ent"),
        ("한국과학기술원", "한국과학기술원"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert text.terms(one) == text.terms(other) != []


def test_english_is_stemmed_and_chinese_becomes_pairs():
    assert text.terms("Institutes of 复旦大学 X 中") == ["institut", "of", "复旦", "旦大", "大学", "x", "中"]


def test_words_of_scripts_with_vowel_marks_stay_whole():
    assert text.words("दिल्ली विश्वविद्यालय") == ["दिल्ली", "विश्वविद्यालय"]


def test_the_key_of_a_name_ignores_spaces_punctuation_and_the_article():
    assert text.name_key("The Univ.-of  Tokyo (東京)") == "univoftokyo东京"


@given(ANY_TEXT)
def test_any_text_has_terms_without_error_and_folding_twice_changes_nothing(given_text):
    for term in text.terms(given_text):
        assert term and not any(character.isspace() for character in term)
        term.encode("utf-8")
    folded = text.fold(given_text)
    assert text.fold(folded) == folded or text.words(folded)
    text.name_key(given_text)
    for span in text.spans(given_text):
        assert 0 <= span.start < span.end <= len(given_text)


@given(st.text(alphabet="复旦大學上海abc é", max_size=12))
def test_spans_name_the_same_terms_as_the_index(given_text):
    assert [span.term for span in text.spans(given_text)] == text.terms(given_text)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("上海交通大学", ["上海交大"]),
        ("復旦大學", ["复旦", "复大"]),
        ("华东师范大学", ["华东师大", "华师大"]),
        ("浙江大学", ["浙大"]),
        ("上海财经大学", ["上海财大", "上财大", "上财"]),
        ("华东理工大学", ["华东理大", "华理大", "华东理工", "华理工"]),
        ("中国科学技术大学", ["中国科大", "中科大"]),
        ("中国科学院上海药物研究所", ["中科院上海药物研究所", "中科院上海药物所"]),
        ("上海微电子装备（集团）股份有限公司", ["上海微电子装备"]),
        ("Huawei Technologies (China)", ["Huawei Technologies"]),
        ("Funai Electric Co., Ltd.", ["Funai Electric"]),
        ("Fudan University", []),
        ("大学", []),
    ],
)
def test_names_have_the_short_forms_people_use(name, short):
    assert short_names(name) == short


@given(ANY_TEXT)
def test_any_name_has_short_forms_without_error(name):
    assert name.strip() not in short_names(name)


def test_abbreviations_and_what_they_stand_for_are_folded_words():
    for short, full in ABBREVIATIONS.items():
        assert [short] == text.words(short)
        assert list(full) == text.words(" ".join(full))
