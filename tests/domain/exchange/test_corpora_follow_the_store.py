"""What the store says of an offer is what the corpus finds: at once, whatever was loaded of it before."""

from pathlib import Path
from typing import Any

import pytest
import things
from django.conf import settings

from technopole.core import ids
from technopole.core.errors import TechnopoleError
from technopole.core.ids import uid_for
from technopole.core.sourced import put, withdraw
from technopole.exchange import reference, reference_index
from technopole.keeping import verify
from technopole.search import corpora, worker
from technopole.search.corpora import building, sets
from technopole.search.corpora.sets import strike_out

pytestmark = pytest.mark.django_db


def offer(title: str, **more: Any) -> dict[str, Any]:
    return {
        "key": "cell", "profile": "technology_offer", "title": {"en": title, "zh": "固态电池"},
        "summary": {"en": "Does not burn."}, "status": "live", "sources": things.SOURCE, **more,
    }  # fmt: skip


def found(text: str, corpus: str = "offers") -> list[str]:
    return [hit.uid for hit in corpora.open_corpus(corpus).search(text).hits]


def test_an_edit_is_found_and_what_it_replaced_is_not() -> None:
    put("offer", "centre", "cell", offer("Solid battery"), things.BY)
    worker.catch_up_once()
    uid = uid_for("offer", "cell")
    assert found("battery") == found("固态电池") == [uid]
    put("offer", "centre", "cell", offer("Quiet compressor"), things.BY)
    worker.catch_up_once()
    assert found("compressor") == [uid]
    assert found("battery") == []


def test_what_is_withdrawn_or_no_longer_live_is_gone() -> None:
    put("offer", "centre", "cell", offer("Solid battery"), things.BY)
    worker.catch_up_once()
    put("offer", "centre", "cell", offer("Solid battery", status="expired"), things.BY)
    worker.catch_up_once()
    assert found("battery") == []
    put("offer", "centre", "cell", offer("Solid battery"), things.BY)
    worker.catch_up_once()
    assert found("battery")
    withdraw("offer", "centre", ["cell"], things.BY)
    worker.catch_up_once()
    assert found("battery") == []


def test_a_rebuild_finds_the_same() -> None:
    put("offer", "centre", "cell", offer("Solid battery", modes=["transfer"], trl=6), things.BY)
    put("need", "centre", "n1", {
        "key": "n1", "kind": "technology", "statement": {"en": "Cheaper batteries"}, "sources": things.SOURCE,
    }, things.BY)  # fmt: skip
    worker.catch_up_once()
    before = {name: building.digest(corpora.open_corpus(name).everything()) for name in ("offers", "needs")}
    worker.rebuild()
    assert {name: building.digest(corpora.open_corpus(name).everything()) for name in before} == before
    assert len(found("batteries", "needs")) == 1


@pytest.fixture
def loaded(tmp_path: Path) -> str:
    """Three loaded offers, searchable; the uid of the first."""
    lines = [
        '{"_id": "P1", "title": "Solid battery", "text": "A sulphide electrolyte.", "owner": "Acme"}',
        '{"_id": "P2", "title": "Liquid battery", "text": "A vanadium electrolyte."}',
        '{"_id": "P3", "title": "Quiet compressor", "text": "A scroll."}',
    ]
    (tmp_path / "offers.jsonl").write_text("\n".join(lines) + "\n")
    reference.load([tmp_path / "offers.jsonl"])
    assert not reference_index.is_indexed("offers")
    _, adopted = reference_index.index_reference("offers")
    assert adopted and reference_index.is_indexed("offers")
    return uid_for("offer", "offers:P1")


def test_loaded_offers_are_found(loaded: str) -> None:
    assert found("sulphide") == [loaded]
    body = corpora.open_corpus("offers").get(loaded)
    assert body is not None and body["owner"] == "Acme" and body["standing"] == "reference"
    assert (Path(settings.HOME) / "corpora" / "offers" / "offers" / "CURRENT").exists()


def test_a_loaded_offer_that_becomes_a_row_is_found_once_as_its_row(loaded: str) -> None:
    put("offer", "reference", "offers:P1", offer("Solid battery, with a new seal", key=""), things.BY)
    assert sorted(found("battery")) == sorted([loaded, uid_for("offer", "offers:P2")])
    worker.catch_up_once()
    assert found("seal") == [loaded]
    assert found("sulphide") == []
    assert found("battery").count(loaded) == 1


def test_a_row_is_not_covered_by_the_same_offer_loaded_again(loaded: str, tmp_path: Path) -> None:
    put("offer", "reference", "offers:P1", offer("Solid battery", key="", status="withdrawn"), things.BY)
    worker.catch_up_once()
    assert found("sulphide") == []
    with (tmp_path / "offers.jsonl").open("a") as file:
        file.write('{"_id": "P4", "title": "Sulphide glass", "text": ""}\n')
    reference.load([tmp_path / "offers.jsonl"])
    reference_index.index_reference("offers")
    assert found("sulphide") == [uid_for("offer", "offers:P4")], "what was withdrawn here stays withdrawn"


def test_what_is_built_while_the_portal_runs_is_adopted_by_its_worker(loaded: str, tmp_path: Path) -> None:
    with (tmp_path / "offers.jsonl").open("a") as file:
        file.write('{"_id": "P4", "title": "Sulphide glass", "text": ""}\n')
    reference.load([tmp_path / "offers.jsonl"])
    with corpora.Writer() as portal:
        _, adopted = reference_index.index_reference("offers")
        assert not adopted
        assert len(found("sulphide")) == 1
        assert portal.adopt() == ["offers/offers"]
    assert len(found("sulphide")) == 2


def test_a_loaded_set_is_opened_to_be_written_only_for_what_it_holds(
    loaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(found("battery")) == 2
    opened: list[str] = []
    really = sets.open_engine
    monkeypatch.setattr(sets, "open_engine", lambda folder: opened.append(folder.parts[-3]) or really(folder))
    put("offer", "centre", "cell", offer("Sodium battery"), things.BY)
    worker.catch_up_once()
    assert len(found("battery")) == 3
    assert "offers" not in opened
    put("offer", "reference", "offers:P1", offer("Solid cell", key=""), things.BY)
    worker.catch_up_once()
    assert found("sulphide") == []
    assert opened.count("offers") == 1


def test_what_becomes_a_row_is_struck_out_of_the_set_that_was_adopted_meanwhile(loaded: str, tmp_path: Path) -> None:
    assert found("sulphide") == [loaded]
    with (tmp_path / "offers.jsonl").open("a") as file:
        file.write('{"_id": "P4", "title": "Sulphide glass", "text": ""}\n')
    reference.load([tmp_path / "offers.jsonl"])
    with worker.open_index().writer() as index, corpora.Writer() as portal:
        reference_index.index_reference("offers")
        assert portal.adopt() == ["offers/offers"]
        put("offer", "reference", "offers:P4", offer("Glass", key="", status="withdrawn"), things.BY)
        worker.catch_up(index, portal)
    assert found("sulphide") == [loaded]


def test_a_set_that_cannot_be_read_does_not_hold_up_the_worker(loaded: str) -> None:
    generation = corpora.open_corpus("offers").set("offers").generation()
    (generation / "format.json").write_text('{"schema_version": 0}')
    corpora.open_corpus("offers").set("offers").swap(generation.name)
    put("offer", "reference", "offers:P1", offer("Solid battery", key=""), things.BY)
    worker.catch_up_once()
    assert found("battery") == [loaded]


def test_loading_the_same_again_builds_nothing(loaded: str, tmp_path: Path) -> None:
    assert not reference.load([tmp_path / "offers.jsonl"]).fresh
    assert reference_index.is_indexed("offers")


def test_verify_sees_what_is_wrong_with_corpora_and_lake(loaded: str) -> None:
    put("offer", "centre", "cell", offer("Solid battery"), things.BY)
    worker.catch_up_once()
    assert all(finding.good for finding in [*verify.corpora_of_the_store(), *verify.lake(whole=True)])
    with corpora.Writer() as writer:
        strike_out(corpora.open_corpus("offers").set("live").generation(), [ids.number(uid_for("offer", "cell"))])
        assert writer.adopt() == []
    assert [finding.what for finding in verify.corpora_of_the_store() if not finding.good] == [
        "corpus of offers, 0 of the store: differs from a rebuild"
    ]
    part = next((Path(settings.HOME) / "lake").rglob("part-*.parquet"))
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    assert [finding.what for finding in verify.lake(whole=True) if not finding.good] == [
        "dataset offers, 3 rows: damaged: part-00000.parquet; load it again"
    ]


def test_a_set_that_another_version_built_is_left_out_until_it_is_built_again(loaded: str) -> None:
    put("offer", "centre", "cell", offer("Solid battery"), things.BY)
    worker.catch_up_once()
    generation = corpora.open_corpus("offers").set("offers").generation()
    (generation / "format.json").write_text('{"schema_version": 0}')
    reopened = corpora.Corpus(Path(settings.HOME) / "corpora" / "offers")
    assert [hit.uid for hit in reopened.search("battery").hits] == [uid_for("offer", "cell")]
    assert [finding.what for finding in verify.lake(whole=False) if not finding.good] == [
        "index of dataset offers: missing or old; run technopole exchange index --dataset offers"
    ]
    reference_index.index_reference("offers")
    assert len(found("battery")) == 3


def test_no_dataset_takes_the_name_of_what_the_store_holds() -> None:
    with pytest.raises(TechnopoleError, match="'live' is what the store itself holds"):
        reference.dataset("live")
