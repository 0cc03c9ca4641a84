"""Credit records: conclusions of inspections, penalties, others; entered within the working days the rule gives."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from technopole.core import clock, ids, typed
from technopole.core.errors import Conflict, Invalid
from technopole.core.sourced import By
from technopole.registration.models import Registration
from technopole.registry.models import Organisation
from technopole.supervision import calendar, lawbook, rules, words
from technopole.supervision.flow import RECORD
from technopole.supervision.models import CreditRecord
from technopole.supervision.services import steps

FIELDS = ("kind", "year", "conclusion", "title_en", "title_zh", "authority", "document_number", "decided_on", "source")


def problems(said: Mapping[str, Any]) -> dict[str, list[str]]:
    """What keeps a record from being entered, {field: reasons}."""
    found: dict[str, list[str]] = {}
    today, decided = clock.today(), said.get("decided_on")
    if said.get("kind") not in lawbook.credit_kinds():
        found["kind"] = [_("Choose from the list.")]
    if not isinstance(decided, dt.date):
        found["decided_on"] = [_("Say on which day it was decided.")]
    elif decided > today:
        found["decided_on"] = [_("This date is in the future.")]
    if said.get("kind") == "inspection":
        year = said.get("year")
        if not isinstance(year, int) or not 1990 <= year <= today.year:
            found["year"] = [_("Say which year was inspected, such as 2025.")]
        elif isinstance(decided, dt.date) and decided < dt.date(year, 1, 1):
            found["year"] = [_("A year is inspected after it has begun.")]
        if said.get("conclusion") not in words.CONCLUSIONS:
            found["conclusion"] = [_("Choose the conclusion.")]
    elif not (said.get("title_en") or said.get("title_zh")):
        found["title_zh"] = [_("Say what was decided, in one line.")]
    if not str(said.get("authority") or "").strip():
        found["authority"] = [_("Say which authority decided.")]
    for name, most in (("title_en", 300), ("title_zh", 300), ("authority", 200), ("document_number", 100)):
        if len(str(said.get(name) or "")) > most:
            found[name] = [_("Use at most %(most)d characters.") % {"most": most}]
    source = str(said.get("source") or "")
    if source and (not source.startswith(("http://", "https://")) or len(source) > 500):
        found["source"] = [_("Give a full web address, such as https://example.org/page.")]
    return found


@transaction.atomic
def enter(organisation_uid: str, by: By, said: Mapping[str, Any]) -> CreditRecord:
    """Enter a record. It is kept even when it is entered late; then it says so."""
    now, today = clock.now(), clock.today()
    row = CreditRecord(
        uid=ids.new_uid(), organisation_uid=organisation_uid, created_at=now, updated_at=now, entered_on=today
    )
    steps.must_decide(by, row)
    if not Organisation.objects.filter(uid=organisation_uid).exists():
        raise Conflict(_("This organisation is not in the register any more. Look for the one it became."))
    if found := problems(said):
        raise Invalid(_("The record cannot be entered as it stands."), fields=found)
    inspection = said["kind"] == "inspection"
    for name in FIELDS:
        value = said.get(name)
        if name in ("year", "conclusion") and not inspection:
            value = None if name == "year" else ""
        setattr(row, name, value if name in ("year", "decided_on") else typed.clean(value))
    row.enter_by = calendar.working_days_after(row.decided_on, lawbook.list_rule(row.decided_on).record_working_days)
    row.entered_late = today > row.enter_by
    row.synthetic = Registration.objects.filter(organisation_uid=organisation_uid, synthetic=True).exists()
    try:
        with transaction.atomic():
            steps.leave_trace(row, "record", "enter", by, states=("", row.state))
    except IntegrityError:
        why = _("An inspection of this year is entered already. Annul that one first.")
        raise Invalid(why, fields={"year": [why]}) from None
    steps.announce(row, row.kind, by, {row.kind: [None, _told(row)]})
    return row


def _told(row: CreditRecord) -> dict[str, str]:
    """What history says was decided."""
    if row.kind == "inspection":
        said = words.both(words.CONCLUSIONS[row.conclusion][0])
        return {language: f"{row.year}: {text}" for language, text in said.items()}
    return {language: text for language, text in (("en", row.title_en), ("zh", row.title_zh)) if text}


@transaction.atomic
def annul(uid: str, by: By, version: int | None, text: str) -> CreditRecord:
    """It was wrong or was set aside. It stays to be seen, marked as annulled."""
    row = steps.take(CreditRecord, uid, version, RECORD, "annul")
    steps.must(rules.decides, by, row)
    steps.must_decide(by, row)
    steps.move(row, RECORD, "annul", by, steps.required(text, "text", _("Say why it is annulled.")))
    return row
