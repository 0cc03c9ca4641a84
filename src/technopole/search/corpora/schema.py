"""The engine's fields of a corpus. Change anything here, in `analysis` or in `records`: raise `VERSION`.

No positions and no stored fields but the packed record: at 14 million things that is the difference between three
gigabytes and nine. A thing is found by its number through a bucket of its lowest bits: a dictionary of 14 million
whole numbers would be an eighth of the index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from technopole.core import ids
from technopole.search.corpora import analysis, records
from technopole.search.corpora.analysis import HAN, LATIN
from technopole.search.corpora.records import Packing

if TYPE_CHECKING:
    import tantivy

VERSION = 3

COUNTED, UNCOUNTED = "counted", "uncounted"
SEPARATOR = "="
"""Between a facet's name and its value."""
_BUCKETS = 0xFFFF
_MOST_KEPT = 1 << 16
_USUAL = 60.0
"""Terms of a thing, where there is no sample to count in."""
TITLE_WEIGHT = 2
"""How often a title's words count (BM25F's weight of a field): its words are indexed that many times."""


def build() -> tantivy.Schema:
    """The engine's schema."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("uid", fast=True)
    builder.add_unsigned_field("bucket", indexed=True)
    builder.add_text_field(LATIN, tokenizer_name=LATIN, index_option="freq")
    builder.add_text_field(HAN, tokenizer_name=HAN, index_option="freq")
    # All facets in one field, and those that are never counted in another: each field costs a byte a thing.
    builder.add_text_field(COUNTED, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(UNCOUNTED, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def document(record: Mapping[str, Any], packing: Packing, schema: tantivy.Schema) -> tantivy.Document:
    """The record as the engine takes it. By the schema: the engine would guess types otherwise, and a guessed type
    kills its writer. Cost: that of `building.build`."""
    import tantivy

    return tantivy.Document.from_dict(_fields(record, packing.pack(records.raw(record))), schema)


def _fields(record: Mapping[str, Any], packed: bytes) -> dict[str, Any]:
    latin: list[str] = []
    han: list[str] = []
    for names, times in ((records.TITLES, TITLE_WEIGHT), (records.ALL_TEXTS, 1)):
        for name in names:
            if said := record.get(name):  # each by itself: what is ASCII costs nothing to take apart
                part = analysis.split(str(said))
                latin += [part.latin] * times
                han += part.han * times
    number = ids.number(record["uid"])
    counted: list[str] = []
    uncounted: list[str] = []
    for pair in records.stated(record):
        if pair[0] in records.UNCOUNTED:
            uncounted += _terms[pair]
        else:
            counted += _terms[pair]
    return {
        "uid": number,
        "bucket": number & _BUCKETS,
        LATIN: "\n".join(latin),
        HAN: han,
        COUNTED: list(dict.fromkeys(counted)),
        UNCOUNTED: uncounted,
        "body": packed,
    }


class _Terms(dict[tuple[str, Any], tuple[str, ...]]):
    """{(facet, what a record says of it): its terms}, made once: by the million they are the same few thousand."""

    def __missing__(self, pair: tuple[str, Any]) -> tuple[str, ...]:
        if len(self) > _MOST_KEPT:
            self.clear()
        self[pair] = found = tuple(f"{pair[0]}{SEPARATOR}{value}" for value in records.values(*pair))
        return found


_terms = _Terms()


def mean_lengths(sample: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """How many terms of each text field such records have on average, where they have any; titles count as indexed."""
    counts: dict[str, list[int]] = {LATIN: [], HAN: []}
    for record in sample:
        titles, text = records.titles_and_text(record)
        fields = Counter(term.field for term in analysis.terms(titles) * TITLE_WEIGHT + analysis.terms(text))
        for name, count in fields.items():
            counts[name].append(count)
    return {name: sum(found) / len(found) if found else _USUAL for name, found in counts.items()}


def facet(name: str, value: str) -> tuple[str, str]:
    """The field and the term of a facet's value."""
    return (UNCOUNTED if name in records.UNCOUNTED else COUNTED), f"{name}{SEPARATOR}{value}"


def by_number(schema: tantivy.Schema, number: int) -> tantivy.Query:
    """The one thing of this number; also what deletes it, which by a term of a number field would silently fail."""
    from tantivy import FieldType, Occur, Query

    return Query.boolean_query(
        [
            (Occur.Must, Query.term_query(schema, "bucket", number & _BUCKETS, "basic")),
            (Occur.Must, Query.range_query(schema, "uid", FieldType.Unsigned, number, number)),
        ]
    )
