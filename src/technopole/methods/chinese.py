"""Chinese script, character by character: traditional to simplified, and which of the two a text is written in.

Conversion is by single characters and not by phrases (as OpenCC does by default), on purpose: a beginning of a
name must convert to a beginning of the converted name, or search as you type would lose it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""The Han characters as the inside of a regular expression's character class."""

_HAS_HAN = re.compile(f"[{HAN}]")
_TRADITIONAL_COUNTRIES = frozenset({"TW", "HK", "MO"})


def has_han(text: str) -> bool:
    """Whether the text holds at least one Han character."""
    return _HAS_HAN.search(text) is not None


def simplify(text: str) -> str:
    """The text with each traditional character replaced by its simplified one; everything else unchanged.

    >>> simplify("復旦大學")
    '复旦大学'
    """
    return text.translate(_table("t2s")) if has_han(text) else text


def traditional_characters() -> list[str]:
    """The characters that `simplify` replaces."""
    return [chr(code) for code in _table("t2s")]


def script(text: str, country: str | None = None) -> str:
    """The language tag of a Chinese text: ``zh-Hans``, ``zh-Hant``, or ``zh-Latn`` where it has no Han character.

    Decided by the characters that exist in one script only. Where there is none (中山), or as many of either, the
    country decides: traditional for TW, HK and MO (ISO 3166-1 alpha-2), simplified elsewhere.
    """
    if not has_han(text):
        return "zh-Latn"
    to_simplified, to_traditional = _table("t2s"), _table("s2t")
    only_traditional = sum(1 for character in text if ord(character) in to_simplified)
    only_simplified = sum(1 for character in text if ord(character) in to_traditional)
    if only_traditional != only_simplified:
        return "zh-Hant" if only_traditional > only_simplified else "zh-Hans"
    return "zh-Hant" if country in _TRADITIONAL_COUNTRIES else "zh-Hans"


@functools.cache
def _table(configuration: str) -> dict[int, int]:
    """OpenCC's dictionary as a table for ``str.translate``; about 30 ms, once."""
    # Imported here: loading the dictionaries costs more than most callers, who meet no Chinese, should pay.
    import opencc

    characters = list(_characters())
    # One call for all of them: no phrase of the dictionaries spans a line break.
    converted = opencc.OpenCC(configuration).convert("\n".join(characters)).split("\n")
    return {ord(old): ord(new) for old, new in zip(characters, converted, strict=True) if old != new and len(new) == 1}


def _characters() -> Iterator[str]:
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF)):
        yield from map(chr, range(first, last + 1))
