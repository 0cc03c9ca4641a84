"""Rights as people write them, one a line: kind, number, status, share, in either language and in any order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from technopole.exchange import words
from technopole.methods import patents

_PARTS = re.compile(r"\s*[,，;；、|\t]\s*|\s*:\s+|：")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
MORE_WORDS = {
    "patent": ("专利", "发明专利", "实用新型", "invention", "utility model"),
    "software": ("软件", "软件著作权", "软著", "copyright"),
    "design": ("外观设计", "外观设计专利"),
    "variety": ("植物新品种", "品种权", "plant variety"),
    "know_how": ("技术秘密", "专有技术", "know how", "knowhow", "trade secret"),
    "layout": ("布图设计", "集成电路布图设计", "layout"),
}
MORE_STATUSES = {
    "applied": ("申请中", "已申请", "申请", "pending", "applied"),
    "granted": ("已授权", "授权", "有效", "in force"),
    "registered": ("已登记", "登记"),
    "secret": ("保密",),
    "lapsed": ("失效", "已失效", "expired"),
}


def rights_of(lines: Iterable[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """(rights, what is wrong with the lines): [{"kind", "number", "status", "share"}], each with what it states."""
    found, wrong = [], []
    for line in lines:
        try:
            found.append(right_of(line))
        except ValueError as error:
            wrong.append(str(error))
    return found, wrong


def right_of(line: str) -> dict[str, Any]:
    """One right. Raises `ValueError` that says what of the line cannot be read."""
    kinds, statuses = _known(words.RIGHTS, MORE_WORDS), _known(words.RIGHT_STATUSES, MORE_STATUSES)
    right: dict[str, Any] = {}
    for part in _PARTS.split(line.strip()):
        folded = part.casefold().strip()
        if not folded:
            continue
        if "kind" not in right and folded in kinds:
            right["kind"] = kinds[folded]
        elif "status" not in right and folded in statuses:
            right["status"] = statuses[folded]
        elif "share" not in right and (share := _SHARE.fullmatch(folded)):
            right["share"] = _share(share[1], line)
        elif "number" not in right:
            right["number"] = part.strip()
        else:
            raise ValueError(_("“%(line)s”: what is “%(part)s”? %(form)s") % {
                "line": line, "part": part, "form": _form(),
            })  # fmt: skip
    if "kind" not in right:
        raise ValueError(_("“%(line)s” does not say which kind of right it is. %(form)s") % {
            "line": line, "form": _form(),
        })  # fmt: skip
    if right["kind"] == "patent" and "number" in right:
        try:
            right["number"] = patents.number(right["number"])
        except ValueError:
            why = _("“%(value)s” has not the shape of a patent number, such as CN112345678B.")
            raise ValueError(why % {"value": right["number"]}) from None
    return right


def line_of(right: Mapping[str, Any]) -> str:
    """A right as a line that `right_of` reads."""
    share = f"{right['share']} %" if right.get("share") not in (None, "") else ""
    return ", ".join(str(part) for part in (right["kind"], right.get("number"), right.get("status"), share) if part)


def _form() -> str:
    return _("Write: kind, number, status, share. Kinds are %(kinds)s.") % {
        "kinds": ", ".join(str(word) for word in words.RIGHTS.values())
    }


def _share(text: str, line: str) -> str:
    try:
        value = Decimal(text)
    except InvalidOperation:  # pragma: no cover (the pattern allows digits only)
        value = Decimal(0)
    if not 0 < value <= 100:
        raise ValueError(_("“%(line)s”: a share is given in percent, above 0 and at most 100.") % {"line": line})
    return text


def _known(labels: Mapping[str, Any], more: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """{a word for it, folded: key}: the key, its label in both languages, and other words in use."""
    found: dict[str, str] = {}
    for key, label in labels.items():
        spellings = [key, key.replace("_", " "), key.replace("_", "-"), *more.get(key, ())]
        for language in ("en", "zh-hans"):
            with translation.override(language):
                spellings.append(str(label))
        found |= {spelling.casefold(): key for spelling in spellings}
    return found
