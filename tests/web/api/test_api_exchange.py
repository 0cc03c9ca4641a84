"""Offers, services and listings over HTTP: reading, writing, reviewing, publishing."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import exchange_world as world
import kept
import pytest
import things

from technopole.exchange.models import Listing, Offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: Any) -> SimpleNamespace:
    return kept.world(world.world)


def test_offers_are_read_with_filters_and_live_ones_first_asked_for(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    live, gone = world.listing(people), world.listing(people, "withdrawn")
    anyone = calling()
    (item,) = anyone.get("offers").json()["items"]
    assert (item["uid"], item["price"], item["organisation"]["uid"]) == (
        live.public_uid, {"low": "1000000.00", "high": "2000000.50", "currency": "CNY", "negotiable": True}, people.acme,
    )  # fmt: skip
    assert [each["uid"] for each in anyone.get("offers?status=withdrawn").json()["items"]] == [gone.public_uid]
    for query, count in (
        ("mode=transfer", 1), ("mode=equity", 0), ("right=patent", 1), ("trl_min=7", 0), ("trl_max=6", 1), ("q=electrolyte", 1),
        (f"organisation={people.acme}", 1), (f"organisation={people.bolt}", 0), ("sector=photonics", 0), ("profile=business_offer", 0),
    ):  # fmt: skip
        assert anyone.get(f"offers?{query}&count=true").json()["total"] == count, query
    assert anyone.get("offers?trl_min=12").status_code == 422


def test_an_offer_is_read_as_a_profile_of_the_network_in_json_and_xml(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    uid = world.listing(people).public_uid
    found = calling().get(f"offers/{uid}/een?language=zh").json()
    assert (found["title"], found["type"], found["ipr_status"]) == (world.OFFER["title_zh"], "TO", ["Patents granted", "Secret know-how"])
    xml = calling().get(f"offers/{uid}/een.xml", Accept="application/xml")
    assert xml["Content-Type"].startswith("application/xml")
    assert "<stage_of_development>" in xml.content.decode()


def test_services_and_written_needs_are_read(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    things.add("organisation", 0)
    service = things.add("service", 0)
    need = world.listing(people, profile="technology_request").public_uid
    assert calling().get("services?kind=valuation").json()["items"][0]["uid"] == service
    assert calling().get("services?kind=legal").json()["items"] == []
    found = calling().get(f"needs/{need}").json()
    assert (found["profile"], found["budget"]["low"], found["targets"]["en"]) == ("technology_request", "500000.00", world.NEED["targets_en"])
    assert calling().get(f"needs/{need}/een").json()["type"] == "TR"
    assert "<type>TR</type>" in calling().get(f"needs/{need}/een.xml", Accept="application/xml").content.decode()


def test_a_listing_goes_from_draft_to_publication_over_http(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    owner, broker = calling(people.author), calling(people.broker)
    made = owner.post("exchange-listings", {"profile": "technology_offer", "organisation": people.acme, "content": {"title_en": "A lens"}})
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    assert made["Location"].endswith(f"/exchange-listings/{uid}")
    assert "contact_name" in made.json()["problems"]
    path = f"exchange-listings/{uid}"
    assert owner.patch(path, {"content": world.OFFER}).status_code == 428
    edited = owner.patch(path, {"content": world.OFFER}, **owner.etag(path))
    assert edited.status_code == 200, edited.content
    assert edited.json()["problems"] == {}

    def step(who: Any, name: str, **said: Any) -> Any:
        return who.post(f"{path}/steps", {"step": name, **said}, **who.etag(path))

    assert step(owner, "submit").json()["state"] == "in_review"
    refused = step(owner, "approve", checks=world.GOOD)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    unticked = step(broker, "approve")
    assert unticked.status_code == 422
    assert step(broker, "approve", checks=world.GOOD).json()["state"] == "approved"
    assert step(broker, "submit").status_code == 403
    published = step(broker, "publish")
    assert published.json()["standing"] == "live"
    assert Offer.objects.filter(uid=published.json()["public"]).exists()
    assert [each["step"] for each in owner.get(f"{path}/steps").json()] == ["create", "edit", "submit", "approve", "publish"]
    assert [each["number"] for each in owner.get(f"{path}/versions").json()] == [1]
    assert step(owner, "renew").status_code == 409
    assert step(owner, "withdraw", text="Sold.").json()["state"] == "withdrawn"


def test_a_stale_version_and_a_repeated_request_change_nothing_twice(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    owner = calling(people.author)
    body = {"profile": "business_offer", "organisation": people.acme, "content": {"title_en": "A lens"}}
    first, again = (owner.post("exchange-listings", body, **{"Idempotency-Key": "k" * 32}) for _ in range(2))
    assert first.json()["uid"] == again.json()["uid"]
    assert Listing.objects.count() == 1
    path = f"exchange-listings/{first.json()['uid']}"
    tag = owner.etag(path)
    assert owner.patch(path, {"content": {"title_en": "B"}}, **tag).status_code == 200
    assert owner.patch(path, {"content": {"title_en": "C"}}, **tag).status_code == 412


def test_listings_are_found_by_those_who_may_and_by_nobody_else(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    draft, sent = world.draft(people), world.listing(people, "in_review")
    for who, seen in (
        ("author", {draft.uid, sent.uid}), ("colleague", {draft.uid, sent.uid}), ("broker", {sent.uid}), ("stranger", set()),
        ("registrar", set()), ("visitor", set()),
    ):  # fmt: skip
        caller = calling(getattr(people, who))
        assert {each["uid"] for each in caller.get("exchange-listings").json()["items"]} == seen, who
        assert caller.get(f"exchange-listings/{draft.uid}").status_code == (200 if draft.uid in seen else 404), who
    assert calling(people.broker).get("exchange-listings?mine=true").json()["items"] == []
    assert calling().get("exchange-listings").status_code == 401


def test_wrong_answers_are_a_problem_with_their_fields(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    body = {"profile": "technology_offer", "organisation": people.acme, "content": {"price_low": "ten", "rights": ["gift"]}}
    refused = calling(people.author).post("exchange-listings", body)
    assert refused.status_code == 422
    assert "price_low" in refused.content.decode() and "rights" in refused.content.decode()
    foreign = calling(people.stranger).post("exchange-listings", {**body, "content": {}})
    assert foreign.status_code == 403
    nobody = calling(people.author).post("exchange-listings", {**body, "organisation": "0" * 12, "content": {}})
    assert nobody.status_code == 422
