"""Every step in every state by everybody: what the tables do not allow is refused, with its reason, and writes nothing."""

from typing import Any

import deals_world as world
import pytest
from django.utils import translation

from technopole.accounts.models import User
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Job
from technopole.deals import taking, words
from technopole.deals.models import Deal
from technopole.deals.transitions import DEAL, ENQUIRY, HELP, TABLES, TIME
from technopole.exchange.models import Step

pytestmark = pytest.mark.django_db


def test_every_step_has_its_effect_and_its_words():
    for kind, table in TABLES.items():
        assert {each.step for each in table.steps} == set(taking.EFFECTS[kind])
        for each in table.steps:
            assert words.STEPS[each.step] and words.EVENTS[each.step]
            assert set(each.sources) <= set(table.states) and set(each.to) <= set(table.states)
            assert all(words.PARTS[part] for part in each.who)
        assert set(words.STATES[kind]) == set(table.states)


def _kept(kind: str, row: Any) -> tuple[Any, ...]:
    fresh = type(row).objects.get(pk=row.pk)
    steps = Step.objects.filter(subject_kind=kind, subject_uid=row.uid).count()
    return fresh.state, fresh.version, steps, Job.objects.count()


def _refused(kind: str, row: Any, step: str, by: Any, kinds_of_refusal: Any) -> str:
    before = _kept(kind, row)
    with pytest.raises(kinds_of_refusal) as refused:
        world.take(row, step, by, **world.said(step))
    assert _kept(kind, row) == before
    return refused.value.message


def test_every_step_of_a_deal_that_the_table_does_not_allow_in_a_state_is_refused_with_its_reason(who):
    tried = 0
    for place, deal in enumerate(world.stages(who)):
        allowed = {each.step for each in DEAL.possible(deal.state)}
        for number, transition in enumerate(DEAL.steps):
            if transition.step in allowed or TIME in transition.who:
                continue
            by = world.part(who, transition.who[0])
            with translation.override(("en", "zh-hans")[(place + number) % 2]):
                why = _refused("deal", deal, transition.step, by, Conflict)
                assert str(words.STEPS[transition.step]) in why and str(words.STATES["deal"][deal.state][0]) in why
            tried += 1
    assert tried > 250


def test_every_step_of_a_deal_by_whoever_it_is_not_for_is_refused(who):
    tried = 0
    everybody = {
        "seller": who.seller, "buyer": who.buyer, "manager": who.broker, "exchange": who.other_broker,
        "registrar": who.registrar, "stranger": who.stranger, "rival": who.rival, "helper": who.helper,
    }  # fmt: skip
    for deal in world.stages(who):
        for transition in DEAL.possible(deal.state):
            for part, person in everybody.items():
                if part in transition.who:
                    continue
                why = _refused("deal", deal, transition.step, person, NotAllowed)
                assert str(words.STEPS[transition.step]) in why
                tried += 1
    assert tried > 500


def test_every_step_of_an_enquiry_in_every_state_by_everybody(who):
    first = world.ask(who, consents=False)
    everybody = {
        "asker": who.buyer, "owner": who.seller, "manager": who.broker, "other": who.other_broker,
        "registrar": who.registrar, "stranger": who.stranger, "rival": who.rival,
    }  # fmt: skip
    tried = 0
    for state in ENQUIRY.states:
        type(first).objects.filter(pk=first.pk).update(state=state)
        first.refresh_from_db()
        for transition in ENQUIRY.steps:
            for part, person in everybody.items():
                right = part in transition.who
                if right and state in transition.sources:
                    continue
                _refused("enquiry", first, transition.step, person, Conflict if right else NotAllowed)
                tried += 1
    assert tried > 350


def test_every_step_of_help_in_every_state_by_everybody(who):
    from technopole.deals import helping

    deal = world.talks(who)
    row = helping.ask(deal.uid, who.buyer, "legal", who.helper_uid, "Read it")
    for state in HELP.states:
        type(row).objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
        for transition in HELP.steps:
            for part, person in {"client": who.buyer, "provider": who.helper, "seller": who.seller, "b": who.broker}.items():
                right = part in transition.who
                if not (right and state in transition.sources):
                    _refused("help", row, transition.step, person, Conflict if right else NotAllowed)


def test_a_step_upon_an_old_version_is_refused(who):
    deal = world.talks(who)
    world.take(deal, "make_offer", who.buyer, **world.terms())
    with pytest.raises(Conflict, match="Somebody else"):
        taking.take("deal", deal.uid, "accept_offer", who.seller, deal.version)


def test_who_speaks_for_both_sides_acts_for_neither(who):
    deal = world.talks(who)
    world.speaks(who.buyer, who.seller_uid)
    person = User.objects.get(pk=who.buyer.pk)
    with pytest.raises(NotAllowed, match="both sides"):
        world.take(deal, "make_offer", person, **world.terms())


def test_nobody_looks_after_registers_or_certifies_a_deal_of_one_s_own(who):
    deal = world.go(who, world.talks(who), "registered")
    for person in (who.registrar, who.other_broker):
        world.speaks(person, who.buyer_uid)
    with pytest.raises(NotAllowed):
        world.take(deal, "issue_certificate", User.objects.get(pk=who.other_broker.pk))


def test_the_deal_s_manager_does_not_certify_it(who):
    deal = world.go(who, world.talks(who), "registered")
    with pytest.raises(NotAllowed, match="other than the deal's manager"):
        world.take(deal, "issue_certificate", who.broker)


def test_a_manager_in_conflict_with_a_side_sees_and_does_nothing(who):
    from technopole.deals import rules
    from technopole.exchange.models import TechnologyManager

    deal = world.talks(who)
    TechnologyManager.objects.create(user=who.broker, conflicts=[{"uid": who.buyer_uid, "why": "my brother's"}])
    assert not rules.may_see_deal.filter(who.broker, Deal.objects.all()).exists()
    with pytest.raises(NotAllowed):
        world.take(deal, "note_meeting", who.broker, **world.said("note_meeting"))


def test_one_s_own_offer_cannot_be_accepted_countered_or_refused(who):
    deal = world.go(who, world.talks(who), "offered")
    for step in ("accept_offer", "counter", "refuse_offer"):
        with pytest.raises(Conflict, match="your own"):
            world.take(deal, step, who.buyer, **world.said(step))
    with pytest.raises(Conflict, match="other side's"):
        world.take(deal, "withdraw_offer", who.seller)


def test_whoever_recorded_the_contract_cannot_confirm_it(who):
    deal = world.go(who, world.talks(who), "contract_recorded")
    with pytest.raises(Conflict, match="recorded it yourself"):
        world.take(deal, "confirm_contract", who.seller)


def test_a_contract_by_word_of_mouth_is_refused(who):
    deal = world.go(who, world.talks(who), "agreed")
    with pytest.raises(Invalid) as refused:
        world.take(deal, "record_contract", who.seller, **world.contract(written="no"))
    assert "in writing" in refused.value.fields["written"][0]


def test_no_contract_while_a_notice_runs_or_an_objection_waits(who, monkeypatch):
    from technopole.deals import notifying

    deal = world.go(who, world.talks(who), "agreed")
    deal = world.take(deal, "propose_notice", who.seller, **world.said("propose_notice"))
    with pytest.raises(Conflict, match="is proposed"):
        world.take(deal, "record_contract", who.seller, **world.contract())
    deal = world.take(deal, "agree_notice", who.buyer)
    with pytest.raises(Conflict, match="runs until"):
        world.take(deal, "record_contract", who.seller, **world.contract())
    notifying.object_to(deal.notices.get().uid, who.rival, "It is ours.")
    world.pass_days(monkeypatch, 40)
    with pytest.raises(Conflict, match="objection"):
        world.take(deal, "record_contract", who.seller, **world.contract())
    with pytest.raises(Conflict, match="is over"):
        notifying.object_to(deal.notices.get().uid, who.rival, "Again.")
    deal = world.take(deal, "answer_objection", who.seller, text="It is not.")
    assert world.take(deal, "record_contract", who.seller, **world.contract()).state == "contract_recorded"


def test_one_s_own_offer_is_not_enquired_about_nor_twice_nor_when_it_is_gone(who):
    from technopole.exchange.models import Listing

    with pytest.raises(Conflict, match="the organisation you ask for"):
        world.ask(who, by=who.seller)
    world.ask(who)
    with pytest.raises(Conflict, match="waits for its answer already"):
        world.ask(who)
    Listing.objects.filter(public_uid=who.offer).update(standing="withdrawn")
    with pytest.raises(Conflict, match="not open any more"):
        world.ask(who, by=who.rival)
    with pytest.raises(NotAllowed, match="made for an organisation"):
        taking_by = who.stranger
        from technopole.deals import enquiries

        enquiries.send("offer", who.offer, taking_by, who.buyer_uid, world.ANSWERS)


def test_a_plan_names_the_line_that_is_wrong_and_pays_no_more_than_the_turnover(who):
    deal = world.go(who, world.talks(who), "agreed")
    for plan, why in (
        ("tomorrow; payment; All; 5", "Line 1"), (f"{world.later(3)}; gift; All; 5", "Line 1"),
        (f"{world.later(3)}; payment; All;", "Line 1"), (f"{world.later(3)}; payment; All; 1200000.01", "more than the turnover"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            world.take(deal, "record_contract", who.seller, **world.contract(plan=plan))
        assert why in " ".join(refused.value.fields["plan"])


def test_a_reference_offer_s_enquiry_goes_to_the_desk_and_is_forwarded(who):
    from technopole.core.sourced import put_batch

    uid = "0123456789ab"
    record = {**world.OFFER, "title": {"en": "A patent nobody offered here"}, "owner": {"en": "Unknown Works"}}
    put_batch("offer", "reference", {uid: record}, world.BY, known_as={uid: uid})
    from technopole.deals import enquiries

    row = enquiries.send("offer", uid, who.buyer, who.buyer_uid, world.ANSWERS, consents=True)
    assert row.state == "at_desk" and row.reference and row.owner_uid == ""
    with pytest.raises(Invalid):
        world.take(row, "forward", who.broker, organisation="nobody000000")
    with pytest.raises(Conflict, match="organisation that asks"):
        world.take(row, "forward", who.broker, organisation=who.buyer_uid)
    row = world.take(row, "forward", who.broker, organisation=who.rival_uid)
    assert row.state == "sent" and row.manager == who.broker
    assert world.take(row, "agree", who.rival).state == "disclosed"
