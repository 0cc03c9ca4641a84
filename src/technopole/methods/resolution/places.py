"""Countries, regions and cities as keys of words, so that the same search finds them in a text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from technopole.methods.resolution import text
from technopole.methods.resolution.records import Organisation
from technopole.methods.resolution.written import rows

COUNTRY, REGION, REGION_CODE, CITY = range(4)
"""Kinds of place; the code of a region counts only where it is written in capitals."""


@cache
def countries() -> tuple[str, ...]:
    """ISO 3166-1 alpha-2 codes, in the order by which tables number them; 0 stands for unknown."""
    return ("", *rows("countries.tsv"))


@cache
def country_numbers() -> dict[str, int]:
    return {code: number for number, code in enumerate(countries())}


@cache
def region_codes() -> dict[str, dict[str, str]]:
    """{country: {region: code}} where addresses hold such codes: Austin, TX; Montreal, QC; Sydney, NSW."""
    found: dict[str, dict[str, str]] = {}
    for country, pairs in rows("regions.tsv").items():
        found[country] = {name: code for code, name in (pair.split("=") for pair in pairs.split("|"))}
    return found


@cache
def words_of_countries() -> np.ndarray:
    """The keys of all words in names of countries."""
    _, _, _, batch = text.keys_of(name for names in rows("countries.tsv").values() for name in names.split("|"))
    return np.unique(batch.key)


def gazetteer(organisations: Iterable[Organisation]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sorted columns (key, kind, number of the country) of all places that the lists or the registry name."""
    named: list[tuple[str, int, int]] = []
    for number, names in enumerate(rows("countries.tsv").values(), 1):
        named.extend((name, COUNTRY, number) for name in names.split("|"))
    numbers = country_numbers()
    places: set[tuple[str, int, int]] = set()
    for organisation in organisations:
        country = numbers.get(organisation.country, 0)
        if not country:
            continue
        places.update((city, CITY, country) for city in organisation.cities)
        places.update((name, REGION, country) for name in organisation.regions)
    for code, regions in region_codes().items():
        for name, short in regions.items():
            places.update({(name, REGION, numbers[code]), (short, REGION_CODE, numbers[code])})
    named.extend(sorted(places))
    keys, _, words, _ = text.keys_of(name for name, _, _ in named)
    kind = np.array([row[1] for row in named], np.int8)
    of_country = np.array([row[2] for row in named], np.int16)
    wanted = np.flatnonzero(words > 0)
    order = wanted[np.lexsort((of_country[wanted], kind[wanted], keys[wanted]))]
    found = np.stack([keys[order], kind[order].astype(np.uint64), of_country[order].astype(np.uint64)])
    different = np.ones(len(order), bool)
    different[1:] = (found[:, 1:] != found[:, :-1]).any(axis=0)
    return keys[order][different], kind[order][different], of_country[order][different]
