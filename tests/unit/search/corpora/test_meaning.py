"""Ranking by meaning: what a model reads changes places, all else stays; vectors are kept; a wrong model is told."""

import sqlite3
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from technopole.search.corpora import meaning, semantic, vectors
from technopole.search.corpora.vectors import Vectors, key


@dataclass
class Found:
    score: float
    record: dict[str, Any]


class Fake:
    """An encoder that finds near what it is told, and has no time for the rest."""

    def __init__(self, near: dict[str, float]) -> None:
        self.near_of, self.asked = near, []

    def near(self, query: str, texts: Any) -> np.ndarray:
        self.asked.append((query, list(texts)))
        return np.array([self.near_of.get(text, np.nan) for text in texts])


def found(*scores: float) -> list[Found]:
    return [Found(score, {"title": f"thing {at}"}) for at, score in enumerate(scores)]


def order(candidates: list[Found]) -> list[str]:
    return [each.record["title"][-1] for each in sorted(candidates, key=lambda each: -each.score)]


def test_what_the_model_finds_nearer_comes_first() -> None:
    candidates = found(0.50, 0.49, 0.10)
    meaning.rerank(Fake({"thing 0": 0.1, "thing 1": 0.9, "thing 2": 0.1}), "need", candidates)
    assert order(candidates) == ["1", "0", "2"]


def test_the_same_scores_are_given_out_anew() -> None:
    candidates = found(0.50, 0.49, 0.10)
    meaning.rerank(Fake({"thing 0": 0.1, "thing 1": 0.9, "thing 2": 0.2}), "need", candidates)
    assert sorted(each.score for each in candidates) == [0.10, 0.49, 0.50]


def test_what_there_was_no_time_for_stays_where_it_was() -> None:
    candidates = found(0.50, 0.40, 0.30, 0.20)
    meaning.rerank(Fake({"thing 0": 0.0, "thing 2": 1.0}), "need", candidates)
    assert [each.score for each in candidates if each.record["title"] in ("thing 1", "thing 3")] == [0.40, 0.20]


def test_a_model_that_had_no_time_at_all_leaves_the_order_of_words() -> None:
    candidates = found(0.50, 0.40, 0.30)
    meaning.rerank(Fake({}), "need", candidates)
    assert [each.score for each in candidates] == [0.50, 0.40, 0.30]


def test_only_the_head_is_read_best_first() -> None:
    candidates = found(*(1.0 - at / 1000 for at in range(150)))[::-1]
    fake = Fake({})
    meaning.rerank(fake, "need", candidates)
    ((_, texts),) = fake.asked
    assert (len(texts), texts[0], texts[-1]) == (meaning.HEAD, "thing 0", "thing 99")


def test_a_thing_described_twice_is_read_in_the_language_of_the_need() -> None:
    record = {"title": "固态电池", "text": "不燃", "title_2": "Solid battery", "text_2": "It does not burn"}
    fake = Fake({})
    for need in ("a battery that does not burn", "不燃的电池"):
        meaning.rerank(fake, need, [Found(1.0, record)])
    assert [texts for _, texts in fake.asked] == [["Solid battery\nIt does not burn"], ["固态电池\n不燃"]]


def test_an_encoder_that_answers_for_another_number_of_texts_is_a_mistake() -> None:
    class Wrong:
        def near(self, query: str, texts: Any) -> np.ndarray:
            return np.zeros(1)

    with pytest.raises(ValueError, match="wanted one number for each"):
        meaning.rerank(Wrong(), "need", found(0.2, 0.1))


def test_nothing_is_imported_where_no_model_is_set(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEMANTIC_MODEL = ""
    monkeypatch.delitem(sys.modules, "technopole.search.corpora.semantic")
    assert (meaning.configured(), meaning.check()) == (None, "")
    assert "technopole.search.corpora.semantic" not in sys.modules


# --- the time a match waits --------------------------------------------------------------------------------------


class Slow:
    """A model that takes its time; texts with `?` are in letters that it does not know."""

    digest, query_prompt, text_prompt = "slow", "", ""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds, self.read = seconds, []

    def encode(self, texts: Any) -> list[np.ndarray | None]:
        self.read += texts
        time.sleep(self.seconds * len(texts))
        return [None if "?" in text else np.array([1.0, len(text)], np.float32) / np.hypot(1, len(text)) for text in texts]


def reading(tmp_path: Path, model: Any, budget: float = 60.0) -> semantic.Semantic:
    found = semantic.Semantic(tmp_path, Vectors(tmp_path / "semantic" / "vectors.sqlite3"), budget)
    found._model = model
    return found


def test_a_match_waits_no_longer_than_its_budget_and_the_next_goes_on_from_there(tmp_path: Path) -> None:
    texts = [f"text {at}" for at in range(100)]
    model = Slow(0.02)
    encoder = reading(tmp_path, model, budget=0.3)
    began = time.monotonic()
    first = np.isfinite(encoder.near("need", texts))
    assert time.monotonic() - began < 5
    assert 0 < first.sum() < 100
    assert first[: first.sum()].all()  # the best were read first
    second = np.isfinite(encoder.near("need", texts))
    assert second.sum() > first.sum()


def test_a_text_is_read_once(tmp_path: Path) -> None:
    model = Slow()
    for _ in range(2):
        near = reading(tmp_path, model).near("need", ["one", "three", "?"])
        assert np.isfinite(near).tolist() == [True, True, False]
    assert model.read.count("one") == model.read.count("?") == 1


def test_the_need_itself_is_kept_nowhere(tmp_path: Path) -> None:
    encoder = reading(tmp_path, Slow())
    encoder.near("a secret need", ["one"])
    assert len(encoder._kept) == 1
    assert encoder._kept.get([key("slow", "a secret need")]) == {}


def test_a_need_in_letters_that_the_model_does_not_know_is_not_ranked_by_it(tmp_path: Path) -> None:
    model = Slow()
    assert np.isnan(reading(tmp_path, model).near("?", ["one", "two"])).all()
    assert model.read == ["?"]


def test_a_model_that_breaks_is_told_once_and_matches_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Slow):
        def encode(self, texts: Any) -> Any:
            raise RuntimeError("no such operator")

    encoder = reading(tmp_path, Broken())
    for _ in range(2):
        assert np.isnan(encoder.near("need", ["one"])).all()
    assert caplog.text.count("is not used any more until the next start") == 1


# --- kept vectors ------------------------------------------------------------------------------------------------


def some(count: int, start: int = 0) -> dict[bytes, np.ndarray]:
    return {key("model", str(at)): np.full(4, at, np.float32) for at in range(start, start + count)}


def test_vectors_come_back_as_they_were_kept(tmp_path: Path) -> None:
    Vectors(tmp_path / "v.sqlite3").put(some(3))
    back = Vectors(tmp_path / "v.sqlite3").get([*some(4)])
    assert {name: vector.tolist() for name, vector in back.items()} == {name: vector.tolist() for name, vector in some(3).items()}


def test_another_model_has_other_vectors() -> None:
    assert key("one", "text") != key("two", "text")
    assert key("a", "b\0c") != key("a\0b", "d")


def test_the_oldest_go_where_there_are_too_many(tmp_path: Path) -> None:
    kept = Vectors(tmp_path / "v.sqlite3", most=100)
    for start in range(0, 500, 10):
        kept.put(some(10, start))
        assert len(kept) <= 110
    assert set(kept.get([*some(10, 490)])) == set(some(10, 490))
    assert kept.get([*some(10)]) == {}


def test_several_threads_keep_vectors_at_once(tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=lambda at=at: [Vectors(tmp_path / "v.sqlite3").put(some(5, at * 50 + step)) for step in range(0, 50, 5)])
        for at in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Vectors(tmp_path / "v.sqlite3")) == 200


def test_a_damaged_file_is_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "v.sqlite3"
    path.write_bytes(b"this is no database, " * 500)
    kept = Vectors(path)
    assert kept.get([*some(1)]) == {}
    kept.put(some(2))
    assert len(kept) == 2
    assert "vectors are not kept" in caplog.text


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(vectors.sqlite3, "connect", refuse)
    kept = Vectors(tmp_path / "v.sqlite3")
    kept.put(some(1))
    assert kept.get([*some(1)]) == {}


# --- a wrong model -----------------------------------------------------------------------------------------------


def wrong(settings: Any, folder: Path) -> str:
    settings.SEMANTIC_MODEL = str(folder)
    with pytest.raises(semantic.WrongModel) as caught:
        meaning.check()
    return str(caught.value)


def test_a_folder_that_is_no_model_is_told_with_what_to_do(settings: Any, tmp_path: Path) -> None:
    assert "which is no folder. Name the folder of a model" in wrong(settings, tmp_path / "none")
    assert "has no tokenizer.json" in wrong(settings, tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    assert "has none of model_quantized.onnx" in wrong(settings, tmp_path)


def test_a_model_without_its_libraries_says_how_to_install_them(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "model.onnx").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "pip install 'technopole[semantic]'" in wrong(settings, tmp_path)


@pytest.mark.parametrize(
    ("described", "pooling"),
    [
        ({}, "mean"), ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, "mean"),
        ({"pooling_mode_cls_token": True}, "cls"), ({"word_embedding_dimension": 384}, "mean"),
    ],
)  # fmt: skip
def test_pooling_is_what_the_model_says(described: dict[str, Any], pooling: str) -> None:
    assert semantic._pooling(Path(), described) == pooling


@pytest.mark.parametrize("described", [{"pooling_mode_max_tokens": True}, {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}])
def test_another_pooling_is_refused(described: dict[str, Any]) -> None:
    with pytest.raises(semantic.WrongModel, match="Models with mean or CLS pooling"):
        semantic._pooling(Path(), described)


@pytest.mark.parametrize(
    ("sentence", "config", "tokens"),
    [({}, {}, 256), ({"max_seq_length": 128}, {}, 128), ({}, {"max_position_embeddings": 66}, 64), ({"max_seq_length": 8192}, {}, 256)],
)
def test_no_more_is_read_of_a_text_than_the_model_takes(sentence: Any, config: Any, tokens: int) -> None:
    assert semantic._tokens({"sentence_bert_config.json": sentence, "config.json": config}) == tokens
