"""Names of Chinese social organisations, taken apart: area, distinctive word, field of work, legal form.

A name such as 上海市树图区块链研究院 is read from both ends: the area in front, the legal form behind, the field of
work before it; what is left in the middle tells the organisation from all others. Which words are areas, fields and
forms is the caller's to say. Pure: no store, no files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from technopole.methods.chinese import simplify

SAME, SAME_CORE, SAME_WORD, ALIKE = "same", "same_core", "same_word", "alike"
_NOT_LETTERS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"^the\s+")


@dataclass(frozen=True, slots=True)
class Words:
    """What names are made of."""

    areas: tuple[str, ...]
    endings: tuple[str, ...]
    """What may follow an area's name: 省, 市, 新区 …"""
    fields: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in its parts; a part that is not there is empty."""

    area: str
    distinctive: str
    field: str
    form: str

    @property
    def core(self) -> str:
        """The name without area and legal form."""
        return self.distinctive + self.field


def key(name: str) -> str:
    """What two spellings of one name share: no case, width, script variant, punctuation or article.

    >>> key("上海市樹圖區塊鏈研究院") == key("上海市树图区块链研究院")
    True
    """
    text = simplify(unicodedata.normalize("NFKC", name)).casefold().strip()
    text = _ARTICLE.sub("", text).replace("&", " and ")
    return _NOT_LETTERS.sub("", text)


def words(areas: Iterable[str], endings: Iterable[str], fields: Iterable[str], forms: Iterable[str]) -> Words:
    """The words prepared for `parse`: the longest is tried first."""

    def longest_first(these: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(dict.fromkeys(each for each in these if each), key=lambda word: (-len(word), word)))

    return Words(longest_first(areas), longest_first(endings), longest_first(fields), longest_first(forms))


def parse(name: str, known: Words) -> Parts:
    """The parts of a name. Cost: microseconds.

    >>> known = words(["上海", "浦东"], ["市", "新区"], ["区块链"], ["研究院"])
    >>> parse("上海市浦东新区树图区块链研究院", known)
    Parts(area='上海浦东', distinctive='树图', field='区块链', form='研究院')
    """
    rest = key(name)
    areas = []
    while found := next((area for area in known.areas if rest.startswith(area) and rest != area), None):
        areas.append(found)
        rest = rest[len(found) :]
        ending = next((each for each in known.endings if rest.startswith(each)), "")
        rest = rest[len(ending) :]
    form = next((each for each in known.forms if rest.endswith(each)), "")
    rest = rest[: len(rest) - len(form)]
    fields = ""
    # a field may be of several words: 人工智能产业
    while found := next((field for field in known.fields if rest.endswith(field)), None):
        fields = found + fields
        rest = rest[: len(rest) - len(found)]
    return Parts("".join(areas), rest, fields, form)


def likeness(name: Parts, other: Parts) -> str | None:
    """How alike two names of one area are, whose whole is not the same; None where they are not."""
    if name.core and name.core == other.core:
        return SAME_CORE
    if name.distinctive and name.distinctive == other.distinctive:
        return SAME_WORD
    if len(name.core) >= 4 and fuzz.ratio(name.core, other.core) >= ALIKE_FROM:
        return ALIKE
    return None


ALIKE_FROM = 80
"""From how many hundredths of their characters in common two cores count as alike: one of five differs."""


def alike(core: str, others: Sequence[str], limit: int = 20) -> list[int]:
    """The places in `others` of cores that are alike, the most alike first. Cost: a millisecond for ten thousand."""
    if len(core) < 4:
        return []
    found = process.extract(core, others, scorer=fuzz.ratio, score_cutoff=ALIKE_FROM, limit=limit)
    return [place for _other, _score, place in found]


def forbidden(name: str, listed: Iterable[str]) -> list[str]:
    """Those of the listed words that the name holds; Latin words count as whole words only."""
    folded, text = key(name), f" {_NOT_LETTERS.sub(' ', name.casefold())} "
    return [word for word in listed if (f" {word} " in text if word.isascii() else key(word) in folded)]
