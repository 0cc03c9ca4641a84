"""Publicity notices (公示): the seller writes one, the buyer agrees to be named, anybody signed in may object until its
last day, and no contract is recorded before it is over and every objection answered."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from technopole.core import clock, ids, typed
from technopole.core.errors import Conflict, NotAllowed
from technopole.core.turns import alone
from technopole.deals import queries, taking
from technopole.deals.limits import limit
from technopole.deals.models import Deal, Notice, Objection
from technopole.deals.moves import Done, Move
from technopole.deals.vocabulary import BUYER, SELLER
from technopole.pages.texts import in_both


def notice_of(deal: Deal) -> Notice | None:
    """The notice of a deal that was not withdrawn."""
    return deal.notices.filter(withdrawn_on=None).first()


def runs(notice: Notice, today: dt.date) -> bool:
    """Whether objections to it are accepted."""
    return bool(notice.to_on and notice.withdrawn_on is None and notice.to_on >= today)


def unanswered(deal: Deal) -> Objection | None:
    """The first objection to a deal that has no answer yet."""
    return Objection.objects.filter(notice__deal=deal, answered_at=None).first()


def is_settled(deal: Deal, today: dt.date | None = None) -> bool:
    """Whether nothing about a notice keeps the contract waiting."""
    notice = notice_of(deal)
    if unanswered(deal) is not None:
        return False
    return notice is None or (notice.to_on is not None and not runs(notice, today or clock.today()))


def must_be_settled(deal: Deal, today: dt.date) -> None:
    notice = notice_of(deal)
    if notice is not None and notice.to_on is None:
        raise Conflict(_("A publicity notice is proposed. The buyer agrees to it, or the seller withdraws it, first."))
    if notice is not None and runs(notice, today):
        raise Conflict(_("The publicity notice runs until %(day)s. The contract can be recorded after that.") % {
            "day": notice.to_on
        })
    if unanswered(deal) is not None:
        raise Conflict(_("An objection to the publicity notice has no answer yet. The seller answers it first."))


def _propose_notice(move: Move) -> Done:
    if notice_of(move.row) is not None:
        raise Conflict(_("There is a publicity notice of this deal already."))
    texts = {f"text_{language}": move.text(f"text_{language}", most=4000) for language in ("en", "zh")}
    if not any(texts.values()):
        why = _("Say in Chinese or English what result is made public, and how its price was found.")
        raise typed.wrong("text_zh", why)
    least = limit("notice_days")
    days = move.whole("days", needed=False, most=180, least=1) or least
    if days < least:
        why = _("A notice runs for at least %(days)d days.") % {"days": least}
        raise typed.wrong("days", why)
    with_price = move.text("with_price") == "yes"
    made = Notice.objects.create(deal=move.row, uid=ids.new_uid(), days=days, with_price=with_price, **texts)
    return Done(note={"notice": made.uid, "days": days, "with_price": with_price}, tell=[(BUYER, "notice_proposed")])


def _agree_notice(move: Move) -> Done:
    """Only now anything becomes public: what both have agreed to, fixed as it is today."""
    row: Deal = move.row
    notice = notice_of(row)
    if notice is None or notice.from_on is not None:
        raise Conflict(_("No publicity notice waits for your agreement."))
    notice.from_on = move.today
    notice.to_on = move.today + dt.timedelta(days=notice.days)
    notice.content = _published(row, notice)
    notice.save()
    note = {"notice": notice.uid, "to": notice.to_on.isoformat(), "content": notice.content}
    return Done(note=note, tell=[(SELLER, "notice_published")])


def _published(deal: Deal, notice: Notice) -> dict[str, Any]:
    accepted = deal.proposals.filter(state="accepted").last()
    shown: dict[str, Any] = {
        "title": in_both(deal, "title"),
        "seller": queries.names_of(deal.seller_uid), "buyer": queries.names_of(deal.buyer_uid),
        "mode": accepted.mode if accepted else "", "exclusivity": accepted.exclusivity if accepted else "",
    }  # fmt: skip
    if notice.with_price and accepted is not None:
        shown |= {"amount": str(accepted.amount), "currency": accepted.currency}
    return shown


def _withdraw_notice(move: Move) -> Done:
    notice = notice_of(move.row)
    if notice is None:
        raise Conflict(_("There is no publicity notice of this deal."))
    if notice.to_on is not None and not runs(notice, move.today):
        raise Conflict(_("The publicity notice is over; it stays as it was."))
    notice.withdrawn_on = move.today
    notice.save(update_fields=["withdrawn_on"])
    return Done(note={"notice": notice.uid}, tell=[(BUYER, "notice_withdrawn")])


@alone()
def object_to(uid: str, by: Any, text: str) -> Objection:
    """Say something against a deal whose notice runs. Raises `Conflict` after its last day."""
    if not by.is_authenticated:
        raise NotAllowed(_("Sign in first."))
    notice = Notice.objects.select_related("deal").get(uid=uid)
    if not runs(notice, clock.today()):
        raise Conflict(_("The publicity notice is over, and objections are accepted no longer."))
    said = typed.clean(text, 8000)
    if not said:
        raise typed.wrong("text", _("Say what you object to, and why."))
    made = Objection.objects.create(notice=notice, uid=ids.new_uid(), at=clock.now(), by=by, text=said)
    deal = Deal.objects.select_for_update().get(pk=notice.deal_id)
    done = Done(note={"notice": notice.uid, "objection": made.uid}, tell=[(SELLER, "objection"), (BUYER, "objection")])
    taking.leave_trace(deal, "objection", by, deal.state, done)
    return made


def _answer_objection(move: Move) -> Done:
    uid = move.text("objection")
    waiting = Objection.objects.filter(notice__deal=move.row, answered_at=None)
    found = waiting.filter(uid=uid).first() if uid else waiting.first()
    if found is None:
        raise Conflict(_("No objection waits for an answer."))
    found.answer = move.text("text", _("Answer the objection. Whoever made it reads the answer."))
    found.answered_at = clock.now()
    found.save()
    return Done(text=found.answer, note={"objection": found.uid})


taking.EFFECTS["deal"].update(
    propose_notice=_propose_notice, agree_notice=_agree_notice, withdraw_notice=_withdraw_notice,
    answer_objection=_answer_objection,
)
taking.FITS |= {
    ("deal", "propose_notice"): lambda row, own: notice_of(row) is None,
    ("deal", "agree_notice"): lambda row, own: (found := notice_of(row)) is not None and found.from_on is None,
    ("deal", "withdraw_notice"): lambda row, own: (found := notice_of(row)) is not None
    and (found.to_on is None or runs(found, clock.today())),
    ("deal", "answer_objection"): lambda row, own: unanswered(row) is not None,
}
