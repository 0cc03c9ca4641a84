"""Certificates: issued, superseded by another when what stands on them changes, cancelled at the end."""

import datetime as dt
from typing import Any

from technopole.registration import authorities, codes, rules_in_force
from technopole.registration.answers import day as day_of
from technopole.registration.models import Certificate, Registration
from technopole.registration.moves import years_valid

PRINTED = (
    "address", "purpose", "scope", "legal_representative", "chief_representative", "registered_money",
    "area_of_activity", "home_name", "partner",
)  # fmt: skip


def content(registration: Registration) -> dict[str, Any]:
    """What is printed: all of it public."""
    printed = {name: registration.details[name] for name in PRINTED if registration.details.get(name)}
    return {
        "code": registration.code,
        "name_zh": registration.name_zh,
        "name_en": registration.name_en,
        "legal_form": registration.legal_form,
        "authority": authorities.name(registration.authority),
        "supervisory_unit": authorities.name(registration.supervisory_unit) if registration.supervisory_unit else {},
        **printed,
    }


def issue(registration: Registration, actor: Any, today: dt.date, *, keep_validity: bool = False) -> Certificate:
    """Issue a certificate and supersede the one before; a change of its content does not prolong its validity."""
    first, last = _validity(registration, today)
    if keep_validity and registration.valid_from and registration.valid_to:
        first, last = registration.valid_from, registration.valid_to
    authority = authorities.get(registration.authority)
    assert authority is not None
    registration.certificates.filter(superseded_on=None, cancelled_on=None).update(superseded_on=today)
    registration.valid_from, registration.valid_to = first, last
    return Certificate.objects.create(
        registration=registration,
        number=codes.certificate_number(authority, today),
        issued_on=today,
        issued_by=actor,
        valid_from=first,
        valid_to=last,
        content=content(registration),
    )


def _validity(registration: Registration, today: dt.date) -> tuple[dt.date, dt.date]:
    """From today for the years of the rules; a temporary activity's from its first to its last day."""
    first, last = (day_of(registration.details.get(f"activity_{end}")) for end in ("from", "to"))
    if first and last:
        return first, last
    until = rules_in_force.years_after(today, years_valid(registration.rules))
    return today, until - dt.timedelta(days=1)


def cancel(registration: Registration, today: dt.date) -> None:
    """The organisation is gone: its certificate is void."""
    registration.certificates.filter(superseded_on=None, cancelled_on=None).update(cancelled_on=today)


def standing(certificate: Certificate, today: dt.date) -> str:
    """`valid`, `expired`, `superseded` or `cancelled`, as anybody who checks it is told."""
    if certificate.cancelled_on:
        return "cancelled"
    if certificate.superseded_on:
        return "superseded"
    return "expired" if certificate.valid_to < today else "valid"
