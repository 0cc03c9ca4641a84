"""Makes the table of names from organisations: the forms in which a name may be written, keyed and counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from technopole.methods import chinese
from technopole.methods.resolution import hanzi, homes, places, spelling, text
from technopole.methods.resolution.records import ACRONYM, DISPLAY, Organisation
from technopole.methods.resolution.table import KIND, TYPES, NameTable

_BRACKET = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*")
_SYSTEM = re.compile(r"\s+system$", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[^\W\d_a-z]\.\s?)+(?=[^\W\d_a-z][^\W\d_]{2,})")
_SHORT_COUNTRIES = {"United States": "US", "United Kingdom": "UK"}
_SYLLABLE = (
    "(?:[bpmfdtnlgkhjqxzcsryw]|[zcs]h)?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou"
    "|ua|ui|un|uo|ue|a|e|i|o|u)"
)
_TWO_SYLLABLES = re.compile(rf"\b({_SYLLABLE})([ '’]?)({_SYLLABLE})\b", re.IGNORECASE)
_MOST_ROMANISED, _SHORTEST_ROMANISED = 4, 5
_ROMANISED = frozenset(("CN", "TW", "HK", "MO"))
"""Where names have Chinese words, whose syllables some write apart and some as one: Tang Du, Tangdu."""
_LONGEST_NAME = 300
_MOST_POSTINGS = 2500
"""A word that more names have than this is no help in finding one."""
_SIEVE_BITS = 24


def build(organisations: Iterable[Organisation]) -> NameTable:
    """The table of names of all organisations; about 15 seconds for 129,046.

    Raises ValueError if two organisations have the same id.
    """
    records = list(organisations)
    numbers = {record.id: number for number, record in enumerate(records)}
    if len(numbers) != len(records):
        raise ValueError("two organisations have the same id; each must be given once")
    names, owner, kind = _names(records)
    romanised = [record.country in _ROMANISED for record in records]
    forms = list(_forms(names, owner, kind, romanised))
    keys, ordered, words, batch = text.keys_of(form[2] for form in forms)
    form_kind = np.array([form[0] for form in forms], np.int8)
    form_name = np.array([form[1] for form in forms], np.int32)
    owners = np.array(owner, np.int32)
    entries = _entries(keys, ordered, words, form_kind, form_name, owners[form_name])
    of_words = _words(batch, form_kind, form_name, len(names))
    place_keys, place_kind, place_country = places.gazetteer(records)
    script = _script(names, owners, kind, records, entries)
    encoded = [name.encode("utf-8", "ignore") for name in names]
    name_count = np.bincount(owners, minlength=len(records))
    display = np.concatenate(([0], np.cumsum(name_count)[:-1]))
    parent = np.array(
        [next((numbers[one] for one in record.parents if one in numbers), -1) for record in records], np.int32
    )
    children = np.bincount(parent[parent >= 0], minlength=len(records))
    tokens = sorted(
        (text.word_hash(value.casefold()), number)
        for number, record in enumerate(records)
        for value in (*record.domains, *record.identifiers)
    )
    city_first, city_key = _keys_by_organisation([record.cities for record in records])
    region_first, region_key = _keys_by_organisation([record.regions for record in records])
    return NameTable(
        **entries,
        ids=np.array([record.id.encode() for record in records], np.bytes_),
        labels=np.array([record.label.encode() for record in records], np.bytes_),
        names=np.frombuffer(b"".join(encoded), np.uint8),
        name_ends=np.cumsum([len(name) for name in encoded]).astype(np.int64),
        country=np.array([places.country_numbers().get(record.country, 0) for record in records], np.int16),
        status=np.array([_STATUS.get(record.status, 0) for record in records], np.int8),
        types=np.array(
            [sum(1 << TYPES.index(one) for one in set(record.types) if one in TYPES) for record in records], np.int16
        ),
        partial=np.array([record.partial for record in records], bool),
        parent=parent,
        root=_roots(parent),
        children=np.minimum(children, 30000).astype(np.int16),
        home=homes.homes(records, parent),
        display=display.astype(np.int32),
        name_count=np.minimum(name_count, 30000).astype(np.int16),
        city_first=city_first,
        city_key=city_key,
        region_first=region_first,
        region_key=region_key,
        place_keys=place_keys,
        place_kind=place_kind,
        place_country=place_country,
        **of_words,
        **spelling.neighbours(of_words["word_keys"], batch),
        name_organisation=owners,
        name_kind=np.array([KIND[one] for one in kind], np.int8),
        token_keys=np.array([key for key, _ in tokens], np.uint64),
        token_organisation=np.array([number for _, number in tokens], np.int32),
        script_names=script[0],
        script_organisation=script[1],
        script_kind=script[2],
        script_name=script[3],
        sieve=_sieve(np.concatenate((entries["keys"], place_keys))),
    )


_STATUS = {"active": 0, "inactive": 1, "withdrawn": 2}


def _names(records: Sequence[Organisation]) -> tuple[list[str], list[int], list[str]]:
    """All names, whose they are and of what kind; those of an organisation stand side by side, its first name first.

    An organisation without names goes by its id.
    """
    names, owner, kind = [], [], []
    for number, record in enumerate(records):
        for value, one, _ in sorted(record.names or ((record.id, DISPLAY, ""),), key=lambda name: KIND[name[1]]):
            names.append(value[:_LONGEST_NAME])
            owner.append(number)
            kind.append(one)
    return names, owner, kind


def _forms(
    names: Sequence[str], owner: Sequence[int], kind: Sequence[str], romanised: Sequence[bool]
) -> Iterator[tuple[int, int, str]]:
    """(kind of entry, number of the name, how it may be written)."""
    for number, (name, one) in enumerate(zip(names, kind, strict=True)):
        yield KIND[one], number, name
        if one == ACRONYM:
            continue
        plain = name
        if "(" in name or "[" in name or "（" in name:
            plain = _BRACKET.sub(" ", name).strip()
            if plain:
                yield KIND["without_bracket"], number, plain
            for inside in _BRACKET.findall(name):
                if inside.isupper() and inside.isalpha():
                    yield KIND["bracket"], number, inside
        if _SYSTEM.search(plain):
            yield KIND["system"], number, _SYSTEM.sub("", plain)
        for separator in (",", " - ", " – ", " | ", "/"):
            head, found, tail = plain.partition(separator)
            if found and len(head.split()) >= 2 and tail.strip():
                yield KIND["beginning"], number, head
        for country, short in _SHORT_COUNTRIES.items():
            if country in plain and plain != country:
                yield KIND[one], number, plain.replace(country, short)
        if "." in plain and _INITIALS.search(plain):
            yield KIND[one], number, _INITIALS.sub("", plain)
        if romanised[owner[number]]:
            for first, between, second in _TWO_SYLLABLES.findall(plain)[:_MOST_ROMANISED]:
                if len(first) + len(second) >= _SHORTEST_ROMANISED:
                    other = first + second.lower() if between == " " else f"{first} {second}"
                    yield KIND[one], number, plain.replace(first + between + second, other, 1)


def _entries(
    keys: np.ndarray, ordered: np.ndarray, words: np.ndarray, kind: np.ndarray, name: np.ndarray, owner: np.ndarray
) -> dict[str, np.ndarray]:
    wanted = np.flatnonzero((words > 0) & (words <= 16))
    order = wanted[np.lexsort((kind[wanted], owner[wanted], keys[wanted]))]
    # An organisation stands once under a key and writing, by the most telling kind of its names.
    same = np.zeros(len(order), bool)
    same[1:] = (
        (keys[order][1:] == keys[order][:-1])
        & (owner[order][1:] == owner[order][:-1])
        & (ordered[order][1:] == ordered[order][:-1])
    )
    order = order[~same]
    distinct, first = np.unique(keys[order], return_index=True)
    return {
        "keys": distinct,
        "first": np.append(first, len(order)).astype(np.int32),
        "organisation": owner[order],
        "kind": kind[order],
        "name": name[order],
        "ordered": ordered[order],
        "words": words[order].astype(np.int8),
    }


def _words(batch: text.Batch, kind: np.ndarray, name: np.ndarray, names: int) -> dict[str, np.ndarray]:
    """Words with their weight (inverse frequency), the names that have them, and the words of each name."""
    own = kind[batch.document] <= KIND["former"]
    pairs = np.unique(np.stack([batch.key[own], name[batch.document[own]].astype(np.uint64)]), axis=1)
    keys, many = np.unique(pairs[0], return_counts=True)
    weight = np.log((names + 1) / many).astype(np.float32)
    word = np.repeat(np.arange(len(keys)), many)
    of_name = pairs[1].astype(np.int64)
    selected = np.repeat(many <= _MOST_POSTINGS, many)
    by_name = np.argsort(of_name, kind="stable")
    return {
        "word_keys": keys,
        "word_weight": weight,
        "word_first": np.concatenate(([0], np.cumsum(np.where(many <= _MOST_POSTINGS, many, 0)))).astype(np.int32),
        "word_names": of_name[selected].astype(np.int32),
        "words_first": np.searchsorted(of_name[by_name], np.arange(names + 1)).astype(np.int32),
        "words_of": word[by_name].astype(np.int32),
        "name_weight": np.bincount(of_name, np.repeat(weight, many), minlength=names).astype(np.float32),
    }


def _keys_by_organisation(values: Sequence[Sequence[str]]) -> tuple[np.ndarray, np.ndarray]:
    first = np.concatenate(([0], np.cumsum([len(one) for one in values]))).astype(np.int32)
    keys, _, _, _ = text.keys_of(value for one in values for value in one)
    return first, keys


def _roots(parent: np.ndarray) -> np.ndarray:
    root = np.arange(len(parent), dtype=np.int32)
    for _ in range(8):
        above = parent[root]
        root = np.where(above >= 0, above, root).astype(np.int32)
    return root


def _script(
    names: Sequence[str],
    owners: np.ndarray,
    kind: Sequence[str],
    records: Sequence[Organisation],
    entries: dict[str, np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Names in scripts without spaces, with the short forms they go by and, where there is none, translations."""
    rows: set[tuple[str, int, int, int]] = set()
    of_universities: list[tuple[str, str, str]] = []
    english = {
        number: value
        for number, record in enumerate(records)
        for value, one, _ in reversed(record.names)
        if one != ACRONYM and value.isascii()
    }
    for number, (name, one) in enumerate(zip(names, kind, strict=True)):
        if chinese.has_han(name):
            owner = int(owners[number])
            of_the_academy = records[owner].country == "CN" and "company" not in records[owner].types
            forms = hanzi.forms(name, KIND[one], of_the_academy=of_the_academy)
            rows.update((form, owner, derived, number) for form, derived in forms)
            if owner in english and one != ACRONYM:
                of_universities.extend((*pair, "") for pair in hanzi.translated(hanzi.plain(name), english[owner]))
    have = {(form, owner) for form, owner, _, _ in rows}
    for pairs, derived in ((hanzi.known_names(), KIND["display"]), (of_universities, KIND["beginning"])):
        keys, _, _, _ = text.keys_of(name for _, name, _ in pairs)
        for (form, _, abroad), key in zip(pairs, keys, strict=True):
            countries = {abroad} if abroad else _CHINESE
            at = np.searchsorted(entries["keys"], key)
            if at == len(entries["keys"]) or entries["keys"][at] != key:
                continue
            for entry in range(entries["first"][at], entries["first"][at + 1]):
                owner = int(entries["organisation"][entry])
                if records[owner].country in countries and (form, owner) not in have:
                    rows.add((form, owner, derived, int(entries["name"][entry])))
    ordered = sorted(rows)
    return (
        np.frombuffer("\n".join(row[0] for row in ordered).encode(), np.uint8),
        np.array([row[1] for row in ordered], np.int32),
        np.array([row[2] for row in ordered], np.int8),
        np.array([row[3] for row in ordered], np.int32),
    )


_CHINESE = frozenset({"CN", "HK", "MO", "TW", "SG"})


def _sieve(keys: np.ndarray) -> np.ndarray:
    sieve = np.zeros(1 << _SIEVE_BITS, bool)
    sieve[(keys >> np.uint64(64 - _SIEVE_BITS)).astype(np.int64)] = True
    return np.packbits(sieve, bitorder="little")
