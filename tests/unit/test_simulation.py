"""Simulated records: the same for a seed, said to be simulated, and such as a load accepts."""

import gzip
import io
import re
from collections import Counter

import orjson
import pytest

from technopole import cli
from technopole.lake import compressed
from technopole.methods import identifiers
from technopole.simulation import files, invented, offers, owners, sentences, vocabulary
from technopole.sources.offers import record


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return list(offers.block(seed=3, number=2))


def test_the_same_seed_gives_the_same_and_another_others(rows) -> None:
    assert list(offers.block(3, 2, 50)) == rows[:50]
    assert list(offers.block(4, 2, 50)) != rows[:50]
    assert list(offers.block(3, 1, 50)) != rows[:50]


def test_every_offer_is_accepted_as_one(rows) -> None:
    for each in rows:
        assert record.row(each, doubtful=True) is not None
        assert each.keys() <= record.KEYS


def test_every_offer_says_that_it_is_simulated_and_its_owner_and_patent_too(rows) -> None:
    assert {(each["synthetic"], each["source"]) for each in rows} == {(True, "synthetic")}
    assert all("synthetic" in each["owner"] or "模拟" in each["owner"] for each in rows)
    numbers = [number for each in rows for number in each.get("numbers", [])]
    assert numbers
    assert all(re.fullmatch(r"ZZ\d{11}Y9", number) for number in numbers)  # no office has this country's letters


def test_ids_go_on_from_block_to_block() -> None:
    last, first = list(offers.block(1, 0))[-1], next(offers.block(1, 1))
    assert (last["_id"], first["_id"]) == ("syn:0000010000", "syn:0000010001")


def test_languages_and_lengths_are_those_of_a_real_collection(rows) -> None:
    kinds = Counter((each["language"], "title_en" in each, "text_en" in each) for each in rows)
    assert {kind: count / len(rows) for kind, count in kinds.items()} == pytest.approx(
        {("zh", True, False): 0.45, ("en", False, False): 0.35, ("zh", True, True): 0.20}, abs=0.03
    )
    texts = sum(len("".join(each.get(key, "") for key in ("title", "text", "title_en", "text_en")).encode()) for each in rows)
    assert 380 <= texts / len(rows) <= 550
    assert all(8 <= len(each["title"]) <= 32 for each in rows if each["language"] == "zh")


def test_frequent_words_are_very_frequent_and_most_words_are_rare(rows) -> None:
    words = Counter(word for each in rows for word in set(re.findall(r"[a-zA-Z0-9-]+", each.get("text_en", each["text"]))))
    counts = sorted(words.values(), reverse=True)
    assert counts[0] > 3000
    assert sum(count == 1 for count in counts) > len(counts) / 3


def test_sentences_have_their_words_and_no_empty_places(rows) -> None:
    for each in rows[:2000]:
        for key in ("title", "text", "title_en", "text_en"):
            assert "%s" not in each.get(key, "")
            assert "{" not in each.get(key, "")
            assert "  " not in each.get(key, "")


def test_symbols_are_those_of_the_field(rows) -> None:
    known = {symbol for field in vocabulary.read().fields for symbol in field.symbols}
    assert all(each["fields"] and set(each["fields"]) <= known for each in rows)
    assert len({symbol[0] for symbol in known}) == 8  # every section of the classification


def test_each_field_has_words_for_every_role_in_both_languages() -> None:
    words = vocabulary.read()
    assert len(words.fields) == 24
    for field in words.fields:
        assert set(vocabulary.ROLES) | {"owner"} == field.words.keys()
        for pairs in field.words.values():
            assert len(pairs) == len(set(pairs))
            assert all(re.search("[a-z]", english) and re.search("[\u4e00-\u9fff]", chinese) for english, chinese in pairs)


def test_articles_follow_the_sound() -> None:
    given = ["optical modulator", "solar tile", "ultrasonic meter", "university", "X-ray unit", "European buyer"]
    assert [vocabulary.with_article(words).split()[0] for words in given] == ["an", "a", "an", "a", "an", "a"]


def test_both_languages_of_a_sentence_have_the_same_places() -> None:
    for group in (sentences.TITLES, sentences.OPENINGS, sentences.MIDDLES, sentences.CLOSINGS):
        for english, chinese in group:
            found = [set(re.findall(r"([A-Z]\d)\}", text)) for text in (english, chinese)]
            assert found[0] == found[1]


def test_invented_names_differ() -> None:
    assert len({invented.word(number) for number in range(20_000)}) == 20_000
    assert len({invented.characters(number) for number in range(20_000)}) == 20_000


def test_organisations_have_sound_codes_of_the_reserved_segment() -> None:
    rows = list(owners.organisations(0, 6000))
    codes = [row["uscc"] for row in rows if "uscc" in row]
    assert len(set(codes)) == len(codes) > 3000
    assert all(identifiers.is_valid("uscc", code) and code[8:12] == "MJ49" for code in codes)
    assert len({row["name_en"] for row in rows}) == len({row["name_zh"] for row in rows}) == 6000
    assert all("synthetic" in row["name_en"] and "模拟" in row["name_zh"] and row["synthetic"] for row in rows)


def test_people_have_numbers_for_names() -> None:
    (row,) = owners.people(8, 9, 100, seed=1)
    assert (row["name_en"], row["name_zh"], row["synthetic"]) == ("Synthetic Person 9", "模拟人员9", True)


def written(folder, *options: str) -> dict[str, bytes]:
    given = ["--offers", "25000", "--organisations", "30", "--people", "20", "--seed", "7", "--output", str(folder)]
    assert cli.main(["simulate", *given, *options]) == 0
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def unpacked(data: bytes) -> bytes:
    return compressed.zstandard(io.BytesIO(data)).read()


def test_files_are_the_same_bytes_however_many_processes_write_them(tmp_path, capsys) -> None:
    alone = written(tmp_path / "one", "--files", "2", "--jobs", "1")
    assert written(tmp_path / "three", "--files", "2", "--jobs", "3") == alone
    assert sorted(alone) == ["README.txt", "offers-00.jsonl.zst", "offers-01.jsonl.zst", "organisations.jsonl.gz", "people.jsonl.gz"]
    lines = [unpacked(alone[f"offers-0{at}.jsonl.zst"]).splitlines() for at in (0, 1)]
    assert [len(each) for each in lines] == [20_000, 5_000]
    assert orjson.loads(lines[1][-1])["_id"] == "syn:0000025000"
    assert "exchange load offers" in capsys.readouterr().out


def test_plain_files_hold_the_same_lines(tmp_path, capsys) -> None:
    packed = written(tmp_path / "packed", "--files", "1")
    plain = written(tmp_path / "plain", "--files", "1", "--plain")
    assert plain["offers-00.jsonl"] == unpacked(packed["offers-00.jsonl.zst"])
    assert plain["people.jsonl"] == gzip.decompress(packed["people.jsonl.gz"])


@pytest.mark.parametrize("options", [
    [], ["--offers", "1", "--files", "101"], ["--organisations", "1,000,000"],
])  # fmt: skip
def test_what_cannot_be_made_is_refused(tmp_path, capsys, options) -> None:
    assert cli.main(["simulate", "--output", str(tmp_path / "new"), *options]) == 2


def test_a_folder_that_holds_something_is_left_alone(tmp_path, capsys) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    assert cli.main(["simulate", "--offers", "10", "--output", str(folder)]) == 2
    assert "holds something already" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_blocks_fill_the_files_in_order() -> None:
    made = list(files.blocks({"offers": 35_000, "organisations": 0, "people": 1}, files=3, plain=True))
    assert [(each.file, each.records) for each in made] == [
        ("people.jsonl", 1), ("offers-00.jsonl", 10_000), ("offers-00.jsonl", 10_000), ("offers-01.jsonl", 10_000),
        ("offers-01.jsonl", 5_000),
    ]  # fmt: skip
