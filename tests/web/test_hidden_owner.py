"""Whoever offers something without a name is named nowhere: no page, answer, twin, feed, search, history or error.

That no address of the portal names them is looked for where every address is asked for anyway, in `test_access`; here are
those of the anonymous offer itself, and what no address shows.
"""

from types import SimpleNamespace
from typing import Any

import access_world
import hidden_world
import kept
import pytest
import test_access
from django.core import mail
from django.test import Client
from django.urls import reverse
from hidden_world import READERS, TITLE, leaks, text_of

from technopole.core import jobs
from technopole.core.models import Change, SourceRecord
from technopole.exchange import documents, effects
from technopole.exchange.models import Listing, Offer
from technopole.search import worker

pytestmark = pytest.mark.django_db

@pytest.fixture
def world(db: Any, settings: Any) -> tuple[SimpleNamespace, dict[str, Any], Listing]:
    settings.REQUIRE_MFA = "off"
    settings.API_RATES = dict.fromkeys(("anonymous", "signed_in", "anonymous_write", "signed_in_write"), 10**9)
    return kept.world(hidden_world.everything)


def test_no_address_of_an_anonymous_offer_names_its_owner(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    people, found, row = world
    uid = row.public_uid
    its_own = {**found, "offer": uid, "exchange_listing": row.uid}
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
        for name in test_access.READING_DOORS:
            url = test_access.url_of(name, its_own)
            if url != test_access.url_of(name, found):
                wrong += leaks(f"{who} {name}", text_of(client.get(url)))
        for url in more:
            wrong += leaks(f"{who} {url}", text_of(client.get(url, headers={"accept-language": "zh-hans"})))
    assert not wrong, "\n".join(wrong)
    assert not leaks("log", caplog.text)


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
    row = hidden_world.hidden(people)
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
