"""Whoever offers something without a name is named nowhere: no page, answer, twin, feed, search, history or error.

The owner bears words that stand nowhere else. Once the listing is public its organisation is taken out of the store,
so that wherever one of these words is still found, it can only have come from the listing.
"""

import io
from types import SimpleNamespace
from typing import Any

import access_world
import addresses
import exchange_world
import kept
import pyarrow.parquet
import pytest
import test_access
from django.core import mail
from django.test import Client
from django.urls import reverse

from technopole.accounts.models import Representation, User
from technopole.core import clock, jobs
from technopole.core.models import Change, SourceRecord
from technopole.core.sourced import By, put
from technopole.exchange import documents, effects, services
from technopole.exchange.models import Listing, Offer
from technopole.registry.models import Organisation
from technopole.search import worker

pytestmark = pytest.mark.django_db

OWNER = {
    "names": [
        {"value": "Quillivant Works", "language": "en", "kind": "display"},
        {"value": "奎利万特制造厂", "language": "zh-Hans", "kind": "label"},
        {"value": "QLVW", "language": None, "kind": "acronym"},
    ],
    "types": ["company"], "status": "active", "sources": ["https://quillivant.example.org/about"],
    "links": [{"kind": "website", "url": "https://quillivant.example.org"}], "key": "quillivant",
}  # fmt: skip
PRIVATE = {
    "contact_name": "Zebediah Vantongeren", "contact_post": "Vantongeren desk", "contact_email": "zeb@quillivant.example.org",
    "contact_phone": "+86 21 7777 0303", "maker_en": "Laboratory Ossifrage", "maker_zh": "奥西弗雷奇实验室",
    "programme_en": "Programme Wyrmwood", "url": "https://quillivant.example.org/battery",
    "rights": ["patent, CN998877665B, granted, 60 %"],
}  # fmt: skip
CANARIES = (
    "Quillivant", "奎利万特", "QLVW", "quillivant", "Vantongeren", "7777 0303", "Ossifrage", "奥西弗雷奇", "Wyrmwood",
    "CN998877665B", "998877665", "carolcanary", "Carol Canary",
)  # fmt: skip
TITLE = "Ceramic separator that does not shrink"
READERS = ("nobody", "visitor", "bob", "registrar", "analyst")
"""None of them may know; exchange brokers review the listing and do."""


def hidden(people: SimpleNamespace) -> Listing:
    """An anonymous offer that was reviewed, published, revised and renewed, as far as its owner may."""
    uid = next(iter(put("organisation", "centre", "test:quillivant", dict(OWNER), By(label="test")).uids.values()))
    carol = User.objects.create_user("carolcanary", "carol@quillivant.example.org", "correct horse battery", display_name="Carol Canary")
    Representation.objects.create(user=carol, organisation_uid=uid, since=clock.now())
    second = exchange_world._person("second", "broker")
    said = {**exchange_world.OFFER, **PRIVATE, "anonymous": True, "title_en": TITLE, "title_zh": "不收缩的陶瓷隔膜"}
    row = services.begin("technology_offer", uid, carol, said, synthetic=False)
    for step, by in (
        ("submit", carol), ("approve", people.broker), ("publish", second), ("revise", carol), ("submit", carol),
        ("approve", people.broker), ("publish", second),
    ):  # fmt: skip
        row = exchange_world.take(row, step, by, **exchange_world.SAID.get(step, {}))
    Listing.objects.filter(pk=row.pk).update(expires_on=clock.today())
    return exchange_world.take(row, "renew", carol)


@pytest.fixture
def world(db: Any, settings: Any) -> tuple[SimpleNamespace, dict[str, Any], Listing]:
    settings.REQUIRE_MFA = "off"
    settings.API_RATES = dict.fromkeys(("anonymous", "signed_in", "anonymous_write", "signed_in_write"), 10**9)
    people, found = kept.world(access_world.everything)
    row = hidden(people)
    Organisation.objects.filter(uid=row.organisation_uid).delete()
    SourceRecord.objects.filter(kind="organisation", uid=row.organisation_uid).delete()
    Change.objects.filter(uid=row.organisation_uid).delete()
    worker.rebuild()
    return people, {**found, "offer": row.public_uid, "exchange_listing": row.uid}, row


def text_of(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    if content[:4] == b"PAR1":
        return str(pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist())
    return str(content.decode("utf-8", "replace"))


def leaks(where: str, text: str) -> list[str]:
    return [f"{where}: {canary}" for canary in CANARIES if canary in text]


def test_no_address_of_the_portal_names_the_owner_of_an_anonymous_offer(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    people, found, row = world
    uid = row.public_uid
    more = [
        reverse("history", args=["offer", uid]), reverse("signals:list-feed", kwargs={"name": "offers"}),
        f"/exchange/listings/{row.uid}/versions/", f"/exchange/offers/?q={TITLE}", f"/search?q={TITLE}", f"/search/suggest?q={TITLE[:9]}",
        "/exchange/offers/?status=*", "/exchange/offers/?right=patent", f"/api/v1/offers/{uid}", f"/api/v1/offers/{uid}/een",
        f"/api/v1/offers/{uid}/sources", f"/api/v1/offers/{uid}/history", "/api/v1/offers?count=true", f"/api/v1/search?q={TITLE}",
        *(reverse(f"exchange:{name}-export", args=[form]) for name in ("offers", "needs") for form in ("csv", "json", "parquet")),
    ]  # fmt: skip
    wrong: list[str] = []
    for who in READERS:
        client = Client(raise_request_exception=False)
        if who != "nobody":
            client.force_login(getattr(people, who))
        for name in test_access.doors(test_access.READING):
            if not fits(name):
                continue
            address = next(each for each in addresses.every() if each.name == name)
            url = reverse(name, kwargs={each: test_access.fill(each, name, found) for each in address.parameters})
            wrong += leaks(f"{who} {name}", text_of(client.get(url)))
        for url in more:
            wrong += leaks(f"{who} {url}", text_of(client.get(url, headers={"accept-language": "zh-hans"})))
    assert not wrong, "\n".join(wrong)
    assert not leaks("log", caplog.text)


def fits(name: str) -> bool:
    """Not doors that tell nothing of things (signing in, second factors), nor the registrars' list of all accounts."""
    return not name.startswith(("account_", "mfa_", "usersessions", "set_language", "accounts:people"))


def test_the_offer_itself_is_there_for_everybody(world: Any) -> None:
    people, _found, row = world
    client = Client()
    for url in (reverse("exchange:offer", args=[row.public_uid]), reverse("exchange:offers"), f"/search?q={TITLE}"):
        assert TITLE in text_of(client.get(url)), url
    answer = client.get(f"/api/v1/offers/{row.public_uid}").json()
    assert (answer["organisation"], answer["anonymous"], answer["rights"][0]["number"]) == (None, True, None)


def test_nothing_that_is_public_holds_a_word_of_the_owner(world: Any) -> None:
    _people, _found, row = world
    offer = Offer.objects.get(uid=row.public_uid)
    wrong = leaks("row", str(vars(offer)))
    for document in documents.offers(None):
        wrong += leaks("index", str(document))
    for change in Change.objects.filter(kind="offer"):
        wrong += leaks("history", f"{change.actor} {change.actor_label} {change.why} {change.diff}")
    for record in SourceRecord.objects.filter(kind="offer"):
        wrong += leaks("sources", f"{record.key} {record.record}")
    assert not wrong, "\n".join(wrong)


def test_mail_about_it_goes_to_the_owner_alone(world: Any) -> None:
    jobs.run_due()
    told = [each for each in mail.outbox if TITLE in each.body or "不收缩的陶瓷隔膜" in each.body]
    assert told
    assert {address for each in told for address in each.to} == {"carol@quillivant.example.org"}


def test_with_the_owner_in_the_register_nothing_leads_from_it_to_the_offer(db: Any) -> None:
    people, _found = kept.world(access_world.everything)
    row = hidden(people)
    worker.rebuild()
    client = Client()
    for url in (
        reverse("registry:organisation", args=[row.organisation_uid]), "/search?q=Quillivant", "/search/suggest?q=Quilliv",
        f"/api/v1/offers?organisation={row.organisation_uid}", "/exchange/offers/?organisation=quillivant", "/exchange/offers/?q=Quillivant",
        f"/api/v1/organisations/{row.organisation_uid}", "/api/v1/search?q=Quillivant",
        reverse("signals:summary", args=[row.organisation_uid]),
    ):  # fmt: skip
        response = client.get(url)
        assert response.status_code == 200, url
        assert TITLE not in text_of(response), url
        assert row.public_uid not in text_of(response), url
    assert effects.telling(row) == {}
