"""A whole journey: an anonymous offer, an enquiry, disclosure, talks, a contract, its certificate, what came of it."""

import deals_world as world
import pytest

from technopole.core import clock
from technopole.deals import contracts, talks
from technopole.deals.models import Certificate, Deal, Outcome
from technopole.exchange import steps as chain

pytestmark = pytest.mark.django_db


def test_a_deal_goes_from_an_enquiry_to_its_certificate_and_its_outcome(who):
    enquiry = world.ask(who, consents=False)
    assert enquiry.state == "sent" and enquiry.letter == "A" and enquiry.disclosed_at is None
    enquiry = world.take(enquiry, "agree", who.seller)
    assert enquiry.state == "owner_consented"
    enquiry = world.take(enquiry, "consent", who.buyer)
    assert enquiry.state == "disclosed" and enquiry.terms and enquiry.disclosed_at is not None
    enquiry = world.take(enquiry, "begin_talks", who.broker)
    deal = Deal.objects.get(enquiry=enquiry)
    assert (deal.seller_uid, deal.buyer_uid, deal.state) == (who.seller_uid, who.buyer_uid, "talks")
    deal = world.take(deal, "propose_nda", who.seller, **world.said("propose_nda"))
    deal = world.take(deal, "sign_nda", who.buyer, sha256=world.HASH)
    assert talks.nda_in_force(deal) is None
    deal = world.take(deal, "sign_nda", who.seller, sha256=world.HASH)
    assert talks.nda_in_force(deal) is not None
    deal = world.take(deal, "note_meeting", who.broker, **world.said("note_meeting"))
    deal = world.take(deal, "make_offer", who.buyer, **world.terms(amount="900000"))
    deal = world.take(deal, "counter", who.seller, **world.terms(amount="1000000"))
    deal = world.take(deal, "accept_offer", who.buyer)
    deal = world.take(deal, "record_contract", who.seller, **world.contract())
    deal = world.take(deal, "confirm_contract", who.buyer)
    deal = world.go(who, deal, "certified")
    assert deal.registration_number == f"CN-SH-{clock.today():%Y}-000001"
    certificate = Certificate.objects.get(deal=deal)
    assert certificate.content["trade"] == "1000000.00" and contracts.is_whole(certificate)
    for number, (does, confirms) in enumerate(((who.seller, who.buyer), (who.buyer, who.seller)), start=1):
        deal = world.take(deal, "say_done", does, milestone=str(number), on=world.later(0))
        deal = world.take(deal, "confirm_done", confirms, milestone=str(number))
    deal = world.take(deal, "finish", who.buyer)
    assert Outcome.objects.filter(deal=deal).count() == 6
    deal = world.take(deal, "tell_outcome", who.buyer, **world.said("tell_outcome"))
    assert Outcome.objects.get(deal=deal, side="buyer", round="end").jobs == 12
    assert chain.verify("deal", deal.uid) == [] and contracts.is_whole(certificate)


def test_of_a_need_the_solver_sells(who):
    deal = world.talks(who, kind="need")
    assert (deal.seller_uid, deal.buyer_uid) == (who.buyer_uid, who.seller_uid)
