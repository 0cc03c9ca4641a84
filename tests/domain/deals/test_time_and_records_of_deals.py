"""What comes by itself, what is counted in working days, and what tells that recorded steps were touched."""

import datetime as dt
from decimal import Decimal

import deals_world as world
import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from technopole.core import clock, jobs
from technopole.core.errors import Conflict, Invalid
from technopole.deals import contracts, limits, performing, planned, statistics, valuing
from technopole.deals.models import Certificate, Contract, Deal, Enquiry, Outcome
from technopole.deals.moves import Move
from technopole.exchange import managers
from technopole.exchange import steps as chain
from technopole.exchange.models import Chain, Step

pytestmark = pytest.mark.django_db


# --- time ---------------------------------------------------------------------------------------------------------


def test_an_enquiry_expires_the_day_after_its_last_and_not_before(who, monkeypatch):
    row = world.ask(who)
    assert row.expires_on == clock.today() + dt.timedelta(days=14)
    world.pass_days(monkeypatch, 14)
    planned.expire()
    assert Enquiry.objects.get().state == "sent"
    world.pass_days(monkeypatch, 1)
    planned.expire()
    assert Enquiry.objects.get().state == "expired"
    assert chain.of("enquiry", row.uid).last().by == "time"


def test_whoever_is_waited_for_is_reminded_twice_and_no_more(who, monkeypatch):
    world.ask(who)
    jobs.run_due()
    mail.outbox.clear()
    for _day in range(14):
        planned.remind()
        planned.remind()
        jobs.run_due()
        world.pass_days(monkeypatch, 1)
    assert [message.to for message in mail.outbox] == [[who.seller.email]] * 2
    assert all("Still waiting" in message.subject for message in mail.outbox)


def test_days_for_an_answer_are_a_setting(who, settings):
    settings.EXCHANGE = {"answer_days": 3}
    assert world.ask(who).expires_on == clock.today() + dt.timedelta(days=3)


def test_an_offer_lapses_the_day_after_it_was_valid(who, monkeypatch):
    deal = world.take(world.talks(who), "make_offer", who.buyer, **world.terms(valid_until=world.later(3)))
    world.pass_days(monkeypatch, 3)
    planned.expire()
    deal.refresh_from_db()
    assert deal.state == "offered"
    world.pass_days(monkeypatch, 1)
    with pytest.raises(Conflict, match="valid until"):
        world.take(deal, "accept_offer", who.seller)
    planned.expire()
    deal.refresh_from_db()
    assert deal.state == "talks" and deal.proposals.get().state == "lapsed"


def test_the_clock_of_registration_agrees_with_the_policy_pack():
    # 4.9 m accepted on Monday 2025-03-03 is due on 2025-03-24; from 5 m experts are heard, 30 working days
    assert limits.registration_due(dt.date(2025, 3, 3), Decimal(4_900_000)) == dt.date(2025, 3, 24)
    assert limits.registration_due(dt.date(2025, 3, 3), Decimal(5_000_000)) > dt.date(2025, 4, 11)


def test_a_supplement_stops_the_clock_which_begins_anew(who, monkeypatch):
    deal = world.go(who, world.talks(who), "registration_accepted")
    first = deal.registration_due
    deal = world.take(deal, "ask_supplement", who.registrar, text="The annex")
    assert deal.registration_due is None
    world.pass_days(monkeypatch, 30)
    deal = world.take(deal, "supply", who.seller, text="Here")
    deal = world.take(deal, "accept_registration", who.registrar)
    assert deal.registration_due > first
    with_experts = world.take(deal, "call_experts", who.registrar, text="Disputed").registration_due
    assert with_experts > deal.registration_due
    with pytest.raises(Conflict, match="experts already"):
        world.take(deal, "call_experts", who.registrar, text="Again")


def test_a_contract_is_registered_once_by_its_seller(who):
    deal = world.go(who, world.talks(who), "registered")
    with pytest.raises(Conflict, match="Ask for the contract's registration"):
        world.take(deal, "ask_registration", who.seller)


def test_both_sides_are_asked_at_the_end_and_after_one_and_three_years(who, monkeypatch):
    deal = world.go(who, world.talks(who), "certified")
    deal = world.take(deal, "terminate", who.buyer, text="It failed")
    told = world.said("tell_outcome")
    world.take(deal, "tell_outcome", who.seller, **told)
    with pytest.raises(Conflict, match="one and three years"):
        world.take(deal, "tell_outcome", who.seller, **told)
    jobs.run_due(limit=500)
    for years in (1, 2):
        world.pass_days(monkeypatch, 366 * years)
        mail.outbox.clear()
        planned.remind()
        jobs.run_due(limit=500)
        assert sorted(m.to[0] for m in mail.outbox if "What came of it" in m.subject) == sorted([who.seller.email, who.buyer.email])
        world.take(deal, "tell_outcome", who.seller, **told)
    assert Outcome.objects.filter(said_on__isnull=False, side="seller").count() == 3


def test_why_a_deal_failed_has_to_be_said(who):
    deal = world.take(world.go(who, world.talks(who), "certified"), "terminate", who.buyer, text="It failed")
    with pytest.raises(Invalid) as refused:
        world.take(deal, "tell_outcome", who.buyer, **{**world.said("tell_outcome"), "failed": "yes"})
    assert "why it failed" in refused.value.fields["words"][0]


def test_a_line_of_the_plan_is_late_the_day_after_it_was_due_and_told_once(who, monkeypatch):
    deal = world.go(who, world.talks(who), "contracted")
    delivery = deal.milestones.get(number=1)
    assert performing.standing(delivery, delivery.due_on) == "due"
    assert performing.standing(delivery, delivery.due_on + dt.timedelta(days=1)) == "late"
    world.pass_days(monkeypatch, 11)
    mail.outbox.clear()
    planned.remind()
    planned.remind()
    jobs.run_due(limit=500)
    assert [m.to for m in mail.outbox if m.subject.startswith("Late")] == [[who.seller.email]]


def test_a_deal_finishes_only_when_all_of_its_plan_is_confirmed(who):
    deal = world.go(who, world.talks(who), "contracted")
    with pytest.raises(Conflict, match="2 lines of the plan"):
        world.take(deal, "finish", who.seller)
    with pytest.raises(Conflict, match="seller's turn"):
        world.take(deal, "say_done", who.buyer, milestone="1", on=world.later(0))
    with pytest.raises(Conflict, match="not said yet"):
        world.take(deal, "confirm_done", who.buyer, milestone="1")


# --- money --------------------------------------------------------------------------------------------------------

amounts = st.decimals(0, 10**12, places=2)


@given(amounts, amounts, amounts)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_three_amounts_stand_only_in_their_order(turnover, trade, income):
    said = {"turnover": str(turnover), "trade": str(trade), "income": str(income)}
    move = Move(None, None, frozenset({"seller"}), said, dt.date(2026, 11, 22))
    if turnover >= trade >= income:
        assert contracts.three_amounts(move) == {"turnover": turnover, "trade": trade, "income": income}
    else:
        with pytest.raises(Invalid) as refused:
            contracts.three_amounts(move)
        assert set(refused.value.fields) <= {"trade", "income"}


@given(amounts, st.decimals("0.000001", "99999", places=6))
def test_an_amount_at_its_rate_is_exact_to_the_cent(amount, rate):
    found = contracts.in_yuan(Contract(rate=rate), amount)
    assert found == (amount * rate).quantize(Decimal("0.01")) and abs(found - amount * rate) <= Decimal("0.005")


@pytest.mark.parametrize("wrong", ["", "-1", "1e30", "NaN", "Infinity", "1.001", "ten", "0x10", "１２３.４５６"])
def test_what_is_no_amount_of_money_is_refused(who, wrong):
    deal = world.go(who, world.talks(who), "agreed")
    with pytest.raises(Invalid) as refused:
        world.take(deal, "record_contract", who.seller, **world.contract(trade=wrong))
    assert "trade" in refused.value.fields


def test_the_store_itself_keeps_the_three_amounts_in_order(who):
    from django.db import IntegrityError, transaction

    deal = world.go(who, world.talks(who), "contracted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(deal=deal).update(trade=Decimal("9999999"))


# --- the chain ----------------------------------------------------------------------------------------------------


def test_a_deleted_an_altered_and_an_added_step_are_each_detected(who):
    deal = world.go(who, world.talks(who), "certified")
    certificate = Certificate.objects.get(deal=deal)
    steps = Step.objects.filter(subject_kind="deal", subject_uid=deal.uid).order_by("number")
    assert chain.verify("deal", deal.uid) == [] and contracts.is_whole(certificate)
    for place in (0, steps.count() // 2, steps.count() - 1):
        kept = steps[place]
        text = kept.text
        Step.objects.filter(pk=kept.pk).update(text=text + "!")
        assert chain.verify("deal", deal.uid) and not contracts.is_whole(certificate)
        Step.objects.filter(pk=kept.pk).update(text=text)
        kept.delete()
        assert chain.verify("deal", deal.uid) and not contracts.is_whole(certificate)
        kept.save(force_insert=True)
    assert chain.verify("deal", deal.uid) == [] and contracts.is_whole(certificate)
    Chain.objects.filter(subject_kind="deal", subject_uid=deal.uid).update(count=3)
    assert chain.verify("deal", deal.uid)
    assert any(deal.uid in problem for problem in chain.verify_all())


def test_nothing_is_added_to_steps_whose_end_was_cut_off(who):
    deal = world.go(who, world.talks(who), "contracted")
    Step.objects.filter(subject_kind="deal", subject_uid=deal.uid).last().delete()
    with pytest.raises(Conflict, match="not whole"):
        world.take(deal, "note_meeting", who.seller, **world.said("note_meeting"))


def test_nothing_is_certified_of_steps_that_are_not_whole(who):
    deal = world.go(who, world.talks(who), "registered")
    Step.objects.filter(subject_kind="deal", subject_uid=deal.uid, number=2).update(text="otherwise")
    with pytest.raises(Conflict, match="nothing can be certified"):
        world.take(deal, "issue_certificate", who.other_broker)


def test_the_technology_manager_is_credited_with_what_came_of_it(who):
    before = managers.points(who.broker)
    world.go(who, world.talks(who), "registered")
    assert managers.points(who.broker) - before == sum(
        points for (kind, _step), (points, _what) in managers.CREDITS.items() if kind in ("enquiry", "deal")
    )


# --- figures ------------------------------------------------------------------------------------------------------


def many(who, count: int) -> None:
    """Registered contracts between as many pairs, copied from one that was led through every step."""
    first = world.go(who, world.talks(who), "registered")
    kept = Contract.objects.get(deal=first)
    enquiry = first.enquiry
    for number in range(1, count):
        enquiry.pk, enquiry.uid, enquiry.letter, enquiry.asker_uid = None, f"e{number:011}", f"Z{number}", f"b{number:011}"
        enquiry.save()
        deal = Deal.objects.get(pk=first.pk)
        deal.pk, deal.uid, deal.enquiry, deal.seller_uid, deal.buyer_uid = None, f"d{number:011}", enquiry, f"s{number:011}", f"b{number:011}"
        deal.save()
        kept.pk, kept.deal, kept.kind = None, deal, ("service", "licence")[number % 2]
        kept.currency, kept.rate = ("USD", Decimal(7)) if number % 4 == 0 else ("CNY", Decimal(1))
        kept.buyer_place = ("CN-JS", "CN-ZJ", "DE")[number % 3]
        kept.save()


def test_the_market_s_figures_agree_with_a_count_by_hand(who):
    many(who, 24)
    found = statistics.figures()
    # 24 contracts of 1,000,000 each; those of numbers 4, 8, 12, 16, 20 in dollars at 7 yuan
    assert (found.total.contracts, found.total.value) == (24, Decimal(19_000_000) + 5 * Decimal(7_000_000))
    kinds = {cell.key[0]: (cell.contracts, cell.value) for cell in found.tables["kind"].cells}
    # service: even numbers 2 … 22, eleven of them, five in dollars; licence: the first, and odd numbers 1 … 23
    assert kinds == {"service": (11, Decimal(41_000_000)), "licence": (13, Decimal(13_000_000))}
    flows = {cell.key: cell.contracts for cell in found.flows.cells}
    assert flows == {("CN-SH", "CN-JS"): 8, ("CN-SH", "CN-ZJ"): 8, ("CN-SH", "DE"): 8}
    assert found.reach is not None
    assert {cell.key[0]: cell.contracts for cell in found.reach.cells} == {"home": 16, "export": 8}
    assert found.sizes is not None and found.sizes.median == Decimal(1_000_000)
    assert found.sizes.mean == Decimal(54_000_000) / 24


def test_a_contract_counts_once_and_only_when_it_is_registered(who):
    world.go(who, world.talks(who), "contracted")
    assert statistics.contracts() == []


def test_a_made_up_contract_counts_for_figures_and_ranges_only_where_all_are_made_up(who):
    many(who, 6)
    Deal.objects.update(synthetic=True)
    assert len(statistics.contracts()) == len(valuing.comparables()) == 6
    Deal.objects.filter(uid="d00000000003").update(synthetic=False)
    assert [contract.uid for contract in statistics.contracts()] == ["d00000000003"]
    assert len(valuing.comparables()) == 1


def test_figures_of_two_parties_are_not_told(who):
    world.go(who, world.talks(who), "certified")
    found = statistics.figures()
    assert found.total.hidden and found.sizes is None and not found.silent
    assert [cell["cut"] for cell in statistics.cells(found)] == ["total"]
