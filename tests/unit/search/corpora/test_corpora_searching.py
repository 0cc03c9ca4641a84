"""Finding by words among many: ranking, filters, counts, marks."""

import math
from pathlib import Path

import pytest
from search_made import FIELDS, Made, built, of_records, record

from technopole.core import ids
from technopole.search.corpora import Corpus, Wanted, analysis, querying, records, spellings
from technopole.search.corpora.corpus import ranked

COUNT = 3000


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return built(tmp_path_factory.mktemp("one"), COUNT)


@pytest.fixture(scope="module")
def in_three(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return built(tmp_path_factory.mktemp("three"), COUNT, shards=3)


def bm25(corpus_records: list[dict], asked: list[analysis.Term]) -> dict[str, float]:
    """BM25 by the book, over both fields, titles counted twice; the engine rounds lengths, so that scores differ a little."""
    bags = []
    for each in corpus_records:
        titles, text = records.titles_and_text(each)
        bags.append(analysis.terms(titles) * 2 + analysis.terms(text))
    scores: dict[str, float] = {}
    for term in asked:
        lengths = [sum(other.field == term.field for other in bag) for bag in bags]
        mean = sum(lengths) / len(lengths)
        holding = sum(term in bag for bag in bags)
        # a word of Chinese is as rare as among the things in Chinese
        size = sum(each["language"] == "zh" or term.field != analysis.HAN for each in corpus_records)
        weight = math.log(1 + (size - holding + 0.5) / (holding + 0.5))
        for each, bag, length in zip(corpus_records, bags, lengths, strict=True):
            if times := bag.count(term):
                part = weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))
                scores[each["uid"]] = scores.get(each["uid"], 0.0) + part
    return scores


@pytest.mark.parametrize("text", ["graphene battery", "锂离子电池", "laser 传感器", "vaccine"])
def test_scores_are_bm25_by_the_book(corpus: Corpus, text: str) -> None:
    every = [record(number) for number in range(COUNT)]
    asked = analysis.terms(text)
    expected = bm25(every, asked)
    shards = corpus.shards()
    found = querying.best(shards, dict.fromkeys(asked, 1.0), querying.statistics(shards, asked), {}, 20)
    assert len(found) == 20
    for hit in found:
        assert hit.score == pytest.approx(expected[hit.record()["uid"]], rel=0.06)
    assert found[0].score == pytest.approx(max(expected.values()), rel=0.06)


@pytest.mark.parametrize("text", ["graphene battery", "锂离子电池", "laser 传感器 turbine", "membrane"])
def test_a_thing_ranks_the_same_in_whichever_shard_it_lies(corpus: Corpus, in_three: Corpus, text: str) -> None:
    one, three = (each.search(text, limit=200).hits for each in (corpus, in_three))
    assert {hit.uid for hit in one[:50]} <= {hit.uid for hit in three}
    scores = {hit.uid: hit.score for hit in three}
    assert all(hit.score == pytest.approx(scores[hit.uid], rel=0.03) for hit in one if hit.uid in scores)


@pytest.mark.parametrize(
    "filters",
    [
        {"country": ["CN"]},
        {"country": ["US"], "mode": ["equity"]},
        {"trl": ["6", "7"]},
        {"year": ["2011"]},
        {"year": ["2011"], "trl": ["9"], "language": ["zh"]},
        {"field": ["H"]},
        {"field": ["H01M"]},
        {"owner": ["OWNER 7 LTD"]},
        {"source": ["nobody"]},
        {"standing": ["reference"], "language": ["en", "zh"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("text", ["battery lithium", "锂离子电池"])
@pytest.mark.parametrize(
    ("reading", "seeking"), [(1e9, 1e9), (0.0, 1e9), (1e9, 0.0)],
    ids=["while finding", "to the best found", "thing by thing"],
)
def test_filters_give_what_fits_in_the_order_it_had_before(
    corpus: Corpus, in_three: Corpus, text: str, filters: dict[str, list[str]], reading: float,
    seeking: float, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(querying, "READING", reading)
    monkeypatch.setattr(querying, "SEEKING", seeking)

    def fits(body: dict) -> bool:
        held: dict[str, set[str]] = {}
        for facet, value in records.facets(body):
            held.setdefault(facet, set()).add(value)
        return all(held.get(facet, set()) & {v.lower() if facet == "owner" else v for v in values} for facet, values in filters.items())

    for each in (corpus, in_three):
        asked = list(dict.fromkeys(analysis.terms(text)))
        everything = [hit for hit in ranked(each.shards(), asked, {}, COUNT) if fits(hit.record())]
        narrowed = each.search(text, filters, limit=10).hits
        assert [hit.score for hit in narrowed] == [round(hit.score, 4) for hit in everything[:10]]
        assert all(fits(hit.body) for hit in narrowed)


def test_things_with_all_words_come_before_those_with_some(corpus: Corpus) -> None:
    asked = set(analysis.terms("turbine alloy plasma"))
    have_all = [
        asked <= set(analysis.terms("\n".join(records.titles_and_text(hit.body))))
        for hit in corpus.search("turbine alloy plasma", limit=300).hits
    ]
    assert any(have_all) and not all(have_all)
    assert have_all == sorted(have_all, reverse=True)


def test_counts_are_exact_and_agree_with_a_hand_count(in_three: Corpus) -> None:
    asked = set(analysis.terms("battery laser"))
    every = [record(number) for number in range(COUNT)]
    fitting = [each for each in every if asked <= set(analysis.terms("\n".join(records.titles_and_text(each))))]
    chinese = [each for each in fitting if each["country"] == "CN"]
    assert in_three.count("battery laser") == len(fitting) > 0
    assert in_three.count("battery laser", {"country": ["CN"]}) == len(chinese) > 0
    by_mode = in_three.facet_counts("battery laser", {"country": ["CN"]}, ["mode", "country"])
    assert by_mode["mode"] == {mode: sum(mode in each["modes"] for each in chinese) for mode in by_mode["mode"]}
    assert by_mode["country"]["US"] == sum(each["country"] == "US" for each in fitting), "its own filter does not count"
    assert in_three.count("") == COUNT
    assert in_three.count("、。") == 0


def test_a_classification_is_found_under_each_of_its_beginnings(corpus: Corpus) -> None:
    counted = corpus.facet_counts("", None, ["field"])["field"]
    assert counted["H"] == counted["H01"] == counted["H01M"] + counted["H01L"]
    assert set(counted) == {beginning for symbol in FIELDS for beginning in records.beginnings(symbol)}


def test_traditional_and_simplified_characters_are_the_same(corpus: Corpus) -> None:
    assert [hit.uid for hit in corpus.search("鋰離子電池").hits] == [hit.uid for hit in corpus.search("锂离子电池").hits]


def test_a_name_in_latin_letters_among_chinese_texts_is_rare(tmp_path: Path) -> None:
    texts = [f"第{number}号湖泊的成因与地质构造研究" for number in range(40)] + ["地震形成的quake湖的成因研究"]
    rows = [
        {"uid": ids.uid_for("offer", f"z{at}"), "language": "zh", "title": "", "text": text} for at, text in enumerate(texts)
    ]  # fmt: skip
    corpus = of_records(tmp_path, rows)
    shards = corpus.shards()
    (term,) = analysis.terms("quake")
    assert querying.statistics(shards, [term]).idf(term) > 3
    assert corpus.match(Wanted(text="quake湖泊的成因是什么")).pop(0).body["text"] == texts[-1]


def test_one_chinese_character_finds_words_that_begin_with_it(corpus: Corpus) -> None:
    found = corpus.search("锂").hits
    assert found and all("锂" in hit.body["title"] + hit.body["text"] for hit in found)


def test_words_asked_for_are_marked_in_title_and_excerpt(corpus: Corpus) -> None:
    for text, words in (("batteries", ["battery"]), ("石墨烯", ["石墨烯"])):
        hit = corpus.search(text).hits[0]
        assert hit.excerpt is not None
        marked = {hit.excerpt.text[start:end] for start, end in hit.excerpt.ranges}
        assert marked == set(words)


@pytest.mark.parametrize("text", ["", "   ", "the of and", "，。！", "\ud800", "\0", "a" * 5000, "😀", "x" * 100_000, "AND OR NOT (", 'title:"x'])
def test_any_text_is_answered(corpus: Corpus, text: str) -> None:
    page = corpus.search(text, limit=5)
    assert len(page.hits) <= 5
    if not text.strip():
        assert len(page.hits) == 5, "without words, something to look at"


def test_pages_follow_each_other_without_gap_or_repetition(in_three: Corpus) -> None:
    whole = [hit.uid for hit in in_three.search("battery", limit=60).hits]
    pages = [hit.uid for offset in range(0, 60, 20) for hit in in_three.search("battery", limit=20, offset=offset).hits]
    assert pages == whole and len(set(whole)) == 60
    assert in_three.search("battery", limit=20).more


def test_an_unknown_facet_is_an_error_that_names_those_there_are(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match=r"no such facet: colour; there are kind, .*owner"):
        corpus.search("battery", {"colour": ["red"]})


def test_a_thing_is_read_by_its_uid(in_three: Corpus) -> None:
    wanted = record(1234)
    assert in_three.get(wanted["uid"]) == wanted | {"standing": "reference"}
    assert in_three.get(ids.uid_for("offer", "t:nobody")) is None
    assert in_three.get("not a uid") is None


def test_a_corpus_of_which_nothing_is_built_is_empty(tmp_path: Path) -> None:
    empty = Corpus(tmp_path / "offers")
    assert len(empty) == 0
    assert empty.search("battery").hits == []
    assert empty.count("battery") == 0
    assert empty.get(record(1)["uid"]) is None


def test_records_come_back_as_they_went_in(in_three: Corpus) -> None:
    every = {each["uid"]: each for each in in_three.everything()}
    assert every == {each["uid"]: each | {"standing": "reference"} for each in Made(COUNT)(0, 1, 0)}


def test_a_value_is_found_and_counted_in_all_its_spellings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = ["Shanghai", "上海", "上海市"]
    monkeypatch.setitem(spellings._tables, "region", lambda: {way.casefold(): ways for way in ways})
    regions = ["Shanghai", "上海", "上海市", "Suzhou", "SHANGHAI"]
    corpus = of_records(tmp_path, [record(at, region=region, title="pump") for at, region in enumerate(regions)])

    def found(value: str) -> set[str]:
        return {hit.body["region"] for hit in corpus.search("pump", {"region": [value]}).hits}

    assert found("Shanghai") == found("上海市") == {"Shanghai", "上海", "上海市"}
    assert found("SHANGHAI") == {"Shanghai", "上海", "上海市", "SHANGHAI"}
    assert found("Suzhou") == {"Suzhou"} and found("苏州") == set()
    assert corpus.facet_counts("pump", {"region": ["上海"]})["region"] == {"Shanghai": 3, "SHANGHAI": 1, "Suzhou": 1}
    assert corpus.count("pump", {"region": ["上海"]}) == 3
    near = corpus.match(Wanted(text="pump", region="上海"), limit=5)
    assert {fit.values[0] for match in near for fit in match.reasons.fits if fit.what == "place" and fit.degree == 1} == set(regions[:3]) | {"SHANGHAI"}
