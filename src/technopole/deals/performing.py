"""What a contract leads to: deliveries and payments, its end, and what came of it at the end and years later."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from technopole.core import clock, typed
from technopole.core.errors import Conflict
from technopole.deals import taking
from technopole.deals.limits import limit
from technopole.deals.models import Deal, Milestone, Outcome
from technopole.deals.moves import Done, Move
from technopole.deals.vocabulary import BUYER, OTHER, SELLER, SIDES
from technopole.supervision import calendar

TURN = {"delivery": SELLER, "payment": BUYER}
"""Whose turn each kind is: that side says that it is done or paid, the other confirms it."""


def standing(milestone: Milestone, today: dt.date) -> str:
    """`confirmed`, `said`, `late` or `due`."""
    if milestone.confirmed_on:
        return "confirmed"
    if milestone.said_on:
        return "said"
    return "late" if milestone.due_on < today else "due"


def _of_plan(move: Move) -> Milestone:
    place = move.whole("milestone", most=1000, least=1)
    found: Milestone | None = move.row.milestones.filter(number=place).first()
    if found is None:
        raise typed.wrong("milestone", _("Choose a line of the plan."))
    return found


def _say_done(move: Move) -> Done:
    found = _of_plan(move)
    if TURN[found.kind] != move.side:
        raise Conflict(_("A delivery is the seller's turn, a payment the buyer's. The other side confirms it."))
    if found.said_on:
        raise Conflict(_("This was said already. Now the other side confirms it."))
    found.said_on = move.that_day("on", future=False)
    found.save(update_fields=["said_on"])
    note = {"milestone": found.number, "kind": found.kind, "on": found.said_on.isoformat(), "side": move.side}
    return Done(text=found.title, note=note, tell=[(OTHER[move.side], "said_done")])


def _confirm_done(move: Move) -> Done:
    found = _of_plan(move)
    if TURN[found.kind] == move.side:
        raise Conflict(_("The other side confirms what is your own turn."))
    if not found.said_on:
        raise Conflict(_("The other side has not said yet that it is done or paid."))
    if found.confirmed_on:
        raise Conflict(_("This is confirmed already."))
    found.confirmed_on = move.today
    found.save(update_fields=["confirmed_on"])
    return Done(text=found.title, note={"milestone": found.number, "kind": found.kind, "side": move.side})


def _ask_both(deal: Deal, today: dt.date) -> None:
    """Plan the three rounds: at the end, and after one and three years."""
    deal.ended_on = today
    for name, years in (("end", 0), ("year1", 1), ("year3", 3)):
        due = calendar.years_after(today, years) + dt.timedelta(days=limit("outcome_days"))
        for side in SIDES:
            Outcome.objects.get_or_create(
                deal=deal, round=name, side=side, defaults={"due_on": due, "asked": name == "end"}
            )


def asked_from(outcome: Outcome) -> dt.date:
    """The day from which a round is asked for."""
    return outcome.due_on - dt.timedelta(days=limit("outcome_days"))


def _finish(move: Move) -> Done:
    open_ones = move.row.milestones.filter(confirmed_on=None).count()
    if open_ones:
        raise Conflict(
            _("%(count)d lines of the plan are not confirmed yet. Confirm them, or terminate the contract.")
            % {"count": open_ones}
        )
    _ask_both(move.row, move.today)
    return Done("finished", note={"side": move.side}, tell=[(SELLER, "outcome_asked"), (BUYER, "outcome_asked")])


def _terminate(move: Move) -> Done:
    text = move.text("text", _("Say why. The other side reads it."))
    _ask_both(move.row, move.today)
    tell = [(OTHER[move.side], "terminated"), (SELLER, "outcome_asked"), (BUYER, "outcome_asked")]
    return Done("terminated", text=text, note={"side": move.side}, tell=tell)


def to_tell(deal: Deal, side: str, today: dt.date) -> Outcome | None:
    """The earliest round that a side is asked for and has not answered."""
    waiting = Outcome.objects.filter(deal=deal, side=side, said_on=None).order_by("due_on")
    found = waiting.first()
    return found if found is not None and (found.asked or asked_from(found) <= today) else None


def _yes_or_no(move: Move, name: str) -> bool:
    return move.choice(name, ("yes", "no")) == "yes"


def _tell_outcome(move: Move) -> Done:
    found = to_tell(move.row, move.side, move.today)
    if found is None:
        raise Conflict(_("Nothing is asked of you now. You are asked again after one and three years."))
    found.product, found.follow_on, found.failed = (
        _yes_or_no(move, name) for name in ("product", "follow_on", "failed")
    )
    found.revenue, found.jobs = move.amount("revenue", needed=False), move.whole("jobs", needed=False)
    found.words = move.text("words", _("Say why it failed.") if found.failed else "")
    found.said_on = move.today
    found.save()
    return Done(note={"round": found.round, "side": move.side, **told(found)})


def told(outcome: Outcome) -> dict[str, Any]:
    """What was said, for the chain and for programs."""
    return {
        "product": outcome.product, "revenue": str(outcome.revenue) if outcome.revenue is not None else None,
        "jobs": outcome.jobs, "follow_on": outcome.follow_on, "failed": outcome.failed, "words": outcome.words,
    }  # fmt: skip


def _own_turn(row: Deal, own: frozenset[str]) -> bool:
    kinds = [kind for kind, side in TURN.items() if side in own]
    return row.milestones.filter(kind__in=kinds, said_on=None).exists()


def _to_confirm(row: Deal, own: frozenset[str]) -> bool:
    kinds = [kind for kind, side in TURN.items() if side not in own]
    return row.milestones.filter(kind__in=kinds, confirmed_on=None).exclude(said_on=None).exists()


def _is_asked(row: Deal, own: frozenset[str]) -> bool:
    return any(to_tell(row, side, clock.today()) is not None for side in own & set(SIDES))


taking.EFFECTS["deal"].update(
    say_done=_say_done, confirm_done=_confirm_done, finish=_finish, terminate=_terminate, tell_outcome=_tell_outcome,
)
taking.FITS |= {
    ("deal", "say_done"): _own_turn,
    ("deal", "confirm_done"): _to_confirm,
    ("deal", "finish"): lambda row, own: not row.milestones.filter(confirmed_on=None).exists(),
    ("deal", "tell_outcome"): _is_asked,
}
