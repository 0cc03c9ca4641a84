"""What all steps share: the row is locked, its version and state checked, who may is asked, the trace is left.

A step by the wrong person raises `NotAllowed`, at the wrong time or on an old version `Conflict`, with wrong values
`Invalid`; each with its reason.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core import clock, signals, typed
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Change
from technopole.core.rules import Rule
from technopole.core.sourced import By
from technopole.pages import display
from technopole.registry.lists import names_of
from technopole.registry.models import Organisation
from technopole.supervision import rules
from technopole.supervision.flow import Machine
from technopole.supervision.models import Event, Supervised

Row = TypeVar("Row", bound=Supervised)
HISTORY_KIND = "supervision"


def take(model: type[Row], uid: str, version: int | None, machine: Machine, action: str) -> Row:
    """The row, locked, if it is still as its reader saw it and the step may be taken. `version` None: whatever."""
    row: Row = model._default_manager.select_for_update().get(uid=uid)
    if version is not None and row.version != version:
        raise Conflict(_("Somebody else changed this since you opened it. Look at it again."))
    machine.after(row.state, action)  # type: ignore[attr-defined]
    return row


def must(rule: Rule, by: By, row: Supervised) -> None:
    """Only whom the rule names; work of the centre itself (no user) is always allowed."""
    if by.user is not None and not rule.allows(by.user, row):
        raise NotAllowed(refusal(rule, row.organisation_uid))


def refusal(rule: Rule, organisation_uid: str) -> str:
    """Who may do it with this organisation, said to somebody who may not."""
    why = {
        rules.writes_own: _("Only those who speak for %(name)s may do this. You can ask to represent it on its page."),
        rules.receives_for_unit: _("Only the supervisory unit of %(name)s or a registrar may do this."),
        rules.decides: _("Only a registrar may do this with %(name)s. Ask one, or an administrator."),
    }[rule]
    organisation = Organisation.objects.filter(uid=organisation_uid).first()
    name = display.choose(names_of(organisation), get_language()).text if organisation else organisation_uid
    return why % {"name": name}


def must_speak_for(organisation_uid: str, by: By) -> None:
    """Only who speaks for the organisation today; for what is not kept yet, of which no rule can ask the store."""
    if by.user is not None and not (by.user.is_authenticated and organisation_uid in by.user.represents):
        raise NotAllowed(refusal(rules.writes_own, organisation_uid))


def must_decide(by: By, row: Supervised) -> None:
    """A registrar who does not speak for the organisation decided upon."""
    must(rules.decides, by, row)
    if by.user is not None and row.organisation_uid in by.user.represents:
        raise NotAllowed(_("You cannot decide on an organisation that you represent. Another registrar does."))


def required(text: str, field: str, why: str) -> str:
    """The text without stray spaces. Raises `Invalid` if it is empty."""
    text = typed.clean(text)
    if not text:
        raise Invalid(why, fields={field: [why]})
    return text


def move(row: Supervised, machine: Machine, action: str, by: By, text: str = "") -> None:
    """Take the step: the state after it, the next version, a line of the timeline, an entry of history."""
    before = row.state  # type: ignore[attr-defined]
    row.state = machine.after(before, action)  # type: ignore[attr-defined]
    leave_trace(row, machine.kind, action, by, text, (before, row.state))  # type: ignore[attr-defined]


def leave_trace(
    row: Supervised, kind: str, action: str, by: By, text: str = "", states: tuple[str, str] = ("", "")
) -> None:
    """Save the row as its next version with its line in the timeline and its entry in history."""
    now = clock.now()
    row.updated_at = now
    row.version = (row.version or 0) + 1 if row.pk else 1
    row.save()
    Event.objects.create(
        organisation_uid=row.organisation_uid, subject_kind=kind, subject_uid=row.uid, at=now, action=action,
        from_state=states[0], to_state=states[1], actor=by.user, actor_label=str(by.user or by.label)[:200],
        text=typed.clean(text),
    )
    Change.objects.create(
        at=now, kind=HISTORY_KIND, uid=row.uid, action=f"{kind}.{action}"[:20], actor=by.user, actor_label=by.label,
        diff={"state": list(states)} if any(states) else {},
    )


def announce(row: Supervised, action: str, by: By, diff: Mapping[str, Any]) -> None:
    """Write what became public of an organisation into its history, where signals are read from."""
    signals.happened("organisation", row.organisation_uid, action, By(label=by.label or "supervision"), diff)
