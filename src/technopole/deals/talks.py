"""Talks: agreements to keep silence, files, the log of meetings, offers and counter-offers."""

from typing import Any

from django.utils.translation import gettext as _

from technopole.core import clock, typed
from technopole.core.errors import Conflict
from technopole.core.requests import papers
from technopole.deals import queries, taking, vocabulary
from technopole.deals.models import Deal, DealPaper, Nda, Proposal
from technopole.deals.moves import Done, Move
from technopole.deals.vocabulary import OTHER, SELLER

MOST_PAPERS = 60
PURPOSES = ("file", "contract")


# --- keeping silence --------------------------------------------------------------------------------------------


def nda_in_force(deal: Deal) -> Nda | None:
    """The latest agreement to keep silence that both have signed."""
    return deal.ndas.exclude(seller_signed_at=None).exclude(buyer_signed_at=None).last()


def nda_to_sign(deal: Deal) -> Nda | None:
    """The latest that was proposed, if it is not signed by both."""
    last = deal.ndas.last()
    return last if last is not None and (last.seller_signed_at is None or last.buyer_signed_at is None) else None


def has_signed(nda: Nda, side: str) -> bool:
    return getattr(nda, f"{side}_signed_at") is not None


def _propose_nda(move: Move) -> Done:
    """A new text replaces one that was not signed by both; one in force goes on binding."""
    made = Nda.objects.create(
        deal=move.row, number=move.row.ndas.count() + 1, proposed_by=move.side, sha256=move.sha256("sha256"),
        text_version=move.text("text_version", _("Say which version of which text it is."), 80),
    )  # fmt: skip
    note = {"nda": made.number, "text_version": made.text_version, "sha256": made.sha256, "side": move.side}
    return Done(text=made.text_version, note=note, tell=[(OTHER[move.side], "nda_proposed")])


def _sign_nda(move: Move) -> Done:
    nda = nda_to_sign(move.row)
    if nda is None:
        raise Conflict(_("No agreement waits for a signature. Propose one first."))
    if has_signed(nda, move.side):
        raise Conflict(_("You have signed it already. Now the other side has to."))
    if move.sha256("sha256") != nda.sha256:
        raise typed.wrong("sha256", _("This is the hash of another file. Sign the file whose hash is shown."))
    setattr(nda, f"{move.side}_signed_at", clock.now())
    nda.save()
    both = has_signed(nda, OTHER[move.side])
    note = {"nda": nda.number, "sha256": nda.sha256, "side": move.side, "in_force": both}
    return Done(text=nda.text_version, note=note, tell=[(OTHER[move.side], "nda_in_force" if both else "nda_signed")])


# --- files ------------------------------------------------------------------------------------------------------


def may_open(paper: DealPaper, own: frozenset[str]) -> bool:
    """Whether somebody in these parts may read a file of a deal: whoever handed it in; the other side once both have
    signed an agreement to keep silence; of the contract the other side at once, the registrar once asked to.
    """
    deal = paper.deal
    if paper.side in own:
        return True
    if OTHER[paper.side] in own:
        return paper.purpose == "contract" or nda_in_force(deal) is not None
    return "registrar" in own and paper.purpose == "contract" and asked_to_register(deal)


def asked_to_register(deal: Deal) -> bool:
    return deal.state in ("registration_asked", "registration_accepted", "supplement_asked") or bool(deal.registered_on)


def _attach(move: Move) -> Done:
    row: Deal = move.row
    papers.must_be_fewer(row.papers.count(), MOST_PAPERS)
    content = move.said.get("content")
    if not isinstance(content, bytes):
        raise typed.wrong("file", _("Choose a file."))
    columns = papers.columns(str(move.said.get("name") or ""), content, move.by)
    purpose = move.choice("purpose", PURPOSES, needed=False) or "file"
    made = DealPaper.objects.create(deal=row, side=move.side, purpose=purpose, **columns)
    # its name may say what the other side must not know yet
    return Done(note={"paper": made.uid, "sha256": made.sha256, "side": move.side})


def _take_back(move: Move) -> Done:
    paper = move.row.papers.filter(uid=move.text("paper"), side=move.side).first()
    if paper is None:
        raise Conflict(_("This file has already been removed."))
    paper.delete()
    return Done(note={"paper": paper.uid, "sha256": paper.sha256, "side": move.side})


# --- meetings ---------------------------------------------------------------------------------------------------


def _note_meeting(move: Move) -> Done:
    day = move.that_day("on", future=False)
    text = move.text("text", _("Say what was talked about or agreed."))
    return Done(text=text, note={
        "on": day.isoformat(), "place": move.text("place", most=200), "present": move.text("present", most=500),
    })


# --- offers -----------------------------------------------------------------------------------------------------


def open_proposal(deal: Deal) -> Proposal | None:
    """The offer that waits for an answer; without a query where `queries.for_lists` fetched it."""
    fetched: list[Proposal] | None = getattr(deal, queries.OPEN, None)
    if fetched is not None:
        return next(iter(fetched), None)
    return deal.proposals.filter(state="open").first()


def accepted_proposal(deal: Deal) -> Proposal | None:
    return deal.proposals.filter(state="accepted").last()


def _proposed(move: Move) -> Proposal:
    term = move.whole("term_months", needed=False, most=600, least=1)
    return Proposal.objects.create(
        deal=move.row, number=move.row.proposals.count() + 1, side=move.side, amount=move.that_amount("amount"),
        currency=move.choice("currency", vocabulary.CURRENCIES), mode=move.choice("mode", vocabulary.MODES),
        exclusivity=move.choice("exclusivity", vocabulary.EXCLUSIVITIES), field=move.text("field", most=300),
        area=move.text("area", most=300), term_months=term, words=move.text("words", most=4000),
        valid_until=move.that_day("valid_until", past=False), made_at=clock.now(),
    )  # fmt: skip


def _terms(made: Proposal) -> dict[str, Any]:
    return {
        "proposal": made.number, "side": made.side, "amount": str(made.amount), "currency": made.currency,
        "mode": made.mode, "exclusivity": made.exclusivity, "field": made.field, "area": made.area,
        "term_months": made.term_months, "valid_until": made.valid_until.isoformat(), "words": made.words,
    }  # fmt: skip


def _make_offer(move: Move) -> Done:
    made = _proposed(move)
    return Done("offered", note=_terms(made), tell=[(OTHER[made.side], "offer_made")])


def _open_of_other(move: Move) -> Proposal:
    """The open offer, if the other side made it and it is still valid."""
    found = open_proposal(move.row)
    assert found is not None
    if found.side == move.side:
        raise Conflict(_("The open offer is your own. Wait for the answer, or withdraw it."))
    return found


def _counter(move: Move) -> Done:
    before = _open_of_other(move)
    before.state = "countered"
    before.save(update_fields=["state"])
    made = _proposed(move)
    return Done(note=_terms(made), tell=[(OTHER[made.side], "countered")])


def _accept_offer(move: Move) -> Done:
    found = _open_of_other(move)
    if move.today > found.valid_until:
        over = _("The offer was valid until %(day)s. Ask for a new one, or make one.")
        raise Conflict(over % {"day": found.valid_until})
    found.state = "accepted"
    found.save(update_fields=["state"])
    return Done("agreed", note={"proposal": found.number, "side": move.side}, tell=[(found.side, "offer_accepted")])


def _refuse_offer(move: Move) -> Done:
    found = _open_of_other(move)
    found.state = "refused"
    found.save(update_fields=["state"])
    note = {"proposal": found.number, "side": move.side}
    return Done("talks", text=move.text("text"), note=note, tell=[(found.side, "offer_refused")])


def _withdraw_offer(move: Move) -> Done:
    found = open_proposal(move.row)
    assert found is not None
    if found.side != move.side:
        raise Conflict(_("The open offer is the other side's. You can accept, refuse or counter it."))
    found.state = "withdrawn"
    found.save(update_fields=["state"])
    note = {"proposal": found.number, "side": move.side}
    return Done("talks", note=note, tell=[(OTHER[found.side], "offer_withdrawn")])


def _lapse(move: Move) -> Done:
    found = open_proposal(move.row)
    assert found is not None
    if move.today <= found.valid_until:
        raise Conflict(_("The offer is still valid."))
    found.state = "lapsed"
    found.save(update_fields=["state"])
    return Done("talks", note={"proposal": found.number}, tell=[(side, "offer_lapsed") for side in vocabulary.SIDES])


def _break_off(move: Move) -> Done:
    text = move.text("text", _("Say why. The other side reads it."))
    for each in move.row.proposals.filter(state="open"):
        each.state = "withdrawn" if each.side == move.side else "refused"
        each.save(update_fields=["state"])
    move.row.ended_on = move.today
    return Done("broken_off", text=text, note={"side": move.side}, tell=[(OTHER[move.side], "broken_off")])


def _is_other(row: Deal, own: frozenset[str]) -> bool:
    found = open_proposal(row)
    return found is not None and found.side not in own


taking.EFFECTS["deal"].update(
    propose_nda=_propose_nda, sign_nda=_sign_nda, attach=_attach, take_back=_take_back,
    note_meeting=_note_meeting, make_offer=_make_offer, counter=_counter, accept_offer=_accept_offer,
    refuse_offer=_refuse_offer, withdraw_offer=_withdraw_offer, lapse=_lapse, break_off=_break_off,
)  # fmt: skip
taking.FITS |= {
    ("deal", "sign_nda"): lambda row, own: (nda := nda_to_sign(row)) is not None
    and not all(has_signed(nda, side) for side in own & {SELLER, OTHER[SELLER]}),
    ("deal", "counter"): _is_other,
    ("deal", "accept_offer"): _is_other,
    ("deal", "refuse_offer"): _is_other,
    ("deal", "withdraw_offer"): lambda row, own: not _is_other(row, own),
    ("deal", "take_back"): lambda row, own: row.papers.filter(side__in=own).exists(),
}
