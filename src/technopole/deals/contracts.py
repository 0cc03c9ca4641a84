"""The contract of a deal: recorded by one side, confirmed by the other, registered at the seller's place, certified."""

import datetime as dt
import secrets
from decimal import Decimal
from typing import Any

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid
from technopole.core.ids import ALPHABET
from technopole.deals import notifying, queries, taking, vocabulary
from technopole.deals.limits import registration_due
from technopole.deals.models import Certificate, Contract, Deal, Milestone
from technopole.deals.moves import Done, Move, number
from technopole.deals.transitions import MANAGER
from technopole.deals.vocabulary import BUYER, OTHER, SELLER
from technopole.exchange import steps as chain
from technopole.pages.texts import in_both
from technopole.registration.codes import next_number
from technopole.registry import vocabulary as register

MOST_MILESTONES = 60
MILESTONE_KINDS = ("delivery", "payment")


# --- recorded and confirmed ----------------------------------------------------------------------------------------


def _record_contract(move: Move) -> Done:
    """Raises `Conflict` while a notice runs or an objection waits, `Invalid` for what does not fit."""
    notifying.must_be_settled(move.row, move.today)
    if move.text("written") != "yes":
        why = _("A technology contract is made in writing; one by word of mouth is not registered.")
        raise Invalid(why, fields={"written": [why]})
    amounts = three_amounts(move)
    currency = move.choice("currency", vocabulary.CURRENCIES)
    rate = _rate(move, currency)
    ip = _ip(move)
    made = Contract(
        deal=move.row, recorded_by=move.side, kind=move.choice("kind", vocabulary.CONTRACT_KINDS), **amounts,
        currency=currency, rate=rate, rate_on=move.that_day("rate_on", future=False),
        signed_on=move.that_day("signed_on", future=False), exclusive=move.text("exclusive") == "yes",
        trl=move.whole("trl", needed=False, most=9, least=1), file_sha256=move.sha256("sha256"),
        field=move.choice("field", vocabulary.FIELDS), ip=ip, programme=move.choice("programme", vocabulary.PROGRAMMES),
        seller_type=move.choice("seller_type", vocabulary.PARTY_TYPES),
        buyer_type=move.choice("buyer_type", vocabulary.PARTY_TYPES), seller_place=_place(move, "seller_place"),
        buyer_place=_place(move, "buyer_place"),
    )  # fmt: skip
    plan = plan_of(move.text("plan"), made.turnover)
    Contract.objects.filter(deal=move.row).delete()
    made.save()
    Milestone.objects.filter(deal=move.row).delete()
    for place, (kind, day, title, amount) in enumerate(plan, start=1):
        Milestone.objects.create(deal=move.row, number=place, kind=kind, due_on=day, title=title, amount=amount)
    return Done(
        "contract_recorded", note={"contract": stated(made), "side": move.side, "plan": len(plan)},
        tell=[(OTHER[move.side], "contract_recorded")],
    )  # fmt: skip


def three_amounts(move: Move) -> dict[str, Decimal]:
    """Turnover, technology trade amount and technical income. Raises `Invalid` where they are not in this order."""
    turnover, trade, income = (move.that_amount(name) for name in ("turnover", "trade", "income"))
    problems = {}
    if trade > turnover:
        problems["trade"] = [_("The technology trade amount is a part of the turnover: it cannot be more.")]
    if income > trade:
        problems["income"] = [_("The technical income is a part of the technology trade amount: it cannot be more.")]
    if problems:
        raise Invalid(_("The three amounts do not fit each other."), fields=problems)
    return {"turnover": turnover, "trade": trade, "income": income}


def _rate(move: Move, currency: str) -> Decimal:
    if currency == "CNY" and not move.text("rate"):
        return Decimal(1)
    rate = number(move.text("rate"), "rate", least=Decimal("0.000001"), decimals=6)
    assert rate is not None
    if currency == "CNY" and rate != 1:
        why = _("One yuan is one yuan: leave the rate empty.")
        raise Invalid(why, fields={"rate": [why]})
    if rate >= 10**6:
        why = _("This number is too large.")
        raise Invalid(why, fields={"rate": [why]})
    return rate


def _ip(move: Move) -> list[str]:
    said = move.said.get("ip") or []
    found = [str(each) for each in ([said] if isinstance(said, str) else said)]
    wrong = not found or not set(found) <= set(vocabulary.IP_KINDS) or ("none" in found and len(found) > 1)
    if wrong:
        why = _("Choose the kinds of rights, or “none”.")
        raise Invalid(why, fields={"ip": [why]})
    return sorted(set(found))


def _place(move: Move, name: str) -> str:
    found = move.text(name)
    if found not in register.provinces() and (found not in register.countries() or found == "CN"):
        why = _("Choose a province, or another country.")
        raise Invalid(why, fields={name: [why]})
    return found


def plan_of(text: str, turnover: Decimal) -> list[tuple[str, dt.date, str, Decimal | None]]:
    """The plan of deliveries and payments, one a line: `2026-05-31; payment; First instalment; 500000`.

    Raises `Invalid` naming the line that is wrong, and where payments are more than the turnover.
    """
    plan: list[tuple[str, dt.date, str, Decimal | None]] = []
    problems: list[str] = []
    lines = [line for line in text.replace("；", ";").splitlines() if line.strip()]
    for place, line in enumerate(lines, start=1):
        try:
            plan.append(_planned(line))
        except (ValueError, Invalid):
            said = _("Line %(line)d: write day; delivery or payment; what; amount, such as "
                     "2026-05-31; payment; First instalment; 500000")  # fmt: skip
            problems.append(said % {"line": place})
    if len(lines) > MOST_MILESTONES:
        problems.append(_("A plan has at most %(most)d lines.") % {"most": MOST_MILESTONES})
    if sum((each[3] or Decimal(0) for each in plan if each[0] == "payment"), Decimal(0)) > turnover:
        problems.append(_("The payments add up to more than the turnover."))
    if problems:
        raise Invalid(_("The plan is not in order."), fields={"plan": problems})
    return sorted(plan, key=lambda each: each[1])


def _planned(line: str) -> tuple[str, dt.date, str, Decimal | None]:
    day, kind, title, amount = [part.strip() for part in [*line.split(";"), "", "", ""][:4]]
    if kind not in MILESTONE_KINDS or not title or (kind == "payment" and not amount):
        raise ValueError
    when = dt.date.fromisoformat(day)
    if not 1949 <= when.year <= 2199:
        raise ValueError
    return kind, when, title[:300], number(amount, "plan", needed=False)


def stated(contract: Contract) -> dict[str, Any]:
    """What the chain of steps binds of a contract."""
    return {
        "kind": contract.kind, "turnover": str(contract.turnover), "trade": str(contract.trade),
        "income": str(contract.income), "currency": contract.currency, "rate": f"{contract.rate.normalize():f}",
        "rate_on": contract.rate_on.isoformat(), "signed_on": contract.signed_on.isoformat(),
        "file_sha256": contract.file_sha256,
    }  # fmt: skip


def _of_other(move: Move) -> Contract:
    contract: Contract = move.row.contract
    if contract.recorded_by == move.side:
        raise Conflict(_("You recorded it yourself. The other side confirms it, or gives it back."))
    return contract


def _return_contract(move: Move) -> Done:
    contract = _of_other(move)
    text = move.text("text", _("Say what is wrong with it. The other side reads it."))
    Milestone.objects.filter(deal=move.row).delete()
    contract.delete()
    return Done("agreed", text=text, note={"side": move.side}, tell=[(OTHER[move.side], "contract_returned")])


def _confirm_contract(move: Move) -> Done:
    contract = _of_other(move)
    contract.confirmed_at = clock.now()
    contract.save(update_fields=["confirmed_at"])
    note = {"contract": stated(contract), "side": move.side}
    tell = [(OTHER[move.side], "contracted"), (MANAGER, "contracted")]
    return Done("contracted", note=note, also=("contract",), tell=tell)


# --- registered ------------------------------------------------------------------------------------------------


def _ask_registration(move: Move) -> Done:
    return Done("registration_asked", text=move.text("text"), tell=[(BUYER, "registration_asked")])


def in_yuan(contract: Contract, amount: Decimal) -> Decimal:
    """An amount of a contract at its rate, to the cent."""
    return (amount * contract.rate).quantize(Decimal("0.01"))


def _accept_registration(move: Move) -> Done:
    row: Deal = move.row
    row.registration_from = move.today
    row.registration_due = registration_due(move.today, in_yuan(row.contract, row.contract.trade))
    return Done("registration_accepted", note={"due": row.registration_due.isoformat()},
                tell=[(SELLER, "registration_accepted")])  # fmt: skip


def _call_experts(move: Move) -> Done:
    row: Deal = move.row
    text = move.text("text", _("Say why experts are heard. The parties read it."))
    assert row.registration_from is not None
    due = registration_due(row.registration_from, Decimal(0), experts=True)
    if due == row.registration_due:
        raise Conflict(_("The clock allows for experts already."))
    row.registration_due = due
    return Done(text=text, note={"due": due.isoformat()}, tell=[(SELLER, "experts_called")])


def _ask_supplement(move: Move) -> Done:
    text = move.text("text", _("Say what is missing. The seller reads it."))
    move.row.registration_from = move.row.registration_due = None
    return Done("supplement_asked", text=text, tell=[(SELLER, "supplement_asked")])


def _supply(move: Move) -> Done:
    return Done("registration_asked", text=move.text("text", _("Say what you have supplied.")))


def _register(move: Move) -> Done:
    row: Deal = move.row
    row.registered_on, row.registered_by = move.today, move.by
    row.registration_number = f"{row.contract.seller_place}-{move.today:%Y}-{_next(row, move.today):06d}"
    row.registration_due = None
    note = {"number": row.registration_number, "contract": stated(row.contract)}
    tell = [(SELLER, "registered"), (BUYER, "registered")]
    return Done("registered", text=row.registration_number, note=note, tell=tell)


def _next(row: Deal, today: dt.date) -> int:
    return next_number(f"contract:{row.contract.seller_place}:{today:%Y}")


def _refuse_registration(move: Move) -> Done:
    text = move.text("text", _("Give the reason. The seller reads it."))
    move.row.registration_from = move.row.registration_due = None
    return Done("registration_refused", text=text, tell=[(SELLER, "registration_refused")])


# --- certified -------------------------------------------------------------------------------------------------


def _issue_certificate(move: Move) -> Done:
    """States the parties, the kind, the three amounts and the day; and the digest of all steps up to now."""
    row: Deal = move.row
    problems = chain.verify("deal", row.uid)
    if problems:
        raise Conflict(_("The recorded steps of this deal are not whole, so nothing can be certified: %(why)s") % {
            "why": "; ".join(problems[:3])
        })
    last = chain.of("deal", row.uid).last()
    made = Certificate.objects.create(
        deal=row, number=f"TT{move.today:%Y}{next_number(f'deal certificate:{move.today:%Y}'):06d}",
        code="".join(secrets.choice(ALPHABET) for _place in range(10)), issued_on=move.today, issued_by=move.by,
        content=certified(row), steps=last.number, digest=last.digest,
    )  # fmt: skip
    return Done("certified", text=made.number, note={"certificate": made.number, "digest": made.digest},
                tell=[(SELLER, "certified"), (BUYER, "certified")])  # fmt: skip


def certified(deal: Deal) -> dict[str, Any]:
    """What a certificate states."""
    contract = deal.contract
    return {
        "title": in_both(deal, "title"),
        "seller": queries.names_of(deal.seller_uid), "buyer": queries.names_of(deal.buyer_uid),
        "registration": deal.registration_number, **stated(contract),
    }  # fmt: skip


def is_its_code(certificate: Certificate, code: str) -> bool:
    """Whether this is the code that is printed on a certificate."""
    return bool(code) and constant_time_compare(code.strip().lower(), certificate.code)


def is_whole(certificate: Certificate) -> bool:
    """Whether the steps that a certificate is about are all there and as they were."""
    if chain.verify("deal", certificate.deal.uid):
        return False
    step = chain.of("deal", certificate.deal.uid).filter(number=certificate.steps).first()
    return step is not None and step.digest == certificate.digest


def _recorded_by_other(row: Deal, own: frozenset[str]) -> bool:
    return row.contract.recorded_by not in own


taking.EFFECTS["deal"].update(
    record_contract=_record_contract, return_contract=_return_contract, confirm_contract=_confirm_contract,
    ask_registration=_ask_registration, accept_registration=_accept_registration, call_experts=_call_experts,
    ask_supplement=_ask_supplement, supply=_supply, register=_register, refuse_registration=_refuse_registration,
    issue_certificate=_issue_certificate,
)  # fmt: skip
taking.FITS |= {
    ("deal", "return_contract"): _recorded_by_other,
    ("deal", "confirm_contract"): _recorded_by_other,
    ("deal", "record_contract"): lambda row, own: notifying.is_settled(row),
}
