"""A small world for the protocols: some of ROR, the centre's own institutes, and the index and names made from them."""

import tempfile
from pathlib import Path
from typing import Any

import kept
import ror_files
import things

from technopole.core import clock
from technopole.core.sourced import By, withdraw
from technopole.registry import resolving, ror_load
from technopole.registry.duplicates import merging
from technopole.registry.duplicates.models import DuplicatePair
from technopole.registry.models import Identifier, Organisation
from technopole.search import worker

BY = By(label="test")
NAMELESS_PLACE = ror_files.ror_id(9005)
MANY = 45


def load(*, more: int = 0, names: bool = False) -> dict[str, str]:
    """Fill the store; {ROR id or key: uid}. `more` adds so many made-up universities; `names` prepares resolving."""
    return kept.world(_load, more=more, names=names)


def _load(more: int, names: bool) -> dict[str, str]:
    things.add_terms()
    records = [*ror_files.records(), partial(), *(university(number) for number in range(more))]
    with tempfile.TemporaryDirectory() as folder:
        ror_load.load(ror_files.write(Path(folder), "jsonl", _once(records)))
    own = things.add("organisation", 1, synthetic=True, places=[{"district": "pudong", "hubs": ["hub0"]}])
    worker.catch_up_once()
    if names:
        resolving.refresh()
    known = dict(Identifier.objects.filter(scheme="ror").values_list("value", "organisation__uid"))
    return {**known, "own": own}


def _once(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({record["id"]: record for record in records}.values())


def partial() -> dict[str, Any]:
    """Of some organisations no more is known than name and country."""
    found = ror_files.organisation(NAMELESS_PLACE, "Institute of Somewhere", types=["facility"])
    found["locations"] = [{"geonames_details": {"country_code": "BR", "country_name": "Brazil"}}]
    return found


def university(number: int) -> dict[str, Any]:
    return ror_files.organisation(
        ror_files.ror_id(20_000 + number),
        f"University of Northern Lights {number:03}",
        locations=[
            {
                "geonames_id": 2950159,
                "geonames_details": {
                    "name": "Berlin", "country_code": "DE", "country_name": "Germany", "lat": 52.52, "lng": 13.4,
                    "country_subdivision_code": "BE", "country_subdivision_name": "State of Berlin",
                },
            }
        ],
    )  # fmt: skip


def remove(uid: str) -> None:
    """No source speaks of this organisation any more."""
    from technopole.core.models import SourceRecord

    for source, key in SourceRecord.objects.filter(uid=uid).values_list("source", "key"):
        withdraw("organisation", source, [key], BY)
    assert not Organisation.objects.filter(uid=uid).exists()


def merge(survivor: str, gone: str) -> None:
    """A registrar found that the two are one."""
    a, b = sorted((survivor, gone))
    pair = DuplicatePair.objects.create(
        a=a, b=b, name_a="A", name_b="B", score=0.9, manner="exact", fingerprint="f", found_at=clock.now()
    )
    merging.merge(pair.uid, survivor, BY, pair.version, "The same")


def leave(response: Any) -> None:
    """Go away without reading an answer to its end; unlike `close`, the store of the test stays open."""
    for close in response._resource_closers:
        close()
