"""Texts taken apart: tokens, where they stand, and the keys by which runs of words find names."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from technopole.methods.resolution import text
from technopole.methods.resolution.spans import runs
from technopole.methods.resolution.text import CORRECTED, keys_of, ordered_hash, places_of_tokens, read, tokens


def key(name):
    return int(keys_of([name])[0][0])


def writing(name):
    return int(keys_of([name])[1][0])


def test_words_commas_and_marks_are_tokens_of_their_own():
    assert tokens("Univ. of Tokyo, Japan") == ["Univ", ".", "of", "Tokyo", ",", "Japan"]


def test_letters_with_full_stops_are_one_word():
    assert tokens("U.S.A. office")[0] == "U.S.A."


def test_words_run_together_are_told_apart():
    assert tokens("UniversityBox ofOxford") == ["University", "Box", "of", "Oxford"]


def test_a_character_reference_is_read_as_its_character():
    assert tokens("Universit&#233; Laval") == ["Université", "Laval"]


def test_accents_apart_from_their_letters_are_joined():
    assert tokens("Universite\u0301") == ["Université"]


@pytest.mark.parametrize(
    ("given_text", "number", "expected"),
    [
        ("Universit&#233; Laval", 1, "Laval"),
        ("Universit&#233; Laval", 0, "Universit&#233;"),
        ("Universite\u0301 Laval", 1, "Laval"),
        ("Göttingen, Univ", 2, "Univ"),
    ],
)
def test_a_token_is_found_where_it_stands_in_the_text_as_given(given_text, number, expected):
    start, end = places_of_tokens(given_text, 9)[number]
    assert given_text[start:end] == expected


@given(st.text(alphabet=st.sampled_from("aZé &;#3\u0301，,.复\u200d𝔘-—")))
@example("&amp;&#233;e\u0301&#xd800;")
def test_tokens_and_their_places_are_as_many_and_stand_in_order_within_the_text(given_text):
    places = places_of_tokens(given_text, 600)
    assert len(places) == len(tokens(given_text))
    assert all(0 <= start <= end <= len(given_text) for start, end in places)
    assert places == sorted(places)


def test_the_order_of_words_does_not_change_a_key():
    assert key("University of Tokyo") == key("Tokyo University")


def test_an_abbreviation_has_the_key_of_its_word():
    assert key("Fudan Univ.") == key("Fudan University")


def test_a_translation_has_the_key_of_its_word():
    assert key("Universität Zürich") == key("University of Zurich") == key("Université de Zürich")


def test_letters_written_out_have_the_key_of_their_umlauts():
    assert key("Goettingen") == key("Göttingen")


def test_case_and_width_do_not_change_a_key():
    assert key("ＦＵＤＡＮ") == key("fudan")


def test_an_elided_article_is_no_part_of_a_key():
    assert key("d'Orsay") == key("Orsay")


def test_leading_zeros_do_not_change_the_key_of_a_number():
    assert key("Institute 007") == key("Institute 7")


def test_other_words_have_other_keys():
    assert len({key(name) for name in ("Fudan", "Tongji", "Fudan Tongji", "Fudan Fudan", "")}) == 5


def test_the_ordered_hash_tells_the_order_of_words():
    assert writing("Science Technology") != writing("Technology Science")


def test_the_ordered_hash_is_the_same_wherever_the_words_stand():
    batch = read(["Fudan University", "Department of Physics, Fudan University"])
    found = {
        int(ordered_hash(batch, start, end)[0])
        for start, end in ((batch.first[:1], batch.first[1:2]), (batch.first[2:] - 2, batch.first[2:]))
    }
    assert len(found) == 1


def test_the_key_of_a_run_is_the_key_of_the_name_alone():
    batch = read(["Department of Physics, Fudan University, Shanghai"])
    assert key("Fudan University") == int(batch.sums[4] - batch.sums[2])


def test_stop_words_are_counted_but_are_no_content():
    batch = read(["University of the Arts"])
    assert len(batch.key) == 2
    assert batch.stops.tolist() == [0, 2]


def test_the_first_word_of_a_text_stands_after_a_break_whatever_text_came_before():
    assert read(["Fudan (", "Tongji"]).last_mark.tolist() == [text.BREAK, text.BREAK]


def test_runs_do_not_go_on_from_one_text_to_the_next(table):
    batch = read(["Fudan", "University"])
    assert all(
        batch.document[start] == batch.document[end - 1]
        for start, end in zip(*runs(batch, _every_key())[:2], strict=True)
    )


def test_runs_do_not_go_across_a_semicolon():
    batch = read(["Fudan University; Tongji University"])
    found = runs(batch, _every_key())
    assert {(0, 2), (2, 4)} <= set(zip(found.start.tolist(), found.end.tolist(), strict=True))
    assert not any(start < 2 < end for start, end in zip(found.start, found.end, strict=True))


def test_runs_go_across_two_commas_and_not_across_three():
    found = runs(read(["Campus, Nebraska, Lincoln, City"]), _every_key())
    spans = set(zip(found.start.tolist(), found.end.tolist(), strict=True))
    assert (0, 3) in spans
    assert (0, 4) not in spans


def test_words_put_right_are_marked_and_have_the_other_key():
    batch = read(["Univeristy Fudan"])
    better = text.with_keys(batch, np.array([0]), np.array([key("university")], np.uint64))
    assert int(better.sums[2]) == key("University Fudan")
    assert better.flags[0] & CORRECTED


def test_a_stream_of_new_words_does_not_grow_the_vocabulary_for_ever(monkeypatch):
    monkeypatch.setattr(text, "_MOST_KNOWN", 10)
    for number in range(30):
        read([f"word{chr(97 + number % 26)}{chr(97 + number // 26)}x other"])
    assert len(text._known) <= 14


def test_words_of_thousands_of_letters_do_not_grow_the_vocabulary_for_ever(monkeypatch):
    monkeypatch.setattr(text, "_MOST_CHARACTERS", 10_000)
    for letter in "abcdefgh":
        read([letter * 3000])
    assert text._known.characters <= 13_000


def _every_key():
    return np.full(1 << 21, 255, np.uint8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2nd Hospital of Tianjin", "Second Hospital of Tianjin"),
        ("The 39th Research Institute", "Research Institute 39"),
        ("Université Paris VI", "Université Paris 6"),
        ("U. S. Geological Survey", "US Geological Survey"),
        ("M. D. Anderson Center", "MD Anderson Center"),
    ],
)
def test_ordinals_roman_numerals_and_spaced_abbreviations_are_read_as_what_they_mean(one, other):
    assert key(one) == key(other)


def test_a_single_roman_letter_is_rather_an_initial():
    assert key("Mohammed V University") != key("Mohammed 5 University")


def test_a_word_run_together_with_an_acronym_is_told_apart():
    assert tokens("betweenEMBL and") == ["between", "EMBL", "and"]
