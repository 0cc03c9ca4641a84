"""The running text of an abstract, which OpenAlex keeps as the places where each word stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from technopole.sources.openalex.values import text, whole

_LONGEST = 200_000
"""A place beyond this is no word of an abstract."""


def of(record: Mapping[str, Any]) -> tuple[str, bool]:
    """The text, and whether there is one that cannot be read.

    In Parquet the places are JSON in a text that ends at 32,760 bytes: what was cut there is no JSON any more, and
    its words would stand at the wrong places; so it is given up.
    """
    places = record.get("abstract_inverted_index")
    if type(places) is str and places:
        try:
            places = orjson.loads(places)
        except orjson.JSONDecodeError:
            return "", True
    if type(places) is list:  # a map of Parquet
        places = dict(each for each in places if isinstance(each, tuple) and len(each) == 2)
    if type(places) is not dict or not places:
        return text(record.get("abstract")), False
    if type(places.get("InvertedIndex")) is dict:  # Microsoft Academic's form, in old files
        places = places["InvertedIndex"]
    at = {}
    for word, stands in places.items():
        for place in stands if type(stands) is list else ():
            number = whole(place)
            if number is not None and 0 <= number <= _LONGEST:
                at[number] = word
    return " ".join(at[place] for place in sorted(at)), False
