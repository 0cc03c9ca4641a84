"""What of an offer, need or service may not stand, in the reader's language. Pure: rows, listings and imports share it.

A record is what a source says: texts are {"en", "zh"}, money and dates are text.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from technopole.exchange import vocabulary
from technopole.methods import patents, periods
from technopole.methods.codes import COUNTRIES, CURRENCIES

Record = Mapping[str, Any]
Problems = dict[str, list[str]]

MOST_MONEY = Decimal(10) ** 15
YEARS = (1900, 2100)
_LONGEST = {
    "title": 500, "name": 300, "owner": 300, "maker": 300, "programme": 300, "region": 120, "provider": 300, "url": 500,
    "website": 500, "stated_by": 200, "role": 200, "kind": 60, "language": 10, "manager": 150,
}  # fmt: skip
"""What a field may hold, in characters; fields that are not here have no end."""


def offer(record: Record) -> Problems:
    """Why this record may not stand as an offer: {field: reasons}."""
    found = _Found(record)
    found.in_a_language("title", _("Give a title in English or Chinese."))
    found.one_of("profile", vocabulary.OFFER_PROFILES, needed=True)
    found.one_of("status", vocabulary.OFFER_STATUSES)
    found.level("trl")
    found.each_of("modes", vocabulary.MODES)
    found.symbols("fields")
    found.rights()
    found.country()
    found.money("price_low", "price_high")
    found.year()
    found.day("trl_on")
    found.days()
    return found.problems


def need(record: Record) -> Problems:
    """Why this record may not stand as a need."""
    found = _Found(record)
    found.in_a_language("statement", _("Say in English or Chinese what is wanted."))
    if not record.get("kind"):
        found.wrong("kind", _("Say what kind of need it is."))
    found.one_of("profile", vocabulary.NEED_PROFILES)
    found.one_of("status", vocabulary.NEED_STATUSES)
    found.partial_day("stated_on")
    low, high = found.level("trl_min"), found.level("trl_max")
    if low and high and low > high:
        found.wrong("trl_max", _("The highest readiness level (%(high)s) is below the lowest (%(low)s).") % {
            "high": high, "low": low,
        })  # fmt: skip
    found.each_of("modes", vocabulary.MODES)
    found.each_of("rights_wanted", vocabulary.RIGHTS)
    found.one_of("exclusivity", vocabulary.EXCLUSIVITIES)
    found.symbols("ipc")
    found.country()
    found.money("budget_low", "budget_high")
    found.day("deadline")
    found.days()
    return found.problems


def service(record: Record) -> Problems:
    """Why this record may not stand as a service."""
    found = _Found(record)
    found.in_a_language("name", _("Give a name in English or Chinese."))
    found.each_of("kinds", vocabulary.SERVICE_KINDS)
    if not record.get("kinds"):
        found.wrong("kinds", _("Say what kind of service it is."))
    return found.problems


def date_of(text: Any) -> dt.date | None:
    """A day as `2026-11-22`; None for nothing. Raises `ValueError`."""
    return dt.date.fromisoformat(text) if text else None


def amount(text: Any) -> Decimal | None:
    """Money as it is written, thousands separators apart; None for nothing. Raises `ValueError`."""
    if text in (None, ""):
        return None
    try:
        value = Decimal(str(text).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise ValueError(_("“%(text)s” is not an amount. Write it as 12345.67.") % {"text": text}) from None
    if not value.is_finite() or value < 0 or value >= MOST_MONEY:
        raise ValueError(_("An amount is at least 0 and below a million billion."))
    if value != value.quantize(Decimal("0.01")):
        raise ValueError(_("An amount has at most two decimal places."))
    return value


class _Found:
    """The problems of one record, as they are found."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.problems: Problems = {}
        for name, most in _LONGEST.items():
            text = record.get(name) or ""
            if any(len(part) > most for part in (text.values() if isinstance(text, Mapping) else [text])):
                self.wrong(name, _("At most %(most)s characters.") % {"most": most})

    def wrong(self, name: str, reason: str) -> None:
        self.problems.setdefault(name, []).append(reason)

    def in_a_language(self, name: str, reason: str) -> None:
        if not any((self.record.get(name) or {}).values()):
            self.wrong(name, reason)

    def one_of(self, name: str, allowed: Sequence[str], *, needed: bool = False) -> None:
        value = self.record.get(name)
        if (value or needed) and value not in allowed:
            self.wrong(name, _("Use one of: %(words)s.") % {"words": ", ".join(allowed)})

    def each_of(self, name: str, allowed: Sequence[str]) -> None:
        for value in self.record.get(name) or []:
            if value not in allowed:
                words = {"value": value, "words": ", ".join(allowed)}
                self.wrong(name, _("“%(value)s” is not known. Use any of: %(words)s.") % words)

    def level(self, name: str) -> int | None:
        value = self.record.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or not 1 <= value <= 9:
            self.wrong(name, _("A technology readiness level is a whole number from 1 to 9."))
            return None
        return value

    def symbols(self, name: str) -> None:
        for value in self.record.get(name) or []:
            try:
                patents.symbol(value)
            except ValueError:
                why = _("“%(value)s” is no symbol of the patent classification. Write it as H01M or H01M 10/0525.")
                self.wrong(name, why % {"value": value})

    def rights(self) -> None:
        for right in self.record.get("rights") or []:
            kind, number, share = right.get("kind"), right.get("number"), right.get("share")
            if kind not in vocabulary.RIGHTS:
                words = {"value": kind, "words": ", ".join(vocabulary.RIGHTS)}
                self.wrong("rights", _("“%(value)s” is not known. Use any of: %(words)s.") % words)
            if right.get("status") and right["status"] not in vocabulary.RIGHT_STATUSES:
                words = {"value": right["status"], "words": ", ".join(vocabulary.RIGHT_STATUSES)}
                self.wrong("rights", _("“%(value)s” is not known. Use any of: %(words)s.") % words)
            if number and kind == "patent":
                try:
                    patents.number(number)
                except ValueError:
                    why = _("“%(value)s” has not the shape of a patent number, such as CN112345678B.")
                    self.wrong("rights", why % {"value": number})
            if share is not None and not _is_share(share):
                self.wrong("rights", _("A share of a right is given in percent, above 0 and at most 100."))

    def country(self) -> None:
        value = self.record.get("country")
        if value and value not in COUNTRIES:
            why = _("“%(value)s” is no code of a country. Use two capital letters of ISO 3166, such as CN.")
            self.wrong("country", why % {"value": value})

    def money(self, low: str, high: str) -> None:
        values: dict[str, Decimal | None] = {}
        for name in (low, high):
            try:
                values[name] = amount(self.record.get(name))
            except ValueError as error:
                self.wrong(name, str(error))
        least, most, currency = values.get(low), values.get(high), self.record.get("currency")
        if least is not None and most is not None and least > most:
            self.wrong(high, _("The upper amount is below the lower one."))
        if currency and currency not in CURRENCIES:
            why = _("“%(value)s” is no code of a currency. Use three capital letters of ISO 4217, such as CNY.")
            self.wrong("currency", why % {"value": currency})
        if not currency and (least is not None or most is not None):
            self.wrong("currency", _("Say in which currency."))

    def year(self) -> None:
        value = self.record.get("year")
        if value is not None and (not isinstance(value, int) or not YEARS[0] <= value <= YEARS[1]):
            self.wrong("year", _("Write a year with four digits, such as 2024."))

    def day(self, name: str) -> dt.date | None:
        try:
            return date_of(self.record.get(name))
        except (ValueError, TypeError):
            self.wrong(name, _("Write the day as 2026-11-22."))
            return None

    def partial_day(self, name: str) -> None:
        if self.record.get(name):
            try:
                periods.first_day(self.record[name])
            except (ValueError, TypeError) as error:
                self.wrong(name, str(error))

    def days(self) -> None:
        published, expires = self.day("published_on"), self.day("expires_on")
        if published and expires and expires <= published:
            self.wrong("expires_on", _("It has to expire after the day it is published (%(day)s).") % {
                "day": published.isoformat(),
            })  # fmt: skip


def _is_share(value: Any) -> bool:
    try:
        return 0 < Decimal(str(value)) <= 100
    except InvalidOperation:
        return False
