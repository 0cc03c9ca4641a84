"""Which step leads from which state to which. One table a kind of row; a step that is not in it is refused with why.

`services` know what a step does; this alone knows when it may be done.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from technopole.core.errors import Conflict


@dataclass(frozen=True)
class Machine:
    """The states of one kind of row, the first being the one it begins in: {state: {action: state after}}."""

    kind: str
    table: Mapping[str, Mapping[str, str]]

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.table)

    @property
    def actions(self) -> frozenset[str]:
        return frozenset(action for actions in self.table.values() for action in actions)

    def after(self, state: str, action: str) -> str:
        """The state that `action` leads to. Raises `Conflict` with the reason where it may not be done."""
        found = self.table.get(state, {}).get(action)
        if found is None:
            raise Conflict(self.refusal(state, action))
        return found

    def allows(self, state: str, action: str) -> bool:
        return action in self.table.get(state, {})

    def refusal(self, state: str, action: str) -> str:
        """Why `action` may not be done in `state`, in the reader's language."""
        from technopole.supervision import words

        return words.refusal(self, state, action)


def _with_papers(state: str) -> dict[str, str]:
    """While it is being written, papers are handed in and taken back."""
    return {"attach": state, "take_back": state}


REPORT = Machine(
    "report",
    {
        "due": {"start": "draft", "attach": "draft"},
        "draft": {"save": "draft", **_with_papers("draft"), "submit": "submitted"},
        "submitted": {"return": "returned", "unit_receive": "unit_received", "receive": "received"},
        "returned": {"save": "returned", **_with_papers("returned"), "submit": "submitted"},
        "unit_received": {"return": "returned", "receive": "received"},
        "received": {},
    },
)
RATING = Machine(
    "rating",
    {
        "applied": {"assess": "assessing", "refuse": "refused", "withdraw": "withdrawn"},
        "assessing": {"assess": "assessing", "grant": "granted", "refuse": "refused", "withdraw": "withdrawn"},
        "granted": {"expire": "expired", "revoke": "revoked"},
        "refused": {},
        "withdrawn": {},
        "expired": {},
        "revoked": {},
    },
)
LISTING = Machine(
    "listing",
    {
        "proposed": {"notify": "noticed", "drop": "dropped"},
        "noticed": {"answer": "answered", "list": "listed", "drop": "dropped"},
        "answered": {"list": "listed", "drop": "dropped"},
        "listed": {**_with_papers("listed"), "ask_repair": "repair_asked"},
        "repair_asked": {"repair": "repaired", "refuse_repair": "listed"},
        "repaired": {},
        "dropped": {},
    },
)
PROGRESS = Machine(
    "progress",
    {
        "draft": {"save": "draft", **_with_papers("draft"), "send": "sent"},
        "sent": {"comment": "commented", "accept": "accepted"},
        "commented": {"save": "commented", **_with_papers("commented"), "send": "sent"},
        "accepted": {},
    },
)
RECORD = Machine("record", {"in_force": {"annul": "annulled"}, "annulled": {}})

MACHINES: Mapping[str, Machine] = {
    machine.kind: machine for machine in (REPORT, RATING, LISTING, PROGRESS, RECORD)
}

HANDED_IN = ("submitted", "unit_received", "received")
"""States of a report that the organisation has done its part of."""
ON_LIST = ("listed", "repair_asked")
OPEN_CASE = ("proposed", "noticed", "answered")
