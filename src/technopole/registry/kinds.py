"""How merged records of organisations, hubs and terms become rows, and how organisations are recognised."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from technopole.core import bulk, clock, kinds
from technopole.core.merge import Record
from technopole.registry import records, vocabulary
from technopole.registry.duplicates import pairs
from technopole.registry.models import (
    Hub,
    Identifier,
    Link,
    Organisation,
    OrganisationHub,
    OrganisationName,
    OrganisationSector,
    OrganisationType,
    Relation,
    Term,
)
from technopole.search.priors import organisation_prior

_CHILDREN: dict[type[Any], tuple[str, ...]] = {
    OrganisationName: ("organisation_id", "value", "language", "kind", "position"),
    OrganisationType: ("organisation_id", "type"),
    OrganisationSector: ("organisation_id", "sector"),
    OrganisationHub: ("organisation_id", "hub"),
    Identifier: ("organisation_id", "scheme", "value", "preferred"),
    Link: ("organisation_id", "kind", "url"),
    Relation: ("organisation_id", "kind", "target", "label"),
}
"""What belongs to an organisation's row, with the columns that `_children` gives."""
_KIND_ORDER = {"display": 0, "label": 1, "alias": 2, "acronym": 3, "former": 4}


def sorted_names(record: Record) -> list[Record]:
    """The names, each value once, the one shown first: display, labels, aliases, acronyms, former names."""
    seen: dict[str, Record] = {}
    for name in sorted(record.get("names", ()), key=lambda name: _KIND_ORDER.get(name["kind"], 9)):
        seen.setdefault(name["value"], name)
    return list(seen.values())


def _name_in(names: list[Record], language: str) -> str:
    for name in names:
        if (name.get("language") or "").startswith(language) and name["kind"] in ("display", "label"):
            return str(name["value"])
    return ""


def sort_key(name: str) -> str:
    """By what a name is put in order: without article and case."""
    folded = name.casefold().strip()
    return (folded.removeprefix("the ") or folded)[:200]


def _first(places: list[Record], field: str) -> Any:
    return next((place[field] for place in places if place.get(field) not in (None, "", [])), None)


def organisation_columns(record: Record) -> dict[str, Any]:
    """The organisation's own row, from its merged record."""
    names = sorted_names(record)
    shown = str(names[0]["value"]) if names else ""
    places = record.get("places", [])
    located: Record = next((place for place in places if place.get("latitude") is not None), {})
    hubs = _first(places, "hubs") or []
    established = str(record.get("established") or "")
    website = next((link["url"] for link in record.get("links", ()) if link["kind"] == "website"), "")
    reference = "key" not in record and not record.get("listed")
    return {
        "key": record.get("key", ""),
        "name": shown[:500],
        "name_en": _name_in(names, "en")[:500],
        "name_zh": _name_in(names, "zh")[:500],
        "sort_name": sort_key(shown),
        "status": record.get("status", "active"),
        "legal_form": record.get("legal_form", ""),
        "established": established,
        "established_year": int(established[:4]) if established[:4].isdigit() else None,
        "closed": record.get("closed", ""),
        "country": (record.get("country") or _first(places, "country") or "")[:2],
        "place_name": (_first(places, "name") or "")[:200],
        "district": _first(places, "district") or "",
        "hub": hubs[0] if hubs else "",
        "latitude": located.get("latitude"),
        "longitude": located.get("longitude"),
        "precision": located.get("precision") or "",
        "website": website[:500],
        "summary_en": kinds.both(record.get("summary"), "en"),
        "summary_zh": kinds.both(record.get("summary"), "zh"),
        "sources": record.get("sources", []),
        "synthetic": bool(record.get("synthetic", False)),
        "reference": reference,
        "weight": round(1000 * organisation_prior(record)),
    }


def _children(record: Record, organisation: int) -> Iterator[tuple[type[Any], tuple[Any, ...]]]:
    """The rows of names, types, identifiers … of one organisation, each with its model; columns as in `_CHILDREN`."""
    for place, name in enumerate(sorted_names(record)):
        yield OrganisationName, (organisation, name["value"][:500], name.get("language") or "", name["kind"], place)
    for key in record.get("types", ()):
        yield OrganisationType, (organisation, key)
    for key in record.get("sectors", ()):
        yield OrganisationSector, (organisation, key)
    for key in _first(record.get("places", []), "hubs") or ():
        yield OrganisationHub, (organisation, key)
    for each in record.get("identifiers", ()):
        yield Identifier, (organisation, each["scheme"], each["value"], bool(each.get("preferred", False)))
    for each in record.get("links", ()):
        yield Link, (organisation, each["kind"], each["url"][:1000])
    for each in record.get("relations", ()):
        yield Relation, (organisation, each["kind"], each.get("target", ""), (each.get("label") or "")[:500])


def _project(things: Mapping[str, Record]) -> None:
    now = clock.now()
    known = {row.uid: row for row in Organisation.objects.filter(uid__in=list(things))}
    if known:
        ids = [row.pk for row in known.values()]
        for model in _CHILDREN:
            model._default_manager.filter(organisation_id__in=ids).delete()
    fresh, changed = [], []
    for uid, record in things.items():
        columns = organisation_columns(record)
        row = known.get(uid)
        if row is None:
            listed = None if columns["reference"] else now
            fresh.append((uid, *columns.values(), now, 1, listed))
            continue
        for column, value in columns.items():
            setattr(row, column, value)
        row.version += 1
        row.updated_at = now
        if not row.reference and row.listed_at is None:
            row.listed_at = now
        changed.append(row)
    own = list(organisation_columns({}))
    bulk.insert(Organisation, ["uid", *own, "updated_at", "version", "listed_at"], fresh)
    if changed:
        Organisation.objects.bulk_update(changed, [*own, "updated_at", "version", "listed_at"], batch_size=100)
    ids_of = dict(Organisation.objects.filter(uid__in=list(things)).values_list("uid", "pk"))
    children: dict[type[Any], list[tuple[Any, ...]]] = {model: [] for model in _CHILDREN}
    for uid, record in things.items():
        for model, values in _children(record, ids_of[uid]):
            children[model].append(values)
    for model, rows in children.items():
        bulk.insert(model, _CHILDREN[model], rows)
    pairs.changed(things)


def _remove(uids: Sequence[str]) -> None:
    Organisation.objects.filter(uid__in=uids).delete()
    pairs.changed(uids)


def _recognise(unseen: Mapping[str, Record]) -> dict[str, str]:
    """By a ROR id or a credit code that an organisation here already bears."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for key, record in unseen.items():
        for each in record.get("identifiers", ()):
            if each["scheme"] in ("ror", "uscc"):
                wanted.setdefault((each["scheme"], each["value"]), []).append(key)
    found = Identifier.objects.filter(scheme__in=["ror", "uscc"], value__in=[value for _, value in wanted])
    # the last one found decides: a ROR id rather than a credit code, the organisation known first rather than later
    found = found.order_by("-scheme", "-organisation_id")
    return {
        key: uid
        for scheme, value, uid in found.values_list("scheme", "value", "organisation__uid")
        for key in wanted.get((scheme, value), ())
    }


def _validate(record: Record) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not record.get("names"):
        problems["names"] = ["An organisation has at least one name."]
    return problems


def _alike(field: str, a: Any, b: Any) -> bool:
    """A state key laboratory is what ROR calls a facility; a source that names one type more does not contradict."""
    if field != "types" or not (isinstance(a, list) and isinstance(b, list)):
        return False
    families = vocabulary.type_families()
    ours, theirs = {families.get(key, key) for key in a}, {families.get(key, key) for key in b}
    return ours <= theirs or theirs <= ours


organisation = kinds.register(
    kinds.Kind("organisation", project=_project, remove=_remove, recognise=_recognise, validate=_validate, alike=_alike)
)


def _hub_columns(record: Record) -> dict[str, Any]:
    return {
        "key": record["key"],
        "name_en": kinds.both(record.get("name"), "en"),
        "name_zh": kinds.both(record.get("name"), "zh"),
        "kind": record.get("kind", "hub"),
        "parent_key": record.get("parent", ""),
        "district": record.get("district", ""),
        "established": record.get("established", ""),
        "summary_en": kinds.both(record.get("summary"), "en"),
        "summary_zh": kinds.both(record.get("summary"), "zh"),
        "focus": record.get("focus", []),
        "latitude": record.get("latitude"),
        "longitude": record.get("longitude"),
        "precision": record.get("precision", ""),
        "sources": record.get("sources", []),
    }


def _term_columns(record: Record) -> dict[str, Any]:
    return {
        "vocabulary": record["vocabulary"],
        "key": record["key"],
        "name_en": kinds.both(record.get("name"), "en"),
        "name_zh": kinds.both(record.get("name"), "zh"),
        "kind": record.get("kind", ""),
        "latitude": record.get("latitude"),
        "longitude": record.get("longitude"),
        "position": record.get("position", 0),
        "sources": record.get("sources", []),
    }


hub = kinds.register(kinds.flat("hub", Hub, _hub_columns))
term = kinds.register(kinds.flat("term", Term, _term_columns))

READERS = {
    "vocabularies/types.csv": ("term", records.term("type")),
    "vocabularies/sectors.csv": ("term", records.term("sector")),
    "vocabularies/districts.csv": ("term", records.term("district")),
    "places.csv": ("term", records.term("place")),
    "hubs.csv": ("hub", records.hub),
    "organisations.csv": ("organisation", records.organisation),
}
"""The files of a centre's folder that this domain reads: {file: (kind, how a row becomes a record)}."""
