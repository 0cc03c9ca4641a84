"""How rows of `authorities.csv` become authorities."""

from collections.abc import Mapping, Sequence
from typing import Any

from technopole.core import kinds
from technopole.core.errors import SourceError
from technopole.core.merge import Record
from technopole.registration import authorities
from technopole.registration.models import Authority
from technopole.sources import rows
from technopole.sources.rows import Row

AUTHORITY_KINDS = ("civil_affairs", "public_security", "supervisory_unit")


def authority(row: Row) -> Record:
    """A row of authorities.csv. Raises `SourceError` naming the field that is wrong."""
    region = rows.cell(row, "region")
    if region and not (region.isdigit() and len(region) == 6):
        raise SourceError(f"{region!r} is no division code", field="region", hint="Write six digits, such as 310000.")
    return rows.stated(
        key=rows.key(row),
        kind=rows.choice(row, "kind", AUTHORITY_KINDS, default="supervisory_unit"),
        name=rows.required_in_a_language(row, "name"),
        area=rows.cell(row, "area_zh"),
        region=region,
        level=rows.choice(row, "level", ("local", "national"), default="local"),
        organisation=rows.cell(row, "organisation"),
        code_segment=rows.cell(row, "code_segment").upper(),
        own_officers=rows.yes_or_no(row, "own_officers") or None,
        sources=rows.sources(row),
    )


def columns(record: Record) -> dict[str, Any]:
    return {
        "key": record["key"],
        "kind": record.get("kind", "supervisory_unit"),
        "name_en": kinds.both(record.get("name"), "en"),
        "name_zh": kinds.both(record.get("name"), "zh"),
        "area_zh": record.get("area", ""),
        "region": record.get("region", ""),
        "level": record.get("level", "local"),
        "organisation_key": record.get("organisation", ""),
        "code_segment": record.get("code_segment", ""),
        "own_officers": bool(record.get("own_officers", False)),
        "sources": record.get("sources", []),
    }


_flat = kinds.flat("authority", Authority, columns)


def _project(things: Mapping[str, Record]) -> None:
    _flat.project(things)
    authorities.forget()


def _remove(uids: Sequence[str]) -> None:
    _flat.remove(uids)
    authorities.forget()


kinds.register(kinds.Kind("authority", project=_project, remove=_remove))

READERS = {"authorities.csv": ("authority", authority)}
"""The file of a centre's folder that this domain reads."""
