"""A reference offer that somebody acts on becomes a row, under its own uid, and stays reference data."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from technopole.core.ids import uid_for
from technopole.core.models import Change, SourceRecord
from technopole.exchange import reading, reference, reference_index, reference_rows
from technopole.exchange.models import Offer
from technopole.search import corpora, worker

pytestmark = pytest.mark.django_db

PATENT: dict[str, Any] = {
    "_id": "P1", "title": "Solid battery", "text": "A sulphide electrolyte.", "language": "en", "title_zh": "固态电池",
    "owner": "Acme", "fields": ["H01M10/0525", "batteries"], "numbers": ["CN112345678B"], "kind": "patent",
    "year": 2021, "country": "CN", "source": "Register", "url": "https://example.org/p1", "synthetic": True,
}  # fmt: skip


def load(folder: Path, *rows: dict[str, Any], dataset: str = "filings") -> None:
    (folder / "rows.jsonl").write_bytes(b"\n".join(orjson.dumps(row) for row in rows) + b"\n")
    reference.load([folder / "rows.jsonl"], dataset)
    reference_index.index_reference(dataset)


def test_it_becomes_a_row_once_under_the_uid_it_had(tmp_path: Path) -> None:
    load(tmp_path, PATENT)
    uid = uid_for("offer", "filings:P1")
    assert reference_rows.adopt(uid) and reference_rows.adopt(uid)
    row = Offer.objects.get()
    assert (row.uid, row.title_en, row.title_zh, row.status, row.year) == (uid, "Solid battery", "固态电池", "live", 2021)
    assert (row.owner_en, row.synthetic, row.rights) == ("Acme", True, [{"kind": "patent", "number": "CN112345678B"}])
    assert SourceRecord.objects.get(kind="offer").key == "filings:P1"
    assert Change.objects.filter(kind="offer").count() == 1 and Change.objects.get(kind="offer").actor is None


def test_what_the_store_does_not_take_is_left_out_and_the_rest_stands(tmp_path: Path) -> None:
    load(tmp_path, {**PATENT, "numbers": ["nobody knows"], "title": "x" * 700, "title_zh": ""})
    assert reference_rows.adopt(uid_for("offer", "filings:P1"))
    row = Offer.objects.get()
    assert row.fields == [] and row.rights == [{"kind": "patent"}] and len(row.title_en) == 500


def test_it_is_still_found_as_reference_data_and_no_other_time(tmp_path: Path) -> None:
    load(tmp_path, PATENT)
    uid = uid_for("offer", "filings:P1")
    reference_rows.adopt(uid)
    worker.catch_up_once()
    corpus = corpora.open_corpus("offers")
    assert [hit.uid for hit in corpus.search("sulphide", {"standing": ["reference"]}).hits] == [uid]
    assert corpus.search("sulphide", {"standing": ["listing"]}).hits == []
    assert reading.adopted(None) == reading.adopted([uid]) == {uid}


def test_there_is_nothing_to_adopt_where_there_is_no_such_offer() -> None:
    assert not reference_rows.adopt("00000000000z")
