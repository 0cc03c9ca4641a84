"""The files of a centre's folder: their columns, which of them must be filled, and what names what.

The reader checks by it and `technopole new` writes headers by it. What a row means is each domain's own affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from technopole.centre.checks import Cell, date, degrees, number, ror, slug, url, uscc

TEXT = Cell()
_ID = Cell(slug, required=True)
_NAME = Cell(required=True)
_DATE = Cell(date)
_URL = Cell(url)
_SOURCE = Cell(several=True)
_WORDS = Cell(several=True)
_PLACE = {
    "district": Cell(refers="vocabularies/districts.csv"),
    "latitude": Cell(degrees(90)),
    "longitude": Cell(degrees(180)),
    "coord_precision": TEXT,
}
_DISTRICTS = Cell(several=True, refers="vocabularies/districts.csv")
_POINT = {name: cell for name, cell in _PLACE.items() if name != "district"}
_SECTORS = Cell(several=True, refers="vocabularies/sectors.csv")
_HUB = Cell(refers="hubs.csv")
_HUBS = Cell(several=True, refers="hubs.csv")
_ORGANISATION = Cell(refers="organisations.csv")
_ORGANISATIONS_OR_NAMES = Cell(several=True, refers="organisations.csv", or_name=True)


def _texts(*stems: str) -> dict[str, Cell]:
    return {f"{stem}_{language}": TEXT for stem in stems for language in ("en", "zh")}


_NAMES = {"name_en": _NAME, "name_zh": TEXT}
_END = {"source": _SOURCE, **_texts("note"), "synthetic": TEXT}


@dataclass(frozen=True)
class File:
    """A table of the folder. Of two rows, those values of `unique` differ."""

    columns: Mapping[str, Cell]
    unique: str | None = "id"


FILES: dict[str, File] = {
    "vocabularies/types.csv": File(
        {"id": _ID, **_NAMES, "credit_code_start": TEXT, "ror_type": TEXT, "position": Cell(number), "source": _SOURCE}
    ),
    "vocabularies/sectors.csv": File(
        {
            "id": _ID,
            **_NAMES,
            "parent": Cell(refers="vocabularies/sectors.csv"),
            "position": Cell(number),
            "source": _SOURCE,
        }
    ),
    "vocabularies/districts.csv": File({"id": _ID, **_NAMES, **_POINT, "position": Cell(number), "source": _SOURCE}),
    "places.csv": File(
        {
            "id": _ID,
            **_NAMES,
            "kind": TEXT,
            **_POINT,
            "position": Cell(number),
            "source": _SOURCE,
        }
    ),
    "vocabularies/units.csv": File({"id": _ID, **_NAMES}),
    "hubs.csv": File(
        {
            "id": _ID,
            **_NAMES,
            "kind": TEXT,
            "parent": _HUB,
            **_PLACE,
            "established": _DATE,
            **_texts("summary"),
            "focus": _SECTORS,
            **_END,
        }
    ),
    "organisations.csv": File(
        {
            "id": _ID,
            **_NAMES,
            "aliases_en": _WORDS,
            "aliases_zh": _WORDS,
            "acronyms": _WORDS,
            "former_names": _WORDS,
            "type": Cell(several=True, refers="vocabularies/types.csv"),
            "legal_form": TEXT,
            "sectors": _SECTORS,
            "country": TEXT,
            **_PLACE,
            "hub": _HUBS,
            "website": _URL,
            "ror_id": Cell(ror),
            "uscc": Cell(uscc),
            "established": _DATE,
            "parent": _ORGANISATIONS_OR_NAMES,
            **_texts("summary"),
            "source_licence": TEXT,
            **_END,
        }
    ),
    "authorities.csv": File(
        {
            "id": _ID,
            **_NAMES,
            "kind": TEXT,
            "area_zh": TEXT,
            "region": TEXT,
            "level": TEXT,
            "organisation": _ORGANISATION,
            "code_segment": TEXT,
            "own_officers": TEXT,
            "source": _SOURCE,
        }
    ),
    "events.csv": File(
        {
            "id": _ID,
            **_texts("series"),
            **_NAMES,
            "start": Cell(date, required=True),
            "end": _DATE,
            **_texts("place"),
            **_PLACE,
            "district": _DISTRICTS,
            "hub": _HUBS,
            "level": TEXT,
            "format": TEXT,
            "attendance": TEXT,
            **_texts("key_numbers"),
            "organisers": Cell(several=True),
            **_texts("summary"),
            "status": TEXT,
            "website": _URL,
            **_END,
        }
    ),
    "facilities.csv": File(
        {
            "id": _ID,
            **_NAMES,
            **_texts("type"),
            "operator": _ORGANISATIONS_OR_NAMES,
            "organisation": _ORGANISATION,
            **_texts("place"),
            **_PLACE,
            "hub": _HUB,
            "status": TEXT,
            "opened": _DATE,
            **_texts("facts"),
            "website": _URL,
            **_END,
        }
    ),
    "showcase.csv": File(
        {
            "id": _ID,
            **_NAMES,
            "maker": _ORGANISATIONS_OR_NAMES,
            **_texts("scenario", "summary"),
            "sectors": _SECTORS,
            "shown_at": Cell(refers="events.csv"),
            **_END,
        }
    ),
    "policies.csv": File(
        {
            "id": _ID,
            "title_en": _NAME,
            "title_zh": TEXT,
            "document_number": TEXT,
            **_texts("issuer"),
            "published": _DATE,
            "valid_from": _DATE,
            "valid_to": _DATE,
            "level": TEXT,
            **_texts("area"),
            "topic": TEXT,
            "instruments": _WORDS,
            "subject": TEXT,
            **_texts("summary"),
            "rule_pack": TEXT,
            "official": TEXT,
            **_END,
        }
    ),
    "services.csv": File(
        {
            "id": _ID,
            **_NAMES,
            "organisation": _ORGANISATIONS_OR_NAMES,
            "kinds": _WORDS,
            **_texts("summary"),
            "website": _URL,
            **_END,
        }
    ),
    "offers.csv": File(
        {
            "id": _ID,
            "profile": TEXT,
            **_texts("title", "summary", "description", "advantages", "applications"),
            "trl": Cell(number),
            **_texts("trl_evidence"),
            "trl_on": _DATE,
            "fields": _WORDS,
            "topics": _WORDS,
            "sectors": _SECTORS,
            "country": TEXT,
            "region": TEXT,
            "organisation": _ORGANISATION,
            **_texts("owner", "maker"),
            "rights": _WORDS,
            "modes": _WORDS,
            "price_low": Cell(number),
            "price_high": Cell(number),
            "currency": TEXT,
            "negotiable": TEXT,
            **_texts("programme"),
            "year": Cell(number),
            "language": TEXT,
            "published_on": _DATE,
            "expires_on": _DATE,
            "status": TEXT,
            "anonymous": TEXT,
            "url": _URL,
            **_END,
        }
    ),
    "needs.csv": File(
        {
            "id": _ID,
            "kind": TEXT,
            "statement_en": _NAME,
            "statement_zh": TEXT,
            **_texts("stated_by", "role"),
            "organisation": Cell(refers="organisations.csv", several=True),
            "stated_on": _DATE,
            "fields": _WORDS,
            **_texts("wanted"),
            "status": TEXT,
            "profile": TEXT,
            **_texts("title", "description", "targets", "attempts"),
            "trl_min": Cell(number),
            "trl_max": Cell(number),
            "sectors": _SECTORS,
            "ipc": _WORDS,
            "topics": _WORDS,
            "country": TEXT,
            "region": TEXT,
            "modes": _WORDS,
            "rights_wanted": _WORDS,
            "exclusivity": TEXT,
            "budget_low": Cell(number),
            "budget_high": Cell(number),
            "currency": TEXT,
            "negotiable": TEXT,
            "deadline": _DATE,
            **_texts("scenario", "owner"),
            "anonymous": TEXT,
            "published_on": _DATE,
            "expires_on": _DATE,
            **_END,
        }
    ),
    "observations.csv": File(
        {
            "indicator": Cell(required=True, refers="indicators"),
            "place": Cell(refers="places.csv"),
            "period": _NAME,
            "value": Cell(number),
            "unit": TEXT,
            "status": _NAME,
            "qualifier": TEXT,
            "published": _DATE,
            **_texts("speaker"),
            **_END,
        },
        unique=None,
    ),
    "clusters.csv": File(
        {
            "id": _ID,
            "ranking": Cell(slug, required=True),
            "edition": Cell(number, required=True),
            "cluster": _ID,
            "rank": Cell(number, required=True),
            **_NAMES,
            "economy": _WORDS,
            **dict.fromkeys(
                ("pct_applications", "publications", "pct_share", "publications_share", "total_share"), Cell(number)
            ),
            **_POINT,
            "own": TEXT,
            **_END,
        }
    ),
}
"""In the order in which they are loaded: what others name comes first."""

INDICATORS = "indicators"
"""The folder of one YAML document for each indicator."""
