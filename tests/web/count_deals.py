"""Rows of enquiries and deals for `test_query_counts`: one deal led through its steps, and copies of it."""

import datetime as dt
from typing import Any

import deals_world as world

from technopole.core import clock
from technopole.deals.models import Contract, Deal, Enquiry, Milestone, Notice, Proposal

_FIRST: dict[str, Any] = {}


def populate(first: int, last: int) -> None:
    """One enquiry that waits, one deal in talks with an open offer, one registered one with a notice, for each number."""
    if not Deal.objects.exists():
        who = world.build()
        _FIRST["deal"] = world.go(who, world.talks(who), "registered").pk
    kept = Deal.objects.get(pk=_FIRST["deal"])
    contract, today = kept.contract, clock.today()
    for number in range(first, last):
        seller, buyer = (world.organisation(f"{side}{number}", f"{side.title()} {number}") for side in ("sells", "buys"))
        for place, (state, enquiry_state) in enumerate((("", "sent"), ("offered", "talks"), ("registered", "talks"))):
            enquiry = Enquiry.objects.get(pk=kept.enquiry_id)
            mark = f"{number}-{place}"
            enquiry.pk, enquiry.uid, enquiry.letter, enquiry.state = None, f"q{mark:0>11}", "", enquiry_state
            enquiry.thing_uid, enquiry.asker_uid, enquiry.owner_uid, enquiry.manager = f"t{mark:0>11}", buyer, seller, None
            enquiry.save()
            if not state:
                continue
            deal = Deal.objects.get(pk=kept.pk)
            deal.pk, deal.uid, deal.state, deal.enquiry, deal.manager = None, f"d{mark:0>11}", state, enquiry, None
            deal.seller_uid, deal.buyer_uid = seller, buyer
            deal.registered_on = today if state == "registered" else None
            deal.save()
            if state == "offered":
                Proposal.objects.create(
                    deal=deal, number=1, side="buyer", amount=1, currency="CNY", mode="transfer", exclusivity="exclusive",
                    valid_until=today + dt.timedelta(days=9), made_at=clock.now(),
                )  # fmt: skip
                continue
            own = Contract.objects.get(pk=contract.pk)
            own.pk, own.deal = None, deal
            own.save()
            Milestone.objects.create(deal=deal, number=1, kind="payment", title="All", due_on=today - dt.timedelta(days=1))
            Notice.objects.create(
                deal=deal, uid=f"n{mark:0>11}", text_en="Licensed.", days=15, from_on=today, to_on=today + dt.timedelta(days=9),
                content={"title": {"en": "A coating"}, "seller": {"en": "S"}, "buyer": {"en": "B"}, "mode": "", "exclusivity": ""},
            )  # fmt: skip
