"""What in the words of an anonymous listing tells who its owner is. Pure: names are the caller's to give.

Words are compared without case, width, accents, script variant, blanks and punctuation, so that a name that is
spaced, hyphenated or written in full-width letters is still found. Where each one stands is said in the words as
they were written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from technopole.methods.chinese import simplify

NAME, PERSON, PATENT, EMAIL, ADDRESS, PHONE, IDENTIFIER, PLACE, ACCOUNT = (
    "name", "person", "patent", "email", "address", "phone", "identifier", "place", "account",
)  # fmt: skip
LEAST_LATIN, LEAST_HAN = 3, 2
"""Shorter names are too common as parts of other words to be looked for, unless they stand in capitals."""


@dataclass(frozen=True)
class Found:
    """Something that tells who the owner is: in which text, what it is, and where it begins and ends."""

    field: str
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Known:
    """What is known of the owner and may not stand in the words."""

    names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Web hosts: `example.org`."""
    identifiers: tuple[str, ...] = ()
    """ROR ids, credit codes and the like."""
    numbers: tuple[str, ...] = field(default=())
    """Numbers of the listing's own rights."""


_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, re.compile(r"[A-Za-z0-9._%+-]+\s?(?:@|＠|\(at\)|\[at\])\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)+", re.I)),
    (ADDRESS, re.compile(r"(?:https?|ftp)\s?[:：]\s?//[^\s，。；、）]+|www\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.I)),
    (ADDRESS, re.compile(
        r"(?<![A-Za-z0-9@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|cn|io|ai|eu|de|fr|uk|jp|kr|hk|tw|ch|"
        r"info|tech|xyz|top|club|dev)(?:\.[a-z]{2})?(?![A-Za-z0-9-])(?:/[^\s，。；、）]*)?", re.I)),
    (PATENT, re.compile(
        r"(?<![A-Za-z0-9])(?:(?:ZL|CN|US|EP|WO|JP|KR|DE|GB|FR|TW|HK)[\s.-]?\d[\d\s.,/-]{5,}\d(?:\s?[ABCUYS]\d?)?"
        r"|PCT\s?/\s?[A-Z]{2}\s?\d{2,4}\s?/\s?\d{5,6})(?![A-Za-z0-9])", re.I)),
    (PATENT, re.compile(r"(?<!\d)(?:19|20)\d{2}[1-3]\d{7}\.[\dX](?!\d)", re.I)),
    (PATENT, re.compile(r"(?:软著登字第|SR|BS\.|CNA)\s?\d{6,}", re.I)),
    (PHONE, re.compile(
        r"(?<![\d.])(?:\+|00)\d{1,3}[\s-]?(?:\(0\)[\s-]?)?\d(?:[\d\s()-]{5,}\d)(?!\d)"
        r"|(?<![\d.])1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
        r"|(?<![\d.])\(?0\d{2,3}\)?[\s-]?\d{7,8}(?!\d)|(?<![\d.])400[\s-]?\d{3}[\s-]?\d{4}(?!\d)")),
    (PLACE, re.compile(r"[\u4e00-\u9fff]{1,12}(?:路|街|大道|巷|弄)\s?\d+\s?(?:号|弄|室|栋|幢)")),
    (PLACE, re.compile(
        r"(?:No\.?\s?)?\d{1,5}[a-z]?,?\s(?:[A-Z][\w'-]+\s){1,4}(?:Road|Rd|Street|St|Avenue|Ave|Lane|Boulevard)\b\.?")),
    (ACCOUNT, re.compile(
        r"(?:微信号?|公众号|WeChat|QQ|WhatsApp|Telegram)\s?(?:ID|号)?\s?[:：]?\s?[A-Za-z0-9_-]{5,}", re.I)),
    (IDENTIFIER, re.compile(r"(?:orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dX](?!\d)")),
)  # fmt: skip


def screen(texts: Mapping[str, str], known: Known) -> list[Found]:
    """Everything in these texts that tells the owner, in the order of the texts; what lies in another is told once.

    Cost: linear in the length of the texts times the number of names.
    """
    found: list[Found] = []
    for name, text in texts.items():
        if text:
            found += _apart(name, text, sorted(_hits(text, known), key=lambda hit: (hit[1], -hit[2])))
    return found


def _apart(name: str, text: str, hits: Iterable[tuple[str, int, int]]) -> Iterator[Found]:
    last = 0
    for kind, start, end in hits:
        if end > last:
            yield Found(name, kind, text[start:end], start, end)
            last = end


def _hits(text: str, known: Known) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()
    letters, places = folded(text)
    for kind, words in (
        (NAME, known.names), (PERSON, known.people), (ADDRESS, known.hosts), (IDENTIFIER, known.identifiers),
        (PATENT, known.numbers),
    ):  # fmt: skip
        for word in dict.fromkeys(folded(word)[0] for word in words):
            if _is_long_enough(word):
                yield from ((kind, start, end) for start, end in _places(word, letters, places, text))
    for acronym in known.acronyms:
        for match in re.finditer(rf"(?<![^\W_]){re.escape(acronym)}(?![^\W_])", text):
            yield NAME, match.start(), match.end()


def _is_long_enough(word: str) -> bool:
    return len(word) >= (LEAST_HAN if _HAN.search(word) else LEAST_LATIN)


def folded(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text without case, width, accents and script variant, and where each stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character).casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return simplify("".join(letters)), places


def _places(word: str, letters: str, places: list[int], text: str) -> Iterator[tuple[int, int]]:
    begin = letters.find(word)
    while begin >= 0:
        start, end = places[begin], places[begin + len(word) - 1] + 1
        if _HAN.search(word) or _stands_alone(start, end, text):
            yield start, end
        begin = letters.find(word, begin + 1)


def _stands_alone(start: int, end: int, text: str) -> bool:
    """A Latin word is not the middle of another."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_is_latin(before) or _is_latin(after))


def _is_latin(character: str) -> bool:
    return bool(character) and character.isalnum() and not _HAN.match(character)
