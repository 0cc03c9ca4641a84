"""One reference offer: from what a file says, as JSON values, to a checked row.

Checks are written out by hand: a load of fourteen million offers does each of them fourteen million times.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from technopole.sources.spelling import nearest

Row = tuple[Any, ...]

COLUMNS = (
    "id", "kind", "language", "title", "text", "language_2", "title_2", "text_2", "fields", "sectors", "owner",
    "owner_kind", "country", "region", "year", "trl", "modes", "rights", "numbers", "price_low", "price_high",
    "currency", "url", "source", "synthetic",
)  # fmt: skip
"""What stands in a row, in this order."""

MODES = (
    "transfer", "licence_exclusive", "licence_sole", "licence_non_exclusive", "equity", "codevelopment", "service",
    "sale", "investment",
)  # fmt: skip
RIGHTS = ("patent", "software", "design", "variety", "know_how", "layout")
OWNER_KINDS = ("firm", "university", "institute", "person", "government", "other")

KEYS = frozenset({
    "_id", "title", "text", "kind", "language", "title_en", "text_en", "title_zh", "text_zh", "fields", "sectors",
    "owner", "owner_kind", "country", "region", "place", "year", "trl", "TRL", "modes", "licence_modes", "rights",
    "numbers", "price", "price_low", "price_high", "currency", "url", "source", "synthetic",
})  # fmt: skip
"""What a file may say of an offer; anything else is reported and left out."""

LONGEST = {"_id": 200, "title": 5_000, "text": 1_000_000, "kind": 40, "url": 2_000, "owner": 1_000}
_LONGEST_OTHER = 300
"""Characters. What is longer is no such thing but a mistake, such as a file that stands in one cell."""
_EARLIEST, _LATEST = 1400, 2100

_NOTHING: list[str] = []
_PRICES = frozenset({"price", "price_low", "price_high"})
_SECOND = frozenset({"title_en", "text_en", "title_zh", "text_zh"})
_KIND = re.compile(r"[a-z][a-z0-9_]*")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z0-9]{1,8})*")
_OF_NO_TEXT = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_tags: dict[str, str] = {"en": "en", "zh": "zh"}


class Wrong(Exception):
    """A value cannot be right: in which field, why, and what to do."""

    def __init__(self, field: str, problem: str, hint: str = "") -> None:
        self.field, self.problem, self.hint = field, problem, hint
        super().__init__(problem)


def row(value: Any, doubtful: bool = True) -> Row | None:
    """The checked row of what a file says of one offer; None if it says neither a title nor a text.

    `doubtful` is False if the caller knows that no control characters can be in it. Raises `Wrong`. Cost: about five
    microseconds.
    """
    if type(value) is not dict:
        raise Wrong("", "is no JSON object", 'Write one {"_id": …, "title": …, "text": …} on each line.')
    if doubtful:
        value = {key: cleaned(key, each) for key, each in value.items()}
    key = value.get("_id")
    if type(key) is int:
        key = str(key)
    elif type(key) is not str or not (key := key.strip()):
        raise Wrong("_id", "is missing" if key is None else "is no text", "Give each offer an _id of its own.")
    if len(key) > LONGEST["_id"]:
        raise _too_long("_id", key)
    language, title, text, language_2, title_2, text_2 = _languages(value)
    if not title and not text:
        return None
    kind = _text(value, "kind") or "innovation"
    if kind not in _known_kinds:
        _check_kind(kind)
    price_low, price_high = _prices(value) if not _PRICES.isdisjoint(value) else (None, None)
    country = _text(value, "country") if "country" in value else ""
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise Wrong("country", f"{country[:40]!r} is no country code", "Write the two letters of ISO 3166, such as CN.")
    currency = _text(value, "currency") if "currency" in value else ""
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Wrong("currency", f"{currency[:40]!r} is no currency", "Write the three letters of ISO 4217: CNY.")
    owner_kind = _text(value, "owner_kind") if "owner_kind" in value else ""
    if owner_kind and owner_kind not in OWNER_KINDS:
        raise _unknown("owner_kind", owner_kind, OWNER_KINDS)
    url = _text(value, "url") if "url" in value else ""
    if url and not url.startswith(("https://", "http://")):
        raise Wrong("url", f"{url[:60]!r} is no web address", "Begin it with https://, or leave it out.")
    synthetic = value.get("synthetic", False)
    if synthetic is not True and synthetic is not False and synthetic is not None:
        raise Wrong("synthetic", "is neither true nor false", "Write true or false, without quotes.")
    modes = _texts(value, "modes" if "modes" in value else "licence_modes")
    rights = _texts(value, "rights")
    for each in modes:
        if each not in MODES:
            raise _unknown("modes", each, MODES)
    for each in rights:
        if each not in RIGHTS:
            raise _unknown("rights", each, RIGHTS)
    return (
        key, kind, language, title, text, language_2, title_2, text_2,
        _texts(value, "fields"), _texts(value, "sectors") if "sectors" in value else _NOTHING, _text(value, "owner"),
        owner_kind, country.upper(), _text(value, "region") or (_text(value, "place") if "place" in value else ""),
        _whole(value, "year", _EARLIEST, _LATEST, "Write the year as a number such as 2024, without quotes."),
        _whole(value, "trl" if "trl" in value else "TRL", 1, 9, "A technology readiness level is a number, 1 to 9."),
        modes, rights, _texts(value, "numbers") if "numbers" in value else _NOTHING,
        price_low, price_high, currency.upper(), url, _text(value, "source"), bool(synthetic),
    )  # fmt: skip


def told_language(text: str) -> str:
    """The language that the script of a text tells: Latin letters are taken for English."""
    if not text.isascii():
        for language, script in _SCRIPTS:
            if script.search(text):
                return language
    return "en"


_known_kinds = {"innovation", "patent", "paper", "project", "laboratory", "topic"}


def _check_kind(kind: str) -> None:
    if not _KIND.fullmatch(kind):
        raise Wrong("kind", f"{kind[:40]!r} is no kind", "Write a word of small letters, such as patent or innovation.")
    if len(_known_kinds) < 1000:
        _known_kinds.add(kind)


def _languages(value: Mapping[str, Any]) -> tuple[str, str, str, str, str, str]:
    """(language, title, text) of the first language, and the same of the second, or empty texts."""
    title, text = _text(value, "title"), _text(value, "text")
    others = {}
    for tag in () if _SECOND.isdisjoint(value) else ("en", "zh"):
        other = (_text(value, f"title_{tag}"), _text(value, f"text_{tag}"))
        if other[0] or other[1]:
            others[tag] = other
    if not others:
        for field in ("title", "text"):
            if field not in value:
                raise Wrong(field, "is missing", f'Write "{field}": "" where there is none.')
    language = _tag(value)
    if not title and not text and others:
        language = language if language in others else next(iter(others))
        title, text = others.pop(language)
    language = language or told_language(title + text)
    if language in others:
        same = others.pop(language)
        for field, first, again in (("title", title, same[0]), ("text", text, same[1])):
            if first and again and first != again:
                problem = f"says other than {field}, which is in the same language"
                raise Wrong(f"{field}_{language}", problem, "Leave one of the two out.")
        title, text = title or same[0], text or same[1]
    if len(others) == 2:  # in a third language: the two that the portal speaks are kept
        language, (title, text) = "en", others.pop("en")
    for second, (title_2, text_2) in others.items():
        return language, _one_line(title), text, second, _one_line(title_2), text_2
    return language, _one_line(title), text, "", "", ""


def _one_line(title: str) -> str:
    return title if title.isprintable() else " ".join(title.split())


def _tag(value: Mapping[str, Any]) -> str:
    tag = value.get("language")
    if tag is None or tag == "":
        return ""
    known = _tags.get(tag) if type(tag) is str else None
    if known is None:
        match = _TAG.fullmatch(tag) if type(tag) is str and len(tag) < 36 else None
        if match is None:
            shown = repr(tag)[:40]
            raise Wrong("language", f"{shown} is no language tag", "Write en, zh, de …, or leave it out.")
        known = match[1].lower()
        if len(_tags) < 1000:
            _tags[tag] = known
    return known


def _text(value: Mapping[str, Any], field: str) -> str:
    text = value.get(field)
    if text is None:
        return ""
    if type(text) is not str:
        raise Wrong(field, f"is {called(text)}, not text", "Write it in double quotes.")
    if len(text) > 300 and len(text) > LONGEST.get(field[:-3] if field[-3:] in ("_en", "_zh") else field, 300):
        raise _too_long(field, text)
    return text.strip()


def _texts(value: Mapping[str, Any], field: str) -> list[str]:
    given = value.get(field)
    if not given and (given is None or given == []):
        return _NOTHING
    if type(given) is not list:
        raise Wrong(field, f"is {called(given)}, not a list", 'Write ["…", "…"], also for one.')
    found = []
    for each in given:
        if type(each) is not str:
            raise Wrong(field, f"holds {called(each)}, not text", "Write each in double quotes.")
        if len(each) > _LONGEST_OTHER:
            raise _too_long(field, each)
        if (stripped := each.strip()) and stripped not in found:
            found.append(stripped)
    return found


def _whole(value: Mapping[str, Any], field: str, least: int, most: int, hint: str) -> int | None:
    number = value.get(field)
    if number is None:
        return None
    if type(number) is not int:
        raise Wrong(field, f"{str(number)[:40]!r} is {called(number)}, no whole number", hint)
    if not least <= number <= most:
        raise Wrong(field, f"{number} is not between {least} and {most}", hint)
    return number


def _prices(value: Mapping[str, Any]) -> tuple[float | None, float | None]:
    if "price" in value:
        both = _price(value, "price")
        if both is not None:
            return both, both
    low, high = _price(value, "price_low"), _price(value, "price_high")
    if low is not None and high is not None and low > high:
        raise Wrong("price_high", f"{high:,} is below price_low, {low:,}", "Exchange the two.")
    return low, high


def _price(value: Mapping[str, Any], field: str) -> float | None:
    price = value.get(field)
    if price is None:
        return None
    if (type(price) is not int and type(price) is not float) or not math.isfinite(price):
        hint = "Write the number alone, without quotes, and its currency in `currency`."
        raise Wrong(field, f"{str(price)[:40]!r} is {called(price)}, no amount", hint)
    if not 0 <= price <= 1e15:
        raise Wrong(field, f"{price:,} is no price", "Write an amount from 0 to 1,000,000,000,000,000.")
    return float(price)


def cleaned(key: str, value: Any) -> Any:
    """The value without characters that no text holds; a NUL is refused, as it says that the file is damaged."""
    if type(value) is str:
        if "\0" in value:
            raise Wrong(key, "holds a NUL character", "Remove it; it is no text.")
        return _OF_NO_TEXT.sub(" ", value)
    if type(value) is list:
        return [cleaned(key, each) for each in value]
    return value


def called(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return "nothing" if value is None else names.get(type(value), "something else")


def _too_long(field: str, text: str) -> Wrong:
    most = LONGEST.get(field, LONGEST.get(field[:-3], _LONGEST_OTHER))
    return Wrong(field, f"has {len(text):,} characters; at most are {most:,}", "Shorten it; it looks like a mistake.")


def _unknown(field: str, word: str, known: tuple[str, ...]) -> Wrong:
    hint = nearest(word, known) or f"Known: {', '.join(known)}."
    return Wrong(field, f"{word[:40]!r} is not known", hint)
