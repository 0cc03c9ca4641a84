"""Organisations of an official export become rows of the register of social organisations, so that they owe reports.

Only from rows that state code, legal form and the day of registration. A registration that this portal decided itself
is never touched: here the portal is the better source.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from technopole.core import clock, ids, sourced
from technopole.core.merge import Record
from technopole.core.sourced import By
from technopole.registration import authorities, rules_in_force
from technopole.registration.models import Authority, Registration, Status
from technopole.registry.kinds import sort_key
from technopole.registry.official.load import Loaded
from technopole.sources.official.records import SOURCE

FORMS = {"社会团体": "association", "社会服务机构": "social_service_institution", "基金会": "foundation"}
MARK = "imported"
"""The detail that tells a registration made from an export from one decided here."""
_GONE = ("deregistered", "revoked")


def follow(loaded: Sequence[Loaded], by: By) -> None:
    """Make or bring up to date the registrations of what was loaded. Cost: four queries and a write for each 2,000."""
    known = {row.code: row for row in Registration.objects.filter(code__in=[each.entry.code for each in loaded])}
    keys = _authorities([each.entry.record.get("registration", {}) for each in loaded], by)
    fresh: list[Registration] = []
    for each in loaded:
        values = _values(each, keys)
        row = known.get(each.entry.code)
        if values is None or (row is not None and not row.details.get(MARK)):
            continue
        if row is None:
            fresh.append(Registration(uid=ids.new_uid(), updated_at=clock.now(), **values))
            known[each.entry.code] = fresh[-1]
        elif row.pk and any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
            row.updated_at = clock.now()
            row.save()
    Registration.objects.bulk_create(fresh, batch_size=500)


def _values(each: Loaded, keys: dict[str, str]) -> dict[str, Any] | None:
    """The columns of a registration; None where the row does not state enough."""
    record, said = each.entry.record, each.entry.record.get("registration", {})
    form, day = FORMS.get(record.get("legal_form", "")), _day(record.get("established"))
    if not each.entry.code or form is None or day is None:
        return None
    version = rules_in_force.in_force(rules_in_force.forms()[form], day)
    gone = said.get("status") in _GONE
    names = {name["language"][:2]: name["value"] for name in reversed(record["names"]) if name["kind"] == "label"}
    name_zh, name_en = names.get("zh", ""), names.get("en", "")
    details = {
        "address": said.get("address", ""), "scope": said.get("scope", ""),
        "legal_representative": said.get("legal_representative", ""), "registered_money": _money(said.get("capital")),
        "charity": "yes" if said.get("charity") else "", MARK: "yes",
    }  # fmt: skip
    return {
        "organisation_uid": each.uid, "code": each.entry.code, "legal_form": form,
        "rules": version.id if version else "", "authority": keys.get(said.get("authority", ""), ""),
        "supervisory_unit": keys.get(said.get("supervisory_unit", ""), ""), "registered_on": day,
        "registered_year": day.year, "valid_from": _day(said.get("valid_from")), "valid_to": _day(said.get("valid_to")),
        "status": Status.DEREGISTERED if gone else Status.ACTIVE, "status_since": day,
        "name_zh": name_zh[:300], "name_en": name_en[:300], "sort_name": sort_key(name_en or name_zh),
        "former_names": [name["value"] for name in record["names"] if name["kind"] == "former"],
        "district": next((place.get("district", "") for place in record.get("places", ())), ""),
        "details": {name: text for name, text in details.items() if text},
    }  # fmt: skip


def _day(text: Any) -> dt.date | None:
    """A day that is known exactly."""
    return dt.date.fromisoformat(text) if text and len(str(text)) == 10 else None


def _money(capital: dict[str, str] | None) -> str:
    """An amount in yuan, as the register keeps it."""
    return capital["amount"] if capital and capital["currency"] == "CNY" else ""


def _authorities(said: Iterable[Record], by: By) -> dict[str, str]:
    """{name: key} of the authorities and units that the rows name; those not known yet are made known."""
    wanted: dict[str, str] = {}
    for each in said:
        if unit := each.get("supervisory_unit"):
            wanted.setdefault(unit, "supervisory_unit")
        if authority := each.get("authority"):
            wanted[authority] = "public_security" if "公安" in authority else "civil_affairs"
    found: dict[str, str] = {}
    for row in Authority.objects.all():
        for name in (row.name_zh, row.name_en):
            if name in wanted:
                found.setdefault(name, row.key)
    fresh: dict[str, Record] = {}
    for name, kind in wanted.items():
        if name not in found:
            key = f"{SOURCE}-{hashlib.blake2b(name.encode(), digest_size=5).hexdigest()}"
            language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in name) else "en"
            fresh[key] = {"key": key, "kind": kind, "name": {language: name[:200]}}
            found[name] = key
    if fresh:
        sourced.put_batch("authority", SOURCE, fresh, by)
        authorities.forget()
    return found
