"""What a step is given, and what it gives back."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from technopole.core import typed
from technopole.deals.transitions import BUYER, SELLER

_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_AMOUNT = Decimal(10) ** 15
MOST_TEXT = 8000


@dataclass(frozen=True)
class Move:
    """A step being taken: the row, locked; who takes it in which part, and what they said."""

    row: Any
    by: Any
    parts: frozenset[str]
    said: Mapping[str, Any]
    today: dt.date

    @property
    def side(self) -> str:
        """`seller` or `buyer`; empty for others."""
        return next(iter(self.parts & {SELLER, BUYER}), "")

    def text(self, name: str, missing: Any = "", most: int = MOST_TEXT) -> str:
        """What was said under a name; raises `Invalid` with `missing` if that was nothing."""
        return typed.text(self.said, name, missing, most)

    def choice(self, name: str, allowed: Sequence[str], *, needed: bool = True) -> str:
        """One of `allowed`."""
        text = self.text(name)
        if text not in allowed and (text or needed):
            raise typed.wrong(name, _("Choose one of those offered."))
        return text

    def day(self, name: str, *, needed: bool = True, future: bool = True, past: bool = True) -> dt.date | None:
        """A day such as 2026-05-31; `future` and `past` say whether it may lie there. None where it is not needed."""
        text = self.text(name)
        if not text and not needed:
            return None
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            raise typed.wrong(name, _("Write the day as in 2026-05-31.")) from None
        if not 1949 <= day.year <= 2199:
            raise typed.wrong(name, _("Write the day as in 2026-05-31."))
        if not future and day > self.today:
            raise typed.wrong(name, _("This day has not come yet."))
        if not past and day < self.today:
            raise typed.wrong(name, _("This day is over."))
        return day

    def that_day(self, name: str, *, future: bool = True, past: bool = True) -> dt.date:
        found = self.day(name, future=future, past=past)
        assert found is not None
        return found

    def amount(self, name: str, *, needed: bool = True, least: Decimal = Decimal(0)) -> Decimal | None:
        """An amount of money with at most two decimals."""
        return number(self.text(name), name, needed=needed, least=least, decimals=2)

    def that_amount(self, name: str, least: Decimal = Decimal(0)) -> Decimal:
        found = self.amount(name, least=least)
        assert found is not None
        return found

    def whole(self, name: str, *, needed: bool = True, most: int = 10_000_000, least: int = 0) -> int | None:
        """A whole number."""
        found = number(self.text(name), name, needed=needed, least=Decimal(least), decimals=0)
        if found is not None and found > most:
            raise typed.wrong(name, _("This number is too large."))
        return int(found) if found is not None else None

    def sha256(self, name: str) -> str:
        """The SHA-256 of a file, as 64 hexadecimal digits."""
        text = self.text(name).lower().replace(" ", "")
        if not _SHA256.fullmatch(text):
            raise typed.wrong(name, _("Write the SHA-256 of the file: 64 digits from 0 to 9 and a to f."))
        return text


def number(
    text: str, name: str, *, needed: bool = True, least: Decimal = Decimal(0), decimals: int = 2
) -> Decimal | None:
    """A number as somebody typed it, with or without separators. Raises `Invalid` saying what is wrong with it."""
    plain = text.replace(",", "").replace("，", "").replace(" ", "").replace("\u00a0", "")
    if not plain and not needed:
        return None
    try:
        value = Decimal(plain)
        if not value.is_finite() or value >= MOST_AMOUNT:
            raise InvalidOperation
        kept = value.quantize(Decimal(1).scaleb(-decimals))
    except InvalidOperation:
        raise typed.wrong(name, _("Write a number, such as 1200000.")) from None
    if kept != value:
        said = _("Write at most %(places)d decimals.") if decimals else _("Write a whole number.")
        raise typed.wrong(name, said % {"places": decimals} if decimals else said)
    if value < least:
        why = _("Write a number above 0.") if least > 0 else _("Write a number that is not negative.")
        raise typed.wrong(name, why)
    return kept


@dataclass
class Done:
    """What a step did: where it led, what its line says, whom it is told."""

    to: str = ""
    text: str = ""
    """Read by everybody who sees the row: before disclosure it names nobody."""
    note: dict[str, Any] = field(default_factory=dict)
    tell: Sequence[tuple[str, str]] = ()
    """[(part, event)]: who gets which notice."""
    also: Sequence[str] = ()
    """What the step brought about, as lines of their own: `disclose`, `contract`."""


Effect = Callable[[Move], Done]
