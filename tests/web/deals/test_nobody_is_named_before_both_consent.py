"""An attacker looks for the two sides of an enquiry wherever anything can be read, before both consent and after decline.

Looked for are canaries: the organisations' names in both languages, the persons' names, user names and addresses.
"""

import itertools
import json
from collections.abc import Iterable
from typing import Any

import addresses
import deals_world as world
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from technopole.core import jobs, sourced
from technopole.core.models import Change, Job, OutboxEntry
from technopole.deals import planned
from technopole.deals.models import Enquiry
from technopole.deals.transitions import ENQUIRY
from technopole.exchange.models import Listing, Step
from technopole.search import worker

pytestmark = pytest.mark.django_db

OTHERS = ("broker", "other_broker", "registrar", "helper", "stranger", "rival", None)
ONE_OF_EACH = ("broker", "registrar", "stranger", None)
"""Enough where what is looked for is a moment or a language: who may see what does not depend on it."""


def browser(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + str(dict(answer.headers))


def names_in(text: str, side: str) -> list[str]:
    said = text.lower()
    return [canary for canary in world.CANARIES[side] if canary.lower() in said]


def every_page(row: Enquiry, who: world.World) -> list[str]:
    """The addresses where anything of an enquiry, or of its offer, could be read."""
    pages = [
        reverse("deals:enquiry", args=[row.uid]), reverse("deals:enquiries"), reverse("deals:deals"),
        reverse("deals:desk"), reverse("deals:market"), reverse("deals:market-export", args=["json"]),
        reverse("deals:enquire", args=["offer", who.offer]), reverse("deals:value", args=["offer", who.offer]),
        reverse("deals:contracts"), reverse("deals:contracts-export", args=["csv"]), reverse("deals:notices"),
        *(reverse("deals:enquiry-step", args=[row.uid, each.step]) for each in ENQUIRY.steps),
        reverse("exchange:offer", args=[who.offer]), reverse("exchange:offers"), reverse("exchange:needs"),
        reverse("exchange:offers-export", args=["csv"]), reverse("exchange:offers-export", args=["json"]),
        reverse("history", args=["offer", who.offer]), reverse("search") + "?q=coating", reverse("office"),
        reverse("requests:my"), reverse("requests:inbox"), reverse("signals:inbox"),
        "/api/v1/enquiries", f"/api/v1/enquiries/{row.uid}", "/api/v1/deals", "/api/v1/market", "/api/v1/inbox",
        f"/api/v1/offers/{who.offer}", f"/api/v1/offers/{who.offer}/history", f"/api/v1/offers/{who.offer}/sources",
        "/api/v1/search?q=coating", "/api/v1/openapi.json",
    ]  # fmt: skip
    known = addresses.names()
    for name in ("signals:list-feed",):
        if name in known:
            for listing in ("offers", "needs"):
                pages.append(reverse(name, args=[listing]))
    return pages


def wrong_steps(client: Client, row: Enquiry) -> list[str]:
    """What is told to somebody who takes steps that are not theirs, by pages and by programs."""
    told = []
    for each in ENQUIRY.steps:
        said = {"version": 10**6, "text": "x", "organisation": "000000000000"}
        told.append(body(client.post(reverse("deals:enquiry-step", args=[row.uid, each.step]), said)))
        told.append(body(client.post(
            f"/api/v1/enquiries/{row.uid}/steps", json.dumps({"step": each.step, "text": "x"}),
            content_type="application/json", headers={"If-Match": '"999999"', "Idempotency-Key": f"{each.step}-{row.pk}"},
        )))  # fmt: skip
    return told


def assert_hidden(row: Enquiry, who: world.World, language: str, others: Iterable[str | None] = ONE_OF_EACH) -> None:
    """Neither side reads the other; nobody else reads either."""
    for name, hidden in (("seller", ["buyer"]), ("buyer", ["seller"]), *((each, ["seller", "buyer"]) for each in others)):
        client = browser(getattr(who, name) if name else None)
        client.cookies["django_language"] = language
        read = [(page, body(client.get(page))) for page in every_page(row, who)]
        read += [(f"step {place}", text) for place, text in enumerate(wrong_steps(client, row))]
        for (page, text), side in itertools.product(read, hidden):
            assert names_in(text, side) == [], f"{name} reads who the {side} is at {page}"


def written(row: Enquiry) -> str:
    """What is written down that others read: history, outbox, work, public records."""
    lines = [*Change.objects.filter(kind__in=("offer", "need", "enquiry", "deal")).values_list("diff", "why", "actor_label")]
    lines += [*OutboxEntry.objects.values_list("kind", "uid"), *Job.objects.values_list("name", "arguments", "last_error")]
    lines += [*Step.objects.filter(subject_kind="enquiry").values_list("text", "note", "by")]
    said = sourced.statements("offer", {row.thing_uid})
    return json.dumps([*map(str, lines), str(said)], ensure_ascii=False)


@pytest.fixture
def row(who: world.World) -> Enquiry:
    Listing.objects.filter(public_uid=who.offer).update(state="published")
    made = world.ask(who, consents=True)
    worker.catch_up_once()
    return made


@pytest.mark.parametrize(("language", "others"), [("en", OTHERS), ("zh-hans", ONE_OF_EACH)])
def test_before_both_consent_no_page_no_answer_no_error_names_either_side(who, row, language, others):
    assert_hidden(row, who, language, others)
    assert row.disclosed_at is None and names_in(written(row), "seller") + names_in(written(row), "buyer") == []


def test_after_decline_nobody_is_named_and_nobody_told_who_declined(who, row):
    for decliner, other in ((who.seller, who.buyer), (who.buyer, who.seller)):
        each = Enquiry.objects.get(pk=row.pk)
        Enquiry.objects.filter(pk=each.pk).update(state="sent")
        declined = world.take(each, "decline", decliner)
        page = body(browser(other).get(reverse("deals:enquiry", args=[each.uid])))
        assert "Ended without anybody being named" in page and "consents to be named" not in page.split("timeline")[0]
        line = page.split("Ended without anybody being named")[1][:200]
        assert "owner" not in line.lower() and "asking side" not in line.lower()
        assert declined.state == "ended"
    assert_hidden(Enquiry.objects.get(pk=row.pk), who, "en")


def test_after_it_expired_nobody_is_named(who, row, monkeypatch):
    world.pass_days(monkeypatch, 20)
    planned.expire()
    row.refresh_from_db()
    assert row.state == "expired"
    assert_hidden(row, who, "en")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_mail_names_anybody_before_disclosure_nor_the_other_side_after(who, row, settings, monkeypatch, language):
    settings.PUBLIC_URL = "https://portal.example.org"
    for user in (who.seller, who.buyer, who.broker):
        user.language = language
        user.save()
    jobs.run_due()
    sent = [(message.to, f"{message.subject}\n{message.body}") for message in mail.outbox]
    assert {address for to, _text in sent for address in to} >= {who.seller.email, who.buyer.email, who.broker.email}
    world.pass_days(monkeypatch, 13)
    planned.remind()
    jobs.run_due()
    world.take(row, "agree", who.seller)
    jobs.run_due()
    deal = world.Deal.objects.get(enquiry=world.take(row, "begin_talks", who.seller))
    world.go(who, deal, "certified")
    jobs.run_due(limit=500)
    assert len(mail.outbox) > 12
    for message in mail.outbox:
        assert len(message.to) == 1 and not message.cc and not message.bcc
        for side in ("seller", "buyer"):
            assert names_in(f"{message.subject}\n{message.body}", side) == [], message.subject


def test_the_other_side_is_named_to_the_two_and_the_manager_only_once_both_consent(who, row):
    world.take(row, "agree", who.seller)
    page = reverse("deals:enquiry", args=[row.uid])
    assert names_in(body(browser(who.seller).get(page)), "buyer") and names_in(body(browser(who.buyer).get(page)), "seller")
    assert names_in(body(browser(who.broker).get(page)), "seller") and names_in(body(browser(who.broker).get(page)), "buyer")
    for name in ("other_broker", "registrar", "helper", "stranger", "rival", None):
        client = browser(getattr(who, name) if name else None)
        for address in every_page(row, who):
            text = body(client.get(address))
            assert names_in(text, "seller") + names_in(text, "buyer") == [], (name, address)


def test_an_answer_cannot_carry_a_name_out(who):
    """Spellings of the asker's names, and ways to reach anybody, are refused before they are kept."""
    for text in (
        "We are Marmotteau.", "M A R M O T T E A U Sensors Ltd asks", "ＭＡＲＭＯＴＴＥＡＵ Ｓｅｎｓｏｒｓ", "玛莫托传感有限公司", "玛 莫 托 传 感",
        "write to tancred.vole@marmotteau.example", "Ask for Tancred Vole", "call +33 1 23 45 67 89", "see www.example.org/us",
        "tancredv knows", "加微信 wechat: tank12345",
    ):  # fmt: skip
        for field in world.ANSWERS:
            with pytest.raises(world.Invalid) as refused:
                world.ask(who, **{field: f"We want it. {text} Thank you."})
            assert field in refused.value.fields, (text, field)
    assert not Enquiry.objects.exists() and not Job.objects.filter(name="deals.tell").exists()


def test_how_many_asked_before_is_nothing_for_those_who_ask(who, row):
    second = world.ask(who, by=who.rival)
    assert second.letter == "B"
    page = body(browser(who.rival).get(reverse("deals:enquiry", args=[second.uid])))
    assert "Interested party" not in page
