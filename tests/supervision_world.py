"""Organisations as registered long ago, for tests of what comes after: each row as registration writes it."""

import datetime as dt
from typing import Any

import official_files

from technopole.core import clock, ids
from technopole.core.sourced import By
from technopole.registration.models import Registration
from technopole.supervision import calendar

BY = By(label="test")
ANSWERS = {
    "staff_full_time": "8", "staff_part_time": "2", "council": "11", "unit_members": "12", "person_members": "90",
    "income": "1250000", "income_donations": "250000", "expenditure": "900000.50", "assets": "3000000",
    "activities": "Synthetic: twelve meetings, two standards.",
}  # fmt: skip
_START = {"association": "51", "social_service_institution": "52", "foundation": "53"}


def register(organisation_uid: str, registered_on: str, *, form: str = "association", number: int = 1, unit: str = "", **more: Any) -> Registration:
    """A registration in force, marked synthetic."""
    day = dt.date.fromisoformat(registered_on)
    code = official_files.code(number, _START[form]) if form in _START else f"G{number:08d}"
    return Registration.objects.create(
        uid=ids.new_uid(), organisation_uid=organisation_uid, code=code, legal_form=form, rules=f"{form}-test",
        authority="civil", supervisory_unit=unit, registered_on=day, registered_year=day.year, valid_from=day, valid_to=calendar.years_after(day, 5),
        status=more.pop("status", "active"), status_since=day, sort_name=code, synthetic=True, updated_at=clock.now(), **more,
    )  # fmt: skip


def registration(organisation_uid: str) -> Registration:
    return Registration.objects.get(organisation_uid=organisation_uid)
