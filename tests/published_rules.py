"""What the protocols' publishers ask of answers, restated as JSON Schemas for these tests.

ROR: https://github.com/ror-community/ror-schema, ror_schema_v2_1.json, with the two things that ROR's own records of
2026 have beyond its first edition: the version 2.1 among those of the schema, and digits in codes of provinces.
Reconciliation: https://reconciliation-api.github.io/specs/0.2/, a final report of the W3C Entity Reconciliation
Community Group, sections 3 to 6, and its schemas.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
SOME: Schema = {"type": "string", "minLength": 1}


def _strict(required: list[str], optional: list[str] | None = None, **properties: Schema) -> Schema:
    """An object with these properties and no other; `optional` are not required."""
    return {
        "type": "object", "additionalProperties": False, "properties": properties,
        "required": [name for name in required if name not in (optional or [])],
    }  # fmt: skip


def _open(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least}


def _set(items: Schema, least: int = 0) -> Schema:
    return {**_list(items, least), "uniqueItems": True}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


_ROR_ID: Schema = {"type": "string", "pattern": "^https://ror.org/0[a-z|0-9]{8}$"}
_EVENT = _strict(
    ["date", "schema_version"],
    date={"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
    schema_version=_one_of("1.0", "2.0", "2.1"),
)
_DETAILS = _strict(
    ["name"],
    name=SOME,
    lat=_or_null({"type": "number"}),
    lng=_or_null({"type": "number"}),
    continent_code=_or_null(_one_of("AF", "AN", "AS", "EU", "NA", "OC", "SA")),
    continent_name=_or_null(
        _one_of("Africa", "Antarctica", "Asia", "Europe", "Oceania", "South America", "North America")
    ),
    country_code=_or_null({"type": "string", "pattern": "^[A-Z]{2}$"}),
    country_name=_or_null(TEXT),
    country_subdivision_code=_or_null({"type": "string", "pattern": "^[A-Z0-9]{1,3}$"}),
    country_subdivision_name=_or_null(TEXT),
)
ROR_RECORD = _strict(
    ["admin", "id", "locations", "names", "status", "types"],
    admin=_strict(["created", "last_modified"], created=_EVENT, last_modified=_EVENT),
    domains=_set({"type": "string", "pattern": r"^((?=[a-z0-9-]{1,63}\.)[a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,63}$"}),
    established={"type": ["null", "number"]},
    external_ids=_set(
        _strict(
            ["all", "type"],
            all=_set(SOME),
            type=_one_of("fundref", "grid", "isni", "wikidata"),
            preferred={"type": ["string", "null"]},
        )
    ),
    id=_ROR_ID,
    links=_set(_strict(["type", "value"], type=_one_of("website", "wikipedia"), value=TEXT)),
    locations=_set(
        _strict(["geonames_id", "geonames_details"], geonames_id={"type": "integer"}, geonames_details=_DETAILS), 1
    ),
    names=_set(
        _strict(
            ["types", "value"],
            value=SOME,
            types=_set(_one_of("acronym", "alias", "label", "ror_display"), 1),
            lang=_or_null({"type": "string", "pattern": "^[a-z]{2}$"}),
        ),
        1,
    ),
    relationships=_set(
        _strict(
            ["id", "label", "type"],
            id=_ROR_ID,
            label=SOME,
            type=_one_of("related", "parent", "child", "successor", "predecessor"),
        )
    ),
    status=_one_of("active", "inactive", "withdrawn"),
    types=_set(
        _one_of(
            "education", "funder", "healthcare", "company", "archive", "nonprofit", "government", "facility", "other"
        ),
        1,
    ),
)
_BUCKETS = _list(_strict(["id", "title", "count"], id=SOME, title=SOME, count={"type": "integer", "minimum": 1}))
ROR_LIST = _strict(
    ["number_of_results", "time_taken", "items", "meta"],
    number_of_results={"type": "integer"},
    time_taken={"type": "integer"},
    items={**_list(ROR_RECORD), "maxItems": 20},
    meta=_strict(
        ["types", "countries", "continents", "statuses"],
        types=_BUCKETS, countries=_BUCKETS, continents=_BUCKETS, statuses=_BUCKETS,
    ),
)  # fmt: skip
ROR_MATCHES = _strict(
    ["number_of_results", "items"],
    number_of_results={"type": "integer"},
    items=_list(
        _strict(
            ["substring", "score", "matching_type", "chosen", "organization"],
            substring=TEXT,
            score={"type": "number", "minimum": 0, "maximum": 1},
            matching_type=_one_of("SINGLE SEARCH", "EXACT", "PHRASE", "COMMON TERMS", "FUZZY", "HEURISTICS", "ACRONYM"),
            chosen={"type": "boolean"},
            organization=ROR_RECORD,
        )
    ),
)
ROR_ERRORS = _strict(["errors"], errors=_list(SOME, 1))

# --- reconciliation 0.2 -------------------------------------------------------------------------------------------

_TYPE = _open(["id", "name"], id=TEXT, name=TEXT, description=TEXT)
_TYPE_OR_ID: Schema = {"oneOf": [_open(["id"], id=TEXT, name=TEXT), TEXT]}
_SERVICE = _open(
    [],
    service_url=TEXT,
    service_path=TEXT,
    flyout_service_url=TEXT,
    flyout_service_path={"type": "string", "pattern": r".*\$\{id\}.*"},
)
_WITH_ID: Schema = {"type": "string", "pattern": r".*\{\{id\}\}.*"}
_SETTING = _open(["type", "label", "name"], type=_one_of("number", "text", "checkbox"), label=TEXT, name=TEXT)
MANIFEST = _open(
    ["versions", "name", "identifierSpace", "schemaSpace"],
    versions={**_list(TEXT), "contains": {"enum": ["0.2"]}},
    name=TEXT,
    identifierSpace=TEXT,
    schemaSpace=TEXT,
    documentation=TEXT,
    serviceVersion=TEXT,
    view=_open(["url"], url=_WITH_ID),
    defaultTypes=_set(_TYPE),
    suggest=_open([], entity=_SERVICE, property=_SERVICE, type=_SERVICE),
    preview=_open(["url", "width", "height"], url=_WITH_ID, width={"type": "integer"}, height={"type": "integer"}),
    extend=_open(
        [],
        propose_properties=_open([], service_url=TEXT, service_path=TEXT),
        property_settings=_list(_SETTING),
    ),
)
RESULTS: Schema = {
    "type": "object",
    "additionalProperties": _open(
        ["result"],
        result=_list(
            _open(
                ["id", "name", "score"],
                id=TEXT,
                name=TEXT,
                description=TEXT,
                score={"type": "number"},
                features=_list(_open([], id=TEXT, value={"oneOf": [{"type": "boolean"}, {"type": "number"}]})),
                match={"type": "boolean"},
                type=_list(_TYPE_OR_ID),
            )
        ),
    ),
}
SUGGESTED_ENTITIES = _open(
    ["result"],
    result=_list(_open(["id", "name"], id=TEXT, name=TEXT, description=TEXT, notable=_list(_TYPE_OR_ID))),
)
SUGGESTED_TYPES = _open(["result"], result=_list(_TYPE))
SUGGESTED_PROPERTIES = _open(["result"], result=_list(_open(["id", "name"], id=TEXT, name=TEXT, description=TEXT)))
_CELL: Schema = {
    "oneOf": [
        _strict([]),
        _strict(["id", "name"], id=TEXT, name=TEXT, description=TEXT),
        _strict(["str"], str=TEXT),
        _strict(["float"], float={"type": "number"}),
        _strict(["int"], int={"type": "integer"}),
        _strict(["date"], date=TEXT),
    ]
}
EXTENSION = _open(
    ["rows", "meta"],
    meta=_list(_open(["id", "name"], id=TEXT, name=TEXT, type=_open(["id"], id=TEXT, name=TEXT))),
    rows={
        "type": "object",
        "additionalProperties": {"type": "object", "additionalProperties": _list(_CELL)},
    },
)
