"""An organisation as linked data in schema.org's words (https://schema.org/Organization)."""

from collections.abc import Mapping, Sequence
from typing import Any

from technopole.methods import identifiers
from technopole.registry.models import Organisation
from technopole.registry.queries import Relative

_TYPES = {
    "university": "CollegeOrUniversity",
    "education": "EducationalOrganization",
    "research_institute": "ResearchOrganization",
    "state_key_laboratory": "ResearchOrganization",
    "facility": "ResearchOrganization",
    "research_facility": "ResearchOrganization",
    "hospital": "Hospital",
    "healthcare": "MedicalOrganization",
    "government": "GovernmentOrganization",
    "company": "Corporation",
    "association": "NGO",
    "foundation": "NGO",
    "nonprofit": "NGO",
    "funder": "FundingAgency",
}
_RELATIONS = {"parent": "parentOrganization", "child": "subOrganization"}
_MOST_RELATIVES = 200


def organisation(row: Organisation, url: str, relatives: Mapping[str, Sequence[Relative]]) -> dict[str, Any]:
    """The organisation's JSON-LD; reads what the caller prefetched. `relatives` as `queries.relatives` gives them."""
    types = list(dict.fromkeys(_TYPES[each.type] for each in row.types.all() if each.type in _TYPES))
    here = url.rstrip("/").rpartition("/")[0]
    linked: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": types[0] if len(types) == 1 else types or "Organization",
        "@id": url,
        "name": row.name,
        "alternateName": [_text(name.value, name.language) for name in row.names.all() if name.value != row.name],
        "url": row.website,
        "mainEntityOfPage": url,
        "foundingDate": row.established,
        "dissolutionDate": row.closed,
        "description": [
            _text(text, tag) for text, tag in ((row.summary_en, "en"), (row.summary_zh, "zh-Hans")) if text
        ],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": each.scheme, "value": each.value} for each in row.identifiers.all()
        ],
        "sameAs": [
            *(address for each in row.identifiers.all() if (address := identifiers.url(each.scheme, each.value))),
            *(link.url for link in row.links.all() if link.kind == "wikipedia"),
        ],
        "address": _address(row),
        "location": _place(row),
        **{
            name: [_relative(each, here) for each in relatives.get(kind, ())][:_MOST_RELATIVES]
            for kind, name in _RELATIONS.items()
        },
    }
    return {name: value for name, value in linked.items() if value not in ("", [], {}, None)}


def _text(text: str, language: str) -> Any:
    return {"@value": text, "@language": language} if language else text


def _address(row: Organisation) -> dict[str, str]:
    known = {"addressLocality": row.place_name, "addressCountry": row.country}
    stated = {name: text for name, text in known.items() if text}
    return {"@type": "PostalAddress", **stated} if stated else {}


def _place(row: Organisation) -> dict[str, Any] | None:
    """Where it is, as far as that is known: the page says how exact the point is."""
    if row.latitude is None or row.longitude is None:
        return None
    point = {"@type": "GeoCoordinates", "latitude": row.latitude, "longitude": row.longitude}
    return {"@type": "Place", "geo": point}


def _relative(each: Relative, here: str) -> dict[str, str]:
    known = {"@type": "Organization", "name": each.label}
    return {**known, "@id": f"{here}/{each.organisation.uid}/"} if each.organisation else known
