"""Enquiries: sent without a name, answered, and disclosed once both sides have consented, each separately."""

import datetime as dt
import hashlib
import string
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts.policy import is_demo_centre
from technopole.accounts.queries import representatives_of
from technopole.core import clock, ids, typed
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.turns import alone
from technopole.deals import making, taking, things
from technopole.deals.limits import limit
from technopole.deals.models import Enquiry
from technopole.deals.moves import Done, Move
from technopole.deals.screening import must_name_nobody
from technopole.deals.transitions import ASKER, MANAGER, OWNER
from technopole.exchange import parties, reference_rows
from technopole.registry.models import Organisation

TERMS = "2026-11"
"""The version of the terms of disclosure: see `words.TERMS`."""
QUESTIONS = ("why", "brings", "expects")
MOST = 4000


@alone()
def send(
    kind: str, uid: str, by: Any, organisation_uid: str, answers: dict[str, Any], *, consents: bool = False
) -> Enquiry:
    """Ask about an offer or a need on behalf of an organisation that `by` represents.

    Raises `Invalid` for missing answers and for answers that name the asker, `Conflict` where there is no such thing,
    it is not open, it is one's own, or an enquiry of this organisation waits already.
    """
    if not (by.is_authenticated and organisation_uid in by.represents):
        raise NotAllowed(_("An enquiry is made for an organisation. Ask to represent yours on its page first."))
    if kind == "offer":
        reference_rows.adopt(uid)
    party = parties.of(kind, uid) if kind in ("offer", "need") else None
    thing = things.public(kind, uid)
    if party is None or thing is None:
        raise Conflict(_("There is no such offer or need any more."))
    if not party.live:
        raise Conflict(_("It is not open any more, so nobody would answer. Look for others like it."))
    if party.organisation_uid == organisation_uid:
        raise Conflict(_("This is an offer or need of the organisation you ask for."))
    said = _answers(answers)
    must_name_nobody(said, by)
    at_desk = not party.listing_uid and not _is_represented(party.organisation_uid)
    now, today = clock.now(), clock.today()
    days = limit("desk_days" if at_desk else "answer_days")
    row = Enquiry(
        uid=ids.new_uid(), version=0, synthetic=thing.synthetic or is_demo_centre(), created_at=now, updated_at=now,
        state="at_desk" if at_desk else "sent", thing_kind=kind, thing_uid=uid, title_en=thing.title_en[:500],
        title_zh=thing.title_zh[:500], reference=party.reference, asker_uid=organisation_uid, asker=by,
        owner_uid="" if at_desk else party.organisation_uid, manager=party.manager, letter=_letter(kind, uid),
        language=get_language() or "", expires_on=today + dt.timedelta(days=days),
        asker_consented_at=now if consents else None, terms=TERMS if consents else "", **said,
    )  # fmt: skip
    tell = [(ASKER, "sent_by_you"), *([] if at_desk else [(OWNER, "asked")]), (MANAGER, "asked_on_desk")]
    try:
        with transaction.atomic():
            taking.leave_trace(row, "send", by, "", Done(note={"answers": _digest(said)}, tell=tell))
    except IntegrityError:
        raise Conflict(_("An enquiry of your organisation about this waits for its answer already.")) from None
    return row


def _answers(answers: dict[str, Any]) -> dict[str, str]:
    said = {name: typed.clean(answers.get(name)) for name in QUESTIONS}
    problems = {name: [_("Answer this question.")] for name, text in said.items() if not text}
    problems |= {
        name: [_("Say it in at most %(most)d characters.") % {"most": MOST}]
        for name, text in said.items() if len(text) > MOST
    }  # fmt: skip
    if problems:
        raise Invalid(_("The enquiry cannot be sent yet."), fields=problems)
    return said


def _digest(said: dict[str, str]) -> str:
    """Binds the chain to the answers as they were sent, without repeating them."""
    return hashlib.sha256("\0".join(said[name] for name in QUESTIONS).encode()).hexdigest()


def _is_represented(organisation_uid: str) -> bool:
    return bool(organisation_uid) and representatives_of(organisation_uid).exists()


def _letter(kind: str, uid: str) -> str:
    """A, B … Z, AA …: the next that no enquiry about this thing has."""
    number = Enquiry.objects.filter(thing_kind=kind, thing_uid=uid).count()
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


# --- effects ---------------------------------------------------------------------------------------------------


def _forward(move: Move) -> Done:
    uid = move.text("organisation", _("Say which organisation of the register it belongs to."))
    owner = Organisation.objects.filter(uid=uid).first()
    if owner is None:
        why = _("There is no organisation with this identifier. It stands in the address of the organisation's page.")
        raise typed.wrong("organisation", why)
    if owner.uid == move.row.asker_uid:
        raise Conflict(_("This is the organisation that asks. The owner has to be another one."))
    if not _is_represented(owner.uid):
        raise Conflict(
            _("Nobody speaks for this organisation here yet. Invite them to ask to represent it on its page, then "
              "forward the enquiry.")
        )  # fmt: skip
    row = move.row
    row.owner_uid = owner.uid
    row.manager = row.manager or move.by
    row.expires_on = move.today + dt.timedelta(days=limit("answer_days"))
    row.reminded = None
    return Done("sent", note={"owner": owner.uid}, tell=[(OWNER, "asked"), (ASKER, "forwarded")])


def _give_up(move: Move) -> Done:
    text = move.text("text", _("Say why it is given up. The asker reads it."))
    return Done("ended", text=text, tell=[(ASKER, "given_up")])


def _consent(move: Move) -> Done:
    row = move.row
    if row.asker_consented_at is not None:
        raise Conflict(_("You have consented already. Now the other side has to."))
    row.asker_consented_at, row.terms = clock.now(), TERMS
    if row.owner_consented_at is None:
        return Done(note={"terms": TERMS})
    return _disclosed(move)


def _agree(move: Move) -> Done:
    row = move.row
    row.owner_consented_at = clock.now()
    if row.asker_consented_at is None:
        row.reminded = None
        row.expires_on = max(row.expires_on, move.today + dt.timedelta(days=limit("answer_days")))
        return Done("owner_consented", note={"terms": TERMS}, tell=[(ASKER, "asked_to_consent")])
    return _disclosed(move)


def _disclosed(move: Move) -> Done:
    """Both have consented: from now on the two know each other, and the manager both."""
    row = move.row
    row.disclosed_at, row.terms = clock.now(), TERMS
    tell = [(ASKER, "disclosed"), (OWNER, "disclosed"), (MANAGER, "disclosed")]
    return Done("disclosed", note={"terms": TERMS}, also=("disclose",), tell=tell)


def _decline(move: Move) -> Done:
    """Who declined is told to nobody: both sides read the same."""
    return Done("ended", tell=[(ASKER, "ended"), (OWNER, "ended")] if move.row.owner_uid else [(ASKER, "ended")])


def _begin_talks(move: Move) -> Done:
    deal = making.deal_of(move.row, move.by)
    return Done("talks", note={"deal": deal.uid})


def _close(move: Move) -> Done:
    text = move.text("text", _("Say why. The other side reads it."))
    other = OWNER if ASKER in move.parts else ASKER
    return Done("ended", text=text, tell=[(other, "closed")])


def _expire(move: Move) -> Done:
    if move.today <= move.row.expires_on:
        raise Conflict(_("Its last day is not over yet."))
    return Done("expired", tell=[(ASKER, "expired"), *([(OWNER, "expired")] if move.row.owner_uid else [])])


taking.EFFECTS["enquiry"].update(
    forward=_forward, give_up=_give_up, consent=_consent, agree=_agree, decline=_decline,
    begin_talks=_begin_talks, close=_close, expire=_expire,
)
taking.FITS |= {
    ("enquiry", "consent"): lambda row, own: row.asker_consented_at is None,
}
