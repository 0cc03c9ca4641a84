"""What each place is special in and how near it is to the rest: of publications, of patents, of the register.

Places are cities, or countries where too few cities have enough records; the centre's own place stands by itself
wherever it has enough. Counting is fractional: a work is divided among its authors and each part among their
addresses, a patent among its inventors and its fields, an organisation among its sectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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
    """What is counted: a statement that gives (item, activity, credit, region, member), with blanks where unknown.

    It reads $place (the centre's own, or blank), $level ("city" or "country"), $first and $last.
    """

    scope: str
    parts: str
    least: Least
    years: str
    """A statement that gives the last year, `last`."""


_REGION = (
    "CASE WHEN {of}.place <> '' AND {of}.place = $place THEN '=' || {of}.place "
    "WHEN $level = 'country' THEN {of}.country WHEN {of}.city <> '' THEN {of}.country || '/' || {of}.city ELSE '' END"
)
_WORKS = (
    "SELECT a.work AS item, w.{level} AS activity, a.credit, " + _REGION.format(of="f") + " AS region, "
    "coalesce(nullif(f.organisation, ''), f.institution) AS member "
    "FROM authorships a JOIN works w ON w.id = a.work JOIN affiliations f ON f.affiliation = a.affiliation "
    "WHERE w.{level} <> '' AND w.is_paratext IS NOT TRUE AND w.is_retracted IS NOT TRUE AND w.is_xpac IS NOT TRUE "
    "AND w.year BETWEEN $first AND $last"
)
_LAST_WORK = "SELECT max(year) AS last FROM works WHERE is_xpac IS NOT TRUE"
FIELDS = Basis("fields", _WORKS.format(level="field"), Least(30, 10, 3), _LAST_WORK)
SUBFIELDS = Basis("subfields", _WORKS.format(level="subfield"), Least(30, 10, 3), _LAST_WORK)
PATENTS = Basis(
    "patents",
    "SELECT item, unnest(fields) AS activity, credit // len(fields) AS credit, region, member FROM ("
    "SELECT coalesce(nullif(p.family, ''), p.id) AS item, p.fields, a.credit, "
    + _REGION.format(of="a")
    + " AS region, coalesce(nullif(a.organisation, ''), nullif(a.party, ''), 'name:' || a.name) AS member "
    "FROM patent_parties a JOIN patents p ON p.id = a.patent "
    "WHERE a.role = $role AND len(p.fields) > 0 AND p.year BETWEEN $first AND $last "
    "QUALIFY dense_rank() OVER (PARTITION BY coalesce(nullif(p.family, ''), p.id) ORDER BY p.id) = 1)",
    Least(30, 10, 3),
    "SELECT max(year) AS last FROM patents",
)
REGISTER = Basis(
    "register",
    f"SELECT uid AS item, unnest(sectors) AS activity, {WHOLE} // len(sectors) AS credit, district AS region, "
    "uid AS member FROM organisations WHERE own AND district <> '' AND len(sectors) > 0",
    Least(3, 2, 2),
    "",
)

_PLACES = (
    "SELECT region, count(DISTINCT item) AS records FROM ({parts}) WHERE region <> '' GROUP BY region "
    "HAVING count(DISTINCT item) >= $least ORDER BY records DESC, region LIMIT $most"
)
_CELLS = (
    "WITH parts AS ({parts}), large AS (SELECT unnest($places) AS region, unnest(range(len($places))) AS number) "
    "SELECT coalesce(l.number, -1) AS number, p.activity, sum(p.credit) / {unit} AS value, "
    "count(DISTINCT p.item) AS records FROM parts p LEFT JOIN large l ON l.region = p.region "
    "WHERE p.region <> '' GROUP BY ALL ORDER BY ALL"
)
_MEMBERS = (
    "SELECT activity, member, sum(credit) / {unit} AS value, count(DISTINCT item) AS records FROM ({parts}) "
    "WHERE region = $region AND member <> '' GROUP BY activity, member "
    "QUALIFY row_number() OVER (PARTITION BY activity ORDER BY value DESC, member) <= $strongest "
    "ORDER BY activity, value DESC, member"
)


def of_works(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """By field and by subfield of publications."""
    for basis in (FIELDS, SUBFIELDS):
        yield _located(lake, context, basis, {})


def of_patents(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """By field of technology, where the inventors live; where applicants sit if no inventor has an address."""
    known = "SELECT count(*) AS rows FROM patent_parties WHERE role = 'inventor' AND country <> ''"
    role = "inventor" if lake.rows(known)[0]["rows"] else "applicant"
    yield _located(lake, context, PATENTS, {"role": role})


def of_register(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """By sector of the centre's own organisations, in its districts."""
    asked = {"least": REGISTER.least.place, "most": MOST_PLACES}
    places = [row["region"] for row in lake.rows(_PLACES.format(parts=REGISTER.parts), asked)]
    result = _portrait(lake, context, REGISTER, {}, places, "", len(places))
    yield Result(REGISTER.scope, {**REGISTER.least.told(), "confidence": CONFIDENCE}, {**result, "level": "district"})


def _located(lake: sql.Lake, context: Context, basis: Basis, more: Mapping[str, Any]) -> Result:
    """The portrait of a basis whose places are cities or countries."""
    last = lake.rows(basis.years)[0]["last"] or 0
    asked = {**more, "place": context.place, "first": last - YEARS + 1, "last": last}
    statement = _PLACES.format(parts=basis.parts)
    limits = {"least": basis.least.place, "most": MOST_PLACES}
    own = f"={context.place}" if context.place else ""
    for level in ("city", "country"):
        places = [row["region"] for row in lake.rows(statement, {**asked, **limits, "level": level})]
        if len(places) >= FEWEST_CITIES and (not own or own in places):
            break
    if own and own not in places:
        # too little for a place of its own: it is counted with its country
        asked["place"], own = "", _country(lake, context.place)
        places = [row["region"] for row in lake.rows(statement, {**asked, **limits, "level": level})]
    asked["level"] = level
    result = _portrait(lake, context, basis, asked, places, own, SHOWN)
    parameters = {**basis.least.told(), "confidence": CONFIDENCE, "years": YEARS, **more}
    return Result(basis.scope, parameters, {**result, "level": level, "years": [asked["first"], last]})


def _portrait(
    lake: sql.Lake, context: Context, basis: Basis, asked: Mapping[str, Any], places: list[str], own: str, most: int
) -> dict[str, Any]:
    found = lake.columns(_CELLS.format(parts=basis.parts, unit=WHOLE), {**asked, "places": places})
    cells = Cells.of(
        places, found["number"].astype(int), [str(each) for each in found["activity"]],
        found["value"].astype(float), found["records"].astype(float),
    )  # fmt: skip
    cells = cells.with_activities(cells.records.sum(axis=0) >= basis.least.activity)
    first = own if own in places else (places[0] if places else "")
    shown = list(dict.fromkeys([*filter(None, [first]), *places]))[:most]
    result = portrait(cells, shown, basis.least.cell)
    split = any(place.startswith("=") for place in places)
    for region in result["regions"]:
        region["name"], region["own"] = _region_name(lake, context, basis, region["id"], split), region["id"] == own
        if region["id"] == first or basis is REGISTER:
            region["strong"] = _strong(lake, context, basis, asked, region["id"])
    for activity in result["activities"]:
        activity.update(_activity_name(basis, activity["id"]))
    return result


def _strong(
    lake: sql.Lake, context: Context, basis: Basis, asked: Mapping[str, Any], region: str
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


def _region_name(lake: sql.Lake, context: Context, basis: Basis, region: str, split: bool) -> dict[str, str]:
    """What a place is called: the centre's own, a city, a district, or a country, told apart from what is in it."""
    if basis is REGISTER:
        return dict(vocabulary.districts().get(region, {"": region}))
    if region.startswith("="):
        return dict(context.both.get(region[1:], {"": region[1:]}))
    country, slash, city = region.partition("/")
    if slash:
        return _city_name(city)
    name = dict(context.both.get(country, {"": country}))
    own = dict(context.both.get(context.place, {}))
    if split and country == _country(lake, context.place) and own:
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
        asked={"years": YEARS, "shown": SHOWN, **FIELDS.least.told()},
    ),
    Analyser(
        OF_PATENTS, ("patents", "patent_parties"), of_patents, uses=("affiliations",),
        asked={"years": YEARS, "shown": SHOWN, **PATENTS.least.told()},
    ),
    Analyser(OF_REGISTER, ("organisations",), of_register, asked=REGISTER.least.told()),
)  # fmt: skip
"""Each basis by itself, so that a sample of one is told of that one alone."""
