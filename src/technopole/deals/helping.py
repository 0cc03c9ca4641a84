"""Help along the way: one side of a deal asks a service organisation, which offers, does, and is confirmed.

The service organisation learns who asks and what for, and nothing of the deal or its other side.
"""

from typing import Any

from django.utils.translation import gettext as _

from technopole.accounts.queries import representatives_of
from technopole.core import clock, ids, typed
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.turns import alone
from technopole.deals import parts, taking, vocabulary
from technopole.deals.models import Deal, HelpRequest
from technopole.deals.moves import Done, Move
from technopole.deals.transitions import CLIENT, DEAL, PROVIDER
from technopole.registry.models import Organisation


@alone()
def ask(deal_uid: str, by: Any, kind: str, provider_uid: str, text: str) -> HelpRequest:
    """Ask a service organisation for help with a deal, on behalf of one's own side."""
    deal = Deal.objects.select_for_update().get(uid=deal_uid)
    side = parts.side_of(deal, by)
    if not side:
        raise NotAllowed(_("Only the two sides of a deal ask for help with it."))
    if deal.state in DEAL.ended:
        raise Conflict(_("The deal has ended, so no help is asked for any more."))
    problems = {}
    if kind not in vocabulary.HELP_KINDS:
        problems["kind"] = [_("Choose one of those offered.")]
    said = typed.clean(text, 4000)
    if not said:
        problems["text"] = [_("Say what help is wanted.")]
    provider = Organisation.objects.filter(uid=provider_uid).first()
    if provider is None:
        problems["provider"] = [_("Choose a service organisation.")]
    elif provider_uid in (deal.seller_uid, deal.buyer_uid):
        problems["provider"] = [_("A side of the deal cannot be asked for help with it.")]
    elif not representatives_of(provider_uid).exists():
        problems["provider"] = [_("Nobody speaks for this organisation here, so nobody would read it.")]
    if problems:
        raise Invalid(_("The request cannot be sent yet."), fields=problems)
    now = clock.now()
    own = deal.seller_uid if side == vocabulary.SELLER else deal.buyer_uid
    row = HelpRequest(
        uid=ids.new_uid(), version=0, synthetic=deal.synthetic, created_at=now, updated_at=now, deal=deal, side=side,
        asker_uid=own, provider_uid=provider_uid, state="asked", kind=kind, text=said,
    )  # fmt: skip
    note = {"kind": kind, "provider": provider_uid, "client": own}
    taking.leave_trace(row, "ask", by, "", Done(note=note, tell=[(PROVIDER, "help_asked")]))
    return row


def _offer_help(move: Move) -> Done:
    row: HelpRequest = move.row
    row.price = move.that_amount("price")
    row.currency = move.choice("currency", vocabulary.CURRENCIES)
    row.done_by = move.that_day("done_by", past=False)
    row.answer = move.text("text", most=4000)
    note = {"price": str(row.price), "currency": row.currency, "done_by": row.done_by.isoformat()}
    return Done("offered", text=row.answer, note=note, tell=[(CLIENT, "help_offered")])


taking.EFFECTS["help"].update(
    offer_help=_offer_help,
    decline_help=lambda move: Done(
        "declined", text=move.text("text", _("Say why. The other side reads it.")), tell=[(CLIENT, "help_declined")]
    ),
    take_help=lambda move: Done("taken", tell=[(PROVIDER, "help_taken")]),
    refuse_help=lambda move: Done("refused", text=move.text("text"), tell=[(PROVIDER, "help_refused")]),
    withdraw_help=lambda move: Done("withdrawn", tell=[(PROVIDER, "help_withdrawn")]),
    help_done=lambda move: Done(
        "done", text=move.text("text", _("Say what was done.")), tell=[(CLIENT, "help_done")]
    ),
    confirm_help=lambda move: Done("confirmed", text=move.text("text"), tell=[(PROVIDER, "help_confirmed")]),
)
