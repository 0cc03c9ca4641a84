"""How a value is written for a reader: text in two languages, numbers, units, dates that are only partly known.

Pure functions: a language comes in, text goes out. A language is any tag Django uses (`en`, `zh-hans`);
only its first part counts.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$")
_QUARTER = re.compile(r"^(\d{4})-?Q([1-4])$")
_KIND_ORDER = {"display": 0, "label": 1, "alias": 2, "acronym": 3, "former": 4}


@dataclass(frozen=True)
class Chosen:
    """A text, the language it is in (`en`, `zh` or None), and whether it stands in for a missing translation."""

    text: str
    language: str | None
    fallback: bool


def short_language(language: str | None) -> str:
    """`zh` for any Chinese, otherwise `en`."""
    return "zh" if (language or "").lower().startswith("zh") else "en"


def choose(value: Any, language: str | None) -> Chosen:
    """Pick the text of a bilingual value in a language, or the other one and say so.

    `value` may be text (language unknown), a mapping {"en", "zh"}, or a list of names
    [{"value", "language", "kind"}], of which the display name comes first.
    """
    wanted = short_language(language)
    texts = _texts(value)
    if texts.get(wanted):
        return Chosen(texts[wanted], wanted, False)
    for other in ("en", "zh"):
        if texts.get(other):
            return Chosen(texts[other], other, True)
    return Chosen(texts.get("", ""), None, False)


def other(value: Any, language: str | None) -> Chosen:
    """The same value in the other language; empty text where it is missing or is the same text."""
    shown = choose(value, language)
    wanted = "en" if short_language(language) == "zh" else "zh"
    text = _texts(value).get(wanted, "")
    if shown.fallback or text == shown.text:
        text = ""
    return Chosen(text, wanted, False)


def _texts(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        found = {key: str(text) for key, text in value.items() if text}
        return {("zh" if key.startswith("zh") else key): text for key, text in found.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        texts: dict[str, str] = {}
        for name in sorted(value, key=lambda name: _KIND_ORDER.get(name.get("kind"), 9)):
            language = (name.get("language") or "").split("-")[0].lower()
            texts.setdefault(language if language in ("en", "zh") else "", name["value"])
        return texts
    return {"": str(value)}


def number(value: Any, language: str | None = "en", decimals: int | None = None) -> str:
    """A number with separators and a true minus sign; `decimals` rounds half up, None keeps what is stated."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not exact.is_finite():
        return "–"
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def compact_number(value: Any, language: str | None = "en") -> str:
    """A large number in words of its language: `14 million`, `1400万`; below 10,000 as it is."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    zh = short_language(language) == "zh"
    steps = ((10**8, "亿"), (10**4, "万")) if zh else ((10**9, " billion"), (10**6, " million"))
    for size, word in steps:
        if abs(exact) >= size:
            scaled = exact / size
            return number(scaled, language, 0 if abs(scaled) >= 100 else 1).removesuffix(".0") + word
    return number(exact, language)


def quantity(value: Any, unit: Any = None, language: str | None = "en", decimals: int | None = None) -> str:
    """A number with its unit: `11.0%`, `34,000 firms`, `3.4万家`.

    `unit` is text or {"en", "zh", "decimals"}; a percent sign and Chinese units stand without a space.
    """
    return "".join(quantity_parts(value, unit, language, decimals))


def quantity_parts(
    value: Any, unit: Any = None, language: str | None = "en", decimals: int | None = None
) -> tuple[str, str, str]:
    """The number with its sign (`12%`), the space or none that follows, and the words of the unit (`of GDP`)."""
    if isinstance(unit, Mapping):
        if decimals is None and unit.get("decimals") not in (None, ""):
            decimals = int(unit["decimals"])
        unit = choose({key: unit[key] for key in ("en", "zh") if unit.get(key)}, language).text
    text, word = number(value, language, decimals), str(unit or "")
    if word and word[0] in "%‰°":
        rest = word[1:]
        return text + word[0], "\u00a0" if rest.startswith(" ") else "", rest.strip()
    joined = not word or "\u4e00" <= word[0] <= "\u9fff"
    return text, "" if joined else "\u00a0", word


def short_quantity(value: Any, unit: Any = None, language: str | None = "en") -> str:
    """A quantity for a tight place: from 100,000 on, the number in words: `14.2 million patents`, `1,420万件`."""
    try:
        large = abs(Decimal(str(value))) >= 100_000
    except InvalidOperation:
        large = False
    if not large:
        return quantity(value, unit, language)
    bare = {key: text for key, text in unit.items() if key in ("en", "zh")} if isinstance(unit, Mapping) else unit
    return quantity(0, bare, language).replace("0", compact_number(value, language), 1)


def partial_date(value: Any, language: str | None = "en", brief: bool = False) -> str:
    """A date to the precision it is known: `1905`, `July 2021`, `18 July 2021`; `2021年7月18日`; `2021-Q3`.

    `brief` cuts the English month to three letters, for the narrow columns of tables.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.date):
        value = value.isoformat()
    text = str(value).strip()
    if "/" in text:
        start, _, end = text.partition("/")
        return date_range(start, end, language, brief)
    zh = short_language(language) == "zh"
    if match := _QUARTER.match(text):
        year, quarter = match.groups()
        return f"{year}年第{'一二三四'[int(quarter) - 1]}季度" if zh else f"{year} Q{quarter}"
    match = _PARTIAL.match(text)
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        return text
    year, month, day = match.groups()
    if zh:
        return f"{int(year)}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
    words = [str(int(day))] if day else []
    names = [_MONTHS[int(month) - 1][: 3 if brief else None]] if month else []
    return " ".join([*words, *names, year])


def date_range(start: Any, end: Any, language: str | None = "en", brief: bool = False) -> str:
    """Two partial dates as one phrase, without saying twice what they share: `3–5 July 2021`, `2021年7月3日至5日`."""
    first, last = _parts(start), _parts(end)
    if not first or not last or first == last:
        return partial_date(start or end, language, brief)
    shared = 0
    while shared < min(len(first), len(last)) - 1 and first[shared] == last[shared]:
        shared += 1
    if len(first) != len(last):
        shared = 0
    if short_language(language) == "zh":
        rest = "".join(f"{part}{mark}" for part, mark in zip(last[shared:], "年月日"[shared:], strict=False))
        return f"{partial_date(start, language)}至{rest}"
    # English puts the year last: cut from the start date what the end date will say.
    words = partial_date(start, language, brief).split(" ")
    begin = " ".join(words[: len(words) - shared])
    joiner = "–" if " " not in begin and len(first) - shared == 1 else " – "
    return f"{begin}{joiner}{partial_date(end, language, brief)}"


def _parts(value: Any) -> tuple[int, ...]:
    if isinstance(value, datetime.date):
        value = value.isoformat()
    match = _PARTIAL.match(str(value or "").strip())
    return tuple(int(part) for part in match.groups() if part) if match else ()


def bracketed(text: str, inside: str, language: str | None = "en") -> str:
    """Text and what stands in brackets after it, in the brackets of the language: `4.5% (2025)`, `4.5%（2025年）`."""
    if not inside:
        return text
    return f"{text}（{inside}）" if short_language(language) == "zh" else f"{text} ({inside})"


def listed(items: Sequence[str], language: str | None = "en") -> str:
    """Several things in a row, with the comma that the language uses for it: `A, B`, `A、B`."""
    return ("、" if short_language(language) == "zh" else ", ").join(items)


def sentence_case(value: Mapping[str, str]) -> dict[str, str]:
    """A bilingual value whose English begins with a capital, as what stands alone in a cell should."""
    return {key: text[:1].upper() + text[1:] if key == "en" and text else text for key, text in value.items()}
