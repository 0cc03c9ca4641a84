"""The authorities of this centre, read rarely and remembered: who registers, who supervises, who acts for them."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from technopole.registration.models import Authority
from technopole.registry.models import Organisation

_REMEMBERED = "registration:authorities"
_SECONDS = 30

UNIT = "supervisory_unit"


@dataclass(frozen=True)
class Known:
    """One authority, with the organisation of the directory that it is."""

    key: str
    kind: str
    name: dict[str, str]
    area: str
    region: str
    level: str
    organisation_uid: str
    code_segment: str
    own_officers: bool


def every() -> dict[str, Known]:
    """{key: authority}. Read from the store at most twice a minute, and after each change."""
    return cache.get_or_set(_REMEMBERED, _read, _SECONDS) or {}


def forget() -> None:
    """Read them anew when next asked."""
    cache.delete(_REMEMBERED)


def _read() -> dict[str, Known]:
    rows = list(Authority.objects.all())
    keys = [row.organisation_key for row in rows if row.organisation_key]
    uids = dict(Organisation.objects.filter(key__in=keys).values_list("key", "uid")) if keys else {}
    return {
        row.key: Known(
            row.key, row.kind, _name(row), row.area_zh, row.region, row.level, uids.get(row.organisation_key, ""),
            row.code_segment, row.own_officers,
        )
        for row in rows
    }  # fmt: skip


def _name(row: Authority) -> dict[str, str]:
    return {language: text for language, text in (("en", row.name_en), ("zh", row.name_zh)) if text}


def get(key: str) -> Known | None:
    return every().get(key)


def of_kind(kind: str) -> list[Known]:
    return [each for each in every().values() if each.kind == kind]


def name(key: str) -> dict[str, str]:
    """What an authority is called; its key where it is not known any more."""
    known = get(key)
    return known.name if known else ({"en": key} if key else {})


def units_of(actor: Any) -> list[str]:
    """The supervisory units that this person acts for: those whose organisation they represent."""
    if not actor.is_authenticated:
        return []
    represented: frozenset[str] = actor.represents
    return [each.key for each in of_kind(UNIT) if each.organisation_uid and each.organisation_uid in represented]


def closed_to(actor: Any) -> list[str]:
    """The registration authorities that only their own officers act for, and this person is none."""
    represented: frozenset[str] = actor.represents
    return [each.key for each in every().values() if each.own_officers and each.organisation_uid not in represented]
