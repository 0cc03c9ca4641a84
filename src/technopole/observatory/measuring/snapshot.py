"""The centre's own public rows as a dataset of the lake, so that an indicator may count records of every kind.

What is made up is left out, unless the whole centre is. A new version is made only when something in it differs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
from django.db.models import QuerySet
from django.urls import reverse

from technopole.core import clock, durable
from technopole.core.models import Change
from technopole.deals import statistics
from technopole.exchange.models import Need, Offer
from technopole.lake import building
from technopole.lake.columns import Column
from technopole.lake.datasets import Dataset
from technopole.observatory import queries
from technopole.observatory.measuring import tables
from technopole.observatory.models import Indicator, Observation
from technopole.programme import queries as programme
from technopole.programme.models import Facility
from technopole.registry import queries as registry
from technopole.registry import vocabulary
from technopole.registry.models import Organisation, Term

NAME = "centre"
KEEP = 10
"""Versions that stay, so that what was measured of them can be measured again."""
COVERAGE = {"en": "Everything that this centre publishes about itself.", "zh": "本中心公开的全部自身记录。"}
_CHECKED = "checked.json"
"""Beside the versions: what the store was like when the current one was found to be as it is."""
_FORMAT = 2
"""Counted up when the same rows are to give other tables."""

Row = tuple[Any, ...]


def bring_up_to_date(lake: Path) -> str:
    """The version that holds the centre as it is now, made if need be. Cost: three queries if nothing changed since;
    else every public row is read, some thousands a second."""
    dataset = Dataset(lake, NAME)
    mark, current = _mark(), dataset.current()
    checked = dataset.folder / _CHECKED
    if current and checked.is_file() and json.loads(checked.read_bytes()) == [mark, current]:
        return current
    synthetic = is_synthetic()
    found = {table: list(rows) for table, rows in _tables(synthetic)}
    digest = hashlib.sha256(orjson.dumps(found)).hexdigest()
    version = building.write_version(
        dataset,
        {"content": digest, "synthetic": synthetic},
        {table: ([Column(name, kind) for name, kind in shape], found[table]) for table, shape in tables.CENTRE.items()},
        clock.now().isoformat(),
        {"about": {"coverage": COVERAGE, "sample": False, "synthetic": synthetic}},
    )
    dataset.forget(KEEP)
    durable.write_bytes(checked, json.dumps([mark, version]).encode())
    return version


def day_of(lake: Path, version: str) -> str:
    """The day on which the version was made."""
    return str(Dataset(lake, NAME).manifest(version)["made_at"])[:10]


def is_synthetic() -> bool:
    """Whether the whole centre is made up: then what is made up counts."""
    stated = Indicator.objects.all()
    return stated.exists() and not stated.filter(synthetic=False).exists()


def _mark() -> str:
    """Another text whenever something public may have changed. Costs two queries and the market's kept figures."""
    newest = Change.objects.order_by("-id").values_list("id", flat=True).first()
    market = hashlib.sha256(repr(statistics.figures().total).encode()).hexdigest()[:16]
    return f"{_FORMAT}:{newest}:{market}:{clock.today().year}"


def _tables(synthetic: bool) -> Iterator[tuple[str, Iterable[Row]]]:
    def real(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if synthetic else rows.filter(synthetic=False)

    yield "organisations", _organisations(real(registry.of_centre()))
    yield "facilities", _facilities(real(Facility.objects.all()))
    yield "events", _events(real(programme.events(clock.today())))
    yield "exchange_offers", _offers(real(Offer.objects.exclude(status="draft")))
    yield "exchange_needs", _needs(real(Need.objects.exclude(status="draft")))
    yield "contracts", _contracts(synthetic)
    yield "observations", _observations(real(Observation.objects.all()))
    yield "places", _terms("place")
    yield "sectors", _terms("sector")
    yield "types", _terms("type")


def _organisations(rows: QuerySet[Organisation]) -> Iterator[Row]:
    place = queries.own_place()
    families = vocabulary.type_families()
    rows = rows.exclude(status="withdrawn").prefetch_related("types", "sectors", "hubs", "identifiers")
    for row in rows.order_by("uid").iterator(chunk_size=2000):
        types = [each.type for each in row.types.all()]
        numbers = {each.scheme: each.value for each in row.identifiers.all()}
        yield (
            row.uid, row.key, row.name_en or row.name, row.name_zh, types[0] if types else "", types,
            sorted({families.get(each, "") for each in types} - {""}),
            sorted(each.sector for each in row.sectors.all()), row.country, place if row.district else "",
            row.district, sorted(each.hub for each in row.hubs.all()), row.established,
            row.listed_at.date().isoformat() if row.listed_at else "", numbers.get("ror", ""),
            numbers.get("uscc", ""), row.latitude, row.longitude, row.status == "active", True, row.synthetic,
            reverse("registry:organisation", args=[row.uid]),
        )  # fmt: skip


def _facilities(rows: QuerySet[Facility]) -> Iterator[Row]:
    for row in rows.order_by("uid").iterator(chunk_size=2000):
        yield (
            row.uid, row.key, row.name_en, row.name_zh, row.type_en, row.type_zh, row.hub, row.district, row.status,
            row.opened, row.latitude, row.longitude, row.synthetic, reverse("programme:facility", args=[row.uid]),
        )  # fmt: skip


def _events(rows: QuerySet[Any]) -> Iterator[Row]:
    for row in rows.order_by("uid").iterator(chunk_size=2000):
        yield (
            row.uid, row.key, row.name_en, row.name_zh, row.start, row.year, row.level, row.format, row.attendance,
            row.synthetic, reverse("programme:event", args=[row.uid]),
        )  # fmt: skip


def _offers(rows: QuerySet[Offer]) -> Iterator[Row]:
    for row in rows.order_by("uid").iterator(chunk_size=2000):
        yield (
            row.uid, row.key, row.title_en, row.title_zh, row.profile, sorted(row.sectors), sorted(row.fields), row.trl,
            row.country, row.region, row.year, row.published_on.isoformat() if row.published_on else "", row.status,
            row.synthetic, reverse("exchange:offer", args=[row.uid]),
        )  # fmt: skip


def _needs(rows: QuerySet[Need]) -> Iterator[Row]:
    for row in rows.order_by("uid").iterator(chunk_size=2000):
        yield (
            row.uid, row.key, str(row.title_en or row.statement_en)[:300], str(row.title_zh or row.statement_zh)[:300],
            row.kind, row.profile, sorted(row.sectors), row.stated_on,
            row.published_on.isoformat() if row.published_on else "", row.status, row.synthetic,
            reverse("exchange:need", args=[row.uid]),
        )  # fmt: skip


def _contracts(synthetic: bool) -> Iterator[Row]:
    """The cells that the market's page shows; a cell of too few parties is there without its figures."""
    found = statistics.figures()
    if found.synthetic and not synthetic:
        return
    for cell in statistics.cells(found):
        yield cell["cut"], cell["value"], cell["contracts"], _number(cell["trade_cny"]), cell["hidden"]


def _observations(rows: QuerySet[Observation]) -> Iterator[Row]:
    """Every claim, and which of them the pages show as the figure of its period."""
    stated = list(rows.order_by("indicator", "place", "period_end", "uid"))
    shown = set()
    indicators = {each.key: each for each in Indicator.objects.all()}
    by_place: dict[tuple[str, str], list[Observation]] = {}
    for row in stated:
        by_place.setdefault((row.indicator, row.place), []).append(row)
    for (key, place), said in by_place.items():
        if key in indicators:
            points = queries.standing_of(indicators[key], place, said).points
            shown |= {point.headline.pk for point in points}
    for row in stated:
        yield (
            row.uid, row.indicator, row.place, row.period, row.period_start.year, _number(row.value), row.unit,
            row.status, row.published, row.sources[0] if row.sources else "", row.pk in shown,
            reverse("observatory:indicator", args=[row.indicator]),
        )  # fmt: skip


def _terms(name: str) -> Iterator[Row]:
    rows = Term.objects.filter(vocabulary=name).order_by("key")
    for row in rows:
        yield row.key, row.name_en, row.name_zh, row.kind


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
