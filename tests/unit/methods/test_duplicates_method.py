"""Two records, one organisation? Names, evidence, score, and the index that finds candidates."""

import time
from typing import Any

import numpy as np
import pytest

from technopole.methods.duplicates import batch, features, keys, words
from technopole.methods.duplicates.frequencies import Frequencies
from technopole.methods.duplicates.index import Index
from technopole.methods.duplicates.model import shipped
from technopole.methods.duplicates.records import host_of, prepare
from technopole.methods.duplicates.score import PROPOSED, compare


def record(*names: str, **more: Any) -> dict[str, Any]:
    kinds = ["display"] + ["alias"] * (len(names) - 1)
    return {"names": [{"value": name, "kind": kind} for name, kind in zip(names, kinds, strict=True)], **more}


def place(name: str, country: str = "US", latitude: float = 41.0, longitude: float = -87.0) -> list[dict[str, Any]]:
    return [{"name": name, "country": country, "latitude": latitude, "longitude": longitude}]


NEIGHBOURS = [
    record(f"{name} University", places=place(name)) for name in ("Aurora", "Boreal", "Cinder", "Delta", "Ember", "Fjord")
]


def score(a: dict[str, Any], b: dict[str, Any]) -> float:
    """The score of two records among some others."""
    index = Index([("a", a), ("b", b), *((f"n{number}", each) for number, each in enumerate(NEIGHBOURS))])
    return compare(index.organisations["a"], index.organisations["b"], index.context()).score


@pytest.mark.parametrize(
    "one, other",
    [
        ("Université de Genève", "UNIVERSITE DE GENEVE"),
        ("復旦大學", "复旦大学"),
        ("Ｆｕｄａｎ University", "Fudan University"),
        ("Kurita Water Industries, Ltd.", "Kurita Water Industries"),
        ("St. Anne’s University Hospital", "St Anne's University Hospital"),
        ("Research & Technology", "Research and Technology"),
        ("上海某某科技有限公司", "上海某某科技"),
        ("Universidad de Chile", "University of Chile"),
    ],
)
def test_spellings_of_one_name_have_the_same_words(one: str, other: str) -> None:
    assert sorted(words.words(one)) == sorted(words.words(other))


@pytest.mark.parametrize("one, other", [("First Hospital", "Second Hospital"), ("Universität Ulm", "Hochschule Ulm")])
def test_names_that_differ_in_what_matters_keep_different_words(one: str, other: str) -> None:
    assert set(words.words(one)) != set(words.words(other))


def test_a_country_in_brackets_is_no_part_of_the_name() -> None:
    assert words.without_country("Apotex (Canada)") == ("Apotex", "Canada")
    assert words.without_country("(Canada)") == ("(Canada)", "")


def test_the_same_name_and_web_site_in_one_town_is_proposed() -> None:
    same = {"places": place("Evanston"), "links": [{"kind": "website", "url": "https://www.ul.example/en"}]}
    assert score(record("Coherent Light Institute", **same), record("Institute of Coherent Light", **same)) > 0.9


def test_companies_of_one_name_in_two_countries_are_never_proposed() -> None:
    a = record("Apotex (Canada)", types=["company"], places=place("Toronto", "CA"))
    b = record("Apotex (Hungary)", types=["company"], places=place("Budapest", "HU"))
    assert score(a, b) == 0


def test_a_parent_and_its_child_are_never_proposed() -> None:
    a = record("Coherent Light Institute", identifiers=[{"scheme": "ror", "value": "013q1eq08"}], places=place("Evanston"))
    b = record("Coherent Light Institute", relations=[{"kind": "parent", "target": "ror:013q1eq08"}], places=place("Evanston"))
    assert score(a, b) == 0


def test_successors_and_statuses_are_not_read() -> None:
    plain = record("Coherent Light Institute", places=place("Evanston"))
    told = {**plain, "status": "withdrawn", "relations": [{"kind": "successor", "target": "ror:013q1eq08"}]}
    assert prepare("a", plain) == prepare("a", told)


def test_different_numbers_in_names_speak_against() -> None:
    a, b = record("Coherent Hospital No. 1", places=place("Evanston")), record("Coherent Hospital No. 2", places=place("Evanston"))
    assert score(a, b) < PROPOSED


def test_another_town_makes_it_less_likely() -> None:
    name = "Mercy Methodist Hospital"
    near = score(record(name, places=place("Evanston")), record(name, places=place("Evanston")))
    far = score(record(name, places=place("Evanston")), record(name, places=place("Houston", latitude=29.7)))
    assert far < near


def test_the_shipped_trees_read_the_columns_that_are_given_them() -> None:
    assert shipped().features == features.FEATURES


@pytest.mark.parametrize("name", [name for name, direction in features.DIRECTIONS.items() if direction])
def test_a_piece_of_evidence_never_pulls_against_its_direction(name: str) -> None:
    random = np.random.default_rng(1)
    rows = (random.random((300, len(features.FEATURES))) * (random.random((300, len(features.FEATURES))) < 0.4)).astype(np.float32)
    more = rows.copy()
    more[:, features.FEATURES.index(name)] += 1
    moved = shipped().forest.margin(more) - shipped().forest.margin(rows)
    assert (moved * features.DIRECTIONS[name] >= -1e-4).all()


def test_a_web_site_or_a_town_is_more_than_a_name() -> None:
    site = {"links": [{"kind": "website", "url": "https://light.example"}], "places": [{"country": "CN"}]}
    assert score(record("Coherent Light Institute", **site), record("Coherent Light Institute", **site)) > PROPOSED


def test_an_index_finds_what_was_added_and_forgets_what_was_removed() -> None:
    index = Index([("a", record("Coherent Light Institute", places=place("Evanston")))])
    asked = prepare("?", record("Institute of Coherent Light", places=place("Evanston")))
    assert index.candidates(asked) == {"a"}
    index.update("a", record("Bakers of Boston", places=place("Boston")))
    assert index.candidates(asked) == set()
    index.remove("a")
    assert len(index) == 0 and index.frequencies.total == 0


def test_changing_an_index_gives_what_building_it_anew_gives() -> None:
    rows = [(str(number), record(f"Institute of Light {number // 2}", places=place("Evanston"))) for number in range(8)]
    changed = Index([("x", record("Something else"))])
    for uid, each in rows:
        changed.add(uid, each)
    changed.remove("x")
    assert set(changed.pairs()) == set(Index(rows).pairs())


def test_a_group_of_look_alikes_is_proposed_as_a_chain_and_not_each_with_each() -> None:
    same = {"places": place("Evanston"), "links": [{"kind": "website", "url": "https://light.example"}]}
    index = Index((str(number), record("Coherent Light Institute", **same)) for number in range(6))
    assert len(batch.pairs(index, least=0.1)) < 15
    assert len(batch.pairs(index, least=0.1, only_best=False)) == 15


def test_counts_of_words_are_the_same_after_they_were_saved(tmp_path: Any) -> None:
    counted = Frequencies.of(prepare(str(number), each) for number, each in enumerate(NEIGHBOURS))
    counted.save(tmp_path / "home" / "words.npy")
    again = Frequencies.load(tmp_path / "home" / "words.npy")
    assert (again("university"), again("aurora"), again("nothing"), again.total) == (6, 1, 0, 6)


@pytest.mark.parametrize(
    "url, expected",
    [
        ("https://www.fudan.edu.cn/en", ("fudan.edu.cn", "")),
        ("http://med.example.org/departments/eyes/", ("med.example.org", "departments/eyes")),
        ("https://en.wikipedia.org/wiki/X", ("", "")),
        ("http://[", ("", "")),
        ("no address", ("", "")),
    ],
)
def test_a_web_address_gives_its_host_and_page(url: str, expected: tuple[str, str]) -> None:
    assert host_of(url) == expected


@pytest.mark.parametrize("name", ["x" * 10_000_000, "," * 10_000, "a,b " * 10_000, "\x00\x01\u202e", "(" * 100_000, "复" * 1_000_000])
def test_a_hostile_name_costs_no_more_than_another(name: str) -> None:
    started = time.process_time()
    one = prepare("a", record(name, name + "2", links=[{"kind": "website", "url": name}], places=place(name[:1000])))
    assert len(list(keys.keys(one, lambda word: 1))) <= 160
    assert time.process_time() - started < 1
