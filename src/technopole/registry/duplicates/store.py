"""The store's table of keys, and the words of all names counted: by them an organisation's look-alikes are found.

Nothing of it is held in memory between questions: keys lie in the store, where an index answers for them, and the
counts in a file of 2 MB in the home that is mapped and not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count

from technopole.core import bulk
from technopole.methods.duplicates import keys as blocks
from technopole.methods.duplicates.evidence import Context
from technopole.methods.duplicates.frequencies import Frequencies
from technopole.methods.duplicates.records import Organisation as Compared
from technopole.methods.duplicates.records import prepare
from technopole.registry.models import (
    DuplicateKey,
    Identifier,
    Link,
    Organisation,
    OrganisationName,
    OrganisationType,
    Relation,
)

KEPT = frozenset({"name", "sound", "host", "id", "acronym", "joined"})
"""Keys that are kept of the reference register's organisations; of the centre's own, which are few, all are. Those of
the other kinds would be four times as many."""
_BATCH = 2000
_SMALL = 3000
"""Organisations up to which the words are counted on the spot where no file of them is there yet."""


def counts_file() -> Path:
    return Path(settings.HOME) / "duplicates" / "words.npy"


def frequencies() -> Frequencies:
    """How common words are in the register's names; all are taken for rare where nobody has counted them yet."""
    path = counts_file()
    if path.exists():
        return Frequencies.load(path)
    if Organisation.objects.count() <= _SMALL:
        return Frequencies.of(every())
    return Frequencies(total=1)


def hashes(one: Compared, counted: Frequencies, reference: bool) -> list[int]:
    """The keys of an organisation that are kept, hashed."""
    found = (key for key in blocks.keys(one, counted) if not reference or blocks.kind_of(key) in KEPT)
    return list(dict.fromkeys(blocks.hashed(key) for key in found))


def every() -> Iterator[Compared]:
    """All organisations as they are compared; constant memory."""
    rows = Organisation.objects.order_by("pk").only(*_COLUMNS).iterator(chunk_size=_BATCH)
    while batch := list(islice(rows, _BATCH)):
        yield from compared(batch).values()


_COLUMNS = (
    "uid", "key", "country", "place_name", "latitude", "longitude", "established_year", "synthetic",
    "reference",
)  # fmt: skip


def compared(rows: Sequence[Organisation]) -> dict[int, Compared]:
    """{organisation: as it is compared}. Costs five queries, however many they are."""
    pks = [row.pk for row in rows]
    names = _values(OrganisationName, pks, "value", "kind", order=("position", "pk"))
    numbers = _values(Identifier, pks, "scheme", "value")
    links = _values(Link, pks, "kind", "url")
    types = _values(OrganisationType, pks, "type")
    relations = _values(Relation, pks, "kind", "target")
    found = {}
    for row in rows:
        place = {
            "name": row.place_name, "country": row.country, "latitude": row.latitude, "longitude": row.longitude,
        }  # fmt: skip
        found[row.pk] = prepare(
            row.uid,
            {
                "key": row.key,
                "names": [{"value": value, "kind": kind} for value, kind in names.get(row.pk, ())],
                "places": [place] if any(value not in (None, "") for value in place.values()) else [],
                "identifiers": [{"scheme": scheme, "value": value} for scheme, value in numbers.get(row.pk, ())],
                "links": [{"kind": kind, "url": url} for kind, url in links.get(row.pk, ())],
                "types": [key for (key,) in types.get(row.pk, ())],
                "relations": [{"kind": kind, "target": target} for kind, target in relations.get(row.pk, ())],
                "established": f"{row.established_year:04}" if row.established_year else "",
                "synthetic": row.synthetic,
            },
        )
    return found


def _values(model: Any, pks: list[int], *columns: str, order: tuple[str, ...] = ("pk",)) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    rows = model._default_manager.filter(organisation_id__in=pks).order_by(*order)
    for pk, *values in rows.values_list("organisation_id", *columns):
        found.setdefault(pk, []).append(tuple(values))
    return found


def prepare_all(tell: Callable[[int], None] | None = None) -> int:
    """Count all words and write all keys anew; gives the number of organisations. Constant memory; a minute for
    129,000 organisations."""
    counted = Frequencies()
    done = 0
    for done, one in enumerate(every(), 1):
        counted.add(one)
        if tell and done % _BATCH == 0:
            tell(done // 2)
    counted.save(counts_file())
    DuplicateKey.objects.all().delete()
    rows = Organisation.objects.order_by("pk").only(*_COLUMNS).iterator(chunk_size=_BATCH)
    written = 0
    while batch := list(islice(rows, _BATCH)):
        write_keys(batch, counted)
        written += len(batch)
        if tell:
            tell((done + written) // 2)
    return done


def write_keys(rows: Sequence[Organisation], counted: Frequencies, *, anew: bool = True) -> None:
    """Write the keys of these organisations; where some are there already, in their place."""
    reference = {row.pk: row.reference for row in rows}
    fresh = [(key, pk) for pk, one in compared(rows).items() for key in hashes(one, counted, reference[pk])]
    bulk.insert(DuplicateKey, ["key", "organisation_id"], fresh)


def refresh(uids: Iterable[str]) -> list[Organisation]:
    """Bring the keys of these organisations up to date; gives those of them that exist."""
    rows = list(Organisation.objects.filter(uid__in=list(uids)))
    DuplicateKey.objects.filter(organisation__in=rows).delete()
    write_keys(rows, frequencies())
    return rows


def look_alikes(one: Compared, counted: Frequencies) -> tuple[list[int], Context]:
    """The organisations that share a key with this one that few enough share, and what is needed to compare them.

    Costs two queries.
    """
    asked = {blocks.hashed(key): blocks.kind_of(key) for key in blocks.lookups(one, counted)}
    shared = dict(
        DuplicateKey.objects.filter(key__in=list(asked)).values_list("key").annotate(count=Count("pk")).order_by()
    )
    few = [key for key, count in shared.items() if count <= blocks.LARGEST_BLOCK[asked[key]]]
    found = DuplicateKey.objects.filter(key__in=few).values_list("organisation_id", flat=True).distinct()
    context = Context(max(1, counted.total), counted, lambda key: shared.get(blocks.hashed(key), 1))
    return list(found), context
