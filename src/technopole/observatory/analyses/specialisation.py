"""What each place is special in and how near it is to the rest: of publications, of patents, of the register.

Places are cities, or countries where too few cities have enough records; the centre's own place stands by itself
wherever it has enough. Counting is fractional: a work is divided among its authors and each part among their
addresses, a patent among its inventors and its fields, an organisation among its sectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from technopole.exchange import terms
from technopole.lake import sql
from technopole.methods import technology_fields
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.methods.resolution.written import rows
from technopole.observatory.analyses import network_names
from technopole.observatory.analyses.running import Analyser, Context, Result
from technopole.observatory.analyses.specialised import CONFIDENCE, Cells, portrait
from technopole.registry import vocabulary

NAME, OF_PATENTS, OF_REGISTER = "specialisation", "specialisation-of-patents", "specialisation-of-register"
YEARS = 10
SHOWN = 12
"""Places whose profile is kept for the page: the centre's own and the largest."""
STRONGEST = 6
"""Organisations told for each activity of the centre's own place."""
FEWEST_CITIES = 20
MOST_PLACES = 2000


@dataclass(frozen=True)
class Least:
    """How many records it takes."""

    place: int
    """A place with fewer is counted with all the others, as one."""
    activity: int
    """An activity with fewer is left out."""
    cell: int
    """With fewer of them a place does not have the activity, whatever its quotient."""

    def told(self) -> dict[str, int]:
        return {"least_of_place": self.place, "least_of_activity": self.activity, "least_of_both": self.cell}


@dataclass(frozen=True)
class Basis:
    """What is counted, each item in all its activities."""

    scopes: Mapping[str, int]
    """{scope of a result: how many letters the keys of its activities have}; 0 for any."""
    parts: str
    """A statement that gives (item, activities, credit, region, member) where a region is known: the keys of the
    item's activities with spaces between them, which are the same in all its rows, and the credit for each of them.

    It reads $place (the centre's own, or blank), $level ("city" or "country"), $first and $last.
    """
    least: Least
    years: str
    """A statement that gives the last year, `last`."""
    names: str = ""
    """A statement that gives (region, name) where `parts` tells regions by numbers, in the order of their names."""


_REGION = (
    "CASE WHEN {of}.place <> '' AND {of}.place = $place THEN '=' || {of}.place "
    "WHEN $level = 'country' THEN {of}.country WHEN {of}.city <> '' THEN {of}.country || '/' || {of}.city ELSE '' END"
)
_ADDRESSES = (
    "SELECT affiliation, member, name, dense_rank() OVER (ORDER BY name)::INTEGER AS region FROM ("
    "SELECT f.affiliation, coalesce(nullif(f.organisation, ''), f.institution) AS member, "
    + _REGION.format(of="f")
    + " AS name FROM affiliations f) WHERE name <> ''"
)
WORKS = Basis(
    {"fields": 2, "subfields": 4},
    "SELECT a.work AS item, w.activities, a.credit, f.region, f.member FROM authorships a "
    f"JOIN ({_ADDRESSES}) f ON f.affiliation = a.affiliation "
    "JOIN (SELECT id, field || ' ' || subfield AS activities FROM works WHERE subfield <> '' "
    "AND is_paratext IS NOT TRUE AND is_retracted IS NOT TRUE AND is_xpac IS NOT TRUE "
    "AND year BETWEEN $first AND $last) w ON w.id = a.work",
    Least(30, 10, 3),
    "SELECT max(year) AS last FROM works WHERE is_xpac IS NOT TRUE",
    f"SELECT DISTINCT region, name FROM ({_ADDRESSES})",
)
PATENTS = Basis(
    {"patents": 0},
    "SELECT * FROM (SELECT p.item, array_to_string(p.kept, ' ') AS activities, a.credit // len(p.kept) AS credit, "
    + _REGION.format(of="a")
    + " AS region, coalesce(nullif(a.organisation, ''), nullif(a.party, ''), 'name:' || a.name) AS member "
    "FROM patent_parties a JOIN (SELECT id, coalesce(nullif(family, ''), id) AS item, "
    "list_sort(list_distinct(fields)) AS kept FROM patents WHERE len(fields) > 0 AND year BETWEEN $first AND $last"
    ") p ON p.id = a.patent WHERE a.role = $role "
    "QUALIFY dense_rank() OVER (PARTITION BY p.item ORDER BY p.id) = 1) "
    "WHERE region <> ''",
    Least(30, 10, 3),
    "SELECT max(year) AS last FROM patents",
)
REGISTER = Basis(
    {"register": 0},
    f"SELECT uid AS item, array_to_string(sectors, ' ') AS activities, {WHOLE} // len(sectors) AS credit, "
    "district AS region, uid AS member FROM organisations WHERE own AND district <> '' AND len(sectors) > 0",
    Least(3, 2, 2),
    "",
)

_CELLS = """
WITH gathered AS MATERIALIZED (
  SELECT item, activities, region, sum(credit)::BIGINT AS credit FROM ({parts}) GROUP BY ALL
),
large AS MATERIALIZED (
  SELECT region, row_number() OVER (ORDER BY count(*) DESC, region) - 1 AS number FROM gathered
  GROUP BY region HAVING count(*) >= $least ORDER BY number LIMIT $most
),
together AS (
  SELECT l.number, l.region, g.activities, sum(g.credit) AS credit, count(*) AS records
  FROM gathered g JOIN large l ON l.region = g.region GROUP BY ALL
  UNION ALL
  -- an item of several of the other places is one of theirs
  SELECT -1, NULL, activities, sum(credit), count(DISTINCT item)
  FROM gathered WHERE region NOT IN (SELECT region FROM large) GROUP BY ALL
)
SELECT number, region, activity, sum(credit) / {unit} AS value, sum(records) AS records
FROM (SELECT * EXCLUDE activities, unnest(string_split(activities, ' ')) AS activity FROM together)
WHERE activity <> '' GROUP BY ALL ORDER BY ALL"""
"""Of each of the largest places and of all others, numbered -1, what they have of each activity. Items are gathered by
place once, which is what costs: everything after it is of as many rows as there are places and sets of activities."""

_MEMBERS = """
WITH together AS (
  SELECT member, activities, sum(credit) AS credit, count(DISTINCT item) AS records FROM ({parts})
  WHERE region = $region AND member <> '' GROUP BY ALL
)
SELECT activity, member, sum(credit) / {unit} AS value, sum(records) AS records
FROM (SELECT * EXCLUDE activities, unnest(string_split(activities, ' ')) AS activity FROM together)
WHERE activity <> '' GROUP BY activity, member
QUALIFY row_number() OVER (PARTITION BY activity ORDER BY value DESC, member) <= $strongest
ORDER BY activity, value DESC, member"""


@dataclass(frozen=True)
class Counted:
    """What was counted of a basis: (place, activity) as a long table, the place by its number, -1 for all others."""

    regions: Mapping[str, Any]
    """{place: what the basis' statement calls it}, the largest first."""
    number: np.ndarray
    activity: np.ndarray
    value: np.ndarray
    records: np.ndarray

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(self.regions)

    def cells(self, letters: int, least: int) -> Cells:
        """Of the activities whose keys have so many letters, those with so many records."""
        of = np.array([_within(key, letters) for key in self.activity], bool)
        cells = Cells.of(self.places, self.number[of], self.activity[of].tolist(), self.value[of], self.records[of])
        return cells.with_activities(cells.records.sum(axis=0) >= least)


def of_works(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """By field and by subfield of publications."""
    return _located(lake, context, WORKS, {})


def of_patents(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """By field of technology, where the inventors live; where applicants sit if no inventor has an address."""
    known = "SELECT count(*) AS rows FROM patent_parties WHERE role = 'inventor' AND country <> ''"
    role = "inventor" if lake.rows(known)[0]["rows"] else "applicant"
    return _located(lake, context, PATENTS, {"role": role})


def of_register(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """By sector of the centre's own organisations, in its districts."""
    counted = _counted(lake, REGISTER, {})
    for scope, result in _portraits(lake, context, REGISTER, {}, counted, "", len(counted.places)):
        yield Result(scope, {**REGISTER.least.told(), "confidence": CONFIDENCE}, {**result, "level": "district"})


def _located(lake: sql.Lake, context: Context, basis: Basis, more: Mapping[str, Any]) -> Iterator[Result]:
    """The portraits of a basis whose places are cities or countries."""
    last = lake.rows(basis.years)[0]["last"] or 0
    asked = {**more, "place": context.place, "first": last - YEARS + 1, "last": last, "level": "city"}
    own = f"={context.place}" if context.place else ""
    counted = _counted(lake, basis, asked)
    if len(counted.places) < FEWEST_CITIES or (own and own not in counted.places):
        asked["level"] = "country"
        counted = _counted(lake, basis, asked)
    if own and own not in counted.places:
        # too little for a place of its own: it is counted with its country
        asked["place"], own = "", _country(lake, context.place)
        counted = _counted(lake, basis, asked)
    parameters = {**basis.least.told(), "confidence": CONFIDENCE, "years": YEARS, **more}
    for scope, result in _portraits(lake, context, basis, asked, counted, own, SHOWN):
        yield Result(scope, parameters, {**result, "level": asked["level"], "years": [asked["first"], last]})


def _counted(lake: sql.Lake, basis: Basis, asked: Mapping[str, Any]) -> Counted:
    """What the places have, the largest by themselves. Cost: one reading of the tables."""
    limits = {"least": basis.least.place, "most": MOST_PLACES}
    found = lake.columns(_CELLS.format(parts=basis.parts, unit=WHOLE), {**asked, **limits})
    number = found["number"].astype(int)
    first = np.searchsorted(number, np.arange(number.max(initial=-1) + 1))  # rows are in the order of places
    regions: dict[str, Any] = {each: each for each in found["region"][first].tolist()}
    if basis.names:
        told = lake.columns(basis.names, {name: asked[name] for name in ("place", "level")})
        names = dict(zip(told["region"].tolist(), told["name"].tolist(), strict=True))
        regions = {names[int(each)]: int(each) for each in regions}  # floats, where others have none
    value, records = found["value"].astype(float), found["records"].astype(float)
    return Counted(regions, number, found["activity"], value, records)


def _within(key: str, letters: int) -> bool:
    return not letters or len(key) == letters


def _portraits(
    lake: sql.Lake, context: Context, basis: Basis, asked: Mapping[str, Any], counted: Counted, own: str, most: int
) -> Iterator[tuple[str, dict[str, Any]]]:  # fmt: skip
    """The portrait of each scope of the basis, with names, and with who is strong in the first place or in all."""
    places = counted.places
    first = own if own in places else (places[0] if places else "")
    shown = list(dict.fromkeys([*filter(None, [first]), *places]))[:most]
    told = shown if basis is REGISTER else [first] if first else []
    strong = {name: _strong(lake, context, basis, asked, counted.regions[name]) for name in told}
    names = _region_names(lake, context, basis, shown)
    for scope, letters in basis.scopes.items():
        result = portrait(counted.cells(letters, basis.least.activity), shown, basis.least.cell)
        for region in result["regions"]:
            region["name"], region["own"] = names[region["id"]], region["id"] == own
            if region["id"] in strong:
                found = strong[region["id"]]
                region["strong"] = {key: each for key, each in found.items() if _within(key, letters)}
        for activity in result["activities"]:
            activity.update(_activity_name(basis, activity["id"]))
        yield scope, result


def _strong(
    lake: sql.Lake, context: Context, basis: Basis, asked: Mapping[str, Any], region: Any
) -> dict[str, list[dict[str, Any]]]:
    """{activity: the organisations that do most of it in the place}."""
    statement = _MEMBERS.format(parts=basis.parts, unit=WHOLE)
    if basis is PATENTS:
        asked = {**asked, "role": "applicant"}  # an inventor is no organisation
    rows = lake.rows(statement, {**asked, "region": region, "strongest": STRONGEST})
    keys = sorted({str(row["member"]) for row in rows})
    if basis is REGISTER:
        named = _registered(lake, keys)
    elif basis is PATENTS:
        named = network_names.applicants(lake, keys, context)
    else:
        named = network_names.organisations(lake, keys, context)
    known = dict(zip(keys, named, strict=True))
    strong: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if about := known.get(str(row["member"])):
            told = {"name": about["name"], "uid": about.get("uid", ""), "value": round(float(row["value"]), 2)}
            strong.setdefault(str(row["activity"]), []).append({**told, "records": int(row["records"])})
    return strong


def _registered(lake: sql.Lake, uids: list[str]) -> list[dict[str, Any]]:
    statement = "SELECT uid, name_en, name_zh FROM organisations WHERE uid IN (SELECT unnest($uids)) ORDER BY uid"
    return [
        {"uid": row["uid"], "name": {each: row[f"name_{each}"] for each in ("en", "zh") if row[f"name_{each}"]}}
        for row in lake.rows(statement, {"uids": uids})
    ]


def _country(lake: sql.Lake, place: str) -> str:
    statement = (
        "SELECT country FROM affiliations WHERE place = $place AND country <> '' "
        "GROUP BY country ORDER BY count(*) DESC, country LIMIT 1"
    )
    found = lake.rows(statement, {"place": place})
    return str(found[0]["country"]) if found else ""


def _region_names(lake: sql.Lake, context: Context, basis: Basis, regions: Sequence[str]) -> dict[str, dict[str, str]]:
    """What places are called. The country of the centre's own is told apart from it where both are shown."""
    divided = _country(lake, context.place) if any(region.startswith("=") for region in regions) else ""
    return {region: _region_name(context, basis, region, divided) for region in regions}


def _region_name(context: Context, basis: Basis, region: str, divided: str) -> dict[str, str]:
    """The centre's own place, a city, a district, or a country, that which is `divided` without the centre's place."""
    if basis is REGISTER:
        return dict(vocabulary.districts().get(region, {"": region}))
    if region.startswith("="):
        return dict(context.both.get(region[1:], {"": region[1:]}))
    country, slash, city = region.partition("/")
    if slash:
        return _city_name(city)
    name = dict(context.both.get(country, {"": country}))
    own = dict(context.both.get(context.place, {}))
    if country == divided and own:
        return {
            "en": f"{name.get('en', country)} without {own.get('en', context.place)}",
            "zh": f"{name.get('zh', country)}（不含{own.get('zh', context.place)}）",
        }
    return name


def _city_name(city: str) -> dict[str, str]:
    chinese = next((zh for zh, en in rows("cities_zh.tsv").items() if en == city), "")
    return {"en": city, "zh": chinese} if chinese else {"": city}


def _activity_name(basis: Basis, key: str) -> dict[str, Any]:
    """Its name, and that of the wider field it lies in."""
    if basis is REGISTER:
        return {"name": dict(vocabulary.sectors().get(key, {"": key}))}
    if basis is PATENTS:
        field = next((each for each in technology_fields.fields() if str(each.number) == key), None)
        return {"name": field.name, "group": field.sector} if field else {"name": {"": key}}
    names = {language: terms.field_name(key, language) for language in ("en", "zh")}
    wider = {language: terms.field_name(key[:2], language) for language in ("en", "zh")} if len(key) > 2 else {}
    return {"name": {k: v for k, v in names.items() if v} or {"": key}, **({"group": wider} if wider.get("en") else {})}


ANALYSERS = (
    Analyser(
        NAME, ("works", "authorships", "affiliations"), of_works, uses=("institutions",),
        asked={"years": YEARS, "shown": SHOWN, **WORKS.least.told()},
    ),
    Analyser(
        OF_PATENTS, ("patents", "patent_parties"), of_patents, uses=("affiliations",),
        asked={"years": YEARS, "shown": SHOWN, **PATENTS.least.told()},
    ),
    Analyser(OF_REGISTER, ("organisations",), of_register, asked=REGISTER.least.told()),
)  # fmt: skip
"""Each basis by itself, so that a sample of one is told of that one alone."""
