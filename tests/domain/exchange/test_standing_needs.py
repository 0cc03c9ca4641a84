"""Needs stand: a good offer is announced to the need it meets, once, and to nobody else."""

from types import SimpleNamespace
from typing import Any

import exchange_world as world
import kept
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from technopole.accounts.models import Representation
from technopole.core import clock, jobs
from technopole.core.errors import NotAllowed
from technopole.exchange import standing
from technopole.exchange.models import Listing, Suggestion
from technopole.search import worker

pytestmark = pytest.mark.django_db

WORDS = {
    "title_en": "Sulphide electrolyte for solid lithium batteries", "title_zh": "",
    "description_en": "Sulphide electrolyte membrane, ionic conductivity above ten millisiemens, stable against lithium.",
}  # fmt: skip
NEED = {**WORDS, "statement_en": WORDS["title_en"], "targets_en": WORDS["description_en"], "fields": ["H01M 10/0525"]}


@pytest.fixture
def people(db: Any) -> SimpleNamespace:
    return kept.world(world.world)


def need_of_bolt(people: SimpleNamespace, **more: Any) -> Listing:
    """An open need of bolt, whom bob speaks for."""
    row = world.listing(people, profile="technology_request", **{**NEED, **more})
    return _to(row, people.bolt)


def _to(row: Listing, organisation: str) -> Listing:
    Listing.objects.filter(pk=row.pk).update(organisation_uid=organisation)
    return Listing.objects.get(pk=row.pk)


def look() -> None:
    """What the worker does: index, look, and send what was planned."""
    worker.catch_up_once()
    standing.look()
    while jobs.run_due():
        continue


def others(people: SimpleNamespace) -> None:
    """Offers of other things, so that words weigh what they do."""
    for title in ("Quiet scroll compressor", "Grain dryer with heat pump", "Laser welding of aluminium"):
        world.listing(people, title_en=title, title_zh="", summary_en=title, description_en=title, advantages_en=title,
                      applications_en=title, summary_zh="", description_zh="", advantages_zh="")  # fmt: skip


def test_an_offer_that_becomes_live_is_told_to_the_need_it_meets_and_not_again(people: SimpleNamespace) -> None:
    others(people)
    need = need_of_bolt(people)
    look()
    assert not Suggestion.objects.exists()
    mail.outbox.clear()
    offer = world.listing(people, **WORDS)
    look()
    found = Suggestion.objects.get()
    assert (found.need_uid, found.offer_uid) == (need.public_uid, offer.public_uid)
    assert found.score > 0 and found.told_at is not None
    told = [message for message in mail.outbox if "might meet" in message.subject]
    assert [message.to for message in told] == [[people.bob.email]]
    assert "Sulphide electrolyte" in told[0].body
    mail.outbox.clear()
    standing.Reader.objects.update(change=0)  # even if all of the history were read again
    look()
    assert Suggestion.objects.count() == 1
    assert not [message for message in mail.outbox if "might meet" in message.subject]


def test_a_new_need_is_compared_with_what_is_offered_already(people: SimpleNamespace) -> None:
    others(people)
    offer = world.listing(people, **WORDS)
    look()
    need = need_of_bolt(people)
    look()
    assert [(each.need_uid, each.offer_uid) for each in Suggestion.objects.all()] == [(need.public_uid, offer.public_uid)]


def test_what_is_of_the_same_owner_or_of_another_matter_is_not_suggested(people: SimpleNamespace) -> None:
    others(people)
    world.listing(people, profile="technology_request", **NEED)
    world.listing(people, **WORDS)
    look()
    assert not Suggestion.objects.exists()


def test_nothing_is_read_while_the_index_lags_behind(people: SimpleNamespace) -> None:
    need_of_bolt(people)
    world.listing(people, **WORDS)
    assert standing.look_at_batch() == 0
    assert standing.Reader.objects.get().change == 0


def suggested(people: SimpleNamespace) -> Suggestion:
    others(people)
    need_of_bolt(people)
    world.listing(people, **WORDS)
    look()
    return Suggestion.objects.get()


def test_only_who_works_on_the_need_sees_a_suggestion_and_takes_it_off(people: SimpleNamespace) -> None:
    row = suggested(people)
    assert standing.suggestions(for_manager=people.bob) == [row]
    assert standing.suggestions(for_need=row.need_uid) == [row]
    assert standing.suggestions(for_manager=people.alice) == []
    assert standing.may_see(people.bob, row.need_uid) and not standing.may_see(people.public, row.need_uid)
    with pytest.raises(NotAllowed):
        standing.dismiss(row.pk, people.alice)
    address, page = reverse("exchange:dismiss-suggestion", args=[row.pk]), reverse("exchange:suggestions")
    for client, status in ((_client(people.alice), 404), (_client(people.bob), 302)):
        assert client.post(address).status_code == status
    assert standing.suggestions(for_manager=people.bob) == []
    assert "No suggestion waits" in _client(people.bob).get(page).content.decode()
    standing.Reader.objects.update(change=0)
    look()
    assert standing.suggestions(for_manager=people.bob) == []


def test_the_page_of_suggestions_and_of_the_need_lead_to_them(people: SimpleNamespace) -> None:
    row = suggested(people)
    bob = _client(people.bob)
    shown = bob.get(reverse("exchange:suggestions")).content.decode()
    assert row.offer_uid in shown and row.need_uid in shown
    need = reverse("exchange:need", args=[row.need_uid])
    assert "1 suggestion" in bob.get(need).content.decode()
    assert "1 suggestion" not in _client(people.alice).get(need).content.decode()
    assert Client().get(reverse("exchange:suggestions")).status_code == 302


def test_an_offer_that_was_taken_back_is_suggested_no_more(people: SimpleNamespace) -> None:
    row = suggested(people)
    offer = Listing.objects.get(public_uid=row.offer_uid)
    world.take(offer, "withdraw", people.author, text="Sold.")
    assert standing.suggestions(for_manager=people.bob) == []


def test_whoever_ceased_to_speak_for_the_owner_sees_nothing_more(people: SimpleNamespace) -> None:
    suggested(people)
    Representation.objects.filter(user=people.bob).update(ended_at=clock.now())
    bob = type(people.bob).objects.get(pk=people.bob.pk)
    assert standing.suggestions(for_manager=bob) == []


def _client(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client
