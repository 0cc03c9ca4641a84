"""The engine's fields, and a document as them. Change anything here, or in how text becomes terms: raise `VERSION`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from technopole.search import text
from technopole.search.documents import Document
from technopole.search.short_names import short_names

if TYPE_CHECKING:
    import tantivy

VERSION = 2

SEPARATOR = "\x1f"
"""Between a facet's name and its value."""
KIND = "kind"
"""The facet of a document's kind."""

STARTS = 2
"""Up to how many first characters of names are terms themselves."""

_DIGEST = 16


class Stored(NamedTuple):
    """What the index gives back of one document."""

    digest: bytes
    body: dict[str, Any]


def build() -> tantivy.Schema:
    """The engine's schema."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("uid", tokenizer_name="raw", index_option="basic")
    # Whole names as one term each: for exact names, and for their beginnings.
    builder.add_text_field("keys", tokenizer_name="raw", index_option="basic")
    # Their first characters again: too many keys begin with one letter to enumerate them while somebody types.
    builder.add_text_field("starts", tokenizer_name="raw", index_option="basic")
    # Names that people make of them.
    builder.add_text_field("short", tokenizer_name="raw", index_option="basic")
    # Words as they are written, for the last, unfinished word of a query being typed.
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("names", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("facets", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_boolean_field("public", indexed=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_float_field("boost", fast=True)
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def fields(document: Document) -> dict[str, Any]:
    """The document as the engine's fields; deterministic."""
    names = document.all_names()
    keys: dict[str, None] = {}
    short: dict[str, None] = {}
    words: dict[str, None] = {}
    name_terms: list[str] = []
    for name in names:
        folded = text.words(name[0])
        words.update(dict.fromkeys(word[: text.LONGEST_WORD] for word in folded))
        for word in folded:
            name_terms.extend(text.word_terms(word))
        keys[text.words_key(folded)] = None
        for form in short_names(name[0]):
            short[text.name_key(form)] = None
            if not form.isascii():
                name_terms.extend(text.terms(form))
    found_keys = [key for key in keys if key]
    stored, digest = document.stored()
    facets = [facet(name, value) for name, values in document.facets.items() for value in dict.fromkeys(values)]
    weight = min(max(document.weight, 0.0), 1.0)
    return {
        "uid": clean(document.uid),
        "keys": found_keys,
        "short": [key for key in short if key and key not in keys],
        "starts": list(dict.fromkeys(key[:size] for key in found_keys for size in range(1, STARTS + 1))),
        "words": " ".join(words),
        "names": " ".join(name_terms),
        "text": " ".join(text.terms(document.text)) if document.text else "",
        "facets": [facet(KIND, document.kind), *facets],
        "public": document.public,
        "order": _order(weight, names[0][0] if names else document.uid),
        "boost": 1.0 + weight,
        "body": bytes.fromhex(digest) + stored,
    }


def engine_document(values: dict[str, Any], schema: tantivy.Schema) -> tantivy.Document:
    """The fields as the engine takes them. By the schema, since the engine would guess types otherwise, and wrongly."""
    import tantivy

    return tantivy.Document.from_dict(values, schema)


def stored(document: tantivy.Document) -> Stored:
    """What was stored of a document that was found."""
    body = document.get_first("body")
    assert body is not None
    return Stored(bytes(body[:_DIGEST]), orjson.loads(bytes(body[_DIGEST:])))


def facet(name: str, value: str) -> str:
    """A facet's value as one term."""
    return clean(f"{name}{SEPARATOR}{value}")


def clean(value: str) -> str:
    """Without lone surrogates, which the engine does not take."""
    return value if value.isascii() else value.encode("utf-8", "ignore").decode()


def _order(weight: float, name: str) -> int:
    """One number that sorts by weight, heaviest first, then by the beginning of the name; sort it descending."""
    beginning = text.name_key(name).encode()[:6].ljust(6, b"\x00")
    return (int(weight * 0x7FFF) << 48) | (0xFFFF_FFFF_FFFF - int.from_bytes(beginning, "big"))
