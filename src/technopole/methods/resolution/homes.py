"""Where organisations that go by one name in several countries are at home.

A text that names such a one and no country mostly means the one at home: Canon is the Japanese company.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np

from technopole.methods.folding import fold
from technopole.methods.resolution.records import DISPLAY, Organisation
from technopole.methods.resolution.written import rows

_OF_A_COUNTRY = re.compile(r"^(.+) \([^()]+\)$")


@cache
def home_countries() -> dict[str, str]:
    """{folded name: ISO 3166-1 alpha-2 code} of companies whose home is known."""
    return {fold(name): code for code, names in rows("home_countries.tsv").items() for name in names.split("|")}


def homes(records: Sequence[Organisation], parent: np.ndarray) -> np.ndarray:
    """For each organisation 1 where its family is at home, -1 elsewhere, 0 where that is unknown or it has no family.

    A family goes by one name, each with its country in brackets; `parent` holds the number of each one's parent or -1.
    It is at home where the parent of others of it is, otherwise where the list of companies says.
    """
    families: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        shown = next((name for name, kind, _ in record.names if kind == DISPLAY), "")
        if matched := _OF_A_COUNTRY.match(shown):
            families[fold(matched.group(1))].append(number)
    home = np.zeros(len(records), np.int8)
    for name, family in families.items():
        countries = {records[number].country for number in family}
        if len(countries) < 2:
            continue
        above = {int(parent[number]) for number in family} & set(family)
        at_home = {records[number].country for number in above} or {home_countries().get(name, "")}
        if at_home != {""}:
            home[family] = [1 if records[number].country in at_home else -1 for number in family]
    return home
