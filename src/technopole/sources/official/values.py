"""Cells of Chinese official exports as values: dates in every usual form, money with its unit, kinds, states, codes.

Each function gives None for an empty cell and raises `WrongValue` with a code for what it cannot read. Nothing is
guessed: 03/04/2021 is refused, an amount without a unit is not taken for yuan.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from technopole.methods import identifiers
from technopole.sources.official.columns import shown
from technopole.sources.official.problems import WrongValue
from technopole.sources.official.sheets import Cell

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2099, 12, 31)
_SERIAL_ZERO = dt.date(1899, 12, 30)
"""Excel's day 0 from 1 March 1900 on (it believes 1900 was a leap year)."""
_BETWEEN_EPOCHS = 1462

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "暂无", "不详", "未知", "n/a", "na", "null", "none", "nil"})


def text(cell: Cell) -> str:
    """The words of a cell: NFKC but for Chinese punctuation, single spaces; empty for a dash or 无."""
    words = " ".join(shown(cell).replace("\u3000", " ").split())
    return "" if words.casefold() in NOTHING else words


# --- dates -----------------------------------------------------------------------------------------------------

_DIGITS = {letter: str(value) for value, letter in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_YMD = re.compile(r"(\d{4})\s*[年./\-－—]\s*(\d{1,2})(?:\s*[月./\-－—]\s*(\d{1,2})\s*[日号]?|\s*月?)")
_DMY = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})")
_CHINESE_DATE = re.compile(
    "([〇○零一二三四五六七八九Ｏ]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_TIME = re.compile(r"[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")


def date(cell: Cell, *, epoch_1904: bool = False) -> str | None:
    """A date as far as it is known: `2021-07-18`, `2021-07`, `2021`.

    Reads dates of a spreadsheet and their serial numbers, 2021年7月18日, 2021/7/18, 2021.7.18, 20210718,
    二〇二一年七月十八日, with or without a time.
    """
    if isinstance(cell, dt.datetime):
        return _within(cell.date())
    if isinstance(cell, dt.date):
        return _within(cell)
    if isinstance(cell, bool):
        raise WrongValue("date")
    if isinstance(cell, int | float):
        return _number(float(cell), epoch_1904)
    words = unicodedata.normalize("NFKC", text(cell))
    words = _TIME.sub("", words).strip()
    if not words:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", words) and words.count(".") <= 1 and not re.fullmatch(r"\d{4}\.\d{1,2}", words):
        return _number(float(words), epoch_1904)
    if match := _YMD.fullmatch(words):
        year, month, day = match.groups()
        return _dated(year, month, day)
    if match := _CHINESE_DATE.fullmatch(words):
        year = "".join(_DIGITS[letter] for letter in match[1])
        return _dated(year, str(_small(match[2])), str(_small(match[3])) if match[3] else None)
    if match := re.fullmatch(r"(\d{4})年", words):
        return _dated(match[1], None, None)
    if match := _DMY.fullmatch(words):
        first, second, year = (int(part) for part in match.groups())
        if first > 12 >= second:
            return _dated(str(year), str(second), str(first))
        if second > 12 >= first:
            return _dated(str(year), str(first), str(second))
        raise WrongValue("date_ambiguous")
    raise WrongValue("date")


def _number(number: float, epoch_1904: bool) -> str:
    whole = int(number)
    if re.fullmatch(r"(19|20)\d{6}", str(whole)) and number == whole:
        digits = str(whole)
        return _dated(digits[:4], digits[4:6], digits[6:])
    if 1900 <= whole <= 2099 and number == whole:
        return str(whole)
    days = whole + (_BETWEEN_EPOCHS if epoch_1904 else 0)
    if 61 <= days <= (LATEST - _SERIAL_ZERO).days:
        return _within(_SERIAL_ZERO + dt.timedelta(days=days))
    raise WrongValue("date")


def _dated(year: str, month: str | None, day: str | None) -> str:
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise WrongValue("date_not_there") from None
    _within(first)
    return first.isoformat()[: 10 if day else 7 if month else 4]


def _within(day: dt.date) -> str:
    if not EARLIEST <= day <= LATEST:
        raise WrongValue("date_far")
    return day.isoformat()


def _small(words: str) -> int:
    """一 to 三十一."""
    tens, ten, ones = words.partition("十")
    digit = {letter: value for value, letter in enumerate("一二三四五六七八九", start=1)}
    return (digit.get(tens, 1) * 10 if ten else 0) + digit.get(ones if ten else words, 0)


_OPEN_ENDED = frozenset({"长期", "永久", "长期有效", "long-term", "indefinite", "permanent"})
_PERIOD = re.compile(r"\s*(?:至|到|~|～|—{1,2}|–|-{2}|\bto\b)\s*|\s+[-－]\s+")


def period(cell: Cell, *, epoch_1904: bool = False) -> tuple[str | None, str | None]:
    """From when to when a certificate is valid; the end is empty for 长期. One date alone is the end."""
    if isinstance(cell, dt.datetime | dt.date | int | float):
        return None, date(cell, epoch_1904=epoch_1904)
    words = unicodedata.normalize("NFKC", text(cell)).removeprefix("自").removesuffix("止")
    if not words or words.casefold() in _OPEN_ENDED:
        return None, None
    parts = [part for part in _PERIOD.split(words) if part]
    if len(parts) == 1:
        halves = re.fullmatch(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})-(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})", words)
        parts = list(halves.groups()) if halves else parts
    if len(parts) > 2:
        raise WrongValue("period")
    start = date(parts[0]) if len(parts) == 2 else None
    last = parts[-1]
    end = None if last.casefold() in _OPEN_ENDED else date(last)
    if start and end and end < start:
        raise WrongValue("period_reversed")
    return start, end


# --- money -----------------------------------------------------------------------------------------------------

_CURRENCIES = (
    ("USD", ("美元", "usd", "us$", "$")), ("EUR", ("欧元", "eur", "€")), ("HKD", ("港元", "港币", "hkd")),
    ("JPY", ("日元", "jpy")), ("GBP", ("英镑", "gbp", "£")),
    ("CNY", ("人民币", "rmb", "cny", "¥", "￥", "yuan", "元")),
)  # fmt: skip
_UNITS = ("元", "¥", "￥", "$", "usd", "rmb", "cny", "yuan", "eur", "€")
_SCALES = (("亿", 10**8), ("千万", 10**7), ("百万", 10**6), ("万", 10**4), ("million", 10**6))
_FINANCIAL = {letter: value for value, letter in enumerate("零壹贰叁肆伍陆柒捌玖")} | {
    letter: value for value, letter in enumerate("〇一二三四五六七八九")
} | {"两": 2, "貳": 2, "叄": 3, "陸": 6}  # fmt: skip
_STEPS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}


def money(cell: Cell, heading: str = "") -> dict[str, str] | None:
    """An amount in whole units of its currency, {"amount", "currency"}: 3万元, 人民币叁万元整, 30,000元, 200万美元.

    The unit may stand in the heading: 注册资金（万元）. An amount without any raises `money_unit`.
    """
    words = unicodedata.normalize("NFKC", text(cell)).casefold()
    if not words:
        return None
    unit = unicodedata.normalize("NFKC", heading).casefold()
    said = words if any(mark in words for mark in _UNITS) else ""
    in_heading = re.search(r"[(\[【]([^)\]】]*(?:元|yuan|rmb|cny|usd)[^)\]】]*)[)\]】]", unit)
    source = said or (in_heading[1] if in_heading else "")
    if not source and not any(scale in words for scale, _ in _SCALES):
        raise WrongValue("money_unit")
    currency = next((code for code, marks in _CURRENCIES if any(mark in (source or words) for mark in marks)), "CNY")
    amount = _amount(words)
    if amount is None:
        raise WrongValue("money")
    scale = next((by for word, by in _SCALES if word in words), None) if not _is_financial(words) else 1
    if scale is None:
        scale = next((by for word, by in _SCALES if word in source), 1) if not said or "万" in said else 1
    total = (amount * scale).quantize(Decimal("0.01"))
    if total < 0 or total > 10**13:
        raise WrongValue("money")
    return {"amount": f"{total.normalize():f}", "currency": currency}


def _is_financial(words: str) -> bool:
    return not re.search(r"\d", words)


def _amount(words: str) -> Decimal | None:
    if _is_financial(words):
        return _in_characters(words)
    found = re.findall(r"-?\d[\d,]*(?:\.\d+)?", words)
    if len(found) != 1:
        return None
    digits = found[0]
    if "," in digits and not re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", digits):
        return None
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None


def _in_characters(words: str) -> Decimal | None:
    """叁万, 壹佰贰拾万, 一亿: the number that the characters before 元 spell."""
    spelled = re.sub(r"^(人民币|rmb|美元|港币|欧元)", "", words)
    spelled = re.split(r"[元圆整]", spelled)[0]
    if not spelled or any(c not in _FINANCIAL and c not in _STEPS and c not in "万亿" for c in spelled):
        return None
    total = section = digit = 0
    for letter in spelled:
        if letter in _FINANCIAL:
            digit = _FINANCIAL[letter]
        elif letter in _STEPS:
            section += (digit or 1) * _STEPS[letter]
            digit = 0
        else:
            total = (total + section + digit) * (10**4 if letter == "万" else 10**8)
            section = digit = 0
    return Decimal(total + section + digit)


# --- words -----------------------------------------------------------------------------------------------------

FORMS = {"社会团体": "association", "社会服务机构": "social_service_institution", "基金会": "foundation"}
"""Legal forms as the register words them, with the type of the vocabulary."""
_FORM_WORDS = (
    ("基金会", ("基金会", "foundation")),
    ("社会服务机构", ("民办非企业", "民非", "社会服务机构", "social service", "non-enterprise", "private non")),
    ("社会团体", ("社会团体", "社团", "协会", "学会", "association", "social group", "society")),
)
_FORM_OF_CODE = {"51": "社会团体", "52": "社会服务机构", "53": "基金会"}


def legal_form(cell: Cell) -> str | None:
    """One of `FORMS`; 民办非企业单位 is the former name of 社会服务机构."""
    words = text(cell).casefold()
    if not words:
        return None
    for form, marks in _FORM_WORDS:
        if any(mark in words for mark in marks):
            return form
    raise WrongValue("legal_form")


def form_of_code(code: str) -> str | None:
    """The legal form that the first two characters of a unified code say."""
    return _FORM_OF_CODE.get(code[:2])


_STATUS_WORDS = (
    ("deregistered", ("注销", "deregister", "cancelled", "dissolved")),
    ("revoked", ("撤销", "吊销", "取缔", "revoked")),
    ("serious", ("严重违法", "失信", "serious")),
    ("abnormal", ("异常", "abnormal")),
    ("active", ("正常", "存续", "在业", "有效", "成立", "active", "normal", "registered")),
)


def status(cell: Cell) -> str | None:
    """active, abnormal, serious, revoked or deregistered."""
    words = text(cell).casefold()
    if not words:
        return None
    for state, marks in _STATUS_WORDS:
        if any(mark in words for mark in marks):
            return state
    raise WrongValue("status")


def yes_or_no(cell: Cell) -> bool | None:
    words = text(cell).casefold()
    if isinstance(cell, bool):
        return cell
    if not words:
        return None
    if words in ("是", "yes", "y", "true", "1", "√", "有"):
        return True
    if words in ("否", "no", "n", "false", "0", "×", "不是"):
        return False
    raise WrongValue("yes_or_no")


def code(cell: Cell) -> str | None:
    """A unified social credit code, both of whose check digits are right."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        raise WrongValue("code_as_number")
    words = text(cell)
    if not words:
        return None
    if re.fullmatch(r"\d(\.\d+)?e\+?\d+", words.casefold()):
        raise WrongValue("code_as_number")
    try:
        return identifiers.normalise("uscc", words)
    except identifiers.InvalidIdentifier as error:
        raise WrongValue("code", english=error.explain("en"), chinese=error.explain("zh")) from None


def name(cell: Cell) -> str | None:
    words = text(cell)
    if not words:
        return None
    if len(words) > 300 or not re.search(r"[^\W\d_]", words):
        raise WrongValue("name")
    return words


def line(cell: Cell, most: int = 500) -> str | None:
    """Words of one line, at most `most` characters."""
    words = text(cell)
    if len(words) > most:
        raise WrongValue("long", most=most)
    return words or None


def website(cell: Cell) -> str | None:
    words: Any = text(cell)
    if not words:
        return None
    address = words if re.match(r"https?://", words) else f"https://{words}"
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", address) or len(address) > 500:
        raise WrongValue("website")
    return address
