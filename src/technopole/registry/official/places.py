"""Which organisation of the register a row of an export is: by its code, else by its exact name and place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from technopole.registry.models import Identifier, Organisation, OrganisationName, Term
from technopole.sources.official.problems import NOTE, Problem
from technopole.sources.official.records import Entry, name_key


def districts() -> list[tuple[str, str]]:
    """(Chinese name, key) of the centre's districts, longest name first."""
    rows = Term.objects.filter(vocabulary="district").exclude(name_zh="").values_list("name_zh", "key")
    return sorted(((name, key) for name, key in rows), key=lambda pair: -len(pair[0]))


def district_of(entry: Entry, known: Sequence[tuple[str, str]]) -> str:
    """The district that an address or else the registration authority names; empty if neither does."""
    for text in (entry.address, entry.authority):
        for name, key in known:
            if name and name in text:
                return key
    return ""


@dataclass
class Recognised:
    """{key: uid} of rows that are a known organisation, and what a person should look at."""

    uids: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def by_name(entries: Sequence[Entry], districts_of: Mapping[str, str]) -> Recognised:
    """Organisations of exactly this name, in the same district where both are known, without another code.

    A name that several bear decides nothing. Cost: three queries for all the entries.
    """
    found = Recognised()
    wanted: dict[str, list[Entry]] = {}
    for entry in entries:
        wanted.setdefault(name_key(entry.name), []).append(entry)
    spelled = {name["value"] for entry in entries for name in entry.record.get("names", ()) if name["kind"] == "label"}
    values = set(wanted) | spelled
    of_centre = OrganisationName.objects.filter(organisation__reference__in=[False])
    candidates: dict[str, set[int]] = {}
    for value, pk in of_centre.values_list("value", "organisation_id").iterator(chunk_size=5000):
        if (key := name_key(value)) in wanted:
            candidates.setdefault(key, set()).add(pk)
    elsewhere = OrganisationName.objects.filter(value__in=values).values_list("value", "organisation_id")
    for value, pk in elsewhere:
        if (key := name_key(value)) in wanted:
            candidates.setdefault(key, set()).add(pk)
    pks = {pk for several in candidates.values() for pk in several}
    here = Q(country="CN") | Q(country="")
    rows = {row.pk: row for row in Organisation.objects.filter(here, pk__in=pks)}
    codes = dict(Identifier.objects.filter(scheme="uscc", organisation__in=pks).values_list("organisation_id", "value"))
    for key, group in wanted.items():
        possible = [rows[pk] for pk in sorted(candidates.get(key, ())) if pk in rows]
        for entry in group:
            _decide(entry, possible, codes, districts_of.get(entry.key, ""), found)
    return found


def _decide(
    entry: Entry, possible: Sequence[Organisation], codes: Mapping[int, str], district: str, found: Recognised
) -> None:
    near = [row for row in possible if not district or not row.district or row.district == district]
    fitting = [row for row in near if not entry.code or codes.get(row.pk, entry.code) == entry.code]
    if len(fitting) == 1:
        found.uids[entry.key] = fitting[0].uid
    elif fitting:
        found.problems.append(Problem("name_of_several", entry.row, "", entry.name, entry.sheet, NOTE))
    elif near:
        code = next((codes[row.pk] for row in near if row.pk in codes), "")
        found.problems.append(
            Problem("same_name_other_code", entry.row, "", entry.name, entry.sheet, NOTE, {"code": code})
        )
