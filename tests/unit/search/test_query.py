"""Searching, narrowing, counting, suggesting."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from technopole.search import Document, Index, Name, search, suggest

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]))


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    index = Index(tmp_path_factory.mktemp("numbered"))
    index.rebuild(
        Document(
            f"u{number:04}",
            "event" if number % 5 == 0 else "organisation",
            [Name(f"Laboratory {number}", "en", "display")],
            facets={"sector": [f"s{number % 3}", f"t{number % 2}"], "district": [f"d{number % 4}"]},
            weight=(number % 100) / 100,
            public=number % 10 != 9,
        )
        for number in range(500)
    )
    return index


def test_without_text_everything_is_given_the_heaviest_first_then_by_name(index):
    results = search(index, "")
    assert results.total == 8
    assert [hit.uid for hit in results.hits][:4] == ["sjtu", "fudan", "ecnu", "medical"]
    assert [hit.uid for hit in results.hits][-1] == "sju"
    assert results.hits[0].why == ()


def test_punctuation_alone_finds_nothing(index):
    assert search(index, "—?!").total == 0
    assert suggest(index, "…") == []


def test_what_is_not_public_is_found_only_when_asked_for(numbered):
    assert search(numbered, "").total == 450
    assert search(numbered, "laboratory", public_only=False).total == 500
    assert search(numbered, "laboratory 9").hits[0].uid != "u0009"
    assert search(numbered, "laboratory 9", public_only=False).hits[0].uid == "u0009"
    assert suggest(numbered, "laboratory 9")[0].uid == "u0098"


@pytest.mark.parametrize("text", ["", "laboratory"])
@pytest.mark.parametrize(
    "chosen", [{}, {"sector": ["s0"]}, {"sector": ["s0", "s1"], "district": ["d2", "d3"]}, {"district": ["none"]}]
)
def test_values_of_a_facet_are_alternatives_facets_add_up_and_counts_are_exact(numbered, text, chosen):
    results = search(numbered, text, facets=chosen)
    everything = [
        {
            "sector": [f"s{n % 3}", f"t{n % 2}"],
            "district": [f"d{n % 4}"],
            "kind": ["organisation" if n % 5 else "event"],
        }
        for n in range(500)
        if n % 10 != 9
    ]

    def fits(thing, but=""):
        return all(name == but or set(values) & set(thing[name]) for name, values in chosen.items())

    assert results.total == sum(fits(thing) for thing in everything)
    for name in ("sector", "district", "kind"):
        expected = Counter(value for thing in everything if fits(thing, but=name) for value in thing[name])
        assert results.facet_counts.get(name, {}) == dict(expected)


def test_kinds_narrow_too(numbered):
    results = search(numbered, "laboratory", kinds=["event"])
    assert {hit.kind for hit in results.hits} == {"event"}
    assert set(results.facet_counts["kind"]) == {"event", "organisation"}
    assert {each.kind for each in suggest(numbered, "lab", kinds=["event"])} == {"event"}


@pytest.mark.parametrize("text", ["", "laboratory"])
def test_pages_hold_every_hit_once(numbered, text):
    uids = []
    for offset in range(0, 500, 30):
        page = search(numbered, text, limit=30, offset=offset, count_facets=False)
        assert page.total == 450
        uids += [hit.uid for hit in page.hits]
    assert len(uids) == len(set(uids)) == 450
    assert search(numbered, text, offset=450).hits == []
    assert search(numbered, text, limit=0).hits == []


def test_a_name_is_found_by_words_in_any_order_stemmed(index):
    assert search(index, "universities of Fudan").hits[0].uid == "fudan"
    assert search(index, "normal china").hits[0].uid == "ecnu"


def test_a_long_address_finds_the_names_it_holds(index):
    address = "Department of Cardiology, Zhongshan Hospital, Fudan University, 180 Fenglin Road, Shanghai 200032, China"
    assert {hit.uid for hit in search(index, address).hits[:2]} == {"zhongshan", "fudan"}
    assert "sjtu" in {hit.uid for hit in search(index, "上海市东川路八百号上海交通大学机械学院").hits}


def test_the_words_asked_for_are_marked_in_the_name_and_in_the_text(index):
    hit = search(index, "fuel cell").hits[0]
    assert hit.uid == "hydrogen"
    marks = [mark for mark in hit.highlights if mark.field == "text"]
    assert [marks[0].text[start:end] for start, end in marks[0].ranges] == ["fuel", "cells"]
    name = search(index, "復旦").hits[0].highlights[0]
    assert (name.text, name.ranges) == ("复旦大学", [(0, 2)])


def test_an_excerpt_shows_the_place_of_the_words(tmp_path):
    index = Index(tmp_path)
    text = "Nothing to see here. " * 60 + "Here are perovskite cells at last. " + "And more of nothing. " * 60
    index.rebuild([Document("a", "need", [Name("A need", "en", "display")], text=text)])
    (mark,) = [mark for mark in search(index, "perovskites").hits[0].highlights if mark.field == "text"]
    assert len(mark.text) < 200 and mark.text.startswith("…") and mark.text.endswith("…")
    assert [mark.text[start:end] for start, end in mark.ranges] == ["perovskite"]


@pytest.mark.parametrize(
    ("typed", "uid", "name"),
    [
        ("f", "fudan", "Fudan University"),
        ("fud", "fudan", "Fudan University"),
        ("Fudan U", "fudan", "Fudan University"),
        ("复", "fudan", "复旦大学"),
        ("復旦", "fudan", "复旦大学"),
        ("上海交", "sjtu", "上海交通大学"),
        ("上海交大", "sjtu", "上海交通大学"),
        ("sj", "sjtu", "SJTU"),
        ("ecn", "ecnu", "ECNU"),
        ("jiao tong", "sjtu", "Shanghai Jiao Tong University"),
        ("东师范", "ecnu", "华东师范大学"),
        ("hydrogen r", "hydrogen", "Shanghai Hydrogen Research Association"),
    ],
)
def test_what_is_typed_suggests_the_name_it_begins(index, typed, uid, name):
    first = suggest(index, typed)[0]
    assert (first.uid, first.name) == (uid, name)


def test_a_suggestion_comes_once_and_no_more_than_asked_for(index):
    uids = [each.uid for each in suggest(index, "复旦")]
    assert uids[0] == "fudan" and len(uids) == len(set(uids)) == 3
    assert len(suggest(index, "s", limit=2)) == 2
    assert suggest(index, "") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ANY_TEXT)
def test_any_text_can_be_searched_and_typed(numbered, text):
    search(numbered, text, facets={text: [text]})
    search(numbered, text)
    suggest(numbered, text)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(['"', "(", ")", "+", "-", "*", "~", ":", "AND", "OR", "NOT", "[", "{", "^", "\\", "a"]))
)
def test_signs_of_query_languages_mean_nothing(numbered, signs):
    search(numbered, " ".join(signs))
    suggest(numbered, "".join(signs))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_TEXT, min_size=1, max_size=4), ANY_TEXT)
def test_any_document_can_be_indexed(tmp_path_factory, values, text):
    index = Index(tmp_path_factory.mktemp("any"))
    names = [Name(value, None, "label") for value in values]
    with index.writer() as writer:
        writer.put([Document("uid", text, names, values[0], text, text, {text: values}, text)])
    assert search(index, "").total == 1
