"""Organisations and people that do not exist, and say so in their names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from technopole.methods import identifiers
from technopole.simulation import invented, vocabulary

FIRMS, INSTITUTES = 4_000, 400
"""Those that own offers; `organisations` begins with the same."""

_REGIONS_CN = (
    "Shanghai", "Jiangsu", "Zhejiang", "Guangdong", "Beijing", "Shandong", "Anhui", "Hubei", "Sichuan", "Shaanxi",
    "Fujian", "Hunan", "Henan", "Liaoning", "Tianjin", "Chongqing",
)  # fmt: skip
_ABROAD = ("US", "DE", "JP", "KR", "FR", "GB", "IT", "NL", "CH", "SE", "ES", "IL", "SG", "CA", "IN", "BR", "FI", "PL")
_KINDS = {
    "firm": ("91", ("{} {} Ltd (synthetic)", "{}{}有限公司（模拟）")),
    "university": ("12", ("{} University of {} (synthetic)", "{}{}大学（模拟）")),
    "institute": ("12", ("{} Institute of {} (synthetic)", "{}{}研究所（模拟）")),
}
_SEGMENT = "MJ49"
MOST = 900_000
"""Organisations that the segment has codes for."""
_SHARE_AT_HOME = 0.6


class Owner(NamedTuple):
    """One organisation."""

    number: int
    kind: str
    field: int
    name_en: str
    name_zh: str
    country: str
    region: str


def owner(number: int) -> Owner:
    """The organisation of this number; the first `FIRMS` are firms."""
    fields = vocabulary.read().fields
    kind = "firm"
    if FIRMS <= number < FIRMS + INSTITUTES or (number >= FIRMS + INSTITUTES and number % 10 == 0):
        kind = ("university", "institute")[number // 10 % 2]
    field = number % len(fields)
    named_en, named_zh = fields[field].words["owner"][0]
    first, second = np.random.default_rng([7, number]).random(2)
    english, chinese = _KINDS[kind][1]
    at_home = first < _SHARE_AT_HOME
    return Owner(
        number,
        kind,
        field,
        english.format(invented.word(number + 137), named_en),
        chinese.format(invented.characters(number), named_zh),
        "CN" if at_home else _ABROAD[int(second * second * len(_ABROAD))],
        _REGIONS_CN[int(second * second * len(_REGIONS_CN))] if at_home else "",
    )


@cache
def owners() -> list[Owner]:
    """All who own offers."""
    return [owner(number) for number in range(FIRMS + INSTITUTES)]


def organisations(first: int, last: int) -> Iterator[dict[str, Any]]:
    """Organisations by their numbers, as rows."""
    for number in range(first, last):
        each = owner(number)
        row = {
            "id": f"synthetic-{number + 1:06d}",
            "name_en": each.name_en,
            "name_zh": each.name_zh,
            "kind": each.kind,
            "sector": vocabulary.read().fields[each.field].name,
            "country": each.country,
            "region": each.region,
            "synthetic": True,
        }
        if each.country == "CN":
            row["uscc"] = identifiers.compose_uscc(_KINDS[each.kind][0], "310000", _SEGMENT, number)
        yield row


def people(first: int, last: int, of: int, seed: int) -> Iterator[dict[str, Any]]:
    """People by their numbers, each of one of `of` organisations; a name could be someone's, a number is no one's."""
    roles = ("technology manager", "researcher", "engineer", "entrepreneur", "investor")
    fields = vocabulary.read().fields
    for number in range(first, last):
        draws = np.random.default_rng([seed, 3, number]).random(4)
        row: dict[str, Any] = {
            "id": f"synthetic-person-{number + 1:06d}",
            "name_en": f"Synthetic Person {number + 1}",
            "name_zh": f"模拟人员{number + 1}",
            "role": roles[int(draws[0] * len(roles))],
            "fields": sorted({fields[int(draw * len(fields))].name for draw in draws[1:3]}),
            "languages": ["zh", "en"] if draws[3] < 0.6 else ["en"],
            "synthetic": True,
        }
        if of:
            row["organisation"] = f"synthetic-{int(draws[1] ** 2 * of) + 1:06d}"
        yield row
