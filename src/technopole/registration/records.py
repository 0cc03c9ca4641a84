"""A registered organisation as the directory knows it, and each change of it as history tells it.

The register is one of the sources of the organisation's record (`registration`); it outranks the centre's folder.
"""

import datetime as dt
from typing import Any

from django.conf import settings

from technopole.core import clock, sourced
from technopole.core.merge import Record, diff
from technopole.core.models import Change
from technopole.core.sourced import By
from technopole.methods import chinese
from technopole.registration import rules_in_force
from technopole.registration.models import Registration, Status
from technopole.registry.kinds import sort_key

ORGANISATION, SOURCE, HISTORY = "organisation", "registration", "registration"
_LEGAL_FORMS = {
    "association": "社会团体",
    "social_service_institution": "社会服务机构",
    "foundation": "基金会",
}
"""As the directory names them."""


def organisation_record(registration: Registration) -> Record:
    """What the register says of an organisation."""
    details = registration.details
    names = [
        _name(registration.name_zh, "label" if registration.name_en else "display"),
        _name(registration.name_en, "display", "en"),
        _name(
            details.get("abbreviation", ""), "acronym" if str(details.get("abbreviation", "")).isascii() else "alias"
        ),
        *(_name(name, "former") for name in registration.former_names),
    ]
    form = rules_in_force.forms()[registration.legal_form]
    closed = registration.deregistered_on
    record: Record = {
        "names": [name for name in names if name],
        "types": [form.organisation_type],
        "status": "inactive" if registration.status == Status.DEREGISTERED else "active",
        "legal_form": _LEGAL_FORMS.get(registration.legal_form, form.name["zh"]),
        "established": registration.registered_on.isoformat(),
        "closed": closed.isoformat() if closed else "",
        "country": "CN",
        "places": [{"district": registration.district}] if registration.district else [],
        "identifiers": [{"scheme": "uscc", "value": registration.code}] if form.code_start else [],
        "links": [{"kind": "website", "url": details["website"]}] if details.get("website") else [],
        "sources": [f"{settings.PUBLIC_URL.rstrip('/')}/registrations/{registration.code}"]
        if settings.PUBLIC_URL
        else [],
        "listed": True,
        "synthetic": registration.synthetic or None,
    }
    return {field: value for field, value in record.items() if value not in ("", [], None)}


def _name(value: str, kind: str, language: str = "") -> Record:
    tag = language or (chinese.script(value) if chinese.has_han(value) else "en")
    return {"value": value, "language": None if kind == "acronym" else tag, "kind": kind} if value else {}


def tell_directory(registration: Registration, by: By) -> str:
    """Put the register's statement into the directory; gives the organisation's uid."""
    key = registration.uid
    return sourced.put(ORGANISATION, SOURCE, key, organisation_record(registration), by).uids[key]


def join(registration: Registration, organisation_uid: str, by: By) -> None:
    """Say of an organisation of the directory that it is this one: it gets the code by which it is recognised."""
    known = sourced.merged(ORGANISATION, organisation_uid)
    code = {"scheme": "uscc", "value": registration.code}
    if code not in known.get("identifiers", []):
        wanted = {"identifiers": [*known.get("identifiers", []), code]}
        sourced.edit_locally(ORGANISATION, organisation_uid, wanted, by)


def shown(registration: Registration) -> Record:
    """The columns that history compares."""
    return {
        "name": {"zh": registration.name_zh, "en": registration.name_en},
        "status": registration.status,
        "supervisory_unit": registration.supervisory_unit,
        "district": registration.district,
        "charter_approved_on": str(registration.charter_approved_on or ""),
        "valid_to": str(registration.valid_to or ""),
        **{name: registration.details.get(name, "") for name in _TOLD},
    }


_TOLD = ("address", "purpose", "scope", "legal_representative", "chief_representative", "registered_money")


def note_change(
    registration: Registration,
    action: str,
    actor: Any,
    *,
    why: str = "",
    status: str = "",
    since: dt.date | None = None,
    before: Record | None = None,
    put: bool = True,
) -> None:
    """Save a registration with its line in history, and tell the directory.

    `why` is the uid of the case; `before` is what `shown` gave before the change, if the row differs already.
    """
    old = before if before is not None else shown(Registration.objects.get(pk=registration.pk))
    if status and status != registration.status:
        registration.status, registration.status_since = status, since or clock.today()
    registration.sort_name = sort_key(registration.name_en or registration.name_zh)
    registration.version += 1
    registration.updated_at = clock.now()
    registration.save()
    reason = f"request:{why}" if why else ""
    history(registration, action, actor, reason, diff(old, shown(registration)))
    if put:
        tell_directory(registration, By(user=actor, why=reason))


def history(registration: Registration, action: str, actor: Any, why: str, difference: dict[str, Any]) -> None:
    """Write a line of the entry's history."""
    Change.objects.create(
        at=clock.now(), kind=HISTORY, uid=registration.uid, action=action, actor=actor, why=why, diff=difference
    )
