"""The history as signals are read from it: every line about a thing that can be followed.

What the register of social organisations says of an entry is news of the organisation: its lines are read as lines
about that organisation, under their own number, so that a signal's id stays what it is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from technopole.core import signals
from technopole.core.models import Change
from technopole.core.signals import Signal, SignalKind, on_action
from technopole.registration.models import Registration
from technopole.registration.records import HISTORY as HISTORY
from technopole.signals import things

ORGANISATION = "organisation"
KINDS = (*things.THINGS, HISTORY)
"""The kinds of lines that hold signals."""

_TOLD_BY_THE_DIRECTORY = ("name", "district")
"""What changes in the organisation's own record too, which tells of it."""
_STEPS = ("registered", "liquidating", "liquidation_ended", "resumed", "charter", "branch", "deregistered")


@dataclass
class Line:
    """A line of history about a thing that can be followed."""

    pk: int
    at: dt.datetime
    kind: str
    uid: str
    action: str
    diff: dict[str, Any]


def join() -> None:
    """The kinds of signal that the register's lines hold; called once, when the app starts."""
    only = frozenset({ORGANISATION})
    signals.register(SignalKind("certificate", _("Certificate issued"), on_action("register:certificate"), only))
    steps = on_action(*(f"register:{step}" for step in _STEPS))
    signals.register(SignalKind("registration", _("Step in the register"), steps, only))


def lines(changes: Iterable[Change]) -> Iterator[Line]:
    """The lines about things, in their order. Costs one query if there are lines of the register among them."""
    rows = [change for change in changes if change.kind in KINDS]
    entries = {change.uid for change in rows if change.kind == HISTORY}
    of = dict(Registration.objects.filter(uid__in=entries).values_list("uid", "organisation_uid")) if entries else {}
    for each in rows:
        if each.kind != HISTORY:
            yield Line(each.pk, each.at, each.kind, each.uid, each.action, each.diff)
        elif of.get(each.uid):
            diff = {name: value for name, value in each.diff.items() if name not in _TOLD_BY_THE_DIRECTORY}
            action = each.action if each.action == "changed" else f"register:{each.action}"
            yield Line(each.pk, each.at, ORGANISATION, of[each.uid], action, diff)


def read(changes: Iterable[Change]) -> dict[int, list[Signal]]:
    """{number of the line: its signals}."""
    return {line.pk: list(signals.derive(line)) for line in lines(changes)}


def about(kind: str, uids: Iterable[str]) -> dict[str, list[str]]:
    """{kind of line: uids} of the lines that tell of these things."""
    told = {kind: list(uids)}
    if kind == ORGANISATION:
        entries = Registration.objects.filter(organisation_uid__in=told[kind]).values_list("uid", flat=True)
        if found := list(entries):
            told[HISTORY] = found
    return told
