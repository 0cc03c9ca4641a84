"""Identifiers of organisations and people: one canonical form each, check digits verified, one web address.

Sources: ROR identifier pattern (https://ror.readme.io/docs/identifier); ISO 27729 (ISNI); GB 32100-2015 (unified
social credit code) and GB 11714-1997 (organisation code); ISO 17442 (LEI); ISO 7064 (check character systems);
ORCID, "Structure of the ORCID Identifier". Pure: no network, no files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import lei as stdnum_lei
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

SHAPE, CHECK_DIGIT, UNKNOWN_SCHEME = "shape", "check_digit", "unknown_scheme"


class InvalidIdentifier(ValueError):
    """The text is not an identifier of its scheme.

    ``reason`` is ``"shape"`` (something is missing, too much or not allowed), ``"check_digit"`` (the right shape, but
    a character was mistyped) or ``"unknown_scheme"``; ``explain("zh-hans")`` is the message in Chinese.
    """

    def __init__(self, scheme: str, text: str, reason: str, english: str, chinese: str) -> None:
        super().__init__(english)
        self.scheme, self.text, self.reason = scheme, text, reason
        self._messages = {"en": english, "zh": chinese}

    def explain(self, language: str = "en") -> str:
        """The message in the language ("en…" or "zh…")."""
        return self._messages["zh" if language.lower().startswith("zh") else "en"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of identifier: its name, what it looks like and how it is read."""

    key: str
    english: str
    chinese: str
    shape_en: str
    shape_zh: str
    example: str
    parse: Callable[[str], str | None]
    """From cleaned text to the canonical value; None for a wrong shape; raises `_WrongCheckDigit`."""
    address: str | None = None
    """Web address with ``{}`` for the value; None where the scheme has no public page for each identifier."""
    prefixes: str = ""
    """Regular expression of what may stand before the value, such as the web address."""


class _WrongCheckDigit(Exception):
    def __init__(self, expected: str = "", expected_zh: str = "") -> None:
        self.expected, self.expected_zh = expected, expected_zh or expected


def normalise(scheme: str, text: str) -> str:
    """The canonical value of an identifier written in any usual way: with its web address or prefix, spaces, hyphens,
    full-width characters, either case.

    >>> normalise("ror", "https://ror.org/013Q1EQ08")
    '013q1eq08'

    Raises `InvalidIdentifier`. Cost: microseconds.
    """
    found = _scheme(scheme, text)
    if scheme == "ror" and _ROR.fullmatch(text):
        cleaned = text  # what registers of 100,000 records hold: spare them the cleaning
    else:
        cleaned = unicodedata.normalize("NFKC", text).strip()
        cleaned = re.sub(rf"^(?:{found.key}:|{found.prefixes or found.key + ':'})\s*", "", cleaned, flags=re.IGNORECASE)
        cleaned = cleaned.rstrip("/").strip()
    try:
        value = found.parse(cleaned)
    except _WrongCheckDigit as wrong:
        hint_en = f" (expected {wrong.expected})" if wrong.expected else ""
        hint_zh = f"（应为 {wrong.expected_zh}）" if wrong.expected else ""
        raise InvalidIdentifier(
            scheme,
            text,
            CHECK_DIGIT,
            f"{text!r} is not a valid {found.english}: wrong check digit{hint_en}; a character was mistyped",
            f"“{text}”不是有效的{found.chinese}：校验码错误{hint_zh}，请核对是否有输入错误",
        ) from None
    if value is None:
        raise InvalidIdentifier(
            scheme,
            text,
            SHAPE,
            f"{text!r} is not a valid {found.english}: expected {found.shape_en}, such as {found.example}",
            f"“{text}”不是有效的{found.chinese}：应为{found.shape_zh}，例如 {found.example}",
        )
    return value


def is_valid(scheme: str, text: str) -> bool:
    """Whether `normalise` would accept the text."""
    try:
        normalise(scheme, text)
    except InvalidIdentifier:
        return False
    return True


def url(scheme: str, value: str) -> str | None:
    """The web address of an identifier given in canonical form, or None where the scheme has none."""
    address = _scheme(scheme, value).address
    return address.format(value) if address else None


def label(scheme: str, language: str = "en") -> str:
    """The scheme's name in the language ("en…" or "zh…"), as shown to people."""
    found = _scheme(scheme, scheme)
    return found.chinese if language.lower().startswith("zh") else found.english


def display(scheme: str, value: str) -> str:
    """The canonical value as people print it: an ISNI in groups of four, everything else unchanged."""
    _scheme(scheme, value)
    return " ".join(value[at : at + 4] for at in range(0, 16, 4)) if scheme == "isni" else value


def _scheme(scheme: str, text: str) -> Scheme:
    try:
        return SCHEMES[scheme]
    except KeyError:
        known = ", ".join(SCHEMES)
        raise InvalidIdentifier(
            scheme,
            text,
            UNKNOWN_SCHEME,
            f"unknown identifier scheme {scheme!r}; known are {known}",
            f"未知的标识符类型“{scheme}”；支持的类型有 {known}",
        ) from None


_CROCKFORD = {character: value for value, character in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}
_ROR = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}")


def _ror(text: str) -> str | None:
    text = text.lower()
    if not _ROR.fullmatch(text):
        return None
    number = 0
    for character in text[:7]:
        number = number * 32 + _CROCKFORD[character]
    check = 98 - number * 100 % 97  # ISO 7064 MOD 97-10 of the number in Crockford's base 32
    if int(text[7:]) != check:
        raise _WrongCheckDigit(f"{check:02}")
    return text


def _mod_11_2(text: str) -> str | None:
    text = re.sub(r"[\s\-\u2010-\u2015]", "", text).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", text):
        return None
    check = mod_11_2.calc_check_digit(text[:-1])
    if text[-1] != check:
        raise _WrongCheckDigit(check)
    return text


def _orcid(text: str) -> str | None:
    compact = _mod_11_2(text)
    # The two blocks that ISNI set aside for people's ORCID iDs.
    if compact is None or not (
        "000000015000000" <= compact[:15] <= "000000035000000" or "000900000000000" <= compact[:15] <= "000901000000000"
    ):
        return None
    return "-".join(compact[at : at + 4] for at in range(0, 16, 4))


_GB_32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _uscc(text: str) -> str | None:
    text = re.sub(r"[\s\-]", "", text).upper()
    if not re.fullmatch(rf"[{_GB_32100}]{{2}}[0-9]{{6}}[{_GB_32100}]{{10}}", text):
        return None
    check = _gb_32100_check(text[:17])
    if text[17] != check:
        raise _WrongCheckDigit(check)
    body_check = _gb_11714_check(text[8:16])
    if text[16] != body_check:
        raise _WrongCheckDigit(
            f"{body_check} at place 17, the organisation code's own",
            f"{body_check}，第 17 位，即组织机构代码自身的校验码",
        )
    return text


def _gb_32100_check(text: str) -> str:
    total = sum(_GB_32100.index(character) * pow(3, place, 31) for place, character in enumerate(text))
    return _GB_32100[-total % 31]


def _gb_11714_check(body: str) -> str:
    # GB 11714 counts letters on from 10 with I, O, S, V and Z in their places, unlike GB 32100.
    weighed = sum(
        int(character, 36) * weight for character, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return "0123456789X0"[11 - weighed % 11]


def compose_uscc(start: str, region: str, segment: str, number: int) -> str:
    """A unified social credit code with both its check characters: the `number`-th of a segment of organisation codes.

    `start` says who registers what (`52`), `region` is a division code of six digits, `segment` the beginning of the
    organisation codes that the registrar may hand out, such as `MJ49`.

    >>> compose_uscc("52", "310000", "MJ49", 1)
    '52310000MJ4900013T'

    Raises `ValueError` when the segment is exhausted, or is none.
    """
    places = 8 - len(segment)
    body = ""
    rest = number
    for _ in range(places):
        rest, digit = divmod(rest, len(_GB_32100))
        body = _GB_32100[digit] + body
    if rest or number < 0:
        raise ValueError(f"the segment {segment!r} has no code number {number}")
    body = segment + body
    code = start + region + body + _gb_11714_check(body)
    return normalise("uscc", code + _gb_32100_check(code))


def _lei(text: str) -> str | None:
    text = re.sub(r"[\s\-]", "", text).upper()
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", text):
        return None
    try:
        return stdnum_lei.validate(text)
    except ValidationError:
        raise _WrongCheckDigit from None


def _pattern(pattern: str, case: Callable[[str], str] = str.upper) -> Callable[[str], str | None]:
    compiled = re.compile(pattern, re.ASCII)

    def parse(text: str) -> str | None:
        value = case(re.sub(r"\s", "", text))
        return value if compiled.fullmatch(value) else None

    return parse


SCHEMES: dict[str, Scheme] = {
    scheme.key: scheme
    for scheme in (
        Scheme(
            "ror",
            "ROR ID",
            "ROR 标识符",
            "a zero, six characters (digits and letters without i, l, o, u) and two check digits",
            "以 0 开头、六个字符（数字及除 i、l、o、u 外的字母）加两位校验码",
            "013q1eq08",
            _ror,
            "https://ror.org/{}",
            r"(?:https?://)?(?:www\.)?ror\.org/",
        ),
        Scheme(
            "isni",
            "ISNI",
            "国际标准名称标识符（ISNI）",
            "16 digits, the last of which may be X",
            "16 位数字，末位可为 X",
            "0000 0001 0125 2443",
            _mod_11_2,
            "https://isni.org/isni/{}",
            r"(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?|isni\s*",
        ),
        Scheme(
            "grid",
            "GRID ID",
            "GRID 标识符",
            "“grid.”, a number, a full stop and one or two characters",
            "“grid.”、数字、英文句点加一至两个字符",
            "grid.8547.e",
            _pattern(r"grid\.[0-9]+\.[0-9a-f]{1,2}", str.lower),
            "https://www.grid.ac/institutes/{}",
            r"(?:https?://)?(?:www\.)?grid\.ac/institutes/",
        ),
        Scheme(
            "wikidata",
            "Wikidata item",
            "维基数据项",
            "Q and a number",
            "字母 Q 加数字",
            "Q495015",
            _pattern(r"Q[1-9][0-9]*"),
            "https://www.wikidata.org/wiki/{}",
            r"(?:https?://)?(?:www\.)?wikidata\.org/(?:wiki|entity)/",
        ),
        Scheme(
            "fundref",
            "Crossref Funder ID",
            "Crossref 资助机构标识符",
            "a number of 9 to 14 digits, with or without 10.13039/ before it",
            "9 至 14 位数字，前面可带 10.13039/",
            "501100003347",
            _pattern(r"[1-9][0-9]{8,13}"),
            "https://doi.org/10.13039/{}",
            r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?10\.13039/",
        ),
        Scheme(
            "uscc",
            "unified social credit code",
            "统一社会信用代码",
            "18 digits and capital letters without I, O, S, V, Z",
            "18 位数字或大写字母（不含 I、O、S、V、Z）",
            "52310000MJ499999XD",
            _uscc,
        ),
        Scheme(
            "orcid",
            "ORCID iD",
            "ORCID 标识符",
            "16 digits in groups of four, the last of which may be X, from ORCID's own range",
            "每四位一组的 16 位数字，末位可为 X，且在 ORCID 号段内",
            "0000-0002-1825-0097",
            _orcid,
            "https://orcid.org/{}",
            r"(?:https?://)?(?:www\.)?orcid\.org/",
        ),
        Scheme(
            "lei",
            "legal entity identifier (LEI)",
            "法人机构识别编码（LEI）",
            "18 digits and letters and two check digits",
            "18 位数字或字母加两位校验码",
            "213800KUD8LAJWSQ9D15",
            _lei,
            "https://search.gleif.org/#/record/{}",
            r"(?:https?://)?search\.gleif\.org/#/record/",
        ),
        Scheme("orgref", "OrgRef ID", "OrgRef 标识符", "a number", "数字", "17003157", _pattern(r"[1-9][0-9]*")),
        Scheme(
            "cnrs",
            "CNRS unit code",
            "法国国家科学研究中心（CNRS）单位代码",
            "two to four letters and one to four digits",
            "二至四个字母加一至四位数字",
            "UMR8609",
            _pattern(r"[A-Z]{2,4}[0-9]{1,4}"),
        ),
        Scheme(
            "hesa",
            "HESA institution identifier",
            "英国高等教育统计局（HESA）机构代码",
            "four digits",
            "四位数字",
            "0137",
            _pattern(r"[0-9]{4}"),
        ),
        Scheme(
            "ukprn",
            "UK provider reference number (UKPRN)",
            "英国教育机构编号（UKPRN）",
            "eight digits, the first of which is 1",
            "以 1 开头的八位数字",
            "10007764",
            _pattern(r"1[0-9]{7}"),
        ),
        Scheme(
            "ucas",
            "UCAS institution code",
            "英国高校招生服务中心（UCAS）院校代码",
            "a letter and two digits",
            "一个字母加两位数字",
            "Q25",
            _pattern(r"[A-Z][0-9]{2}"),
        ),
    )
}
"""Every scheme by its key."""
