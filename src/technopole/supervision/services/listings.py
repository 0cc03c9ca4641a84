"""The abnormal and the serious list: proposed, told, answered, decided; and the way off: repair with proof.

A listing is never deleted. Repaired, it stays to be seen, marked as repaired.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from technopole.core import clock, ids, typed
from technopole.core.errors import Conflict, Invalid
from technopole.core.sourced import By
from technopole.pages import display
from technopole.registration.models import Registration
from technopole.registry.models import Organisation
from technopole.supervision import calendar, lawbook, notices, rules, words
from technopole.supervision.flow import LISTING, ON_LIST, OPEN_CASE
from technopole.supervision.lawbook import ABNORMAL, SERIOUS, Ground
from technopole.supervision.models import AnnualReport, ListCase
from technopole.supervision.services import steps


def ground_of(row: ListCase) -> Ground | None:
    """The ground of a case, as the rule of the day it was proposed words it."""
    return lawbook.list_rule(row.proposed_on).grounds.get(row.ground)


@transaction.atomic
def propose(
    organisation_uid: str, ground: str, by: By, facts: str = "", *, report: AnnualReport | None = None,
    before: ListCase | None = None,
) -> ListCase:
    """Propose a listing. Proposing the same again while it is open or in force is refused."""
    now, today = clock.now(), clock.today()
    rule = lawbook.list_rule(today)
    if ground not in rule.grounds:
        why = _("Choose a ground from the list.")
        raise Invalid(why, fields={"ground": [why]})
    row = ListCase(
        uid=ids.new_uid(), organisation_uid=organisation_uid, list=rule.grounds[ground].list, ground=ground,
        facts=typed.clean(facts, 8000), report=report, before=before, proposed_on=today,
        created_at=now, updated_at=now,
    )
    steps.must_decide(by, row)
    if by.user is not None:
        steps.required(facts, "facts", _("Say what happened. The organisation will read it."))
    if not Organisation.objects.filter(uid=organisation_uid).exists():
        raise Conflict(_("This organisation is not in the register any more. Look for the one it became."))
    same = ListCase.objects.filter(organisation_uid=organisation_uid, ground=ground, report=report)
    if same.filter(state__in=(*OPEN_CASE, *ON_LIST)).exists() or (report and same.exists()):
        raise Conflict(_("A listing on this ground is proposed or in force already. Go on with that one."))
    row.synthetic = Registration.objects.filter(organisation_uid=organisation_uid, synthetic=True).exists()
    steps.leave_trace(row, "listing", "propose", by, row.facts, ("", row.state))
    return row


@transaction.atomic
def notify(uid: str, by: By, version: int | None) -> ListCase:
    """Tell the organisation, which may answer within the working days the rule gives."""
    row = steps.take(ListCase, uid, version, LISTING, "notify")
    steps.must_decide(by, row)
    today = clock.today()
    row.noticed_on = today
    row.answer_until = calendar.working_days_after(today, lawbook.list_rule(today).notice_working_days)
    steps.move(row, LISTING, "notify", by)
    notices.tell(
        row.organisation_uid, "listing_notice", ("supervision:listing", [row.uid]), list=row.list, ground=row.ground,
        until=notices.day(row.answer_until), text=row.facts,
    )
    return row


@transaction.atomic
def answer(uid: str, by: By, version: int | None, text: str) -> ListCase:
    """What the organisation says to it, while it may."""
    row = steps.take(ListCase, uid, version, LISTING, "answer")
    steps.must(rules.writes_own, by, row)
    if row.answer_until is not None and clock.today() > row.answer_until:
        why = _("The time to answer ended on %(day)s. Once it is decided you can ask for repair.")
        raise Conflict(why % {"day": _day(row.answer_until)})
    row.answer = steps.required(text, "text", _("Write your answer."))
    row.answered_on = clock.today()
    steps.move(row, LISTING, "answer", by, row.answer)
    return row


@transaction.atomic
def put_on(uid: str, by: By, version: int | None, text: str = "") -> ListCase:
    """Decide that it is listed; once it has answered, or its time to answer is over."""
    row = steps.take(ListCase, uid, version, LISTING, "list")
    steps.must_decide(by, row)
    today = clock.today()
    if row.state == "noticed" and row.answer_until is not None and today <= row.answer_until:
        raise Conflict(
            _("The organisation may answer until %(day)s; it is decided after that.") % {"day": _day(row.answer_until)}
        )
    if row.report is not None and row.report.sent_on is not None:
        raise Conflict(_("The report has been handed in since; drop the proposal."))
    row.listed_on, row.decision, row.decided_by = today, typed.clean(text), by.user
    steps.move(row, LISTING, "list", by, text)
    steps.announce(row, "listed", by, {"list": [None, _list(row)], "ground": [None, _text(row)]})
    notices.tell(
        row.organisation_uid, "listed", ("supervision:listing", [row.uid]), list=row.list, ground=row.ground, text=text
    )
    return row


@transaction.atomic
def drop(uid: str, by: By, version: int | None, text: str) -> ListCase:
    """Decide that it is not listed."""
    row = steps.take(ListCase, uid, version, LISTING, "drop")
    steps.must_decide(by, row)
    was_told = row.state != "proposed"
    row.decision, row.decided_by = steps.required(text, "text", _("Say why it is dropped.")), by.user
    steps.move(row, LISTING, "drop", by, text)
    if was_told:
        notices.tell(
            row.organisation_uid, "dropped", ("supervision:listing", [row.uid]), ground=row.ground, text=text
        )
    return row


@transaction.atomic
def ask_repair(uid: str, by: By, version: int | None, proof: str) -> ListCase:
    """The organisation asks to be taken off, and says what proves that the ground is gone."""
    row = steps.take(ListCase, uid, version, LISTING, "ask_repair")
    steps.must(rules.writes_own, by, row)
    row.repair_proof = steps.required(proof, "text", _("Say what you put right, and what proves it."))
    row.repair_asked_on = clock.today()
    steps.move(row, LISTING, "ask_repair", by, row.repair_proof)
    return row


@transaction.atomic
def repair(uid: str, by: By, version: int | None, text: str = "") -> ListCase:
    """Take it off the list: only once what its ground asks for is there."""
    row = steps.take(ListCase, uid, version, LISTING, "repair")
    steps.must_decide(by, row)
    if why := missing(row):
        raise Conflict(why)
    row.repaired_on = clock.today()
    steps.move(row, LISTING, "repair", by, text)
    steps.announce(row, "repaired", by, {"list": [_list(row), None], "ground": [_text(row), None]})
    notices.tell(row.organisation_uid, "repaired", ("supervision:listing", [row.uid]), list=row.list, text=text)
    return row


@transaction.atomic
def refuse_repair(uid: str, by: By, version: int | None, text: str) -> ListCase:
    row = steps.take(ListCase, uid, version, LISTING, "refuse_repair")
    steps.must_decide(by, row)
    text = steps.required(text, "text", _("Say why it stays on the list."))
    steps.move(row, LISTING, "refuse_repair", by, text)
    notices.tell(row.organisation_uid, "repair_refused", ("supervision:listing", [row.uid]), list=row.list, text=text)
    return row


def missing(row: ListCase) -> str:
    """What must be there before it may leave the list and is not; empty when nothing is."""
    ground = ground_of(row)
    if ground is None:
        return ""
    if ground.needs == "report" and row.report is not None and row.report.received_on is None:
        return _("The report on %(year)s has not been received by the registrar yet.") % {"year": row.report.year}
    if ground.needs == "off_abnormal" and row.before is not None and row.before.state in ON_LIST:
        return _("It is still on the list of abnormal activity; that listing is repaired first.")
    return ""


@transaction.atomic
def propose_for_report(report: AnnualReport, by: By) -> ListCase | None:
    """The planned proposal for a report that was not handed in; None where there is one, or none is due."""
    if report.sent_on is not None or clock.today() <= report.due:
        return None
    if ListCase.objects.filter(report=report, ground="no_annual_report").exists():
        return None
    return propose(report.organisation_uid, "no_annual_report", by, report=report)


@transaction.atomic
def propose_serious(row: ListCase, by: By) -> ListCase | None:
    """The planned proposal for an organisation that has been on the abnormal list for the full years of the rule."""
    rule = lawbook.list_rule(clock.today())
    if row.list != ABNORMAL or row.state not in ON_LIST or row.listed_on is None:
        return None
    if clock.today() < calendar.years_after(row.listed_on, rule.serious_after_years):
        return None
    known = ListCase.objects.filter(organisation_uid=row.organisation_uid, list=SERIOUS, ground="abnormal_two_years")
    if known.filter(before=row).exists() or known.filter(state__in=(*OPEN_CASE, *ON_LIST)).exists():
        return None
    return propose(row.organisation_uid, "abnormal_two_years", by, before=row)


def _list(row: ListCase) -> dict[str, str]:
    return words.both(words.LISTS[row.list])


def _text(row: ListCase) -> dict[str, str]:
    ground = ground_of(row)
    return dict(ground.text) if ground else {"en": row.ground}


def _day(day: object) -> str:
    from django.utils.translation import get_language

    return display.partial_date(day, get_language())
