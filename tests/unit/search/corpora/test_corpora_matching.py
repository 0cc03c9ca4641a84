"""From a need to the things that might meet it: what fits, what moves a thing up or down, and why it was proposed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from technopole.core import ids
from technopole.search.corpora import Corpus, Record, Settings, Wanted, build, fitting

THINGS: list[Record] = [
    {"id": "fibre", "title": "Fibre sensor for strain in bridges", "text": "Strain of a steel bridge is measured by a fibre.", "fields": ["G01M 5/00"], "trl": 7, "modes": ["licence_exclusive"], "owner": "Alpha", "country": "CN", "region": "Beijing", "language": "en"},
    {"id": "camera", "title": "Camera for bridges", "text": "Cracks of a bridge are seen by a camera.", "fields": ["G06T 7/00"], "trl": 3, "modes": ["transfer"], "owner": "Beta", "country": "DE", "language": "en"},
    {"id": "membrane", "title": "锂离子电池隔膜及其制备方法", "text": "陶瓷涂层提高锂离子电池隔膜的耐热性。", "owner": "丙公司", "language": "zh"},
    {"id": "separator", "title": "Ceramic separator for lithium-ion batteries", "text": "A ceramic coating keeps the separator of a battery whole.", "owner": "Delta", "language": "en"},
    {"id": "both", "title": "Hydrogen valve", "text": "A valve for liquid hydrogen.", "title_2": "液氢阀门", "text_2": "用于液氢的阀门。", "owner": "Epsilon", "language": "en"},
    *({"id": f"pump {number}", "title": f"Peristaltic pump, model {number}", "text": "A peristaltic pump for slurry.", "owner": "Maker of Pumps", "language": "en"} for number in range(6)),
    {"id": "other pump", "title": "Another slurry machine", "text": "A peristaltic pump, among other things.", "owner": "Zeta", "language": "en"},
]  # fmt: skip
LEXICON = {"锂离子电池": ["lithium-ion battery"], "隔膜": ["separator", "diaphragm"], "lithium-ion": ["锂离子"], "separator": ["隔膜"], "battery": ["电池"]}


def lexicon(text: str) -> list[tuple[str, list[str]]]:
    return [(term, wordings) for term, wordings in LEXICON.items() if term in text.casefold()]


@dataclass(frozen=True)
class Rows:
    things: tuple[str, ...] = tuple(thing["id"] for thing in THINGS)
    standing: str = "reference"
    identity: str = "things"

    def __call__(self, shard: int, shards: int, skip: int) -> Iterator[Record]:
        known = {thing["id"]: thing for thing in THINGS}
        for key in self.things[skip:]:
            yield {"uid": ids.uid_for("offer", key), "kind": "patent", "standing": self.standing, **known[key]}


def filled(corpus: Corpus, name: str, rows: Rows) -> None:
    fresh = corpus.set(name)
    build(fresh, rows, len(rows.things), shards=1)
    generation = fresh.waiting()
    assert generation is not None
    fresh.swap(generation.name)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    made = Corpus(tmp_path_factory.mktemp("matching"))
    filled(made, "things", Rows())
    return made


def matched(corpus: Corpus, text: str, filters: dict[str, list[str]] | None = None, limit: int = 20, **wanted: Any) -> list[str]:
    found = corpus.match(Wanted(text=text, **wanted), filters, limit, lexicon=lexicon, related=near)
    return [match.body["id"] for match in found]


def near(one: Any, other: Any) -> float:
    return max((1.0 if a[:4] == b[:4] else 0.0 for a in one for b in other), default=0.0)


def fit(what: str, thing: Record, **wanted: Any) -> float | None:
    asked = Wanted(text="", **wanted)
    found = {each.what: each.degree for each in fitting.fits(asked, thing, near, fitting.here(asked))}
    return found.get(what)


# --- what both sides state ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "thing", "degree"),
    [
        ({"trl_min": 6}, {"trl": 6}, 1.0),
        ({"trl_min": 6}, {"trl": 9}, 1.0),  # readier than asked for is no misfit
        ({"trl_min": 6}, {"trl": 5}, 1 / 3),
        ({"trl_min": 6}, {"trl": 3}, -1.0),
        ({"trl_min": 9}, {"trl": 1}, -1.0),
        ({"trl_min": 2, "trl_max": 4}, {"trl": 5}, 2 / 3),
        ({"trl_min": 2, "trl_max": 4}, {"trl": 9}, -2 / 3),
        ({"trl_max": 4}, {"trl": 2}, 1.0),
        ({"trl_min": 6}, {"trl_min": 4, "trl_max": 7}, 1.0),
        ({"trl_min": 6}, {}, None),
        ({}, {"trl": 6}, None),
    ],
)
def test_readiness_short_of_what_is_asked_for_counts_more_than_beyond_it(
    wanted: dict[str, Any], thing: Record, degree: float | None
) -> None:
    assert fit("trl", thing, **wanted) == (degree if degree is None else pytest.approx(degree))


@pytest.mark.parametrize(
    ("asked", "offered", "degree"),
    [
        (["transfer"], ["transfer", "equity"], 1.0),
        (["transfer"], ["equity"], -1.0),
        (["licence_sole"], ["licence_exclusive"], 0.0),
        (["licence_exclusive"], ["licence_sole"], 0.0),
        (["licence_exclusive"], ["licence_non_exclusive"], -1.0),
        ([], ["equity"], None),
        (["equity"], [], None),
    ],
)
def test_a_sole_licence_is_neither_what_nor_against_what_asks_for_an_exclusive_one(
    asked: list[str], offered: list[str], degree: float | None
) -> None:
    assert fit("mode", {"modes": offered}, modes=asked) == degree


@pytest.mark.parametrize(
    ("thing", "degree"),
    [
        ({"price_low": 100.0, "currency": "CNY"}, 1.0),
        ({"price_low": 150.0, "currency": "CNY"}, 0.0),
        ({"price_low": 200.0, "currency": "CNY"}, -1.0),
        ({"price_low": 1e12, "currency": "CNY"}, -1.0),
        ({"price_low": 0.0, "price_high": 900.0, "currency": "CNY"}, 1.0),
        ({"price_high": 90.0, "currency": "CNY"}, 1.0),
        ({"price_low": 10.0, "currency": "EUR"}, None),  # nobody knows at what rate
        ({"price_low": 10.0}, None),
        ({}, None),
    ],
)
def test_prices_compare_in_one_currency_only(thing: Record, degree: float | None) -> None:
    assert fit("price", thing, price_high=100.0, currency="CNY") == degree


def test_nothing_is_divided_by_a_budget_of_nothing() -> None:
    assert fit("price", {"price_low": 5.0, "currency": "CNY"}, price_high=0.0, currency="CNY") == -1.0


@pytest.mark.parametrize(
    ("thing", "degree"),
    [
        ({"country": "CN", "region": "BEIJING"}, 1.0),
        ({"country": "CN", "region": "Shanghai"}, 0.4),
        ({"country": "DE"}, -0.4),
        ({}, None),
    ],
)
def test_the_same_region_is_best_and_another_country_no_great_misfit(thing: Record, degree: float | None) -> None:
    assert fit("place", thing, country="CN", region="Beijing") == degree


def test_another_field_is_no_misfit() -> None:
    assert fit("field", {"fields": ["G01M 5/00"]}, fields=["G01M 7/00"]) == 1.0
    assert fit("field", {"fields": ["A01B 1/00"]}, fields=["G01M 7/00"]) is None


def test_sectors_fit_if_they_share_one() -> None:
    assert fit("sector", {"sectors": ["energy", "water"]}, sectors=["water"]) == 1.0
    assert fit("sector", {"sectors": ["energy"]}, sectors=["water"]) == -0.5
    assert fit("sector", {}, sectors=["water"]) is None


def test_all_misfits_together_leave_most_of_a_score() -> None:
    worst = [fitting.Fit(what, -1.0, ()) for what in fitting.WEIGHTS if what != "field"]
    assert fitting.factor([]) == 1.0
    assert 0.6 < fitting.factor(worst) < 1.0 < fitting.factor([fitting.Fit("trl", 1.0, ("7",))])


# --- the order ------------------------------------------------------------------------------------------------------


def test_what_is_stated_besides_decides_between_things_that_say_about_the_same(corpus: Corpus) -> None:
    text = "watching a bridge"
    assert matched(corpus, text, trl_min=6, modes=["licence_exclusive"], fields=["G01M 5/00"])[0] == "fibre"
    assert matched(corpus, text, trl_max=3, modes=["transfer"], fields=["G06T 7/00"])[0] == "camera"


def test_structure_can_be_left_out_to_measure_what_it_is_worth(corpus: Corpus) -> None:
    wanted = Wanted(text="bridge", fields=["G01M 5/00"])
    found = corpus.match(wanted, related=near, settings=Settings(structure=False))
    assert found and all(not match.reasons.fits for match in found)


def test_a_filter_shuts_out_what_soft_wishes_do_not(corpus: Corpus) -> None:
    assert set(matched(corpus, "bridge", trl_min=9)) == {"fibre", "camera"}
    assert matched(corpus, "bridge", {"trl": ["7"]}) == ["fibre"]
    assert matched(corpus, "bridge", {"country": ["FR"]}) == []


@pytest.mark.parametrize("text", ["需要锂离子电池用的隔膜", "a separator for a lithium-ion battery"])
def test_a_need_in_one_language_finds_what_is_told_in_another(corpus: Corpus, text: str) -> None:
    assert set(matched(corpus, text)) >= {"membrane", "separator"}
    own = corpus.match(Wanted(text=text), settings=Settings(translate=False), lexicon=lexicon)
    assert len({match.body["id"] for match in own} & {"membrane", "separator"}) == 1


@pytest.mark.parametrize("text", ["liquid hydrogen valve", "液氢阀门", "液氢 valve"])
def test_a_thing_told_in_both_languages_is_found_by_either_and_once(corpus: Corpus, text: str) -> None:
    assert matched(corpus, text) == ["both"]


def test_after_three_of_one_owner_others_come_first_and_nothing_is_lost(corpus: Corpus) -> None:
    found = matched(corpus, "peristaltic pump")
    assert len(found) == 7 and found.index("other pump") == 3
    many = corpus.match(Wanted(text="peristaltic pump"), per_owner=20)
    assert [match.body["id"] for match in many][-1] == "other pump"


def test_the_same_need_gets_the_same_answer(corpus: Corpus) -> None:
    first = corpus.match(Wanted(text="peristaltic pump for slurry; bridge", trl_min=4), lexicon=lexicon)
    assert all(
        corpus.match(Wanted(text="peristaltic pump for slurry; bridge", trl_min=4), lexicon=lexicon) == first
        for _ in range(3)
    )


@pytest.mark.parametrize("text", ["", "   \n", "the of and", "，。！", "12 345", "\x00\ud800", "zzzz"])
def test_a_need_that_says_nothing_finds_nothing(corpus: Corpus, text: str) -> None:
    assert matched(corpus, text) == []


def test_a_need_of_nothing_but_numbers_finds_what_has_them(corpus: Corpus) -> None:
    assert set(matched(corpus, "3 4")) == {"pump 3", "pump 4"}


def test_a_very_long_need_is_answered_by_its_rarest_words(corpus: Corpus) -> None:
    text = ("We need a bridge and much else. 我们还需要许多别的东西。" * 500)[:20_000]
    assert set(matched(corpus, text)) == {"fibre", "camera"}


@pytest.mark.parametrize("limit", [0, -1])
def test_no_places_hold_no_matches(corpus: Corpus, limit: int) -> None:
    assert matched(corpus, "bridge", limit=limit) == []


def test_one_thing_that_is_both_loaded_and_a_row_counts_as_the_row(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    filled(corpus, "things", Rows(("fibre", "camera")))
    filled(corpus, "live", Rows(("fibre",), "listing"))
    found = corpus.match(Wanted(text="strain of bridges"))
    assert [(match.body["id"], match.body["standing"]) for match in found] == [
        ("fibre", "listing"), ("camera", "reference"),
    ]  # fmt: skip


def test_a_word_of_few_chinese_things_is_no_rarer_for_many_english_ones(tmp_path: Path) -> None:
    from technopole.search.corpora import analysis, querying

    few, many = Corpus(tmp_path / "few"), Corpus(tmp_path / "many")
    filled(few, "things", Rows(("membrane",)))
    filled(many, "things", Rows())
    term = analysis.terms("隔膜")[0]
    one, other = (querying.statistics(corpus.shards(), [term]) for corpus in (few, many))
    assert one.idf(term) == pytest.approx(other.idf(term), abs=0.5)  # "both" has Chinese as well


def test_words_that_only_join_others_bare_numbers_and_letters_tell_nothing() -> None:
    from technopole.search.corpora import analysis, wording

    def told(text: str) -> list[str]:
        return [term.text for term in wording.telling(analysis.terms(text))]

    assert told("We must measure more than 25 kg within 4 m of a 3D bridge") == ["measur", "kg", "3d", "bridg"]
    assert told("超过 25 度") == ["超过"]
    assert told("from 4 to 5") == ["from", "4", "5"]  # nothing else is said


# --- why ------------------------------------------------------------------------------------------------------------


def test_reasons_are_the_need_s_own_words_and_not_their_stems(corpus: Corpus) -> None:
    told = corpus.match(Wanted(text="Bridges, measured"))[0].reasons
    assert {term for term, _ in told.terms} == {"Bridges", "measured"}
    assert sum(share for _, share in told.terms) == pytest.approx(1.0)


def test_reasons_in_chinese_are_expressions_and_not_pairs_of_characters(corpus: Corpus) -> None:
    told = corpus.match(Wanted(text="急需锂离子电池，隔膜要耐热"))[0].reasons
    assert [term for term, _ in told.terms][0] == "锂离子电池"
    assert {"隔膜", "耐热"} <= {term for term, _ in told.terms}


def test_what_was_found_by_translation_tells_the_pair(corpus: Corpus) -> None:
    found = corpus.match(Wanted(text="需要锂离子电池用的隔膜"), lexicon=lexicon)
    told = next(match.reasons for match in found if match.body["id"] == "separator")
    assert told.terms == [] and told.translated == [("锂离子电池", "lithium-ion battery"), ("隔膜", "separator")]


def test_fits_tell_what_the_thing_states(corpus: Corpus) -> None:
    told = corpus.match(Wanted(text="strain in bridges", trl_min=6, country="CN", region="Beijing"))[0].reasons
    assert told.fits == [fitting.Fit("trl", 1.0, ("7",)), fitting.Fit("place", 1.0, ("Beijing",))]
