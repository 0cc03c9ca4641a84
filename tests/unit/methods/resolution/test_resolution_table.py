"""The table of names: what it is made of, how it is kept, places, misspelt words and names found in part."""

import dataclasses

import numpy as np
import pytest

from technopole.methods import resolution
from technopole.methods.resolution import NameTable, Organisation, Resolver, looks, places, spans, text
from technopole.methods.resolution.model import shipped
from technopole.methods.resolution.spelling import Speller
from technopole.methods.resolution.table import FORMAT


def test_a_saved_table_is_read_as_it_was(table, tmp_path):
    table.save(tmp_path / "names.npz")
    read = NameTable.load(tmp_path / "names.npz")
    assert all(
        np.array_equal(getattr(table, field.name), getattr(read, field.name)) for field in dataclasses.fields(table)
    )


def test_saving_leaves_no_other_file_behind(table, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    table.save(folder / "names.npz")
    assert [path.name for path in folder.iterdir()] == ["names.npz"]


def _saved_with(table, path, **changes):
    columns = {field.name: getattr(table, field.name) for field in dataclasses.fields(table)}
    columns |= {"format": np.array(FORMAT)} | changes
    np.savez(path, **{name: column for name, column in columns.items() if column is not None})


def test_a_table_of_another_format_is_refused(table, tmp_path):
    _saved_with(table, tmp_path / "names.npz", format=np.array(FORMAT + 1))
    with pytest.raises(ValueError, match="another version"):
        NameTable.load(tmp_path / "names.npz")


def test_a_table_that_lacks_a_column_is_refused(table, tmp_path):
    _saved_with(table, tmp_path / "names.npz", sieve=None)
    with pytest.raises(ValueError, match="build it anew"):
        NameTable.load(tmp_path / "names.npz")


def test_two_organisations_of_one_id_are_refused():
    one = Organisation("a", [("Fudan University", "display", "en")])
    with pytest.raises(ValueError, match="same id"):
        resolution.build([one, one])


def test_a_name_is_read_back_as_it_was_given(table):
    fudan = table.ids.tolist().index(b"fudan")
    first = int(table.display[fudan])
    assert [table.name_text(first + at) for at in range(3)] == ["Fudan University", "复旦大学", "FDU"]


def test_parents_and_the_topmost_of_them_are_numbers_of_the_table():
    built = resolution.build(
        [
            Organisation("child", [("C", "display", "")], parents=("middle",)),
            Organisation("middle", [("M", "display", "")], parents=("top", "elsewhere")),
            Organisation("top", [("T", "display", "")]),
        ]
    )
    assert (built.parent.tolist(), built.root.tolist()) == ([1, 2, -1], [2, 2, 2])


def test_organisations_that_are_each_others_parents_do_not_hang_the_building():
    built = resolution.build(
        [
            Organisation("a", [("Alpha Institute", "display", "")], parents=("b",)),
            Organisation("b", [("Beta Institute", "display", "")], parents=("a",)),
        ]
    )
    assert len(built.root) == 2


def test_an_organisation_without_names_goes_by_its_id():
    built = resolution.build([Organisation("x", [], domains=("x.org",)), Organisation("y", [("Y", "display", "")])])
    (answers,) = Resolver(built).resolve(["mail a@x.org"])
    assert [answer.matched_name for answer in answers] == ["x"]


def test_a_table_of_no_organisations_answers_nothing():
    resolver = Resolver(resolution.build([]))
    assert resolver.resolve(["Fudan University, Shanghai", "复旦大学", "a@fudan.edu.cn", ""]) == [[], [], [], []]


def test_names_of_marks_alone_are_no_names():
    resolver = Resolver(resolution.build([Organisation("a", [("!!!", "display", "")])]))
    assert resolver.resolve(["!!! and Fudan University"]) == [[]]


# places


def _places(table, given_text):
    batch = text.read([given_text])
    found, entry = spans.find(spans.runs(batch, table.sieve).key, table.place_keys)
    return {
        (int(table.place_kind[at]), places.countries()[int(table.place_country[at])])
        for one in entry
        for at in range(int(one), len(table.place_keys))
        if table.place_keys[at] == table.place_keys[one]
    }


def test_a_country_is_known_by_its_names(table):
    assert (places.COUNTRY, "CH") in _places(table, "Switzerland")
    assert (places.COUNTRY, "CH") in _places(table, "Schweiz")


def test_georgia_is_a_state_and_a_country(table):
    assert {(places.COUNTRY, "GE"), (places.REGION, "US")} <= _places(table, "Georgia")


def test_the_state_of_georgia_does_not_speak_against_an_american_institute(best):
    assert best("Georgia Institute of Technology, Atlanta, Georgia") == "gatech"


def test_a_city_of_the_register_is_a_place(table):
    assert (places.CITY, "KE") in _places(table, "Nairobi")


def _evidence(resolver, given_text):
    return {code for answer in resolver.resolve([given_text])[0] for code in answer.evidence}


def test_a_code_of_a_state_counts_in_capitals(resolver):
    assert "region" in _evidence(resolver, "University of Nebraska, Lincoln, NE")


def test_a_code_of_a_state_does_not_count_in_small_letters(table):
    learnt = shipped().learnt
    looker = looks.Looker(table, learnt)
    seen = {written: looker.first([f"Institute, {written} 12345"]).places.kind.tolist() for written in ("MA", "ma")}
    assert places.REGION_CODE in seen["MA"]
    assert places.REGION_CODE not in seen["ma"]


# misspelt words


def _corrected(table, given_text):
    batch = Speller(table).corrected(text.read([given_text]))
    return int(batch.sums[-1])


def _key(name):
    return int(text.keys_of([name])[0][0])


@pytest.mark.parametrize("written", ["Karolinsca", "Karolinka", "Karrolinska"])
def test_a_word_one_letter_away_is_read_as_the_word_it_was_meant_to_be(table, written):
    assert _corrected(table, written) == _key("Karolinska")


@pytest.mark.parametrize("written", ["Karlinka", "Oxfrd", "KAROLINSCA", "Switzerland"])
def test_words_two_letters_away_short_ones_capitals_and_places_stay(table, written):
    assert _corrected(table, written) == _key(written)


def test_a_misspelt_name_is_told_as_such(table, best):
    assert best("Massachusets Institute of Technology, Cambridge, MA") == "mit"


# names found in part


def test_a_name_is_found_by_its_rare_words_where_others_lack(table):
    looker = looks.Looker(table, shipped().learnt)
    first = looker.first(["Foundation for Oceanography, Example"])
    found, _ = looker.second(first, np.zeros(len(first.found)))
    assert b"bare" in set(table.ids[found.organisation].tolist())


def test_words_far_apart_are_no_name_in_part(table):
    looker = looks.Looker(table, shipped().learnt)
    apart = " ".join(["Example", *["and", "elsewhere"] * 15, "Foundation", *["and", "elsewhere"] * 15, "Oceanography"])
    first = looker.first([apart])
    found, _ = looker.second(first, np.zeros(len(first.found)))
    assert b"bare" not in set(table.ids[found.organisation].tolist())
