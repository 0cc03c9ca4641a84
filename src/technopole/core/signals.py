"""What users of a register are told of: the kinds of signal, and how each is read from a line of history.

A signal is not stored. It is read from one `core.Change` by a pure function, so that it cannot disagree with the
history, and is known for good by the change and its kind: `812-renamed`.

Any room adds kinds of its own when its app starts, in one of two ways:

    signals.register(SignalKind("moved", _("Moved"), signals.on_fields("address")))

tells of fields of the sourced record, and

    signals.register(SignalKind("overdue", _("Report overdue"), signals.on_action("overdue")))
    signals.happened("organisation", uid, "overdue", by, {"report": [None, "2025"], "due": [None, "2026-05-31"]})

tells of what no record says: `happened` writes it into the history of the thing it concerns.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from technopole.core import clock
from technopole.core.models import Change
from technopole.core.sourced import By

Reading = Callable[[str, Mapping[str, Any]], Mapping[str, Any] | None]
"""Given an action and a difference, the part of the difference that this kind tells; None when it tells nothing."""

TECHNICAL = frozenset({"key", "sources", "licence", "listed", "synthetic", "record", "note"})
"""Fields of a record that say where it comes from, and are no news."""


class Line(Protocol):
    """What of a line of history signals are read from."""

    pk: int
    at: dt.datetime
    kind: str
    uid: str
    action: str
    diff: dict[str, Any]


@dataclass(frozen=True)
class SignalKind:
    """A kind of signal: its name in addresses, what people call it, and what in the history it is read from."""

    name: str
    label: str | Promise
    read: Reading
    things: frozenset[str] = frozenset()
    """The kinds of things it can be about; empty: all."""


@dataclass(frozen=True)
class Signal:
    """One piece of news about one thing: `values` is {field: [before, after]}, for lists {field: {added, removed}}."""

    change: int
    kind: str
    thing: str
    uid: str
    at: dt.datetime
    values: Mapping[str, Any]
    last: Mapping[str, Any] | None = None
    """The last record of a thing that was removed."""

    @property
    def id(self) -> str:
        """The same for as long as the history is kept, so that who receives it twice can drop the double."""
        return f"{self.change}-{self.kind}"


# --- how kinds are read -----------------------------------------------------------------------------------------


def on_action(*actions: str) -> Reading:
    """Tells of actions; all that the history says of them is told."""
    return lambda action, diff: {n: v for n, v in diff.items() if n not in TECHNICAL} if action in actions else None


def on_fields(*fields: str) -> Reading:
    """Tells of changes of these fields."""

    def read(action: str, diff: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return {name: diff[name] for name in fields if name in diff} or None

    return read


def _removed(action: str, diff: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """No source speaks of it any more, or its status says that it is withdrawn."""
    if action == "withdrawn":
        return {}
    return {"status": diff["status"]} if _status_becomes(diff, "withdrawn") else None


def _status(action: str, diff: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"status": diff["status"]} if "status" in diff and not _status_becomes(diff, "withdrawn") else None


def _status_becomes(diff: Mapping[str, Any], status: str) -> bool:
    value = diff.get("status")
    return isinstance(value, list) and value[-1] == status


def _renamed(action: str, diff: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The names a thing is shown by: of a list of names its display names and labels, not aliases and acronyms."""
    told = {name: diff[name] for name in ("name", "title", "statement") if name in diff}
    names = diff.get("names")
    if isinstance(names, dict):
        shown = {part: [n for n in items if n.get("kind") in ("display", "label")] for part, items in names.items()}
        if _values(shown.get("added", ())) != _values(shown.get("removed", ())):
            told["names"] = names
    return told or None


def _values(names: Any) -> set[str]:
    return {each.get("value", "") for each in names}


def _merged(action: str, diff: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """It became another thing, or another became it."""
    if action in ("merged", "separated"):
        return {name: value for name, value in diff.items() if name not in TECHNICAL}
    relations = diff.get("relations")
    added = relations.get("added", ()) if isinstance(relations, dict) else ()
    found = [each for each in added if each.get("kind") in ("successor", "predecessor")]
    return {"relations": {"added": found, "removed": []}} if found else None


# --- the registry -----------------------------------------------------------------------------------------------

_kinds: dict[str, SignalKind] = {}

CHANGED = "changed"
"""The kind that tells of all that no other kind tells."""


def register(kind: SignalKind) -> SignalKind:
    """Make a kind of signal known; called once, when its app starts."""
    _kinds[kind.name] = kind
    return kind


def get(name: str) -> SignalKind | None:
    return _kinds.get(name)


def kinds_of(thing: str) -> list[SignalKind]:
    """The kinds of signal there can be about things of this kind, in the order they were made known; the rest last."""
    found = [kind for kind in _kinds.values() if not kind.things or thing in kind.things]
    return sorted(found, key=lambda kind: kind.name == CHANGED)


register(SignalKind("new", _("New"), lambda action, diff: {} if action == "created" else None))
register(SignalKind("removed", _("Removed or withdrawn"), _removed))
register(SignalKind("renamed", _("Renamed"), _renamed))
register(SignalKind("status", _("Status changed"), _status))
register(SignalKind("merged", _("Merged or succeeded"), _merged, frozenset({"organisation"})))
register(SignalKind("identifiers", _("Identifiers changed"), on_fields("identifiers"), frozenset({"organisation"})))
register(
    SignalKind(
        "officers", _("Officers changed"), on_fields("officers", "legal_representative"), frozenset({"organisation"})
    )
)
register(SignalKind(CHANGED, _("Other facts changed"), lambda action, diff: diff or None))


def derive(line: Line) -> Iterator[Signal]:
    """The signals that one line of history holds, at most one of each kind. Pure, and always the same."""
    rest = {name: value for name, value in line.diff.items() if name not in TECHNICAL and not _is_nothing(value)}
    record = line.diff.get("record")
    last = record[0] if isinstance(record, list) else None
    told: set[str] = set()
    for kind in kinds_of(line.kind):
        left = {name: value for name, value in rest.items() if name not in told} if kind.name == CHANGED else rest
        values = kind.read(line.action, left)
        if values is not None:
            told |= values.keys()
            yield Signal(line.pk, kind.name, line.kind, line.uid, line.at, dict(values), last)


def _is_nothing(value: Any) -> bool:
    """A list of which only the order changed is no news."""
    return isinstance(value, dict) and value.keys() == {"added", "removed"} and not any(value.values())


def happened(kind: str, uid: str, action: str, by: By, diff: Mapping[str, Any] | None = None) -> Change:
    """Write into the history of a thing something that no record of it says, such as a report that became overdue.

    `diff` is {field: [before, after]}, for lists {field: {"added": […], "removed": […]}}: public, and without
    personal data, since history is. Call inside the transaction that makes it so.
    """
    return Change.objects.create(
        at=clock.now(), kind=kind, uid=uid, action=action, actor=by.user, actor_label=by.label, why=by.why,
        diff=dict(diff or {}),
    )  # fmt: skip


def of_action(thing: str, action: str) -> str | Promise:
    """What a line of history that no record says is called, such as `overdue`; empty for an action without a signal."""
    told = (kind for kind in kinds_of(thing) if kind.name != CHANGED and kind.read(action, {}) is not None)
    return next((kind.label for kind in told), "")
