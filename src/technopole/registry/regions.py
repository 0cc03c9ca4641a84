"""Regions as people write them (江苏省, Jiangsu Province, CN-JS, Pudong): their names, and where maps draw them.

Known are the provinces of China, the districts and places of the centre, and countries. A province or a country is one
point (`tools/points_of_places.py` says which): no border is drawn.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache as forever
from typing import Any

from django.core.cache import cache

from technopole.methods.folding import fold
from technopole.registry.models import Term
from technopole.registry.vocabulary import table

_KEPT_SECONDS = 30
_AT_HOME = {"": "", "CN": "CN", "HK": "CN-HK", "MO": "CN-MO", "TW": "CN-TW"}
"""Countries whose regions may be provinces of China, and what each is as a place."""
_BARE = re.compile(r"(?i: (?:district|new area|county)$)|(?<=..)(?:新区|区|县|市)$")
_PARTS = re.compile(r"[,，、;；/|]")


@dataclass(frozen=True)
class Region:
    """One place: a province (`CN-SH`), a country (`DE`), or a district or place of the centre (`district:pudong`)."""

    code: str
    names: Mapping[str, str]
    latitude: float | None = None
    longitude: float | None = None


def names(text: str) -> Any:
    """What a region is called, in both languages where it is known; otherwise as it is written."""
    found = named(text)
    return found.names if found else text


def labels(keys: Sequence[str]) -> dict[str, Any]:
    """How a facet names its values."""
    return {key: names(key) for key in keys}


def named(text: str) -> Region | None:
    """The province, or the district or place of the centre, that a text names with nothing else in it."""
    whole = _folded(text)
    return (_provinces().get(whole) or _of_centre().get(whole)) if whole else None


def place(country: str, region: str) -> Region | None:
    """Where something is whose country and region are written like this: as near as they tell; None if they do not.

    >>> place("CN", "江苏省苏州市").code, place("DE", "Bavaria").code
    ('CN-JS', 'DE')
    """
    country = country.upper()
    if country in _AT_HOME:
        found = named(region) or _province_in(region)
    else:
        found = _of_centre().get(_folded(region))
    return found or of_code(_AT_HOME.get(country, country))


def of_code(code: str) -> Region | None:
    """The province or country of a code."""
    return _by_code().get(code)


def spellings() -> Mapping[str, Sequence[str]]:
    """{a way to write a province, district or place, folded by `str.casefold`: all ways, its English name first}."""
    return ChainMap(_spellings_of_provinces(), dict(_centre()[1]))


def district_points() -> dict[str, Region]:
    """{key: district of the centre}."""
    return {each.code.partition(":")[2]: each for each in _terms("district")}


# --- tables ----------------------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    return " ".join(fold(text).split())


def _province_in(text: str) -> Region | None:
    """The province that an address names: 中国江苏省苏州市; Suzhou, Jiangsu."""
    if begun := _beginnings().match(_folded(text).replace(" ", "")):
        return _provinces()[begun[1]]
    parts = [found for part in _PARTS.split(text) if (found := _provinces().get(_folded(part)))]
    return parts[-1] if parts else None


@forever
def _beginnings() -> re.Pattern[str]:
    """A Chinese address begins with a province; 海南州 and 河南县 are parts of others."""
    chinese = sorted((each for each in _provinces() if not each.isascii()), key=len, reverse=True)
    return re.compile(f"(?:中国|中华人民共和国)?({'|'.join(chinese)})(?!州|县|藏族|蒙古族)")


@forever
def _by_code() -> dict[str, Region]:
    rows = (*table("countries"), *table("provinces"))
    return {row["code"]: _region(row) for row in rows}


def _region(row: Mapping[str, str]) -> Region:
    at = [float(row[name]) if row[name] else None for name in ("latitude", "longitude")]
    return Region(row["code"], {"en": row["name_en"], "zh": row["name_zh"]}, *at)


@forever
def _provinces() -> dict[str, Region]:
    """{a way to write it, folded: the province}."""
    return {_folded(text): region for text, region in _provinces_written().items()}


@forever
def _provinces_written() -> dict[str, Region]:
    """{a way to write it: the province}; its English name first."""
    found: dict[str, Region] = {}
    for row in table("provinces"):
        english, chinese = row["name_en"], row["name_zh"]
        also = [each for each in row["also"].split("|") if each]
        for text in (english, chinese, row["code"], f"{english} Province", f"{chinese}省", *also):
            found[text] = _by_code()[row["code"]]
    return found


@forever
def _spellings_of_provinces() -> dict[str, list[str]]:
    return _grouped(_provinces_written())


def _of_centre() -> Mapping[str, Region]:
    """{a way to write it, folded: a district or place of the centre}."""
    return _centre()[0]


def _centre() -> tuple[Mapping[str, Region], Mapping[str, list[str]]]:
    """`_of_centre` and its spellings. Read from the store at most twice a minute."""
    return cache.get_or_set("regions:centre", _read_centre, _KEPT_SECONDS) or ({}, {})


def _read_centre() -> tuple[Mapping[str, Region], Mapping[str, list[str]]]:
    written = _centre_written(_terms("district") + _terms("place"))
    return {_folded(text): region for text, region in written.items()}, _grouped(written)


def _centre_written(known: Sequence[Region]) -> dict[str, Region]:
    """{a way to write it: the district or place}; whose whole name it is goes before whose shortened one it is."""
    found: dict[str, Region] = {}
    whole = [(text, each) for each in known for text in (*each.names.values(), each.code.partition(":")[2])]
    for text, each in (*whole, *((_BARE.sub("", text), each) for text, each in whole)):
        found.setdefault(text, each)
    return found


def _grouped(written: Mapping[str, Region]) -> dict[str, list[str]]:
    """{a way to write a region, folded by `str.casefold`: all ways that mean it and no other}."""
    ways: dict[str, list[str]] = {}
    for text, region in written.items():
        ways.setdefault(region.code, []).append(text)
    return {text.casefold(): ways[region.code] for text, region in written.items()}


def _terms(vocabulary: str) -> list[Region]:
    columns = ("key", "name_en", "name_zh", "latitude", "longitude")
    rows = Term.objects.filter(vocabulary=vocabulary).values_list(*columns)
    return [
        Region(f"{vocabulary}:{key}", {each: text for each, text in (("en", en), ("zh", zh)) if text}, *at)
        for key, en, zh, *at in rows
    ]
