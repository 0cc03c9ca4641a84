"""Searching, matching and comparing offers: in both languages, whatever is typed, and never telling who stays unnamed."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import exchange_world as world
import kept
import orjson
import pytest
import things
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from technopole.core.ids import uid_for
from technopole.exchange import reference, reference_index
from technopole.exchange.asking import reasons
from technopole.search import worker
from technopole.search.corpora import Reasons

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "zh-hans")
ATTACKS = (
    "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "\u202e\ud7ff", "A" * 3000, "(((\"+-&&||!{}[]^~*?:\\/",
    "'; DROP TABLE exchange_offer; --", "电" * 900, "{{ 7*7 }}{% now %}",
)  # fmt: skip


@pytest.fixture
def people(db: Any) -> SimpleNamespace:
    return kept.world(world.world)


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "en"})


def load(folder: Path, *rows: dict[str, Any], dataset: str = "filings") -> None:
    (folder / "rows.jsonl").write_bytes(b"\n".join(orjson.dumps(row) for row in rows) + b"\n")
    reference.load([folder / "rows.jsonl"], dataset, licence="CC0")
    reference_index.index_reference(dataset)


@pytest.fixture
def loaded(tmp_path: Path) -> str:
    """Reference offers, one of them synthetic; the uid of the first."""
    load(
        tmp_path,
        {"_id": "P1", "title": "Solid electrolyte of sulphide", "text": "A battery that does not burn.", "kind": "patent",
         "owner": "Lantern Works", "fields": ["H01M 10/0525"], "year": 2021, "source": "A register", "language": "en"},
        {"_id": "P2", "title": "Made-up pump", "text": "A pump.", "synthetic": True, "language": "en"},
    )  # fmt: skip
    return uid_for("offer", "filings:P1")


def found(client: Client, name: str, *arguments: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=arguments), query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_read_in_both_languages(people: SimpleNamespace, loaded: str, language: str) -> None:
    offer = world.listing(people)
    need = world.listing(people, profile="technology_request")
    worker.catch_up_once()
    client = Client(headers={"accept-language": language})
    front = found(client, "exchange:front")
    assert "CC0" in front and "A register" in front and "mark-synthetic" in front
    shown = found(client, "exchange:search", q="electrolyte")
    assert offer.public_uid in shown and loaded in shown and "Lantern Works" in shown
    assert offer.public_uid in found(client, "exchange:search", q="固态电解质")
    both = found(client, "exchange:compare", id=[offer.public_uid, loaded])
    assert "Lantern Works" in both and "Acme Instruments" in both
    assert found(client, "exchange:compare")
    assert loaded in found(client, "exchange:match", like=offer.public_uid)
    assert found(client, "exchange:need-matches", need.public_uid)
    assert found(client, "exchange:offer-matches", offer.public_uid)
    assert found(client, "exchange:offer-matches", loaded)
    answer = client.post(reverse("exchange:match"), {"text": "不燃的固态电解质 solid electrolyte", "fields_wanted": "H01M"})
    assert answer.status_code == 200 and offer.public_uid in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("text", ATTACKS)
def test_whatever_is_typed_is_answered_and_nothing_of_it_is_markup(reader: Client, loaded: str, text: str) -> None:
    pages = [
        reader.get(reverse("exchange:search"), {"q": text, "field": text, "owner": text, "year": text, "trl": text}),
        reader.get(reverse("exchange:search"), {"q": text}, headers={"hx-request": "true"}),
        reader.get(reverse("exchange:search"), {"q": text, "counts": "1", "page": text, "more": text}),
        reader.get(reverse("exchange:compare"), {"id": text}),
        reader.get(reverse("exchange:match"), {"text": text}),
        reader.get(reverse("exchange:search-feed"), {"q": text, "kind": text}),
        reader.post(reverse("exchange:match"), {"text": text, "title": text[:300], "region": text[:120]}),
    ]
    for answer in pages:
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content and b"<img src=x" not in answer.content
    assert reader.get(reverse("exchange:match"), {"like": text}).status_code == 404


def test_a_part_of_the_page_is_answered_to_htmx(reader: Client, loaded: str) -> None:
    part = reader.get(reverse("exchange:search"), {"q": "sulphide"}, headers={"hx-request": "true"})
    assert loaded in part.content.decode() and b"<html" not in part.content
    assert "HX-Request" in part["Vary"]


def test_filters_narrow_and_are_removed_and_counts_come_when_asked_for(reader: Client, loaded: str) -> None:
    shown = found(reader, "exchange:search", standing="reference", field="H01M", q="battery")
    assert loaded in shown and "facet-count\"" not in shown
    assert loaded not in found(reader, "exchange:search", standing="listing")
    assert loaded not in found(reader, "exchange:search", field="A")
    counted = found(reader, "exchange:search", counts="1", q="battery")
    assert "facet-count\"" in counted and "1 offer" in counted
    nothing = found(reader, "exchange:search", q="zeppelin", year="1950")
    assert "Remove a filter" in nothing


def test_paging_ends_with_a_word_why(reader: Client, loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from technopole.exchange.asking import searching

    monkeypatch.setattr(searching, "PAGE", 1)
    monkeypatch.setattr(searching, "MOST_SHOWN", 1)
    assert "The first 1 are shown" in found(reader, "exchange:search")


def test_a_form_that_was_filled_wrongly_says_so_and_keeps_what_was_said(reader: Client) -> None:
    answer = reader.post(reverse("exchange:match"), {
        "text": "", "trl_min": "6", "trl_max": "3", "budget": "10", "fields_wanted": "nothing",
    })  # fmt: skip
    shown = answer.content.decode()
    assert answer.status_code == 422
    for said in ("a few sentences are enough", "below the lowest level", "which currency", "no symbol of the patent"):
        assert said in shown, said
    too_long = reader.post(reverse("exchange:match"), {"text": "x" * 20_001})
    assert too_long.status_code == 422


def test_what_is_a_must_shuts_out_and_the_rest_does_not(reader: Client, loaded: str) -> None:
    said = {"text": "solid electrolyte battery", "fields_wanted": "A01B"}
    assert loaded in reader.post(reverse("exchange:match"), said).content.decode()
    assert loaded not in reader.post(reverse("exchange:match"), {**said, "must": ["field"]}).content.decode()
    assert loaded not in reader.post(reverse("exchange:match"), {**said, "must": ["listing"]}).content.decode()


def test_the_owner_of_an_anonymous_listing_is_nowhere(people: SimpleNamespace) -> None:
    offer = world.listing(people, anonymous=True)
    named = world.listing(people, title_en="Thin-film electrolyte that is named")
    need = world.listing(people, profile="technology_request", anonymous=True, title_en="Solid electrolyte wanted")
    worker.catch_up_once()
    client, uid = Client(), offer.public_uid
    query = {"q": "electrolyte"}
    hidden = [
        found(client, "exchange:compare", id=uid), found(client, "exchange:offer-matches", uid),
        client.get(reverse("exchange:search"), {"q": "electrolyte", "owner": "acme instruments"}).content.decode().replace(named.public_uid, ""),
    ]  # fmt: skip
    shown = [
        found(client, "exchange:search", **query), found(client, "exchange:search-feed", **query),
        client.get("/api/v1/exchange/search", query).content.decode(), found(client, "exchange:match", like=named.public_uid),
        client.post("/api/v1/exchange/match", {"text": "solid electrolyte"}, content_type="application/json").content.decode(),
        found(client, "exchange:need-matches", need.public_uid), found(client, "exchange:front"),
    ]  # fmt: skip
    assert "Acme Instruments" not in hidden[0] and uid not in hidden[2]
    assert "Acme" not in client.get(f"/api/v1/offers/{uid}").content.decode()
    for each in shown:
        # the named listing says it once for itself; of the anonymous one there is not a word
        assert each.count("Acme Instruments") <= each.count(named.public_uid), each[:200]
    for private in ("CN112345678B", "Laboratory 3", world.OFFER["contact_name"], people.acme):
        assert all(private not in hidden_page for hidden_page in hidden[:2]), private


def test_a_search_has_a_feed_of_listings_and_only_of_them(people: SimpleNamespace, loaded: str) -> None:
    offer = world.listing(people)
    worker.catch_up_once()
    client = Client(headers={"accept-language": "en"})
    address = reverse("exchange:search-feed")
    feed = client.get(address, {"q": "electrolyte"})
    assert feed["Content-Type"].startswith("application/atom+xml")
    text = feed.content.decode()
    assert offer.public_uid in text and loaded not in text and "Thin-film solid electrolyte" in text
    assert client.get(address, {"q": "electrolyte"}, headers={"if-none-match": feed["ETag"]}).status_code == 304
    assert offer.public_uid not in client.get(address, {"q": "zeppelin"}).content.decode()
    assert offer.public_uid not in client.get(address, {"standing": "reference"}).content.decode()
    assert 'type="application/atom+xml"' in found(client, "exchange:search", q="electrolyte")


def test_pages_cost_as_many_queries_for_twenty_offers_as_for_ten(people: SimpleNamespace) -> None:
    def cost() -> dict[str, int]:
        worker.catch_up_once()
        asked = {}
        for name, query in (("front", {}), ("search", {"q": "lens"}), ("search-feed", {"q": "lens"}), ("compare", {})):
            cache.clear()
            url = reverse(f"exchange:{name}")
            Client().get(url, query)
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(url, query).status_code == 200
            asked[name] = len(queries)
        return asked

    for number in range(10):
        things.add("offer", number)
    ten = cost()
    for number in range(10, 20):
        things.add("offer", number)
    assert cost() == ten


def test_pairs_of_characters_are_told_as_the_need_writes_them() -> None:
    told = reasons.words_met(
        Reasons([("固态", 0.4), ("态电", 0.3), ("电池", 0.2), ("sulphide", 0.1)], [], []), "寻找固态电池与 sulphide 电池"
    )
    assert [(each["word"], each["percent"]) for each in told] == [("固态电池", 90), ("sulphide", 10)]


def test_programs_search_and_match(people: SimpleNamespace, loaded: str) -> None:
    offer = world.listing(people)
    worker.catch_up_once()
    client = Client()
    page = client.get("/api/v1/exchange/search", {"q": "electrolyte", "count": "true", "facets": "true", "limit": "1"})
    body = page.json()
    assert page.status_code == 200 and body["total"] == 2 and body["next"] and body["facets"]["kind"]
    rest = client.get("/api/v1/exchange/search", {
        "q": "electrolyte", "count": "true", "facets": "true", "limit": "1", "cursor": body["next"],
    }).json()  # fmt: skip
    assert {body["items"][0]["uid"], rest["items"][0]["uid"]} == {offer.public_uid, loaded}
    need = {"text": "solid electrolyte", "fields": ["H01M"], "trl_min": 5, "budget": "3000000", "currency": "CNY"}
    matched = client.post("/api/v1/exchange/match", need, content_type="application/json")
    assert matched.status_code == 200
    best = next(each for each in matched.json()["items"] if each["uid"] == offer.public_uid)
    assert best["terms"] and {each["what"] for each in best["fits"]} >= {"field", "trl", "price"}
    wrong = client.post("/api/v1/exchange/match", {"text": "", "colour": 1}, content_type="application/json")
    assert wrong.status_code == 422
    one = client.get(f"/api/v1/offers/{loaded}").json()
    assert one["status"] == "reference" and one["organisation"]["label"] == "Lantern Works"
