"""What of an enquiry, a deal or a request for help is shown to whom: one place for pages and programs.

Until both sides have consented the two are handles: “Interested party A” and “Owner of the offer”. What ended without
disclosure stays so for good. Each side always sees its own name.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from technopole.accounts.queries import representatives_of
from technopole.deals import queries, taking, talks, words
from technopole.deals.models import Deal, Enquiry, HelpRequest
from technopole.deals.transitions import ASKER, BUYER, CLIENT, MANAGER, OWNER, PROVIDER, SELLER
from technopole.deals.vocabulary import OTHER
from technopole.exchange import parties
from technopole.exchange import steps as chain

MOST_CONTACTS = 3


# --- who ----------------------------------------------------------------------------------------------------------


def handle(row: Enquiry, part: str) -> str:
    """What a side of an enquiry is called while it is not named."""
    if part == ASKER:
        return _("Interested party %(letter)s") % {"letter": row.letter}
    return _("Owner of the offer") if row.thing_kind == "offer" else _("Author of the need")


def is_named(row: Enquiry, part: str, own: frozenset[str]) -> bool:
    """Whether somebody in these parts may know who a side is."""
    return part in own or (row.disclosed_at is not None and bool(own & {ASKER, OWNER, MANAGER}))


def side_of_enquiry(row: Enquiry, part: str, own: frozenset[str]) -> dict[str, Any]:
    """One side as these parts see it: {"handle", "names", "url", "contacts", "own"}; names are empty while unnamed."""
    uid = row.asker_uid if part == ASKER else row.owner_uid
    shown: dict[str, Any] = {"handle": handle(row, part), "names": {}, "url": "", "contacts": [], "own": part in own}
    if part == ASKER and part in own:
        # how many asked before is nothing for those who ask
        shown["handle"] = _("You")
    if uid and is_named(row, part, own):
        shown |= {"names": queries.names_of(uid), "url": reverse("registry:organisation", args=[uid])}
        if row.disclosed_at is not None:
            shown["contacts"] = contacts(row, part)
    return shown


def contacts(row: Enquiry, part: str) -> list[dict[str, str]]:
    """Whom to speak to, once disclosed: who asked; for the owner whom the listing names, or who represents it."""
    if part == ASKER:
        people = [row.asker] if row.asker is not None and row.asker.is_active else []
        return [_contact(person) for person in people] or _representatives(row.asker_uid)
    party = parties.of(row.thing_kind, row.thing_uid)
    said = party.contact if party is not None and party.organisation_uid == row.owner_uid else {}
    if said.get("name"):
        shown = {"name": "name", "post": "post", "email": "email", "telephone": "phone"}
        return [{name: said.get(key, "") for name, key in shown.items()}]
    return _representatives(row.owner_uid)


def _representatives(uid: str) -> list[dict[str, str]]:
    return [_contact(each.user, each.post) for each in representatives_of(uid)[:MOST_CONTACTS]]


def _contact(person: Any, post: str = "") -> dict[str, str]:
    return {"name": str(person), "post": post, "email": person.email, "telephone": ""}


def side_of_deal(deal: Deal, side: str) -> dict[str, Any]:
    """One side of a deal, to whoever may see the deal: both are named by then."""
    uid = deal.seller_uid if side == SELLER else deal.buyer_uid
    return {"names": queries.names_of(uid), "url": reverse("registry:organisation", args=[uid]), "uid": uid}


# --- what happened ------------------------------------------------------------------------------------------------


def timeline(row: Any, own: frozenset[str]) -> list[dict[str, Any]]:
    """The steps of a row as these parts may read them: [{"at", "step", "text", "detail", "by", "note"}]; no person."""
    kind = taking.kind_of(row)
    lines = []
    for step in chain.of(kind, row.uid):
        acted = frozenset(step.note.get("as", ()))
        if not _may_read(kind, step.step, own):
            continue
        lines.append({
            "at": step.at,
            "step": step.step,
            "text": words.EVENTS.get(step.step, step.step),
            "detail": step.text,
            "by": _by(row, step.step, acted, own),
            "note": step.note if kind == "deal" and own & {SELLER, BUYER, MANAGER} else {},
        })
    return lines


OFFICIAL = frozenset(
    {"contract", "confirm_contract", "ask_registration", "accept_registration", "ask_supplement", "supply",
     "call_experts", "register", "refuse_registration", "issue_certificate"}
)  # fmt: skip
"""What registrars and brokers who certify read of a deal's steps."""


def _may_read(kind: str, step: str, own: frozenset[str]) -> bool:
    if kind != "deal" or own & {SELLER, BUYER, MANAGER}:
        return True
    return step in OFFICIAL


def _by(row: Any, step: str, acted: frozenset[str], own: frozenset[str]) -> str:
    """Who took a step, as a part; who declined an enquiry is told to nobody but themselves."""
    if acted & own & {ASKER, OWNER, SELLER, BUYER, CLIENT, PROVIDER}:
        return _("Your side")
    if step in ("decline", "expire", "disclose", "contract", "lapse") or not acted:
        return ""
    part = next(iter(sorted(acted)))
    if isinstance(row, Enquiry) and part in (ASKER, OWNER):
        return handle(row, part) if part == OWNER or not own & {ASKER} else ""
    return str(words.PARTS[part])


# --- what waits ---------------------------------------------------------------------------------------------------


def waits_for(row: Any) -> str:
    """Whose turn it is: a part, or nothing where it has ended or both may act."""
    if isinstance(row, Enquiry):
        return {"at_desk": MANAGER, "sent": OWNER, "owner_consented": ASKER}.get(row.state, "")
    if isinstance(row, HelpRequest):
        return {"asked": PROVIDER, "offered": CLIENT, "taken": PROVIDER, "done": CLIENT}.get(row.state, "")
    if row.state == "offered":
        found = talks.open_proposal(row)
        return OTHER[found.side] if found is not None else ""
    if row.state == "contract_recorded":
        return OTHER[row.contract.recorded_by]
    return {
        "registration_asked": "registrar", "registration_accepted": "registrar", "supplement_asked": SELLER,
        "registered": "exchange",
    }.get(row.state, "")  # fmt: skip


def deadline(row: Any) -> Any:
    """The last day of what is waited for; None where nothing ends."""
    if isinstance(row, Enquiry):
        return row.expires_on if row.state in ("at_desk", "sent", "owner_consented") else None
    if isinstance(row, HelpRequest):
        return row.done_by if row.state == "taken" else None
    if row.state == "offered":
        found = talks.open_proposal(row)
        return found.valid_until if found is not None else None
    return row.registration_due if row.state == "registration_accepted" else None

