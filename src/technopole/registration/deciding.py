"""The steps of registrars: papers complete, review, visit, notice, the decision by two persons, the certificate."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts.services.roles import appoint_representative
from technopole.core import clock, ids
from technopole.core.errors import Conflict, Invalid
from technopole.core.requests.models import State
from technopole.core.sourced import By
from technopole.registration import answers as asked_for
from technopole.registration import authorities, certificates, codes, names, records, refusals, rules_in_force
from technopole.registration.effects import as_registered
from technopole.registration.models import Branch, Registration, Status
from technopole.registration.moves import Done, Effect, Move, needs_consent, version_of, version_on
from technopole.registration.rules_in_force import NO, YES, Finding, Version
from technopole.registration.transitions import BRANCH, CHANGE, CHARTER, DEREGISTER, ENDED, ESTABLISH
from technopole.registry.kinds import sort_key
from technopole.registry.models import Organisation

REGISTER, REFUSE = "register", "refuse"


# --- papers ----------------------------------------------------------------------------------------------------


def papers_wanted(move_or_case: Any, version: Version, *, consented: bool) -> list[str]:
    """The papers of the rules; the consent is none where it was given here or is not needed."""
    needed = needs_consent(move_or_case)
    return [paper for paper in version.papers if paper != "consent_letter" or (needed and not consented)]


def ask_supplement(move: Move) -> Done:
    """What is missing is asked for, all of it at once."""
    text = move.text("text", _("Say what is missing."))
    version = version_of(move.case)
    days = version.clocks.get("supplement_days", 30) if version else 30
    return Done(
        "supplement_requested",
        text,
        request_state=State.SUPPLEMENT,
        changes={"expires_at": clock.now() + dt.timedelta(days=days)},
        tell="supplement_requested",
    )


def accept(move: Move) -> Done:
    """The papers are complete by the rules in force today, which the case names from then on; the clock starts."""
    case = move.case
    version = version_on(case, move.today)
    if version is None:
        why = _("No rules for this legal form are in force today. It can be accepted once there are some.")
        raise Conflict(why)
    if (
        case.kind == ESTABLISH
        and version.needs_consent(str(move.answers.get("direct_kind") or ""))
        and not case.consent
    ):
        why = _("The rules in force today ask for the consent of a supervisory unit. The applicant withdraws this "
                "application and makes one with that consent.")  # fmt: skip
        raise Conflict(why)
    on_paper = set(move.said.get("on_paper") or ())
    handed_in = set(move.request.attachments.exclude(paper="").values_list("paper", flat=True))
    wanted = papers_wanted(case, version, consented=bool(case.consent))
    missing = [paper for paper in wanted if paper not in handed_in | on_paper]
    if missing:
        why = _("Missing: %(papers)s.") % {"papers": ", ".join(_paper(paper) for paper in missing)}
        raise Invalid(why, fields={"papers": [why]})
    case.rules, case.accepted_on = version.id, move.today
    papers = {"papers": [paper for paper in wanted if paper in handed_in], "on_paper": sorted(on_paper & set(wanted))}
    return Done(
        "accepted", request_state=State.IN_REVIEW, note={**papers, "rules": version.id},
        changes={
            "due_at": clock.now() + dt.timedelta(days=version.clocks["decide_days"]),
            "payload": {**move.request.payload, "papers": papers},
        },
        tell="clock_started",
    )  # fmt: skip


def _paper(paper: str) -> str:
    texts = rules_in_force.paper_names()[paper]
    return texts["zh" if (get_language() or "").startswith("zh") else "en"]


# --- review ----------------------------------------------------------------------------------------------------


def start_review(move: Move) -> Done:
    return Done("in_review")


def record_visit(move: Move) -> Done:
    """What was found where the organisation is, or will be."""
    on = asked_for.day(move.text("on", _("Give the day of the visit.")))
    if on is None or on > move.today:
        why = _("Write a day such as 2026-05-31, not in the future.")
        raise Invalid(why, fields={"on": [why]})
    visit = {
        "on": str(on),
        "by": str(move.by),
        "place": move.text("place", _("Say where it was."), most=500),
        "found": move.text("found", _("Say what was found.")),
        "conclusion": move.text("conclusion", _("Give the conclusion."), most=500),
    }
    move.case.visits = [*move.case.visits, visit]
    return Done(note={"visit": str(on)})


def publish_notice(move: Move) -> Done:
    """The application is made public for some days, so that anybody may object."""
    version = version_of(move.case)
    days = version.clocks.get("notice_days", 7) if version else 7
    until = move.today + dt.timedelta(days=days)
    text_zh, text_en = move.text("text_zh"), move.text("text_en")
    if not text_zh and not text_en:
        why = _("Write the text of the notice.")
        raise Invalid(why, fields={"text_zh": [why]})
    move.case.notice = {"text_zh": text_zh, "text_en": text_en, "from": str(move.today), "to": str(until)}
    return Done(note={"notice_to": str(until)})


def findings(case: Any, answers: Any, today: dt.date) -> list[Finding]:
    """The conditions of the rules with their verdicts, as of the day of acceptance if there was one."""
    version, authority = version_of(case), authorities.get(case.authority)
    facts = {**answers, "level": authority.level if authority else ""}
    return rules_in_force.judge(version, facts, case.accepted_on or today) if version else []


# --- the decision, by two persons ------------------------------------------------------------------------------


def prepare(move: Move) -> Done:
    """One registrar prepares the decision."""
    case = move.case
    decision = move.text("decision")
    if decision not in (REGISTER, REFUSE):
        why = _("Choose a decision.")
        raise Invalid(why, fields={"decision": [why]})
    prepared: dict[str, Any] = {"decision": decision, "reason": move.text("reason"), "remedy": move.text("remedy")}
    if decision == REFUSE:
        move.text("reason", _("Give the reason. The applicant will read it."))
        move.text("remedy", _("Say what the applicant can do about it: mend it, object, go to court."))
    else:
        _may_grant(move)
        if case.kind == ESTABLISH:
            prepared |= _code_and_link(move)
    case.prepared, case.prepared_by, case.prepared_at = prepared, move.by, clock.now()
    return Done("decision_prepared", note={"decision": decision})


def _may_grant(move: Move) -> None:
    open_ones = [each for each in findings(move.case, move.answers, move.today) if each.verdict != YES]
    if open_ones:
        language = "zh" if (get_language() or "").startswith("zh") else "en"
        reasons = [
            f"{_('Not met') if each.verdict == NO else _('Not known')}: {each.text[language]} ({each.ref[language]})"
            for each in open_ones
        ]
        raise Invalid(_("It cannot be granted: conditions of the rules are not met."), fields={"decision": reasons})
    if move.case.notice and move.case.notice["to"] >= str(move.today):
        why = _("The public notice runs until %(day)s.") % {"day": move.case.notice["to"]}
        raise Invalid(why, fields={"decision": [why]})


def _code_and_link(move: Move) -> dict[str, Any]:
    """The code where the authority gives none out, and the organisation of the directory that this one is."""
    case, code, link = move.case, move.text("code", most=40), move.text("link", most=12)
    start = rules_in_force.forms()[case.legal_form].code_start
    authority = authorities.get(case.authority)
    if start and code:
        code = codes.check_typed(code, start)
    elif start and not case.synthetic and not (authority and authority.code_segment):
        why = _("This authority hands out no codes of its own: type in the code that was assigned.")
        raise Invalid(why, fields={"code": [why]})
    if link and not Organisation.objects.filter(uid=link).exists():
        why = _("There is no such organisation in the directory.")
        raise Invalid(why, fields={"link": [why]})
    return {"code": code, "link": link}


def return_decision(move: Move) -> Done:
    """A second registrar sends the prepared decision back."""
    text = move.text("text", _("Say what has to be looked at again."))
    move.case.prepared, move.case.prepared_by, move.case.prepared_at = {}, None, None
    return Done("in_review", text)


def approve(move: Move) -> Done:
    """A second registrar approves what was prepared, and it is carried out."""
    case = move.case
    if case.prepared.get("decision") != REGISTER:
        raise Conflict(_("The prepared decision is a refusal. Approve the refusal, or return it."))
    _may_grant(move)
    carry_out = {
        ESTABLISH: _establish, CHANGE: _change, CHARTER: _charter, BRANCH: _branch, DEREGISTER: _deregister,
    }[case.kind]  # fmt: skip
    registration = carry_out(move)
    return Done(
        "registered" if case.kind == ESTABLISH else "granted", case.prepared["reason"], request_state=State.ACCEPTED,
        changes={
            "decided_at": clock.now(), "decided_by": move.by, "decision_reason": case.prepared["reason"],
            "outcome_kind": records.ORGANISATION,
            "outcome_uid": registration.organisation_uid,
        },
        note={"rules": case.rules, "prepared_by": case.prepared_by_id}, tell="accepted",
    )  # fmt: skip


def approve_refusal(move: Move) -> Done:
    """A second registrar approves the refusal; reason and remedy go to the applicant."""
    case = move.case
    if case.prepared.get("decision") != REFUSE:
        raise Conflict(_("The prepared decision is not a refusal. Approve it, or return it."))
    names.release(case)
    reason = f"{case.prepared['reason']}\n\n{case.prepared['remedy']}"
    return Done(
        "refused", reason, request_state=State.REFUSED,
        changes={"decided_at": clock.now(), "decided_by": move.by, "decision_reason": reason},
        note={"rules": case.rules, "prepared_by": case.prepared_by_id}, tell="refused",
    )  # fmt: skip


# --- carrying out ----------------------------------------------------------------------------------------------


def _by(move: Move) -> By:
    return By(user=move.by, why=f"request:{move.request.uid}")


def _establish(move: Move) -> Registration:
    case, answers = move.case, move.answers
    form = rules_in_force.forms()[case.legal_form]
    authority = authorities.get(case.authority)
    if authority is None:
        raise Conflict(_("The authority of this case is not known any more. It has to be among the authorities again."))
    if form.code_start:
        code = case.prepared.get("code") or codes.compose(form.code_start, authority, synthetic=case.synthetic)
        if codes.is_borne(code):
            raise Conflict(_("Another organisation bears this code. Return the decision and give another."))
    else:
        code = codes.filing_number(move.today)
    registration = Registration(
        uid=ids.new_uid(), code=code, legal_form=case.legal_form, rules=case.rules, authority=case.authority,
        supervisory_unit=case.supervisory_unit if case.consent else "", consent_number=case.consent.get("number", ""),
        registered_on=move.today, registered_year=move.today.year, status=Status.REGISTERED, status_since=move.today,
        charter_approved_on=move.today if "charter" in _papers_of(case.rules) else None,
        name_zh=case.name_zh, name_en=case.name_en, sort_name=sort_key(case.name_en or case.name_zh),
        district=answers.get("district", ""), synthetic=case.synthetic, updated_at=clock.now(),
        details={name: text for name, text in answers.items() if text and name not in asked_for.COLUMNS + ("post",)},
    )  # fmt: skip
    if link := case.prepared.get("link"):
        records.join(registration, link, _by(move))
    registration.organisation_uid = records.tell_directory(registration, _by(move))
    registration.save()
    case.registration = registration
    names.bear(case, registration)
    records.history(registration, "registered", move.by, _by(move).why, {})
    applicant: Any = move.request.applicant
    if applicant is not None and applicant.is_active:
        appoint_representative(
            applicant, registration.organisation_uid, _by(move), post=str(answers.get("post") or "")[:150]
        )
    return registration


def _papers_of(rules: str) -> tuple[str, ...]:
    version = rules_in_force.version(rules)
    return version.papers if version else ()


def _standing(move: Move, *statuses: str) -> Registration:
    """The organisation of the case, locked, if it still is what it has to be."""
    assert move.case.registration is not None
    registration = Registration.objects.select_for_update().get(pk=move.case.registration.pk)
    if registration.status not in statuses:
        raise Conflict(refusals.standing(registration, statuses))
    return registration


def _change(move: Move) -> Registration:
    registration = _standing(move, Status.ACTIVE)
    before = records.shown(registration)
    changed = asked_for.changed(as_registered(move.case), move.answers)
    for name in changed:
        value = move.answers[name]
        if name == "name_zh" and registration.name_zh:
            registration.former_names = [*registration.former_names, registration.name_zh]
        if name == "name_en" and registration.name_en:
            registration.former_names = [*registration.former_names, registration.name_en]
        if name in asked_for.COLUMNS:
            setattr(registration, name, value)
        else:
            registration.details = {**registration.details, name: value}
    if {"name_zh", "name_en"} & set(changed):
        now_called = {registration.name_zh, registration.name_en}
        registration.former_names = [name for name in registration.former_names if name not in now_called]
        names.bear(move.case, registration)
    if "supervisory_unit" in changed:
        registration.consent_number = move.case.consent.get("number", "")
    if asked_for.ON_CERTIFICATE & set(changed):
        certificates.issue(registration, move.by, move.today, keep_validity=True)
    records.note_change(registration, "changed", move.by, why=move.request.uid, before=before)
    return registration


def _charter(move: Move) -> Registration:
    registration = _standing(move, Status.ACTIVE)
    before = records.shown(registration)
    registration.charter_approved_on = move.today
    records.note_change(registration, "charter", move.by, why=move.request.uid, before=before)
    return registration


def _branch(move: Move) -> Registration:
    registration, said = _standing(move, Status.ACTIVE), move.answers
    Branch.objects.create(
        registration=registration,
        kind=said["branch_kind"],
        name_zh=said.get("branch_name_zh", ""),
        name_en=said.get("branch_name_en", ""),
        address=said.get("branch_address", ""),
        head=said.get("branch_head", ""),
        filed_on=move.today,
    )
    records.note_change(registration, "branch", move.by, why=move.request.uid)
    return registration


def _deregister(move: Move) -> Registration:
    registration = _standing(move, Status.LIQUIDATING)
    others = registration.cases.exclude(pk=move.case.pk).exclude(state__in=ENDED)
    if others := others.select_related("request"):
        raise Conflict(refusals.open_already(others))
    before = records.shown(registration)
    registration.deregistered_on = move.today
    registration.branches.filter(closed_on=None).update(closed_on=move.today)
    certificates.cancel(registration, move.today)
    names.release_of(registration)
    records.note_change(
        registration,
        "deregistered",
        move.by,
        why=move.request.uid,
        status=Status.DEREGISTERED,
        since=move.today,
        before=before,
    )
    return registration


def issue_certificate(move: Move) -> Done:
    """The certificate is issued, and the organisation is active."""
    registration = _standing(move, Status.REGISTERED)
    before = records.shown(registration)
    issued = certificates.issue(registration, move.by, move.today)
    records.note_change(
        registration,
        "certificate",
        move.by,
        why=move.request.uid,
        status=Status.ACTIVE,
        since=move.today,
        before=before,
    )
    return Done("certified", issued.number, note={"certificate": issued.number})


EFFECTS: dict[str, Effect] = {
    "ask_supplement": ask_supplement, "accept": accept, "start_review": start_review, "record_visit": record_visit,
    "publish_notice": publish_notice, "prepare": prepare, "return_decision": return_decision, "approve": approve,
    "approve_refusal": approve_refusal, "issue_certificate": issue_certificate,
}  # fmt: skip
