"""A deal as it begins: from a disclosed enquiry, with its seller and its buyer."""

from typing import Any

from technopole.core import clock, ids
from technopole.deals import taking
from technopole.deals.models import Deal, Enquiry
from technopole.deals.moves import Done
from technopole.deals.transitions import BUYER, SELLER


def deal_of(enquiry: Enquiry, by: Any) -> Deal:
    """The deal that an enquiry leads to. Of an offer its owner sells; of a need whoever asked about it does."""
    assert enquiry.disclosed_at is not None, "nobody deals with strangers"
    sides = (enquiry.owner_uid, enquiry.asker_uid)
    seller, buyer = sides if enquiry.thing_kind == "offer" else sides[::-1]
    now = clock.now()
    deal = Deal(
        uid=ids.new_uid(), version=0, synthetic=enquiry.synthetic, created_at=now, updated_at=now, enquiry=enquiry,
        state="talks", seller_uid=seller, buyer_uid=buyer, manager=enquiry.manager, title_en=enquiry.title_en,
        title_zh=enquiry.title_zh,
    )  # fmt: skip
    note = {"enquiry": enquiry.uid, "seller": seller, "buyer": buyer}
    taking.leave_trace(deal, "begin", by, "", Done(note=note, tell=[(SELLER, "talks"), (BUYER, "talks")]))
    return deal
