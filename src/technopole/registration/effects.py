"""The steps of applicant and supervisory unit: from the first answer to the papers handed in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests.models import State
from technopole.registration import answers as asked_for
from technopole.registration import authorities, names, notices, refusals, words
from technopole.registration.models import Case, Status
from technopole.registration.moves import (
    Done,
    Effect,
    Move,
    asks_for_name,
    before_consent,
    needs_consent,
    ready_state,
    version_of,
)
from technopole.registration.records import note_change
from technopole.registration.transitions import CHANGE, DEREGISTER, ENDED, ESTABLISH

_LOCKED_BY_NAME = ("name_zh", "name_en", "authority", "direct_kind")
_LOCKED_BY_CONSENT = (*_LOCKED_BY_NAME, "supervisory_unit")


def place(case: Case, answers: Mapping[str, Any]) -> None:
    """Bring the case's own columns up to date with its answers."""
    now = case.registration
    case.name_zh = str(answers.get("name_zh") or (now.name_zh if now else ""))[:300]
    case.name_en = str(answers.get("name_en") or (now.name_en if now else ""))[:300]
    if case.kind == ESTABLISH:
        case.authority = str(answers.get("authority") or "")[:60]
        case.supervisory_unit = str(answers.get("supervisory_unit") or "")[:60]
        version = version_of(case)
        kind = str(answers.get("direct_kind") or "")
        needed = version is not None and version.needs_consent(kind)
        offered = version is not None and version.consent != "none"
        # where none is needed, one that is chosen still consents
        case.direct = not needed and not (offered and case.supervisory_unit)
    elif now is not None:
        case.authority = now.authority
        case.supervisory_unit = str(answers.get("supervisory_unit") or now.supervisory_unit)[:60]


def problems(case: Case, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What keeps the application from being sent, {question: reasons}."""
    found = asked_for.problems(asked_for.questions(case.kind, case.legal_form), answers)
    if case.kind == ESTABLISH:
        found |= _of_authorities(case, answers)
    if case.kind == CHANGE and case.registration is not None:
        before = as_registered(case)
        if not asked_for.changed(before, answers):
            found.setdefault("reason", [_("Nothing is changed yet.")])
        asked = {"reason", *asked_for.changed(before, answers)}  # what stays as it is is not held against it
        found = {name: why for name, why in found.items() if name in asked}
        unit = answers.get("supervisory_unit")
        if unit and unit != before["supervisory_unit"] and not _is_unit(unit):
            found["supervisory_unit"] = [_("Choose from the list.")]
    return found


def as_registered(case: Case) -> dict[str, str]:
    """What the register says now, as answers to the questions of a change."""
    now = case.registration
    assert now is not None
    return {
        name: str(getattr(now, name) if name in asked_for.COLUMNS else now.details.get(name) or "")
        for name in asked_for.CHANGED
    }


def _is_unit(key: str) -> bool:
    known = authorities.get(key)
    return known is not None and known.kind == authorities.UNIT


def _of_authorities(case: Case, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    version = version_of(case)
    if version is None:
        return {"name_zh": [_("No rules for this legal form are in force today.")]}
    authority = authorities.get(str(answers.get("authority") or ""))
    if authority is None or authority.kind != version.authority:
        found["authority"] = [_("Choose the authority that registers this legal form.")]
    unit = str(answers.get("supervisory_unit") or "")
    if unit and not _is_unit(unit):
        found["supervisory_unit"] = [_("Choose from the list.")]
    if not unit and version.needs_consent(str(answers.get("direct_kind") or "")):
        found["supervisory_unit"] = [_("This kind of organisation needs a supervisory unit.")]
    return found


def _in_order(move: Move, *without: str) -> None:
    found = {name: why for name, why in problems(move.case, move.answers).items() if name not in without}
    if found:
        raise Invalid(_("The application cannot be sent yet."), fields=found)


# --- by the applicant ------------------------------------------------------------------------------------------


def edit(move: Move) -> Done:
    """Answers changed; those that were checked or consented to stay as they are."""
    case = move.case
    given = asked_for.tidy(asked_for.questions(case.kind, case.legal_form), move.said.get("answers") or {})
    before = move.answers
    locked: tuple[str, ...] = ()
    if case.state == "consented" or (case.state == "supplement_requested" and case.consent):
        locked = _LOCKED_BY_CONSENT
    elif case.state in ("name_checked", "supplement_requested"):
        locked = _LOCKED_BY_NAME
    moved = [name for name in locked if name in given and (given[name] or "") != (before.get(name) or "")]
    if moved:
        why = _("This was checked and stays as it is. Give the name up first to change it.")
        raise Invalid(why, fields={name: [why] for name in moved})
    after = {**before, **given}
    place(case, after)
    return Done(changes={"payload": {**move.request.payload, "answers": after}})


def check_name(move: Move) -> Done:
    """The name is checked and kept."""
    case, answers = move.case, move.answers
    if not asks_for_name(case, answers):
        raise Conflict(_("No name has to be checked here: go on without."))
    authority = authorities.get(case.authority)
    if authority is None:
        why = _("Choose the authority that registers this legal form.")
        raise Invalid(why, fields={"authority": [why]})
    found = names.check(
        case.name_zh, case.name_en, case.legal_form, authority, without_case=case, without=case.registration
    )
    version = version_of(case)
    days = version.clocks.get("name_kept_days", 180) if version else 180
    kept = names.keep(case, found, case.name_zh, case.name_en, days)
    return Done("name_checked", note={"name_kept_until": str(kept.valid_until), "verdict": found.verdict})


def release_name(move: Move) -> Done:
    """The name is given up; a consent to it is void."""
    names.release(move.case)
    move.case.consent = {}
    return Done("draft")


def begin_liquidation(move: Move) -> Done:
    """A liquidation group takes over; the organisation is in liquidation from the day it says."""
    case, answers = move.case, move.answers
    registration = case.registration
    assert registration is not None
    _in_order(move)
    first = asked_for.day(answers.get("liquidation_from"))
    if first is None or first > move.today or first < registration.registered_on:
        why = _("The liquidation begins today or earlier, and not before the organisation was registered.")
        raise Invalid(why, fields={"liquidation_from": [why]})
    others = registration.cases.exclude(pk=case.pk).exclude(state__in=ENDED)
    if others := others.select_related("request"):
        raise Conflict(refusals.open_already(others))
    standing = (Status.ACTIVE, Status.LIQUIDATING)
    if registration.status not in standing:
        raise Conflict(refusals.standing(registration, standing))
    registration.liquidation = {"head": answers.get("liquidation_head", ""), "from": str(first)}
    note_change(registration, "liquidating", move.by, why=case.uid, status=Status.LIQUIDATING, since=first)
    return Done("liquidating", changes={"expires_at": None})


def end_liquidation(move: Move) -> Done:
    """The liquidation is over; from that day the time for applying runs."""
    registration = move.case.registration
    assert registration is not None
    first = asked_for.day(registration.liquidation.get("from"))
    last = asked_for.day(move.answers.get("liquidation_to"))
    if last is None or last > move.today or (first is not None and last < first):
        why = _("Give the day on which the liquidation ended: not before it began, and not in the future.")
        raise Invalid(why, fields={"liquidation_to": [why]})
    version = version_of(move.case)
    days = version.clocks.get("deregister_within_days", 15) if version else 15
    apply_by = last + dt.timedelta(days=days)
    registration.liquidation = {**registration.liquidation, "to": str(last), "apply_by": str(apply_by)}
    note_change(registration, "liquidation_ended", move.by, why=move.case.uid)
    return Done("liquidated", note={"apply_by": str(apply_by)})


def ask_consent(move: Move) -> Done:
    """The supervisory unit is asked."""
    case = move.case
    if not needs_consent(case):
        raise Conflict(_("No consent is needed here: the application can be sent."))
    if case.state not in (before_consent(case, move.answers), "consented"):
        raise Conflict(_("The name has to be checked first.") if case.kind != DEREGISTER else
                       _("The liquidation has to be ended first."))  # fmt: skip
    _in_order(move)
    case.consent = {}
    case.consent_reminded = notices.come(case, move.today)  # a day that has passed already is not told of
    notices.ask(case, notices.ASKED)
    return Done("consent_asked")


def recall_consent(move: Move) -> Done:
    """The applicant takes the question back."""
    return Done(before_consent(move.case, move.answers))


def submit(move: Move) -> Done:
    """The application is sent."""
    case, answers = move.case, move.answers
    _in_order(move)
    wanted = ready_state(case, answers)
    if case.state != wanted:
        why = _("Before it can be sent it must be “%(state)s”.") % {"state": words.STATES[wanted][0]}
        raise Conflict(f"{why} {refusals.instead(case)}")
    if asks_for_name(case, answers) and names.kept(case) is None:
        raise Conflict(_("The time for which the name was kept has run out. Give it up and check it again."))
    version = version_of(case)
    within = version.clocks.get("apply_within_days_of_consent") if version else None
    if within and case.consent and move.today > dt.date.fromisoformat(case.consent["on"]) + dt.timedelta(days=within):
        raise Conflict(
            _("The application must follow the consent within %(days)d days. Ask for consent again.") % {"days": within}
        )
    return Done(
        "submitted", request_state=State.SUBMITTED, changes={"expires_at": None}, note=_papers(move), tell="submitted"
    )


def supply(move: Move) -> Done:
    """What was missing is sent."""
    _in_order(move)
    return Done(
        "submitted", move.text("text"), request_state=State.SUBMITTED, changes={"expires_at": None}, note=_papers(move)
    )


def withdraw(move: Move) -> Done:
    """The applicant no longer wants it."""
    case = move.case
    names.release(case)
    registration = case.registration
    if case.kind == DEREGISTER and registration is not None and registration.status == Status.LIQUIDATING:
        registration.liquidation = {}
        note_change(registration, "resumed", move.by, why=case.uid, status=Status.ACTIVE, since=move.today)
    return Done(
        "withdrawn", move.text("text"), request_state=State.WITHDRAWN, changes={"due_at": None, "expires_at": None}
    )


def _papers(move: Move) -> dict[str, Any]:
    """The list of papers as they are now, for history."""
    return {"papers": sorted(set(move.request.attachments.exclude(paper="").values_list("paper", flat=True)))}


# --- by the supervisory unit -----------------------------------------------------------------------------------


def consent(move: Move) -> Done:
    """The unit consents."""
    move.case.consent = {
        "by": str(move.by), "on": str(move.today), "number": move.text("number", most=60), "text": move.text("text"),
        "unit": move.case.supervisory_unit,
    }  # fmt: skip
    return Done("consented", move.text("text"), note={"consent": move.case.consent["number"]}, tell="consented")


def decline(move: Move) -> Done:
    """The unit does not consent; the applicant may mend it and ask again."""
    text = move.text("text", _("Give the reason. The applicant will read it."))
    return Done(before_consent(move.case, move.answers), text, tell="declined")


def record_consent(move: Move) -> Done:
    """A consent on paper, of a unit for which nobody acts here."""
    case = move.case
    unit = authorities.get(case.supervisory_unit)
    if unit is not None and unit.organisation_uid and _has_representatives(unit.organisation_uid):
        raise NotAllowed(_("The supervisory unit is represented here and consents itself; wait for its answer."))
    number = move.text("number", _("Give the number of the consent."), most=60)
    on = asked_for.day(move.text("on", _("Give the day of the consent.")))
    if on is None or on > move.today:
        why = _("Write a day such as 2026-05-31, not in the future.")
        raise Invalid(why, fields={"on": [why]})
    case.consent = {"by": "", "on": str(on), "number": number, "text": "", "unit": case.supervisory_unit}
    return Done("consented", number, note={"consent": number}, tell="consented")


def _has_representatives(organisation_uid: str) -> bool:
    from technopole.accounts.queries import representatives_of

    return representatives_of(organisation_uid).exists()


EFFECTS: dict[str, Effect] = {
    "edit": edit, "check_name": check_name, "release_name": release_name, "begin_liquidation": begin_liquidation,
    "end_liquidation": end_liquidation, "ask_consent": ask_consent, "recall_consent": recall_consent,
    "submit": submit, "supply": supply, "withdraw": withdraw, "consent": consent, "decline": decline,
    "record_consent": record_consent,
}  # fmt: skip
