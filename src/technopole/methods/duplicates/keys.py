"""What look-alikes share, so that nobody is compared with everybody: short keys, each with how much it says."""

from collections.abc import Callable, Iterator
from hashlib import blake2b

from technopole.methods.duplicates import words
from technopole.methods.duplicates.records import Name, Organisation

LARGEST_BLOCK = {
    "name": 60, "part": 80, "near": 25, "sound": 30, "rare": 25, "host": 25, "id": 12, "acronym": 12, "site": 8,
    "joined": 20,
}  # fmt: skip
"""Organisations of one key that are still compared with each other; where more share it, it says too little."""

Frequency = Callable[[str], int]
"""In how many organisations' names a word occurs."""


def keys(one: Organisation, frequency: Frequency) -> Iterator[str]:
    """The keys of an organisation, each `kind:…`; several dozen at most."""
    seen: set[str] = set()
    for key in _all(one, frequency):
        if key not in seen:
            seen.add(key)
            yield key
            if len(seen) >= 160:
                return


def lookups(one: Organisation, frequency: Frequency) -> Iterator[str]:
    """The keys under which look-alikes of an organisation are found: its own, and those of which it is the whole or a
    part."""
    for key in keys(one, frequency):
        kind, _, rest = key.partition(":")
        if kind == "part":
            yield f"name:{rest}"
            continue
        yield key
        if kind == "name" and "@" in rest:
            yield f"part:{rest}"


def kind_of(key: str) -> str:
    return key.partition(":")[0]


def hashed(key: str) -> int:
    """The key as a number that fits a signed 64-bit column."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def _all(one: Organisation, frequency: Frequency) -> Iterator[str]:
    where = one.country
    for host, path in one.hosts.items():
        yield f"host:{host}"
        if path:
            yield f"site:{host}/{path}"
    for scheme, value in one.identifiers:
        yield f"id:{scheme}:{value}"
    for short in one.acronyms:
        if len(short) > 2:
            yield f"acronym:{short}@{where}"
            yield f"name:{short}@{where}"
        if len(short) > 3:
            yield f"acronym:{short}"
    for name in one.names:
        ordered = sorted(name.bag)
        yield f"name:{' '.join(ordered)}@{where}"
        yield f"name:{' '.join(ordered)}"
        if len(name.words) == 1:
            yield f"acronym:{name.words[0]}@{where}"
        # words that are written as one in another record: Gen 9 / Gen9
        yield f"joined:{''.join(name.words)}@{where}"
        yield from _near(name, where, frequency)
        yield from _parts(name, where, frequency)


def _near(name: Name, where: str, frequency: Frequency) -> Iterator[str]:
    """Keys that survive a word more, less or misspelt. Only within one country: the world has too many of them."""
    ordered = sorted(name.bag)
    sounds = sorted({words.skeleton(word) for word in ordered})
    yield f"sound:{' '.join(sounds)}@{where}"
    yield f"near:{' '.join(sounds)}@{where}"
    significant = [word for word in ordered if word not in words.CONCEPTS]
    # Han text is pairs of characters: leaving one out is no spelling of it
    if 2 < len(sounds) < 12:
        for left_out in range(len(sounds)):
            yield f"near:{' '.join(sounds[:left_out] + sounds[left_out + 1 :])}@{where}"
    rare = sorted((frequency(word), word) for word in significant)[:4]
    for number, word in rare:
        if number <= 20 and len(word) > 2:
            yield f"rare:{word}@{where}"
    if len(rare) > 1:
        yield f"rare:{' '.join(sorted(word for _, word in rare[:2]))}@{where}"
    if len(rare) > 2:
        yield f"rare:{' '.join(sorted((rare[0][1], rare[2][1])))}@{where}"
        yield f"rare:{' '.join(sorted((rare[1][1], rare[2][1])))}@{where}"


def _parts(name: Name, where: str, frequency: Frequency) -> Iterator[str]:
    """The beginnings and ends of a name that may be the whole name of another organisation."""
    size = len(name.words)
    for length in range(1, min(size, 9)):
        for part in (name.words[:length], name.words[size - length :]):
            if length > 1 or (part[0] not in words.CONCEPTS and len(part[0]) > 2 and frequency(part[0]) <= 60):
                yield f"part:{' '.join(sorted(set(part)))}@{where}"
