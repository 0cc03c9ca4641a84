"""Organisations as the protocols read them: the row's own columns and the merged record, many at a time.

What no column holds (all places, web domains, dates of ROR) is in the record, so every protocol says the whole.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from technopole.core.merge import Record, merge
from technopole.core.models import SourceRecord
from technopole.core.sourced import Statements
from technopole.registry import queries
from technopole.registry.kinds import sorted_names
from technopole.registry.models import Identifier, Organisation

KIND = "organisation"
BATCH = 500

_COLUMNS = (
    "pk", "uid", "key", "name", "name_en", "name_zh", "status", "established", "closed", "country", "place_name",
    "district", "hub", "latitude", "longitude", "precision", "website", "summary_en", "summary_zh", "sources",
    "reference", "synthetic", "updated_at", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """One organisation, and which sources speak of it."""

    row: dict[str, Any]
    record: Record
    stated_by: tuple[str, ...] = ()

    @property
    def uid(self) -> str:
        return str(self.row["uid"])

    @property
    def updated_at(self) -> dt.datetime:
        updated: dt.datetime = self.row["updated_at"]
        return updated

    @property
    def names(self) -> list[Record]:
        """Each name once, the one shown first."""
        return sorted_names(self.record)

    def identifiers(self, scheme: str) -> list[str]:
        """Its numbers of one scheme, the preferred first."""
        found = [each for each in self.record.get("identifiers", ()) if each["scheme"] == scheme]
        return [each["value"] for each in sorted(found, key=lambda each: not each.get("preferred"))]

    @property
    def ror(self) -> str:
        return next(iter(self.identifiers("ror")), "")

    @property
    def licence(self) -> str:
        """Under which what is said of it may be used: what its source names; ROR's data is in the public domain."""
        if stated := self.record.get("licence"):
            return str(stated)
        return "CC0-1.0" if self.stated_by == ("ror",) else ""


def read(uids: Sequence[str]) -> dict[str, Thing]:
    """{uid: organisation}, in the order asked for; those that are not there are left out. Costs two queries."""
    rows = {row["uid"]: row for row in Organisation.objects.filter(uid__in=list(uids)).values(*_COLUMNS)}
    said = _statements(list(rows))
    return {uid: _thing(rows[uid], said.get(uid, {})) for uid in uids if uid in rows}


def stream(rows: QuerySet[Organisation]) -> Iterator[list[Thing]]:
    """All of `rows` by number, in batches; two queries and the memory of one batch each.

    By number and not by place, so that what comes or goes meanwhile moves nothing over the edge of a batch.
    """
    last = 0
    while batch := list(rows.order_by("pk").filter(pk__gt=last).values(*_COLUMNS)[:BATCH]):
        said = _statements([row["uid"] for row in batch])
        yield [_thing(row, said.get(row["uid"], {})) for row in batch]
        last = batch[-1]["pk"]


def _statements(uids: list[str]) -> dict[str, Statements]:
    """{uid: {source: its records}}; as plain values, which is a third faster where a whole register is read."""
    said: dict[str, Statements] = {}
    rows = SourceRecord.objects.filter(kind=KIND, uid__in=uids).order_by("joined", "id")
    for uid, source, record in rows.values_list("uid", "source", "record"):
        said.setdefault(uid, {}).setdefault(source, []).append(record)
    return said


def _thing(row: dict[str, Any], said: Statements) -> Thing:
    return Thing(row, merge(said), tuple(sorted(said)))


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation that others name as their relative."""

    uid: str
    name: str
    ror: str


def relatives(found: Sequence[Thing]) -> dict[str, Known]:
    """{target: organisation} for all that these name as relatives and that is here. Costs three queries at most."""
    targets = {each["target"] for thing in found for each in thing.record.get("relations", ()) if each.get("target")}
    here = queries.resolve(targets)
    # all their identifiers, a handful each: told to take those of ROR, the store would begin at ROR's hundred thousand
    rows = Identifier.objects.filter(organisation__in={row.pk for row in here.values()})
    known = rows.values_list("organisation_id", "scheme", "value")
    numbers = {number: value for number, scheme, value in known if scheme == "ror"}
    return {target: Known(row.uid, row.name, numbers.get(row.pk, "")) for target, row in here.items()}
