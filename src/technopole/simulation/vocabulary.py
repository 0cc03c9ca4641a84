"""The words that simulated offers are made of, by field, in two languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

Pair = tuple[str, str]
"""English, Chinese."""
ROLES = ("object", "part", "material", "process", "property", "problem", "use")
GENERAL = ("quality", "action", "stage", "asset", "industry")


class Field(NamedTuple):
    """A field of technology."""

    name: str
    symbols: list[str]
    """Of the International Patent Classification."""
    words: dict[str, list[Pair]]


class Vocabulary(NamedTuple):
    fields: list[Field]
    general: dict[str, list[Pair]]


@cache
def read() -> Vocabulary:
    """The words of `vocabulary.txt`."""
    fields: list[Field] = []
    general: dict[str, list[Pair]] = {}
    words = general
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            name, _, symbols = line[1:].partition("]")
            words = general
            if name != "general":
                words = {}
                fields.append(Field(name, [symbol.strip() for symbol in symbols.split(";")], words))
            continue
        role, _, listed = line.partition(":")
        words[role] = [_pair(each) for each in listed.split(";")]
    return Vocabulary(fields, general)


def _pair(text: str) -> Pair:
    english, _, chinese = text.partition(" = ")
    return english.strip(), chinese.strip()


def with_article(words: str) -> str:
    """"a" or "an" before words that begin as they are pronounced: an X-ray unit, a European buyer."""
    first = words.split(" ", 1)[0]
    vowel = words[0].lower() in "aeiou" and not words.lower().startswith(("eu", "uni", "use", "ubi"))
    letter = first[:2] in ("X-", "F-") or first in ("RNA", "Fc")
    return ("an " if vowel or letter else "a ") + words
