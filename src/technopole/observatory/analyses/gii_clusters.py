"""Clusters of science and technology from the lake, as the Global Innovation Index finds and ranks them.

Each author of a publication and each inventor of an international application is listed once, divided among the
addresses given; what shares a place of 0.01° is one place. Where enough are listed within the radius is a cluster
(`methods.clusters`). It is ranked by its shares of all publications and applications that were counted, each divided
among its authors or inventors. Which rules those are, and how well each is known, is in `methods.clusters.gii`.

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
_PLACE = f"round({{of}}.latitude * {SCALE})::BIGINT AS north, round({{of}}.longitude * {SCALE})::BIGINT AS east"
_AUTHORS = (
    f"SELECT {_PLACE.format(of='f')}, a.work AS item, a.credit, a.credit * greatest(b.people, 1) AS listed, "
    "f.country, f.city, coalesce(nullif(f.organisation, ''), f.institution) AS member, "
    "coalesce(nullif(f.organisation_name, ''), a.institution_name) AS member_name, f.organisation AS uid, "
    "[w.field] AS fields, 'w' AS kind "
    "FROM authorships a JOIN chosen w ON w.id = a.work JOIN affiliations f ON f.affiliation = a.affiliation "
    "JOIN (SELECT work, max(position) AS people FROM authorships GROUP BY work) b ON b.work = a.work "
    "WHERE f.latitude IS NOT NULL AND f.longitude IS NOT NULL"
)
_INVENTORS = (
    f"SELECT {_PLACE.format(of='i')}, i.patent AS item, i.credit, {WHOLE} AS listed, i.country, i.city, "
    "o.member, o.member_name, o.uid, p.fields, 'p' AS kind "
    "FROM patent_parties i JOIN filed p ON p.id = i.patent LEFT JOIN ("
    "SELECT patent, arg_min(coalesce(nullif(organisation, ''), 'name:' || organisation_name), position) AS member, "
    "arg_min(organisation_name, position) AS member_name, arg_min(organisation, position) AS uid "
    "FROM patent_parties WHERE role = 'applicant' AND organisation_name <> '' GROUP BY patent) o "
    "ON o.patent = i.patent WHERE i.role = 'inventor' AND i.latitude IS NOT NULL AND i.longitude IS NOT NULL"
)
_PLACES = (
    "SELECT north, east, sum(listed) / {unit} AS weight, sum(credit) FILTER (kind = 'w') / {unit} AS publications, "
    "sum(credit) FILTER (kind = 'p') / {unit} AS patents FROM people GROUP BY north, east ORDER BY north, east"
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
    places = _places(lake, span, with_)
    totals = _totals(lake, span, with_)
    minimum = lowered(places, rules.radius_km)
    chosen = Choice(rules.radius_km, minimum)
    said = {
        "years": [span["first"], span["last"]], "types": list(TYPES), "digits": DIGITS,
        "method_radius_km": rules.radius_km, "method_min_weight": rules.min_weight,
        "lowered": minimum < rules.min_weight,
    }  # fmt: skip
    if with_:
        said |= {"patents": "pct" if span["pct"] else "all", "filed": [span["first_filed"], span["last_filed"]]}
    for choice, scope in variants(chosen):
        parameters = {**said, "radius_km": choice.radius_km, "min_weight": choice.min_weight}
        result, inside = ranked(places, totals, choice)
        _detail(lake, span, with_, inside, result["clusters"])
        yield Result(scope, parameters, {"parameters": parameters, **result})


def _span(lake: sql.Lake) -> tuple[dict[str, Any], bool]:
    """What the statements ask for, and whether there are patents whose inventors have places."""
    last = lake.rows("SELECT max(year) AS last FROM works WHERE is_xpac IS NOT TRUE")[0]["last"] or 0
    span: dict[str, Any] = {
        "first": last - YEARS + 1, "last": last, "types": list(TYPES), "domains": list(NOT_SCIENCE),
    }  # fmt: skip
    if not {"patents", "patent_parties"} <= lake.tables.keys():
        return span, False
    placed = "SELECT 1 FROM patent_parties WHERE role = 'inventor' AND latitude IS NOT NULL LIMIT 1"
    if not lake.rows(placed):
        return span, False
    found = lake.rows("SELECT max(year) AS last, max(year) FILTER (pct) AS international FROM patents")[0]
    pct = found["international"] is not None
    filed = (found["international"] if pct else found["last"]) or 0
    return {**span, "pct": pct, "first_filed": filed - YEARS + 1, "last_filed": filed}, True


def _people(with_patents: bool) -> str:
    """The common part of all statements: everybody listed, with a place."""
    tables = f"WITH chosen AS ({_WORKS})"
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
    return Places(found["north"], found["east"], weight, {name: each for name, each in output.items() if each.any()})


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
    lake: sql.Lake, span: Mapping[str, Any], with_patents: bool, inside: Sequence[np.ndarray],
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
        name = {"en": row["city"]} | ({"zh": chinese[row["city"]]} if row["city"] in chinese else {})
        told[row["cluster"]]["places"].append({
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
    asked={"years": YEARS, "types": list(TYPES), "digits": DIGITS, "lower": list(LOWER)},
)  # fmt: skip
