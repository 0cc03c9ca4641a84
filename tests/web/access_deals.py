"""A deal of alice's organisation, certified and with a notice that runs, for `test_access`: what stands in its addresses."""

from types import SimpleNamespace
from typing import Any

import deals_world as world

from technopole.deals import helping


def build(people: SimpleNamespace) -> dict[str, Any]:
    """What fills in the addresses of deals, by the name of what it is."""
    who = world.build()
    who.offer = world.listed("offer", world.OFFER, who.seller_uid, who.seller).public_uid
    who.buyer, who.buyer_uid = people.alice, people.acme
    people.alice.forget_rights()
    deal = world.go(who, world.talks(who), "certified")
    deal = world.take(deal, "attach", people.alice, name="terms.pdf", content=world.PDF)
    help_request = helping.ask(deal.uid, people.alice, "legal", who.helper_uid, "Read it")
    deal = world.take(deal, "propose_notice", who.seller, **world.said("propose_notice"))
    deal = world.take(deal, "agree_notice", people.alice)
    return {
        "enquiry": deal.enquiry.uid, "deal": deal.uid, "help": help_request.uid, "notice": deal.notices.get().uid,
        "number": deal.certificate.number, "paper": deal.papers.get().uid, "file": deal.papers.get().uid, "offer": who.offer,
    }  # fmt: skip


THING = {
    "enquire": "offer", "value": "offer", "enquiry": "enquiry", "enquiry-step": "enquiry", "help": "help",
    "help-step": "help", "notice": "notice", "one_enquiry": "enquiry", "take_enquiry_step": "enquiry",
    "one_help_request": "help", "take_help_step": "help",
}  # fmt: skip
"""What the uid in an address is of; of the others the deal itself."""
OPERATIONS = frozenset(
    {"one_enquiry", "take_enquiry_step", "one_deal", "take_deal_step", "attach_deal_file", "one_deal_file",
     "new_help_request", "one_help_request", "take_help_step", "deal_certificate"}
)  # fmt: skip
STEPS = {"enquiry-step": "take_over", "deal-step": "note_meeting", "help-step": "offer_help"}


def is_of_deals(name: str) -> bool:
    return name.startswith("deals:") or name.rpartition(":")[2] in OPERATIONS


def fill(parameter: str, name: str, made: dict[str, Any]) -> Any:
    """What stands in this place of this address."""
    last = name.rpartition(":")[2]
    if parameter == "uid":
        return made[THING.get(last, "deal")]
    return {"kind": "offer", "form": "csv", "step": STEPS.get(last, "")}.get(parameter) or made[parameter]
