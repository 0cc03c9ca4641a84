"""An organisation as a ROR record, schema 2.1 (https://github.com/ror-community/ror-schema)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from technopole.core.merge import Record
from technopole.interop.countries import CONTINENTS, countries
from technopole.interop.things import Known, Thing
from technopole.methods import identifiers
from technopole.registry import vocabulary

TYPES = ("archive", "company", "education", "facility", "funder", "government", "healthcare", "nonprofit", "other")
ADDRESS = "https://ror.org/"
SCHEMES = ("fundref", "grid", "isni", "wikidata")

_KINDS = {"display": "label", "label": "label", "alias": "alias", "acronym": "acronym", "former": "alias"}
"""ROR has no former names: they are aliases."""
_RELATIONS = frozenset({"related", "parent", "child", "successor", "predecessor"})
_DOMAIN = re.compile(r"((?=[a-z0-9-]{1,63}\.)[a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,63}")
_SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")
# The day on which ROR's curators began to write the next version of the schema.
_VERSIONS = (("2024-12-11", "2.1"), ("2024-04-11", "2.0"))


def organization(thing: Thing, known: Mapping[str, Known]) -> dict[str, Any]:
    """The record; every field of the schema is there. `known` names relatives that their source gave no name."""
    return {
        "admin": _admin(thing),
        "domains": sorted({text for text in _texts(thing.record, "domains") if _DOMAIN.fullmatch(text)}),
        "established": _year(thing.row["established"]),
        "external_ids": [ids for scheme in SCHEMES if (ids := _external_ids(thing.record, scheme))],
        "id": ADDRESS + thing.ror,
        "links": _once(
            {"type": link["kind"], "value": link["url"]}
            for link in sorted(thing.record.get("links", ()), key=lambda link: str(link["kind"]))
            if link["kind"] in ("website", "wikipedia")
        ),
        "locations": _locations(thing),
        "names": _names(thing),
        "relationships": _relationships(thing, known),
        "status": thing.row["status"],
        "types": types(thing.record.get("types", ())),
    }


def types(ours: Iterable[str]) -> list[str]:
    """What ROR calls these types; its `other` where it has no word."""
    families = vocabulary.type_families()
    found = {families.get(key, key) for key in ours}
    return sorted(each if each in TYPES else "other" for each in found) or ["other"]


def _admin(thing: Thing) -> dict[str, Any]:
    """When ROR made and changed it; for what ROR does not date, when we did."""
    here = thing.updated_at.date().isoformat()
    modified = str(thing.record.get("ror_modified") or here)
    created = str(thing.record.get("ror_created") or modified)
    return {
        "created": {"date": created, "schema_version": _version(created)},
        "last_modified": {"date": modified, "schema_version": _version(modified)},
    }


def _version(date: str) -> str:
    return next((version for since, version in _VERSIONS if date >= since), "1.0")


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isdigit() else None


def _texts(record: Record, field: str) -> list[str]:
    return [str(text).lower() for text in record.get(field, ())]


def _external_ids(record: Record, scheme: str) -> dict[str, Any] | None:
    group = [each for each in record.get("identifiers", ()) if each["scheme"] == scheme]
    if not group:
        return None
    preferred = next((each["value"] for each in group if each.get("preferred")), None)
    return {
        "all": [identifiers.display(scheme, each["value"]) for each in group],
        "preferred": identifiers.display(scheme, preferred) if preferred else None,
        "type": scheme,
    }


def _names(thing: Thing) -> list[dict[str, Any]]:
    found: dict[tuple[str, str | None], list[str]] = {}
    for place, name in enumerate(thing.names):
        kinds = found.setdefault((name["value"], _language(name.get("language"))), [])
        for kind in ("ror_display", "label") if place == 0 else (_KINDS.get(name["kind"], "alias"),):
            if kind not in kinds:
                kinds.append(kind)
    return [
        {"lang": language, "types": sorted(kinds), "value": value}
        for (value, language), kinds in sorted(found.items(), key=lambda each: (each[0][0], each[0][1] or ""))
    ]


def _language(tag: str | None) -> str | None:
    base = (tag or "").split("-")[0].lower()
    return base if len(base) == 2 and base.isascii() and base.isalpha() else None


def _locations(thing: Thing) -> list[dict[str, Any]]:
    """The towns by their numbers in GeoNames; the country by its own where no town is known."""
    found = _once(
        {"geonames_details": _details(place), "geonames_id": int(place["geonames"])}
        for place in thing.record.get("places", ())
        if str(place.get("geonames") or "").isdigit() and place.get("name")
    )
    country = countries().get(thing.row["country"])
    if found or country is None:
        return found
    place = {"name": country.name, "country": country.code}
    return [{"geonames_details": _details(place), "geonames_id": country.geonames}]


def _details(place: Record) -> dict[str, Any]:
    country = countries().get(str(place.get("country") or ""))
    code = str(place.get("subdivision_code") or "")
    return {
        "continent_code": country.continent if country else None,
        "continent_name": CONTINENTS[country.continent] if country else None,
        "country_code": country.code if country else None,
        "country_name": place.get("country_name") or (country.name if country else None),
        "country_subdivision_code": code if _SUBDIVISION.fullmatch(code) else None,
        "country_subdivision_name": place.get("subdivision") or None,
        "lat": place.get("latitude"),
        "lng": place.get("longitude"),
        "name": place["name"],
    }


def _relationships(thing: Thing, known: Mapping[str, Known]) -> list[dict[str, Any]]:
    """Those to organisations with a ROR id: the schema has no other way to name one."""
    found = []
    for each in thing.record.get("relations", ()):
        target = str(each.get("target") or "")
        other = known.get(target)
        number = target.removeprefix("ror:") if target.startswith("ror:") else (other.ror if other else "")
        label = each.get("label") or (other.name if other else "")
        if number and number != thing.ror and label and each["kind"] in _RELATIONS:
            found.append({"id": ADDRESS + number, "label": label, "type": each["kind"]})
    found.sort(key=lambda each: (each["type"], each["label"]))
    return _once(found, by=lambda each: (each["type"], each["id"]))


def _once(items: Iterable[dict[str, Any]], by: Callable[[dict[str, Any]], Any] = repr) -> list[dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for item in items:
        found.setdefault(by(item), item)
    return list(found.values())


def bucket(key: str, title: str, count: int) -> dict[str, Any]:
    return {"id": key.lower(), "title": title, "count": count}
