"""The dataset `affiliations`: whose each affiliation of the current works is, and where it lies.

An institution is an organisation of the register by its ROR, else by its name alone. An address in which no
institution was recognised is read by the resolver. A place is told by the register for the centre's own organisations,
else by city, region and coordinates in any spelling, else by what an address ends with.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from technopole.core import clock
from technopole.lake import building, sql
from technopole.lake.columns import Column
from technopole.lake.datasets import Dataset
from technopole.methods.folding import fold
from technopole.methods.resolution import written
from technopole.observatory.loading.tables import DATASET
from technopole.observatory.patents import parties
from technopole.observatory.patents.parties import Known
from technopole.registry import resolving, resolving_apart, vocabulary
from technopole.registry.models import Identifier, Organisation, OrganisationName, Term
from technopole.sources.openalex.bylines import RAW

NAME = "affiliations"
COLUMNS = (
    Column("affiliation", "text"),
    Column("institution", "text"),
    Column("organisation", "text"),
    Column("organisation_name", "text"),
    Column("place", "text", few=True),
    Column("country", "text", few=True),
    Column("city", "text", few=True),
    Column("type", "text", few=True),
    Column("latitude", "number"),
    Column("longitude", "number"),
    Column("how", "text", few=True),
    Column("score", "number"),
)
TYPES = frozenset({"education", "company", "government", "facility", "healthcare", "nonprofit", "archive", "other"})
MOST_RESOLVED = 100_000
"""Addresses without an institution that the resolver is asked about: those that stand in most works."""
KEEP = 3
_FORMAT = 1
"""Counted up when the same works and register are to give other rows."""
_AT_ONCE = 1000
_PARTS = re.compile(r"[,，;；、]")
_POST_CODE = re.compile(r"\b[0-9]{4,6}\b|\s*P\.?\s?R\.?\s?China|中国", re.IGNORECASE)
Progress = Callable[[int, int], object]

_STATEMENT = """
SELECT a.affiliation, a.institution, a.ror, a.name, a.type, a.country, a.raw, a.works,
    coalesce(i.ror, '') AS their_ror, coalesce(i.name, '') AS their_name, coalesce(i.country, '') AS their_country,
    coalesce(i.type, '') AS their_type, coalesce(i.city, '') AS city, coalesce(i.region, '') AS region,
    i.latitude, i.longitude
FROM (
    SELECT affiliation, max(institution) AS institution, max(ror) AS ror, max(institution_name) AS name,
        max(institution_type) AS type, max(country) AS country, max(raw) AS raw, count(DISTINCT work) AS works
    FROM authorships WHERE affiliation <> '' GROUP BY affiliation
) a LEFT JOIN institutions i ON i.id = a.institution AND a.institution <> ''
ORDER BY a.works DESC, a.affiliation
"""


class _Owner(NamedTuple):
    """An organisation of the register."""

    uid: str
    name: str
    country: str
    city: str
    latitude: float | None
    longitude: float | None
    at_home: bool
    """One of the centre's own that lies in one of its districts?"""


class Match(NamedTuple):
    """Which organisation it is, and how that was found."""

    owner: _Owner | None
    how: str = ""
    score: float | None = None


_NONE = Match(None)


def bring_up_to_date(lake: Path, progress: Progress = lambda *_: None) -> str | None:
    """The version for the current works and the register as it is, made if need be; None if there are no works.

    Cost: a few queries if nothing changed. Else some seconds for a hundred thousand institutions, and a millisecond
    for each of up to a hundred thousand addresses. Memory: DuckDB's gigabyte at most, and a part.
    """
    works = Dataset(lake, DATASET)
    version = works.current()
    if version is None:
        return None
    dataset = Dataset(lake, NAME)
    plan = {
        "rows": _FORMAT, "works": version, "works_made": works.manifest(version)["made_at"], "register": _stamp(),
        "most": MOST_RESOLVED,
    }  # fmt: skip
    current = dataset.current()
    if current and dataset.manifest(current).get("plan") == {**plan, "format": building.FORMAT}:
        return current
    about = works.manifest(version).get("about", {})
    with sql.opened(lake, {DATASET: version}, seconds=None) as opened:
        rows = _Making(progress).rows(opened)
        made = building.write_version(
            dataset, plan, {NAME: (COLUMNS, rows)}, clock.now().isoformat(),
            {"about": {name: about[name] for name in ("coverage", "sample", "synthetic", "licence") if name in about}},
        )  # fmt: skip
    dataset.forget(KEEP)
    return made


def _stamp() -> str:
    """Another text whenever an organisation, a place or a district of the centre changes."""
    places = list(
        Term.objects.filter(vocabulary__in=("place", "district", "type"))
        .order_by("vocabulary", "key")
        .values_list("vocabulary", "key", "name_en", "name_zh", "kind", "latitude", "longitude", "position")
    )
    digest = hashlib.sha256(json.dumps(places).encode()).hexdigest()[:16]
    return f"{parties.stamp()}:{Organisation.objects.count()}:{digest}"


class _Making:
    """Makes the rows, a thousand affiliations at a time."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._known = Known(resolves=False)
        self._resolves = Organisation.objects.exists()
        self._asked = 0
        self._home = parties.own_place()
        self._families = vocabulary.type_families()
        self._own = _by_name(OrganisationName.objects.filter(organisation__reference=False))

    def rows(self, lake: sql.Lake) -> Iterator[tuple[Any, ...]]:
        total = lake.rows("SELECT count(DISTINCT affiliation) AS n FROM authorships WHERE affiliation <> ''")[0]["n"]
        done = 0
        stream = (row for batch in lake.batches(_STATEMENT) for row in batch.to_pylist())
        while some := list(islice(stream, _AT_ONCE)):
            yield from self._some(some)
            done += len(some)
            self._progress(done, total)

    def _some(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
        by_ror = _owners_by_ror({each for row in rows for each in (row["ror"], row["their_ror"]) if each})
        names = {row["name"] or row["their_name"] for row in rows if _named(row)} - {""}
        by_name = _owners_by_name(names)
        resolved = self._resolved([row for row in rows if not _named(row)])
        for row in rows:
            name = row["name"] or row["their_name"]
            if owner := by_ror.get(row["ror"]) or by_ror.get(row["their_ror"]):
                match = Match(owner, "ror", 1.0)
            elif _named(row) and (owner := self._bearing(name, row, by_name)):
                match = Match(owner, "name", 1.0)
            else:
                match = resolved.get(row["affiliation"], _NONE)
            yield self._row(row, match)

    def _bearing(self, name: str, row: Mapping[str, Any], known: Mapping[str, Sequence[_Owner]]) -> _Owner | None:
        """The one that bears the name: among the centre's own in any spelling, among the others exactly."""
        folded = _folded(name)
        return _same_country(self._own.get(folded, ()), row) or _same_country(known.get(folded, ()), row)

    def _resolved(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Match]:
        """What the resolver says of addresses; of no more than it may be asked."""
        rows = rows[: max(0, MOST_RESOLVED - self._asked)]
        if not rows or not self._resolves:
            return {}
        if not self._asked and not resolving.is_current():
            resolving_apart.refresh()
        self._asked += len(rows)
        answers = resolving_apart.resolve([_text(row) for row in rows], parties.PROFILE)
        best = {row["affiliation"]: found[0] for row, found in zip(rows, answers, strict=True) if found}
        owners = _owners({each.uid for each in best.values()})
        return {
            key: Match(owners[found.uid], "resolver", round(found.probability, 4))
            for key, found in best.items()
            if found.uid in owners
        }

    def _row(self, row: Mapping[str, Any], match: Match) -> tuple[Any, ...]:
        owner = match.owner
        city, latitude, longitude = row["city"], row["latitude"], row["longitude"]
        country = row["their_country"] or row["country"] or (owner.country if owner else _country_of(row["raw"]))
        kind = row["their_type"] or row["type"]
        if owner is not None:
            city = city or owner.city
            if latitude is None or longitude is None:
                latitude, longitude = owner.latitude, owner.longitude
            kind = kind or self._type(owner)
        return (
            row["affiliation"], row["institution"], owner.uid if owner else "",
            (owner.name if owner else "") or row["name"] or row["their_name"],
            self._place(row, owner, country, city, latitude, longitude), country, city,
            kind if kind in TYPES else "other" if kind else "", latitude, longitude, match.how, match.score,
        )  # fmt: skip

    def _type(self, owner: _Owner) -> str:
        for kind in _types_of(owner.uid):
            found = self._families.get(kind, kind)
            if found in TYPES:
                return found
        return ""

    def _place(
        self, row: Mapping[str, Any], owner: _Owner | None, country: str, city: str,
        latitude: float | None, longitude: float | None,
    ) -> str:  # fmt: skip
        if owner is not None and owner.at_home:
            return self._home
        if city or row["region"]:
            return self._known.place(country, row["region"], city, latitude, longitude)
        for part in _endings(row["raw"]):
            if place := self._known.place(country, "", part, latitude, longitude):
                return place
        return self._in_name(owner.name if owner else row["name"] or row["their_name"], country)

    def _in_name(self, name: str, country: str) -> str:
        """The place that a name at home begins with, if it names no other: Shanghai Chest Hospital; 上海市胸科医院."""
        if country not in parties.AT_HOME or not name:
            return ""
        words = name.split()
        begins = [" ".join(words[:count]) for count in (3, 2, 1)]
        found = [self._known.place(country, "", text, None, None) for text in (*begins, *words[1:])]
        first = next(filter(None, found[:3]), "")
        return first if set(found) <= {first, ""} else ""


def _named(row: Mapping[str, Any]) -> bool:
    """Was an institution recognised, by whatever id?"""
    return bool(row["institution"] or row["ror"])


def _text(row: Mapping[str, Any]) -> str:
    """An address as the resolver is asked for it."""
    return str(row["raw"] or row["affiliation"].removeprefix(RAW))[:1000]


def _endings(raw: str) -> Iterable[str]:
    """The last parts of an address, the last first: Fudan University, 220 Handan Rd, Shanghai 200433, China."""
    parts = [text for part in _PARTS.split(raw) if (text := _POST_CODE.sub("", part).strip(" ."))]
    return reversed(parts[-4:])


@cache
def _countries() -> dict[str, str]:
    """{a name of a country, folded: its code}."""
    return {_folded(name): code for code, names in written.rows("countries.tsv").items() for name in names.split("|")}


def _country_of(raw: str) -> str:
    """The country that an address ends with; "" if it ends with none."""
    last = _PARTS.split(raw)[-1]
    return _countries().get(_folded(last.strip(" .")), "") if raw else ""


def _folded(text: str) -> str:
    return " ".join(fold(text).split())


def _owners(uids: set[str]) -> dict[str, _Owner]:
    fields = ("uid", "name", "country", "place_name", "latitude", "longitude", "reference", "district")
    wanted, found = sorted(uids), {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Organisation.objects.filter(uid__in=wanted[start : start + _AT_ONCE]).values_list(*fields)
        for uid, name, country, city, latitude, longitude, reference, district in rows:
            at_home = bool(not reference and district)
            found[uid] = _Owner(uid, name, country, city, latitude, longitude, at_home)
    return found


def _owners_by_ror(rors: set[str]) -> dict[str, _Owner]:
    held = dict(Identifier.objects.filter(scheme="ror", value__in=rors).values_list("value", "organisation__uid"))
    owners = _owners(set(held.values()))
    return {ror: owners[uid] for ror, uid in held.items() if uid in owners}


def _owners_by_name(names: set[str]) -> dict[str, list[_Owner]]:
    """{name, folded: the organisations that bear exactly it}."""
    return _by_name(OrganisationName.objects.filter(value__in=names))


def _by_name(rows: Any) -> dict[str, list[_Owner]]:
    held: dict[str, set[str]] = {}
    active = rows.filter(organisation__status="active")
    for value, uid in active.values_list("value", "organisation__uid").iterator(chunk_size=2000):
        held.setdefault(_folded(value), set()).add(uid)
    uids = {uid for each in held.values() for uid in each}
    owners = _owners(uids)
    return {name: [owners[uid] for uid in sorted(each) if uid in owners] for name, each in held.items()}


def _same_country(found: Sequence[_Owner], row: Mapping[str, Any]) -> _Owner | None:
    """The only one of them that may be it: another country is another organisation."""
    country = row["their_country"] or row["country"]
    fits = [each for each in found if not country or not each.country or each.country == country]
    return fits[0] if len(fits) == 1 else None


def _types_of(uid: str) -> list[str]:
    return list(Organisation.objects.filter(uid=uid).order_by("types__id").values_list("types__type", flat=True))
