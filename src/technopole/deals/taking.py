"""Taking a step of an enquiry, a deal or a request for help: everything it writes in one transaction.

Every step names the version of the row it was decided upon; whoever comes second gets `Conflict`. A step at the wrong
time is `Conflict`, by the wrong person `NotAllowed`, with wrong values `Invalid`; each says why, in the reader's
language. Who may not even see the row is told nothing: callers look for it by `rules.may_see` first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from technopole.core import clock
from technopole.core.errors import Conflict, NotAllowed
from technopole.core.turns import alone
from technopole.deals import parts, refusals
from technopole.deals.models import Deal, Enquiry, HelpRequest
from technopole.deals.moves import Done, Effect, Move
from technopole.deals.transitions import TABLES, TIME, Transition
from technopole.exchange import managers
from technopole.exchange import steps as chain

MODELS: Mapping[str, type[Enquiry] | type[Deal] | type[HelpRequest]] = {
    "enquiry": Enquiry, "deal": Deal, "help": HelpRequest,
}  # fmt: skip


def _take_over(move: Move) -> Done:
    if move.row.manager_id is not None:
        raise Conflict(_("Somebody looks after it already."))
    move.row.manager = move.by
    return Done()


EFFECTS: dict[str, dict[str, Effect]] = {
    "enquiry": {"take_over": _take_over}, "deal": {"take_over": _take_over}, "help": {},
}  # fmt: skip
"""{kind: {step: what it does}}; the modules of effects fill it in when the app starts."""
FITS: dict[tuple[str, str], Callable[[Any, frozenset[str]], bool]] = {
    (kind, "take_over"): lambda row, own: row.manager_id is None for kind in ("enquiry", "deal")
}
"""{(kind, step): whether it makes sense for a row and the parts of a reader}; filled in by the modules of effects."""


def kind_of(row: Any) -> str:
    return next(kind for kind, model in MODELS.items() if isinstance(row, model))


@alone()
def take(kind: str, uid: str, step: str, by: Any, version: int, /, **said: Any) -> Any:
    """Take one step of the table of `kind`; gives the row as it is afterwards."""
    row = _locked(kind, uid)
    table = TABLES[kind]
    transition = table.get(step)
    if transition is None:
        raise Conflict(refusals.no_such_step(table, step, row.state))
    taken_as = parts.of(row, by) & frozenset(transition.who)
    if by is None or not by.is_authenticated:
        raise NotAllowed(_("Sign in first."))
    if not taken_as:
        raise NotAllowed(refusals.not_yours(transition, parts.speaks_for_both(row, by)))
    if row.version != version:
        raise Conflict(refusals.changed())
    return _do(kind, row, transition, by, taken_as, said)


@alone()
def in_time(kind: str, uid: str, step: str, /, **said: Any) -> Any | None:
    """Take a step that comes by itself; None where the row has moved on meanwhile."""
    row = _locked(kind, uid)
    transition = TABLES[kind].get(step)
    assert transition is not None and TIME in transition.who, step
    if row.state not in transition.sources:
        return None
    return _do(kind, row, transition, None, frozenset({TIME}), said)


def _do(
    kind: str, row: Any, transition: Transition, by: Any, taken_as: frozenset[str], said: Mapping[str, Any]
) -> Any:
    if row.state not in transition.sources:
        raise Conflict(refusals.not_now(TABLES[kind], transition, row.state))
    done = EFFECTS[kind][transition.step](Move(row, by, taken_as, said, clock.today()))
    before = row.state
    assert not done.to or done.to in transition.to, f"{transition.step} may not lead to {done.to}"
    row.state = done.to or before
    leave_trace(row, transition.step, by, before, done, taken_as)
    return row


def leave_trace(row: Any, step: str, by: Any, before: str, done: Done, taken_as: frozenset[str] = frozenset()) -> None:
    """Save the row as its next version, add the step to its chain, and plan what is told of it."""
    from technopole.deals import notices  # which reads rows that this writes

    kind = kind_of(row)
    row.updated_at = clock.now()
    row.version = row.version + 1 if row.pk else 1
    row.save()
    moved = (before, row.state) if before != row.state else ("", "")
    note = {**done.note, "as": sorted(taken_as)} if taken_as else dict(done.note)
    chain.record(
        kind, row.uid, step, by if by is not None else chain.TIME, from_state=moved[0], to_state=moved[1],
        text=done.text, note=note, manager=_credited(kind, row, step),
    )  # fmt: skip
    for each in done.also:
        chain.record(kind, row.uid, each, chain.TIME, manager=_credited(kind, row, each))
    for part, event in done.tell:
        notices.tell(row, part, event)


def _credited(kind: str, row: Any, step: str) -> Any:
    """The technology manager who looks after the row, where a step is one that counts."""
    return row.manager if (kind, step) in managers.CREDITS else None


def steps_for(row: Any, by: Any) -> list[str]:
    """The steps this person may take now, in the order of the table."""
    own = parts.of(row, by)
    kind = kind_of(row)
    return [
        each.step
        for each in TABLES[kind].possible(row.state)
        if own & frozenset(each.who) and _fits(kind, row, each.step, own)
    ]


def _fits(kind: str, row: Any, step: str, own: frozenset[str]) -> bool:
    """Whether a step is one that this row calls for, where the table leaves several."""
    fits = FITS.get((kind, step))
    return fits is None or fits(row, own)


def _locked(kind: str, uid: str) -> Any:
    return MODELS[kind]._default_manager.select_for_update().get(uid=uid)
