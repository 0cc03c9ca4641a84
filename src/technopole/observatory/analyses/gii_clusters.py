"""Clusters of science and technology from the lake, as the Global Innovation Index finds and ranks them.

Each author of a publication and each inventor of an international application is listed once, divided among the
addresses given; what shares a place of 0.01° is one place. Who is known to be in one of the centre's cities, but not
where, is put into the city's middle; the result says how many those are. Where enough are listed within the radius is
a cluster (`methods.clusters`). It is ranked by its shares of all publications and applications that were counted, each
divided among its authors or inventors. Which rules those are, and how well each is known, is in `methods.clusters.gii`.

Data of a sample hold fewer people than the index's minimum was made for: it is then lowered, which the result says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from technopole.exchange import terms
from technopole.lake import sql
from technopole.methods import technology_fields
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.methods.clusters import gii
from technopole.methods.resolution.written import rows as written
from technopole.observatory.analyses.gii_ranking import (
    DECIMALS,
    DIGITS,
    LOWER,
    SCALE,
    Choice,
    Places,
    lowered,
    ranked,
    variants,
)
from technopole.observatory.analyses.running import Analyser, Context, Result
from technopole.registry.models import Term

NAME = "clusters"
YEARS = 5
TYPES = ("article", "review")
NOT_SCIENCE = ("2",)
"""Domains that are left out: the index counts the fields of science and technology."""
TOLD = 10
"""Organisations, fields and cities told of each cluster."""

_WORKS = (
    "SELECT w.id, w.field FROM works w WHERE w.year BETWEEN $first AND $last AND w.type IN (SELECT unnest($types)) "
    "AND w.domain NOT IN (SELECT unnest($domains)) AND w.is_retracted IS NOT TRUE AND w.is_paratext IS NOT TRUE "
    "AND w.is_xpac IS NOT TRUE"
)
_PATENTS = (
    "SELECT p.id, p.fields FROM patents p WHERE p.year BETWEEN $first_filed AND $last_filed AND (p.pct OR NOT $pct)"
)
_TOWNS = (
    "towns AS (SELECT unnest($towns::VARCHAR[]) AS town, unnest($norths_of_towns::DOUBLE[]) AS town_north, "
    "unnest($easts_of_towns::DOUBLE[]) AS town_east)"
)
_PLACE = (
    f"round(coalesce({{of}}.latitude, t.town_north) * {SCALE})::BIGINT AS north, "
    f"round(coalesce({{of}}.longitude, t.town_east) * {SCALE})::BIGINT AS east, {{of}}.latitude IS NULL AS by_town, "
    "{of}.country, CASE WHEN {of}.city = '' AND {of}.place <> '' THEN '=' || {of}.place ELSE {of}.city END AS city"
)
_PLACED = "LEFT JOIN towns t ON t.town = {of}.place WHERE coalesce({of}.latitude, t.town_north) IS NOT NULL"
_AUTHORS = (
    f"SELECT {_PLACE.format(of='f')}, a.work AS item, a.credit, a.credit * greatest(b.people, 1) AS listed, "
    "coalesce(nullif(f.organisation, ''), f.institution) AS member, "
    "coalesce(nullif(f.organisation_name, ''), a.institution_name) AS member_name, f.organisation AS uid, "
    "[w.field] AS fields, 'w' AS kind "
    "FROM authorships a JOIN chosen w ON w.id = a.work JOIN affiliations f ON f.affiliation = a.affiliation "
    "JOIN (SELECT work, max(position) AS people FROM authorships GROUP BY work) b ON b.work = a.work "
    + _PLACED.format(of="f")
)
_INVENTORS = (
    f"SELECT {_PLACE.format(of='i')}, i.patent AS item, i.credit, {WHOLE} AS listed, "
    "o.member, o.member_name, o.uid, p.fields, 'p' AS kind "
    "FROM patent_parties i JOIN filed p ON p.id = i.patent LEFT JOIN ("
    "SELECT patent, arg_min(coalesce(nullif(organisation, ''), 'name:' || organisation_name), position) AS member, "
    "arg_min(organisation_name, position) AS member_name, arg_min(organisation, position) AS uid "
    "FROM patent_parties WHERE role = 'applicant' AND organisation_name <> '' GROUP BY patent) o "
    "ON o.patent = i.patent " + _PLACED.format(of="i") + " AND i.role = 'inventor'"
)
_PLACES = (
    "SELECT north, east, sum(listed) / {unit} AS weight, sum(credit) FILTER (kind = 'w') / {unit} AS publications, "
    "sum(credit) FILTER (kind = 'p') / {unit} AS patents, sum(listed) FILTER (by_town) / {unit} AS by_town "
    "FROM people GROUP BY north, east ORDER BY north, east"
)
_INSIDE = (
    ", inside AS (SELECT unnest($norths) AS north, unnest($easts) AS east, unnest($numbers) AS cluster), "
    "within AS (SELECT i.cluster, p.* FROM people p JOIN inside i USING (north, east)) "
)
_MOST = (
    "QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY weight DESC, {key}) <= $told "
    "ORDER BY cluster, weight DESC, {key}"
)
_MEMBERS = (
    "SELECT cluster, member, arg_max(member_name, credit) AS name, any_value(uid) AS uid, "
    "sum(credit) / {unit} AS weight FROM within WHERE member <> '' AND member_name <> '' GROUP BY cluster, member "
    + _MOST.format(key="member")
)
_FIELDS = (
    "SELECT cluster, kind, field, sum(credit // of) / {unit} AS weight FROM ("
    "SELECT cluster, kind, credit, len(fields) AS of, unnest(fields) AS field FROM within) "
    "WHERE field <> '' GROUP BY cluster, kind, field " + _MOST.format(key="kind, field")
)
_CITIES = (
    "SELECT cluster, city, country, sum(listed) / {unit} AS weight, avg(north) / {scale} AS latitude, "
    "avg(east) / {scale} AS longitude FROM within WHERE city <> '' GROUP BY cluster, city, country "
    + _MOST.format(key="city")
)


def compute(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """The ranking by the index's rules, and what other radii and minima would give."""
    rules = gii.EDITIONS[-1]
    span, with_ = _span(lake)
    span |= _towns()
    places = _places(lake, span, with_)
    totals = _totals(lake, span, with_)
    minimum = lowered(places, rules.radius_km)
    chosen = Choice(rules.radius_km, minimum)
    said = {
        "years": [span["first"], span["last"]], "types": list(TYPES), "digits": DIGITS,
        "method_radius_km": rules.radius_km, "method_min_weight": rules.min_weight,
        "lowered": minimum < rules.min_weight, "counted": int(totals["publications"]),
        "placed": round(float(places.output.get("publications", np.zeros(0)).sum())), "by_town": round(places.by_town),
    }  # fmt: skip
    if with_:
        said |= {"patents": "pct" if span["pct"] else "all", "filed": [span["first_filed"], span["last_filed"]]}
    for choice, scope in variants(chosen):
        parameters = {**said, "radius_km": choice.radius_km, "min_weight": choice.min_weight}
        result, inside = ranked(places, totals, choice)
        _detail(lake, context, span, with_, inside, result["clusters"])
        yield Result(scope, parameters, {"parameters": parameters, **result})


def _span(lake: sql.Lake) -> tuple[dict[str, Any], bool]:
    """What the statements ask for, and whether there are patents whose inventors have places."""
    last = lake.rows("SELECT max(year) AS last FROM works WHERE is_xpac IS NOT TRUE")[0]["last"] or 0
    span: dict[str, Any] = {
        "first": last - YEARS + 1, "last": last, "types": list(TYPES), "domains": list(NOT_SCIENCE),
    }  # fmt: skip
    if not {"patents", "patent_parties"} <= lake.tables.keys():
        return span, False
    placed = "SELECT 1 FROM patent_parties WHERE role = 'inventor' AND (latitude IS NOT NULL OR place <> '') LIMIT 1"
    if not lake.rows(placed):
        return span, False
    found = lake.rows("SELECT max(year) AS last, max(year) FILTER (pct) AS international FROM patents")[0]
    pct = found["international"] is not None
    filed = (found["international"] if pct else found["last"]) or 0
    return {**span, "pct": pct, "first_filed": filed - YEARS + 1, "last_filed": filed}, True


def _towns() -> dict[str, Any]:
    """Where the centre's cities lie: who is known to be in one, but not where in it, is put into its middle."""
    rows = Term.objects.filter(vocabulary="place", kind="city", latitude__isnull=False, longitude__isnull=False)
    towns = list(rows.order_by("key").values_list("key", "latitude", "longitude"))
    names = ("towns", "norths_of_towns", "easts_of_towns")
    return {name: [town[at] for town in towns] for at, name in enumerate(names)}


def _people(with_patents: bool) -> str:
    """The common part of all statements: everybody listed, with a place."""
    tables = f"WITH {_TOWNS}, chosen AS ({_WORKS})"
    if not with_patents:
        return f"{tables}, people AS ({_AUTHORS})"
    return f"{tables}, filed AS ({_PATENTS}), people AS ({_AUTHORS} UNION ALL {_INVENTORS})"


def _places(lake: sql.Lake, span: Mapping[str, Any], with_patents: bool) -> Places:
    found = lake.columns(f"{_people(with_patents)} {_PLACES.format(unit=WHOLE)}", span)
    output = {"publications": np.nan_to_num(found["publications"].astype(float))}
    if with_patents:
        output["patents"] = np.nan_to_num(found["patents"].astype(float))
    # credits are whole numbers of a work's parts, rounded down by a unit at most: the people listed are even again
    weight = np.round(found["weight"].astype(float), 6)
    output = {name: each for name, each in output.items() if each.any()}
    by_town = float(np.nan_to_num(found["by_town"].astype(float)).sum())
    return Places(found["north"], found["east"], weight, output, by_town)


def _totals(lake: sql.Lake, span: Mapping[str, Any], with_patents: bool) -> dict[str, float]:
    wanted = {"publications": _WORKS} | ({"patents": _PATENTS} if with_patents else {})
    return {
        name: float(lake.rows(f"SELECT count(*) AS n FROM ({statement})", _asked(statement, span))[0]["n"])
        for name, statement in wanted.items()
    }


def _asked(statement: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that a statement names: the engine refuses others."""
    named = set(re.findall(r"\$(\w+)", statement))
    return {name: value for name, value in given.items() if name in named}


def _detail(
    lake: sql.Lake, context: Context, span: Mapping[str, Any], with_patents: bool, inside: Sequence[np.ndarray],
    told: list[dict[str, Any]],
) -> None:  # fmt: skip
    """Say of each cluster who is in it, in which fields, and in which cities; it is called as its largest city."""
    norths, easts, numbers = (each.tolist() for each in inside)
    asked = {**span, "norths": norths, "easts": easts, "numbers": numbers, "told": TOLD}
    chinese = {english: name for name, english in written("cities_zh.tsv").items()}
    for each in told:
        each.update({"organisations": [], "fields": [], "places": []})

    def rows(statement: str) -> list[dict[str, Any]]:
        made = f"{_people(with_patents)}{_INSIDE}{statement.format(unit=WHOLE, scale=SCALE)}"
        return lake.rows(made, _asked(made, asked)) if told else []

    for row in rows(_CITIES):
        city = row["city"]
        name = {"en": city} | ({"zh": chinese[city]} if city in chinese else {})
        if city.startswith("="):
            name = dict(context.both.get(city[1:], {"en": city[1:]}))
        places = told[row["cluster"]]["places"]
        same = next((each for each in places if each["name"].get("en") == name.get("en")), None)
        if same is not None:  # some are known by their address, others by their town alone
            same["weight"] = round(same["weight"] + row["weight"], 2)
            continue
        places.append({
            "name": name, "country": row["country"], "weight": round(row["weight"], 2),
            "latitude": round(row["latitude"], DECIMALS), "longitude": round(row["longitude"], DECIMALS),
        })  # fmt: skip
    for row in rows(_MEMBERS):
        told[row["cluster"]]["organisations"].append(
            {"name": row["name"], "uid": row["uid"] or "", "weight": round(row["weight"], 2)}
        )
    technologies = {str(each.number): each.name for each in technology_fields.fields()}
    for row in rows(_FIELDS):
        key = row["field"]
        name = (
            dict(technologies.get(key, {"en": key}))
            if row["kind"] == "p"
            else {language: terms.field_name(key, language) for language in ("en", "zh")}
        )
        told[row["cluster"]]["fields"].append(
            {"id": key, "of": "patents" if row["kind"] == "p" else "publications", "name": name,
             "weight": round(row["weight"], 2)}
        )  # fmt: skip
    for each in told:
        where = f"{each['latitude']:g}, {each['longitude']:g}"
        each["name"] = each["places"][0]["name"] if each["places"] else {"en": where}


ANALYSER = Analyser(
    NAME, ("works", "authorships", "affiliations"), compute, uses=("patents", "patent_parties"),
    asked={"years": YEARS, "types": list(TYPES), "digits": DIGITS, "lower": list(LOWER)}, code=2,
)  # fmt: skip
