"""An organisation as linked data in schema.org's words (https://schema.org/Organization)."""

from typing import Any

from technopole.methods import identifiers
from technopole.registry.models import Organisation

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


def organisation(row: Organisation, url: str) -> dict[str, Any]:
    """The organisation's JSON-LD; reads what the caller prefetched."""
    types = list(dict.fromkeys(_TYPES[each.type] for each in row.types.all() if each.type in _TYPES))
    names = list(row.names.all())
    linked: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": types[0] if len(types) == 1 else types or "Organization",
        "@id": url,
        "name": row.name,
        "alternateName": [name.value for name in names if name.value != row.name],
        "url": row.website,
        "foundingDate": row.established,
        "dissolutionDate": row.closed,
        "description": row.summary_en or row.summary_zh,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": each.scheme, "value": each.value} for each in row.identifiers.all()
        ],
        "sameAs": [
            address for each in row.identifiers.all() if (address := identifiers.url(each.scheme, each.value))
        ],
    }
    if row.latitude is not None:
        linked["location"] = {
            "@type": "Place",
            "geo": {"@type": "GeoCoordinates", "latitude": row.latitude, "longitude": row.longitude},
            "address": {
                "@type": "PostalAddress", "addressLocality": row.place_name, "addressCountry": row.country
            },
        }  # fmt: skip
    return {name: value for name, value in linked.items() if value not in ("", [], None)}
