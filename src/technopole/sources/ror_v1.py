"""ROR schema 1 (until 2025) as schema 2, so that one reader serves both.

Source: ROR, "Schema 2.0" change notes (https://ror.readme.io/docs/schema-2-0): one display name, languages only where
labels state them, places from `addresses`, the country from `country`.
"""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def to_v2(old: Record) -> Record:
    """The record of schema 1 with the fields of schema 2; nothing is added that the record does not say."""
    return {
        "id": old["id"],
        "names": _names(old),
        "types": [kind.lower() for kind in old.get("types") or ()],
        "status": old.get("status") or "active",
        "established": old.get("established"),
        "links": _links(old),
        "domains": [],
        "locations": _locations(old),
        "external_ids": _external_ids(old.get("external_ids") or {}),
        "relationships": [
            {**relation, "type": str(relation["type"]).lower()} for relation in old.get("relationships") or ()
        ],
        "_partial": old.get("_partial", False),
    }


def _names(old: Record) -> list[Record]:
    names = [{"value": old["name"], "types": ["ror_display", "label"], "lang": None}]
    for label in old.get("labels") or ():
        if label["label"] == old["name"]:
            names[0]["lang"] = label.get("iso639")
        else:
            names.append({"value": label["label"], "types": ["label"], "lang": label.get("iso639")})
    for kind, field in (("alias", "aliases"), ("acronym", "acronyms")):
        names.extend({"value": value, "types": [kind], "lang": None} for value in old.get(field) or ())
    return names


def _links(old: Record) -> list[Record]:
    links = [{"type": "website", "value": address} for address in old.get("links") or ()]
    if old.get("wikipedia_url"):
        links.append({"type": "wikipedia", "value": old["wikipedia_url"]})
    return links


def _locations(old: Record) -> list[Record]:
    country = old.get("country") or {}
    shared = {"country_code": country.get("country_code"), "country_name": country.get("country_name")}
    locations = []
    addresses: list[Record] = old.get("addresses") or [{}]
    for address in addresses:
        city = address.get("geonames_city") or {}
        details = {
            **shared,
            "name": address.get("city") or city.get("city"),
            "country_subdivision_name": address.get("state") or (city.get("geonames_admin1") or {}).get("name"),
            "country_subdivision_code": (address.get("state_code") or "").rpartition("-")[2] or None,
            "lat": address.get("lat"),
            "lng": address.get("lng"),
        }
        if any(stated is not None for stated in details.values()):
            locations.append({"geonames_id": city.get("id"), "geonames_details": details})
    return locations


def _external_ids(groups: dict[str, Record]) -> list[Record]:
    found = []
    for scheme, group in groups.items():
        every = group.get("all")
        # GRID alone was a single text where the others were lists.
        values = [every] if isinstance(every, str) else list(every or ())
        found.append({"type": scheme.lower(), "all": values, "preferred": group.get("preferred")})
    return found
