"""Three-part progress reports: written, sent (each sending kept as a version), commented, accepted."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from technopole.core import clock, ids
from technopole.core.errors import Conflict, Invalid
from technopole.core.sourced import By
from technopole.registration.models import Registration
from technopole.registry.models import Organisation
from technopole.supervision import notices, questions, rules
from technopole.supervision.flow import PROGRESS
from technopole.supervision.models import ProgressReport, ProgressVersion
from technopole.supervision.services import steps


@transaction.atomic
def begin(organisation_uid: str, year: int, by: By) -> ProgressReport:
    """The progress report of one year; the one there is, if it was begun before."""
    known = ProgressReport.objects.filter(organisation_uid=organisation_uid, year=year).first()
    now = clock.now()
    row = known or ProgressReport(
        uid=ids.new_uid(), organisation_uid=organisation_uid, year=year, created_at=now, updated_at=now
    )
    steps.must_speak_for(organisation_uid, by)
    if known is not None:
        return known
    if not 2000 <= year <= clock.today().year:
        why = _("Report on a year that has begun.")
        raise Invalid(why, fields={"year": [why]})
    if not Organisation.objects.filter(uid=organisation_uid).exists():
        raise Conflict(_("This organisation is not in the register any more. Look for the one it became."))
    row.synthetic = Registration.objects.filter(organisation_uid=organisation_uid, synthetic=True).exists()
    try:
        with transaction.atomic():
            steps.leave_trace(row, "progress", "start", by, states=("", row.state))
    except IntegrityError:
        return ProgressReport.objects.get(organisation_uid=organisation_uid, year=year)
    return row


@transaction.atomic
def save(uid: str, by: By, version: int | None, parts: Mapping[str, Any]) -> ProgressReport:
    row = steps.take(ProgressReport, uid, version, PROGRESS, "save")
    steps.must(rules.writes_own, by, row)
    tidied = questions.tidy_parts(parts)
    if found := questions.problems_of_parts(tidied, complete=False):
        raise Invalid(_("The report cannot be kept as it stands."), fields=found)
    if tidied != row.parts:
        row.parts = tidied
        steps.move(row, PROGRESS, "save", by)
    return row


@transaction.atomic
def send(uid: str, by: By, version: int | None) -> ProgressReport:
    """Send it; what was sent is kept as a version for good."""
    row = steps.take(ProgressReport, uid, version, PROGRESS, "send")
    steps.must(rules.writes_own, by, row)
    if found := questions.problems_of_parts(row.parts, complete=True):
        raise Invalid(_("The progress report cannot be sent yet."), fields=found)
    row.sent_on = clock.today()
    steps.move(row, PROGRESS, "send", by)
    ProgressVersion.objects.create(
        report=row, number=row.versions.count() + 1, sent_at=clock.now(), parts=row.parts
    )
    return row


@transaction.atomic
def comment(uid: str, by: By, version: int | None, text: str) -> ProgressReport:
    """What should be said otherwise; the organisation goes on writing."""
    row = steps.take(ProgressReport, uid, version, PROGRESS, "comment")
    steps.must_decide(by, row)
    text = steps.required(text, "text", _("Write a comment."))
    steps.move(row, PROGRESS, "comment", by, text)
    notices.tell(
        row.organisation_uid, "progress_commented", ("supervision:progress", [row.uid]), year=row.year, text=text
    )
    return row


@transaction.atomic
def accept(uid: str, by: By, version: int | None, text: str = "") -> ProgressReport:
    """Accept it; from then on it is public."""
    row = steps.take(ProgressReport, uid, version, PROGRESS, "accept")
    steps.must_decide(by, row)
    row.accepted_on = clock.today()
    steps.move(row, PROGRESS, "accept", by, text)
    steps.announce(row, "progress", by, {"progress": [None, str(row.year)]})
    notices.tell(row.organisation_uid, "progress_accepted", ("supervision:progress", [row.uid]), year=row.year)
    return row
