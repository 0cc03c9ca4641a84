"""What technical terms are called in the other language, what symbols of the patent classification and of OpenAlex are
called in both, and how near two symbols are: pure functions over the tables of `data/`.

glossary.tsv  English wordings, Chinese wordings, field; the first wording of a cell is the preferred one
ipc.tsv       section, class and subclass symbols with a short name in both languages
topics.tsv    OpenAlex domains, fields and subfields: id, level, parent, names
fields.tsv    IPC class or subclass, OpenAlex subfield, weight
arxiv.tsv     archive or category of arXiv, OpenAlex subfield, weight
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from math import sqrt
from typing import NamedTuple

_LATIN = re.compile(r"[^\W_\u2e80-\u9fff\uf900-\ufaff]+")
_JOINS = frozenset(" -'&/.\u2010\u2011\u2013\u2019")
"""What may stand between the words of one term: lithium-ion, Parkinson's, R&D, PM2.5."""
_HAN = re.compile(r"[\u3400-\u9fff]")
# Characters that name a thing even where they stand alone inside a sentence; any other single character is part of
# a word that the glossary does not know (水 of 水平, 力 of 能力) more often than the thing itself.
_ALONE = frozenset("膜煤酶钢氢氨氧氮碳硫磷硼氟锂钠镁铝钛钒铬锰钴镍铜锌镓锗砷锆铌钼镉铟钨铂钯汞铋钍铀氦硅肽胺酮醛泵熵")
_PLURALS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zes", "ze"))
_NO_PLURALS = ("ss", "us", "is", "ics", "'s")

_PATENT = re.compile(r"[A-HY](?:\d|$)")

_SAME_GROUP, _SAME_SUBCLASS, _SAME_CLASS, _SAME_SECTION = 0.9, 0.8, 0.45, 0.1
_THROUGH_SUBFIELDS = 0.7
"""The most that two symbols without a class in common are near each other: when they belong to the same subfields."""


class _Node(dict[str, "_Node"]):
    """A step on the way of a term: what may follow, and what the term is called if one ends here."""

    __slots__ = ("equivalents", "spellings")

    def __init__(self) -> None:
        super().__init__()
        self.equivalents: list[str] = []
        self.spellings: set[str] = set()


class _Glossary(NamedTuple):
    english: _Node
    chinese: _Node


class _Name(NamedTuple):
    en: str
    zh: str
    parent: str


def translations(text: str) -> list[tuple[str, list[str]]]:
    """[(term as the text writes it, what it is called in the other language, preferred wording first)] in the order of
    the text, each term once; the longest term wins where several begin. English terms are matched by whole words,
    whatever their case and number; abbreviations (UAV, mRNA) only in their own capitals.

    Cost: one pass over the text, below a millisecond for 200 words once the tables are read.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    end = 0  # of the term before: the CMOS of CMOS图像传感器 is no term of its own
    for start, term, equivalents in sorted((*_chinese(text), *_english(text)), key=lambda hit: (hit[0], -len(hit[1]))):
        if start >= end:
            found.setdefault(term.casefold(), (term, equivalents))
            end = start + len(term)
    return list(found.values())


def field_name(symbol: str, language: str) -> str:
    """The short name, "zh" or else English, of the narrowest known section, class or subclass of a symbol as patents
    write it (H01M 10/0525), or of an OpenAlex domain, field or subfield id (3, 21, 2105); "" for an unknown one."""
    for key in _prefixes(symbol):
        if name := _names().get(key):
            return name.zh if language.startswith("zh") else name.en
    return ""


def broader(symbol: str) -> list[str]:
    """The known symbols above and including this one, widest first: H, H01, H01M, or 1, 13, 1305."""
    known = _names()
    if symbol.isdigit():
        above: list[str] = []
        while symbol in known:
            above.insert(0, symbol)
            symbol = known[symbol].parent
        return above
    return [key for key in reversed(_prefixes(symbol)) if key in known]


@lru_cache(maxsize=4096)
def narrower(symbol: str) -> tuple[str, ...]:
    """The known patent symbols one step below: the sections of "", the classes of H, the subclasses of H01."""
    length = {0: 1, 1: 3, 3: 4}.get(len(symbol))
    known = (key for key in _names() if not key.isdigit())
    return tuple(sorted(key for key in known if len(key) == length and key.startswith(symbol)))


def related(symbols_a: Iterable[str], symbols_b: Iterable[str]) -> float:
    """How near two sets of IPC, CPC, arXiv or OpenAlex subfield symbols are, 0 to 1: each symbol's nearest on the other
    side, averaged over both sides. Without symbols on either side nothing is known: 0.

    Cost: some microseconds for a pair of symbols that was compared before.
    """
    a, b = [_plain(symbol) for symbol in symbols_a], [_plain(symbol) for symbol in symbols_b]
    a, b = [symbol for symbol in a if symbol], [symbol for symbol in b if symbol]
    if not a or not b:
        return 0.0
    there = [max(_near(one, other) for other in b) for one in a]
    back = [max(_near(one, other) for one in a) for other in b]
    return (sum(there) / len(there) + sum(back) / len(back)) / 2


def nearest(symbols_a: Iterable[str], symbols_b: Iterable[str]) -> float:
    """How near the two nearest symbols of both sides are, 0 to 1: enough where one side names many.

    Cost: some microseconds for a pair of symbols that was compared before.
    """
    a, b = [_plain(symbol) for symbol in symbols_a], [_plain(symbol) for symbol in symbols_b]
    return max((_near(one, other) for one in a if one for other in b if other), default=0.0)


@lru_cache(maxsize=1 << 16)
def _near(one: str, other: str) -> float:
    if one == other:
        return 1.0
    through = _THROUGH_SUBFIELDS * _cosine(_subfields(one), _subfields(other))
    if not (_PATENT.match(one) and _PATENT.match(other)):
        return through
    if len(one) > 3 and one[:4] == other[:4]:
        group = one.partition("/")[0]
        return _SAME_GROUP if len(group) > 4 and group == other.partition("/")[0] else _SAME_SUBCLASS
    if len(one) > 2 and one[:3] == other[:3]:
        return max(_SAME_CLASS, through)
    return max(_SAME_SECTION if one[0] == other[0] else 0.0, through)


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    shared = sum(weight * other.get(subfield, 0.0) for subfield, weight in one.items())
    if not shared:
        return 0.0
    norm = sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values())
    return shared / sqrt(norm)


@cache
def _subfields(symbol: str) -> dict[str, float]:
    if symbol.isdigit():
        return {symbol: 1.0}
    if not _PATENT.match(symbol):
        return _categories().get(symbol) or _categories().get(symbol.partition(".")[0], {})
    return next((found for key in _prefixes(symbol) if (found := _links().get(key))), {})


@lru_cache(maxsize=1 << 16)
def _plain(symbol: str) -> str:
    return re.sub(r"\s+", "", symbol).upper()


def _prefixes(symbol: str) -> list[str]:
    """Narrowest first: the subclass, class and section of a patent symbol; an OpenAlex id is itself."""
    plain = _plain(symbol)
    if plain.isdigit():
        return [plain]
    return [plain[:length] for length in (4, 3, 1) if len(plain) >= length]


def _english(text: str) -> Iterator[tuple[int, str, list[str]]]:
    words = [(word.start(), word.end(), word.group()) for word in _LATIN.finditer(text)]
    folded = [_folded(word) for _, _, word in words]
    root, at = _glossary().english, 0
    while at < len(words):
        node, length, best = root.get(folded[at]), 1, None
        if node is None:
            at += 1
            continue
        while node is not None:
            if node.equivalents and _written_so(node, text[words[at][0] : words[at + length - 1][1]]):
                best = (length, node.equivalents)
            if at + length == len(words) or not _joined(text[words[at + length - 1][1] : words[at + length][0]]):
                break
            node = node.get(folded[at + length])
            length += 1
        if best is None:
            at += 1
            continue
        start, end = words[at][0], words[at + best[0] - 1][1]
        yield start, text[start:end], best[1]
        at += best[0]


def _joined(between: str) -> bool:
    return between in _JOINS or (between.isspace() and len(between) < 4)


def _written_so(node: _Node, written: str) -> bool:
    return not node.spellings or written in node.spellings or written.removesuffix("s") in node.spellings


def _chinese(text: str) -> Iterator[tuple[int, str, list[str]]]:
    if not _HAN.search(text):
        return
    root, lowered, at = _glossary().chinese, text.casefold(), 0
    if len(lowered) != len(text):  # a character such as ß became two: places would no longer agree
        lowered = text
    while at < len(text):
        if lowered[at] not in root:
            at += 1
            continue
        node, end, best = root, at, None
        while end < len(text) and (step := node.get(lowered[end])) is not None:
            node, end = step, end + 1
            if node.equivalents and (end > at + 1 or _alone(text, at)):
                best = (end, node.equivalents)
        if best is None or (at and _latin(text[at]) and _latin(text[at - 1])):
            at += 1
            continue
        yield at, text[at : best[0]], best[1]
        at = best[0]


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _alone(text: str, at: int) -> bool:
    if text[at] in _ALONE:
        return True
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return not _HAN.match(before) and not _HAN.match(after)


@cache
def _folded(word: str) -> str:
    """A word as it is compared: lower case, singular, and -ize where some write -ise."""
    word = word.casefold()
    if len(word) > 3 and word.endswith("s") and not word.endswith(_NO_PLURALS):
        for ending, single in _PLURALS:
            if word.endswith(ending) and len(word) > len(ending) + 1:
                word = word.removesuffix(ending) + single
                break
        else:
            word = word[:-1]
    return word.replace("isation", "ization")


@cache
def _glossary() -> _Glossary:
    english, chinese = _Node(), _Node()
    meanings: dict[str, list[tuple[bool, list[str]]]] = defaultdict(list)
    for ens, zhs, _ in _rows("glossary.tsv"):
        in_english, in_chinese = ens.split("|"), zhs.split("|")
        for wording in in_english:
            node = english
            for word in _LATIN.findall(wording):
                node = node.setdefault(_folded(word), _Node())
            node.equivalents = _merged(node.equivalents, in_chinese)
            if _abbreviation(wording):
                node.spellings.add(wording)
        for place, wording in enumerate(in_chinese):
            meanings[wording.casefold()].append((place > 0, in_english))
    for wording, rows in meanings.items():
        node = chinese
        for character in wording:
            node = node.setdefault(character, _Node())
        for _, in_english in sorted(rows, key=lambda row: row[0]):  # first those that prefer this wording
            node.equivalents = _merged(node.equivalents, in_english)
    return _Glossary(english, chinese)


def _abbreviation(wording: str) -> bool:
    return " " not in wording and sum(character.isupper() for character in wording) > 1


def _merged(first: list[str], second: list[str]) -> list[str]:
    return list(dict.fromkeys((*first, *second)))


@cache
def _names() -> dict[str, _Name]:
    names = {symbol: _Name(en, zh, "") for symbol, en, zh in _rows("ipc.tsv")}
    return names | {key: _Name(en, zh, parent) for key, _, parent, en, zh in _rows("topics.tsv")}


@cache
def _links() -> dict[str, dict[str, float]]:
    links: dict[str, dict[str, float]] = defaultdict(dict)
    for symbol, subfield, weight in _rows("fields.tsv"):
        links[symbol][subfield] = float(weight)
    return links


@cache
def _categories() -> dict[str, dict[str, float]]:
    links: dict[str, dict[str, float]] = defaultdict(dict)
    for category, subfield, weight in _rows("arxiv.tsv"):
        links[category.upper()][subfield] = float(weight)
    return links


def _rows(name: str) -> Iterator[list[str]]:
    """The cells of each line after the header."""
    text = (resources.files(__package__) / "data" / name).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines()[1:])
