"""Every step of a listing, in every state, by every kind of person: allowed, or refused with its reason."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import exchange_world as world
import kept
import pytest
from django.core import mail

from technopole.core import clock, jobs
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Change
from technopole.exchange import parties, services, steps, timing, workflow
from technopole.exchange.models import Listing, Need, Offer, Step
from technopole.exchange.workflow import MARKET, REVIEWER, TABLE, TIME, WRITER

pytestmark = pytest.mark.django_db

PART_OF = {
    WRITER: {"author", "colleague"},
    REVIEWER: {"broker", "second_broker"},
    MARKET: {"broker", "second_broker"},
    TIME: set(),
}  # fmt: skip


@pytest.fixture
def people(db: Any) -> SimpleNamespace:
    return kept.world(world.world)


@pytest.mark.parametrize("state", workflow.STATES)
def test_each_step_is_taken_by_those_the_table_names_and_by_nobody_else(people: SimpleNamespace, state: str) -> None:
    from django.db import transaction

    row = world.listing(people, state)
    assert row.state == state
    for each in TABLE:
        for who in world.WHO:
            allowed_by_state = state in each.sources and row.standing in each.standing
            if each.step == "renew" and state == "published":
                allowed_by_state = False  # it is valid for a year still
            refused: Any = None
            with transaction.atomic():
                try:
                    services.take(row.uid, each.step, getattr(people, who), row.version, **world.SAID.get(each.step, {}))
                except (NotAllowed, Conflict, Invalid) as error:
                    refused = error
                transaction.set_rollback(True)
            case = f"{who}: {each.step} while {state}"
            if who not in PART_OF[each.who]:
                assert isinstance(refused, NotAllowed), case
                assert len(refused.message) > 20, case
            elif not allowed_by_state:
                assert isinstance(refused, Conflict), f"{case}: {refused}"
                assert len(refused.message) > 20, case
            else:
                assert refused is None, f"{case}: {refused} {getattr(refused, 'fields', '')}"


def test_the_author_cannot_approve_his_own_listing(people: SimpleNamespace) -> None:
    row = world.draft(people, by=people.writing_broker, mandate="Agreement of 2026-03-01")
    row = world.take(row, "submit", people.writing_broker)
    with pytest.raises(NotAllowed, match="second person"):
        world.take(row, "approve", people.writing_broker, checks=world.GOOD)
    assert world.take(row, "approve", people.broker, checks=world.GOOD).state == "approved"


def test_who_edited_any_of_the_words_cannot_approve_them_even_if_another_edited_last(people: SimpleNamespace) -> None:
    row = world.draft(people)
    row = world.take(row, "assign", people.second_broker, manager="broker")
    row = world.take(row, "edit", people.broker, content={**world.OFFER, "title_en": "Mine"})
    row = world.take(row, "edit", people.author, content=world.OFFER)
    row = world.take(row, "submit", people.author)
    with pytest.raises(NotAllowed, match="wrote some of these words"):
        world.take(row, "approve", people.broker, checks=world.GOOD)


def test_a_broker_who_represents_the_owner_cannot_review_its_listings(people: SimpleNamespace) -> None:
    from technopole.accounts.models import Representation

    Representation.objects.create(user=people.broker, organisation_uid=people.acme, since=clock.now())
    row = world.take(world.draft(people), "submit", people.author)
    people.broker.forget_rights()
    with pytest.raises(NotAllowed, match="represent its owner"):
        world.take(row, "approve", people.broker, checks=world.GOOD)


def test_the_second_of_two_who_act_on_one_version_is_told(people: SimpleNamespace) -> None:
    row = world.draft(people)
    services.take(row.uid, "edit", people.author, row.version, content=world.OFFER)
    with pytest.raises(Conflict, match="Somebody else"):
        services.take(row.uid, "edit", people.colleague, row.version, content=world.OFFER)


def test_approval_needs_every_check_ticked_or_commented(people: SimpleNamespace) -> None:
    row = world.take(world.draft(people), "submit", people.author)
    checks = {**world.GOOD, "rights": {"ok": False, "comment": ""}}
    with pytest.raises(Invalid) as refused:
        world.take(row, "approve", people.broker, checks=checks)
    assert list(refused.value.fields) == ["check_rights"]
    checks["rights"]["comment"] = "Applied for; the register will show it in May."
    row = world.take(row, "approve", people.broker, checks=checks)
    assert row.review["checks"]["rights"]["comment"].startswith("Applied for")
    assert Step.objects.get(subject_uid=row.uid, step="approve").note["checks"] == row.review["checks"]


def test_a_listing_is_returned_with_a_reason_and_handed_in_again(people: SimpleNamespace) -> None:
    row = world.listing(people, "in_review")
    with pytest.raises(Invalid):
        world.take(row, "return", people.broker, text="  ")
    row = world.take(row, "return", people.broker, text="Say what the evidence is.")
    row = world.take(row, "edit", people.author, content={**world.OFFER, "trl_evidence_en": "Report 13."})
    row = world.take(row, "submit", people.author)
    assert [version.number for version in row.versions.all()] == [2, 1]
    assert row.review == {}


def test_publication_makes_the_public_row_with_its_days_and_no_private_answer(people: SimpleNamespace) -> None:
    row = world.listing(people)
    offer = Offer.objects.get(uid=row.public_uid)
    assert (offer.status, offer.published_on, offer.expires_on) == ("live", clock.today(), row.expires_on)
    assert (offer.organisation_key, offer.trl, str(offer.price_high), offer.currency) == ("acme", 6, "2000000.50", "CNY")
    assert offer.rights[0] == {"kind": "patent", "number": "CN112345678B", "status": "granted", "share": "100"}
    everything = str(vars(offer))
    for private in ("contact_name", "contact_email", "contact_phone"):
        assert world.OFFER[private] not in everything
    assert Change.objects.get(kind="offer", uid=offer.uid).actor is None


def test_a_need_is_published_as_a_need_that_is_open(people: SimpleNamespace) -> None:
    row = world.listing(people, profile="technology_request")
    need = Need.objects.get(uid=row.public_uid)
    assert (need.status, need.kind, need.profile, need.trl_min, need.ipc) == (
        "open", "technology", "technology_request", 4, ["C22B 7/00"],
    )  # fmt: skip


def test_a_revision_is_reviewed_while_the_published_version_stays(people: SimpleNamespace) -> None:
    row = world.listing(people)
    row = world.take(row, "revise", people.author)
    row = world.take(row, "edit", people.author, content={**world.OFFER, "title_en": "Better electrolyte"})
    row = world.take(row, "submit", people.author)
    row = world.take(row, "approve", people.broker, checks=world.GOOD)
    assert Offer.objects.get(uid=row.public_uid).title_en == world.OFFER["title_en"]
    row = world.take(row, "publish", people.second_broker)
    assert Offer.objects.get(uid=row.public_uid).title_en == "Better electrolyte"
    assert [version.content["title_en"] for version in row.versions.all()] == ["Better electrolyte", world.OFFER["title_en"]]


def test_a_revision_that_is_dropped_leaves_what_is_public(people: SimpleNamespace) -> None:
    row = world.take(world.listing(people), "revise", people.author)
    row = world.take(row, "edit", people.author, content={**world.OFFER, "title_en": "Other"})
    row = world.take(row, "discard", people.author)
    assert (row.state, row.content["title_en"]) == ("published", world.OFFER["title_en"])


def test_what_was_public_with_its_owners_name_cannot_become_anonymous(people: SimpleNamespace) -> None:
    row = world.take(world.listing(people), "revise", people.author)
    with pytest.raises(Invalid, match="stays in history"):
        world.take(row, "edit", people.author, content={**world.OFFER, "anonymous": True})


def test_a_listing_expires_after_a_year_and_its_owner_is_reminded_before(
    people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://centre.example.org"
    row = world.listing(people)
    assert row.expires_on is not None
    assert (row.expires_on.month, row.expires_on.day) == (clock.today().month, clock.today().day)
    jobs.run_due()
    mail.outbox.clear()
    for before, mails in ((31, 0), (30, 2), (29, 0), (7, 2), (6, 0), (0, 0)):
        monkeypatch.setattr(clock, "today", lambda before=before: row.expires_on - dt.timedelta(days=before))
        timing.watch()
        jobs.run_due()
        assert len(mail.outbox) == mails, before
        mail.outbox.clear()
    monkeypatch.setattr(clock, "today", lambda: row.expires_on + dt.timedelta(days=1))
    timing.watch()
    jobs.run_due()
    row.refresh_from_db()
    assert (row.state, row.standing) == ("expired", "expired")
    assert Offer.objects.get(uid=row.public_uid).status == "expired"
    assert {address for each in mail.outbox for address in each.to} == {"alice@example.org", "colleague@example.org"}
    assert "/exchange/listings/" in mail.outbox[0].body
    row = world.take(row, "renew", people.author)
    assert (row.state, row.standing, row.reminded) == ("published", "live", None)
    assert Offer.objects.get(uid=row.public_uid).status == "live"


def test_a_revision_goes_on_when_the_published_version_expires(people: SimpleNamespace) -> None:
    row = world.take(world.listing(people), "revise", people.author)
    Listing.objects.filter(pk=row.pk).update(published_on="2019-01-01", expires_on="2020-01-01")
    assert services.expire_due() == 1
    row.refresh_from_db()
    assert (row.state, row.standing) == ("draft", "expired")
    for step, by in (("submit", people.author), ("approve", people.broker), ("publish", people.broker)):
        row = world.take(row, step, by, **world.SAID.get(step, {}))
    assert (row.standing, row.expires_on > clock.today()) == ("live", True)


def test_what_is_taken_back_says_so_in_public_and_keeps_its_history(people: SimpleNamespace) -> None:
    row = world.take(world.listing(people), "withdraw", people.colleague, text="Sold to a partner.")
    assert Offer.objects.get(uid=row.public_uid).status == "withdrawn"
    assert "Sold" not in str(list(Change.objects.values_list("why", "diff")))
    party = parties.of("offer", row.public_uid)
    assert party is not None and not party.live


def test_the_market_takes_down_only_what_is_public(people: SimpleNamespace) -> None:
    row = world.draft(people)
    with pytest.raises(Conflict, match="once a version of the listing was published"):
        world.take(row, "take_down", people.broker, text="No.")


def test_every_step_leaves_a_line_in_the_chain(people: SimpleNamespace) -> None:
    row = world.listing(people)
    assert [each.step for each in steps.of("listing", row.uid)] == ["create", "submit", "approve", "publish"]
    assert steps.verify("listing", row.uid) == []


def test_the_digest_in_the_chain_tells_a_version_that_was_altered(people: SimpleNamespace) -> None:
    row = world.listing(people, "approved")
    row.versions.update(content={**row.content, "title_en": "Forged"})
    with pytest.raises(Conflict, match="not as it was handed in"):
        world.take(row, "publish", people.broker)


def test_a_manager_with_a_conflict_of_interest_is_not_assigned(people: SimpleNamespace) -> None:
    manager = people.broker.technology_manager
    manager.conflicts = [{"uid": people.acme, "why": "Shares"}]
    manager.save()
    with pytest.raises(Invalid) as refused:
        world.take(world.draft(people), "assign", people.second_broker, manager="broker")
    assert "Shares" in str(refused.value.fields)


def test_managers_are_credited_for_recorded_steps_once_each(people: SimpleNamespace) -> None:
    from technopole.exchange import managers

    row = world.take(world.listing(people), "assign", people.second_broker, manager="broker")
    row = world.take(row, "revise", people.author)
    for step, by in (("submit", people.author), ("approve", people.second_broker), ("publish", people.second_broker)):
        row = world.take(row, step, by, **world.SAID.get(step, {}))
    assert managers.points(people.broker) == 1
    steps.record("deal", "d" * 12, "contract", people.second_broker, manager=people.broker)
    assert managers.points(people.broker) == 6
    assert Offer.objects.get(uid=row.public_uid).manager_en == "Chen Jie"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_a_writer_may_not_do_is_said_in_his_language(people: SimpleNamespace, language: str) -> None:
    from django.utils import translation

    row = world.draft(people)
    with translation.override(language), pytest.raises(NotAllowed) as refused:
        world.take(row, "approve", people.author, checks=world.GOOD)
    assert ("交易专员" in refused.value.message) == (language == "zh-hans")


def test_only_who_speaks_for_an_organisation_or_a_broker_can_begin_a_listing_of_it(people: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed, match="Acme Instruments"):
        world.draft(people, by=people.stranger)
    row = world.draft(people, by=people.broker)
    with pytest.raises(Invalid) as refused:
        world.take(row, "submit", people.broker)
    assert list(refused.value.fields) == ["mandate"]
