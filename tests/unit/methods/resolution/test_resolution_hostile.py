"""Whatever a cell may hold: the resolver never raises, looks at a bounded part of it, and points inside it."""

import random
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from technopole.methods.resolution import Organisation, Resolver, build, candidates, competition, text
from technopole.methods.resolution.looks import Looker
from technopole.methods.resolution.model import shipped

_NAME = "Fudan University, Shanghai, China"
_HUGE = {
    "ten megabytes of a name": (_NAME + " ") * 300_000,
    "ten megabytes of one word": "a" * 10_000_000,
    "ten megabytes of Chinese": "复旦大学" * 2_500_000,
    "commas": "," * 10_000 + _NAME,
    "opening brackets": "(" * 100_000 + _NAME,
    "full stops": "a." * 50_000 + "@",
    "hosts": "www." + "a-" * 50_000,
    "control characters": "".join(map(chr, range(32))) * 300 + _NAME,
    "lone surrogates": "\ud800\udfff" * 5000 + _NAME,
    "right-to-left marks": "\u202e\u200f" * 5000 + _NAME,
    "zero-width joiners": "F\u200du\u200dd\u200da\u200dn " * 2000,
    "emoji": "👩‍🔬🏫🇨🇳" * 2000 + _NAME,
    "accents": "a" + "\u0301\u0316" * 50_000,
    "references": "&#233;" * 50_000,
    "broken references": "&#xfffffff;&#xd800;&amp;amp;&;" * 5000,
    "digits": "9" * 100_000,
    "other digits": "٣²½①" * 5000,
    "separators": "；" * 100_000,
    "apostrophes": "d'" * 50_000,
    "wrongly decoded": "复旦大学，上海".encode().decode("latin-1") + " Universitï¿½t ZÃ¼rich",
    "null": "Fudan\x00University\x00",
}


def _inside(given_text, answers):
    return all(0 <= answer.start < answer.end <= len(given_text) and 0 <= answer.probability <= 1 for answer in answers)


@pytest.mark.parametrize("given_text", _HUGE.values(), ids=_HUGE.keys())
def test_a_hostile_cell_is_answered_within_itself(resolver, given_text):
    assert _inside(given_text, resolver.resolve([given_text])[0])


@pytest.mark.parametrize("given_text", _HUGE.values(), ids=_HUGE.keys())
def test_a_hostile_cell_is_read_to_a_bounded_number_of_tokens(given_text):
    found = text.tokens(given_text)
    assert len(found) <= text.MOST_TOKENS
    # a character reference is read as one character or two
    assert sum(map(len, found)) <= text.LONGEST_TEXT


def test_a_name_at_the_beginning_of_a_huge_cell_is_found(ids):
    assert ids(_NAME + "\n" + "x, " * 3_000_000) == ["fudan"]


def test_a_hostile_cell_does_not_change_the_answers_of_its_neighbours(resolver):
    (alone,) = resolver.resolve([_NAME])
    assert resolver.resolve([_HUGE["commas"], _NAME, _HUGE["lone surrogates"]])[1] == alone


def test_long_texts_are_taken_in_shorter_batches(resolver, monkeypatch):
    seen = []
    whole = resolver._resolve
    monkeypatch.setattr(resolver, "_resolve", lambda texts, least: seen.append(texts) or whole(texts, least))
    assert len(resolver.resolve([_NAME * 200] * 200)) == 200
    assert max(sum(map(len, texts)) for texts in seen) <= 256 * 1024


@pytest.fixture(scope="module")
def crowd():
    """A register in which three names have two hundred organisations each."""
    return build(
        Organisation(f"{name[:4]}{number}", [(name, "display", "en")], country=country)
        for name in ("Ministry of Health", "People's Hospital of Example", "Institute of Physics")
        for number, country in enumerate(["CN", "DE", "KE", "GH"] * 50)
    )


def test_a_name_that_hundreds_have_said_hundreds_of_times_is_weighed_to_a_limit(crowd):
    said = "Ministry of Health, People's Hospital of Example; Institute of Physics; " * 50
    first = Looker(crowd, shipped().learnt).first([said])
    assert len(first.found) <= candidates.MOST_ROWS
    assert Resolver(crowd).resolve([said])[0] == Resolver(crowd).resolve([said])[0]


def test_pairs_of_candidates_are_compared_in_bounded_portions(crowd):
    looker = Looker(crowd, shipped().learnt)
    batch = looker.first(["Ministry of Health, Institute of Physics"] * 60)
    for rows in competition._slices(batch.found, 60):
        documents = batch.found.document[rows].tolist()
        assert sum(documents.count(one) ** 2 for one in set(documents)) <= competition._MOST_PAIRS


def test_comparing_in_portions_gives_what_comparing_at_once_gives(resolver, monkeypatch):
    texts = [_NAME, "Universität Zürich; ETH Zurich", "", "Ministry of Health", "x"] * 20
    at_once = resolver.resolve(texts)
    monkeypatch.setattr(competition, "_MOST_PAIRS", 5)
    assert resolver.resolve(texts) == at_once


_PIECES = st.sampled_from(
    [
        "Fudan University",
        "复旦大学",
        "，",
        ",",
        "(",
        "\x00",
        "\ud800",
        "\u200d",
        "\u202e",
        "&#233;",
        "&amp;",
        "e\u0301",
        "👩‍🔬",
    ]
    + [
        "013q1eq08",
        "@fudan.edu.cn",
        "grid.8547.e",
        "MIT",
        " of ",
        "; ",
        "\n",
        "中科院上海硅酸盐所",
        "12",
        "ß",
        "İ",
        "ﬁ",
        "ǅ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.lists(_PIECES, max_size=30).map("".join), st.text(max_size=60)), max_size=4))
@example(["\ud800Fudan University\udfff", "İstanbul of", "ﬁ复旦大学"])
def test_any_texts_are_answered_once_each_and_inside_themselves(resolver, texts):
    answers = resolver.resolve(texts)
    assert len(answers) == len(texts)
    assert all(_inside(one, found) for one, found in zip(texts, answers, strict=True))
    assert all(len({answer.organisation_id for answer in found}) == len(found) for found in answers)


_NAMES = st.lists(st.text(max_size=30), max_size=5)


@settings(max_examples=15, deadline=None)
@given(_NAMES, st.text(max_size=30))
def test_any_names_make_a_table(names, asked):
    _make_a_table(names, asked)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(_NAMES, st.text(max_size=30))
def test_any_of_five_hundred_lists_of_names_makes_a_table(names, asked):
    _make_a_table(names, asked)


def _make_a_table(names, asked):
    table = build(Organisation(str(number), [(name, "display", "")], country="CN") for number, name in enumerate(names))
    assert len(Resolver(table).resolve([asked, *names])) == len(names) + 1


def test_names_broken_at_random_never_raise(resolver, organisations):
    """A short seeded run over names of the register with characters swapped, dropped, doubled and mis-decoded."""
    chance = random.Random(20)
    names = [name for one in organisations for name, _, _ in one.names]
    noise = string.punctuation + "\x00\u200b\u202e，。；（）\ud801é\u0301 \n"
    texts = []
    for _ in range(1500):
        letters = list(", ".join(chance.sample(names, chance.randint(1, 4))))
        for _ in range(chance.randint(0, 12)):
            at = chance.randrange(len(letters))
            letters[at] = chance.choice(["", letters[at] * 2, chance.choice(noise), letters[at - 1]])
        broken = "".join(letters)
        if chance.random() < 0.2:
            broken = broken.encode("utf-8", "ignore").decode(chance.choice(["latin-1", "cp1252", "gbk"]), "replace")
        texts.append(broken)
    for broken, found in zip(texts, resolver.resolve(texts), strict=True):
        assert _inside(broken, found)
