"""Annual reports and plans: owed, written, handed in, sent back, received by the unit and by the registrar."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from technopole.core import clock, ids
from technopole.core.errors import Conflict, Invalid
from technopole.core.sourced import By
from technopole.registration.models import Registration
from technopole.supervision import notices, questions, rules
from technopole.supervision.calendar import ONE
from technopole.supervision.duties import Duty
from technopole.supervision.flow import REPORT
from technopole.supervision.models import AnnualReport
from technopole.supervision.services import steps


@transaction.atomic
def open_duty(registration: Registration, duty: Duty, by: By) -> AnnualReport:
    """A report that is owed from now on. Opening it twice gives the same one."""
    known = AnnualReport.objects.filter(
        organisation_uid=registration.organisation_uid, kind=duty.kind, year=duty.year
    ).first()
    if known is not None:
        return known
    now = clock.now()
    row = AnnualReport(
        uid=ids.new_uid(), organisation_uid=registration.organisation_uid, kind=duty.kind, year=duty.year,
        legal_form=registration.legal_form, rules=duty.rule, inspection=duty.inspection, unit_due=duty.unit_due,
        due=duty.due, synthetic=registration.synthetic, created_at=now, updated_at=now,
    )
    try:
        with transaction.atomic():
            steps.leave_trace(row, "report", "open", by, states=("", row.state))
    except IntegrityError:  # another worker was faster
        return AnnualReport.objects.get(
            organisation_uid=registration.organisation_uid, kind=duty.kind, year=duty.year
        )
    return row


@transaction.atomic
def save(uid: str, by: By, version: int | None, answers: Mapping[str, Any]) -> AnnualReport:
    """Keep what has been written so far, however incomplete; beginning is the first saving."""
    row = AnnualReport.objects.select_for_update().get(uid=uid)
    steps.must(rules.writes_own, by, row)
    if row.state == "due":
        row = steps.take(AnnualReport, uid, version, REPORT, "start")
        row.data = questions.tidy(row.kind, answers)
        steps.move(row, REPORT, "start", by)
        return row
    row = steps.take(AnnualReport, uid, version, REPORT, "save")
    tidied = questions.tidy(row.kind, answers)
    if tidied != row.data:
        row.data = tidied
        steps.move(row, REPORT, "save", by)
    return row


@transaction.atomic
def submit(uid: str, by: By, version: int | None) -> AnnualReport:
    """Hand it in. Raises `Invalid` naming what is missing or wrong."""
    row = steps.take(AnnualReport, uid, version, REPORT, "submit")
    steps.must(rules.writes_own, by, row)
    found = questions.problems(row.kind, row.data, complete=True)
    if found:
        raise Invalid(_("The report cannot be handed in yet."), fields=found)
    today = clock.today()
    if row.sent_on is None:
        row.sent_on = today
        row.was_late = today > row.due
    row.overdue_since = None
    for name in ("income", "expenditure", "assets"):
        setattr(row, name, questions.amount(row.data.get(name)))
    steps.move(row, REPORT, "submit", by)
    return row


@transaction.atomic
def send_back(uid: str, by: By, version: int | None, text: str) -> AnnualReport:
    """Return it with what must be changed; by the unit until it received it, by the registrar until then too."""
    row = steps.take(AnnualReport, uid, version, REPORT, "return")
    steps.must(rules.receives_for_unit if row.state == "submitted" else rules.decides, by, row)
    _not_own(by, row)
    text = steps.required(text, "text", _("Say what must be changed. The organisation will read it."))
    row.unit_received_on = None
    steps.move(row, REPORT, "return", by, text)
    notices.tell(row.organisation_uid, "returned", ("supervision:report", [row.uid]), year=row.year, text=text)
    return row


@transaction.atomic
def unit_receive(uid: str, by: By, version: int | None, text: str = "") -> AnnualReport:
    """The supervisory unit has it, has no objection, and passes it on."""
    row = steps.take(AnnualReport, uid, version, REPORT, "unit_receive")
    steps.must(rules.receives_for_unit, by, row)
    _not_own(by, row)
    if row.unit_due is None:
        raise Conflict(_("This organisation has no supervisory unit; the registrar receives its report directly."))
    row.unit_received_on = clock.today()
    steps.move(row, REPORT, "unit_receive", by, text)
    return row


@transaction.atomic
def receive(uid: str, by: By, version: int | None, text: str = "") -> AnnualReport:
    """The registrar has it. After that it is not changed any more."""
    row = steps.take(AnnualReport, uid, version, REPORT, "receive")
    steps.must_decide(by, row)
    if row.unit_due is not None and row.state == "submitted":
        raise Conflict(_("The supervisory unit has not received it yet; it does so first."))
    row.received_on = clock.today()
    steps.move(row, REPORT, "receive", by, text)
    steps.announce(row, "report_received", by, {row.kind: [None, str(row.year)]})
    notices.tell(row.organisation_uid, "received", ("supervision:report", [row.uid]), year=row.year)
    return row


def mark_overdue(row: AnnualReport, by: By) -> bool:
    """Note publicly that it was due and has not been handed in; False where that is noted or not so."""
    today = clock.today()
    with transaction.atomic():
        row = AnnualReport.objects.select_for_update().get(pk=row.pk)
        if row.sent_on is not None or today <= row.due or row.overdue_since is not None:
            return False  # one that was handed in and sent back is not overdue: the organisation did its part in time
        row.overdue_since = row.due + ONE
        steps.leave_trace(row, "report", "overdue", by, states=(row.state, row.state))
        steps.announce(
            row, "overdue", by, {row.kind: [None, str(row.year)], "due": [None, row.due.isoformat()]}
        )
    return True


def _not_own(by: By, row: AnnualReport) -> None:
    if by.user is not None and row.organisation_uid in by.user.represents:
        steps.must_decide(by, row)
