"""The words that deals may use. How they are called on pages stands in `words`."""

from collections.abc import Mapping

from technopole.exchange import vocabulary as exchange

SELLER, BUYER = "seller", "buyer"
SIDES = (SELLER, BUYER)
OTHER: Mapping[str, str] = {SELLER: BUYER, BUYER: SELLER}

CONTRACT_KINDS = ("development", "transfer", "licence", "consulting", "service")
"""The kinds of technology contract of the Civil Code, in force since 2021."""

FIELDS = (
    "electronics", "urban_social", "manufacturing", "aerospace", "biology_medicine", "materials", "energy",
    "environment", "agriculture", "nuclear", "transport",
)  # fmt: skip
"""The fields of technology by which the statistics of technology markets are told."""

PARTY_TYPES = ("firm", "university", "institute", "government", "person", "abroad")
IP_KINDS = ("patent", "software", "know_how", "variety", "layout", "none")
PROGRAMMES = ("national", "provincial", "municipal", "own")

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "CHF", "SGD", "KRW")
HELP_KINDS = (
    "valuation", "legal", "patent", "testing", "finance", "translation", "due_diligence", "scale_up", "other",
)  # fmt: skip
EXCLUSIVITIES, MODES = exchange.EXCLUSIVITIES, exchange.MODES

ROUNDS = ("end", "year1", "year3")
"""When both sides are asked what came of a deal."""


def country(place: str) -> str:
    """The country of a place: `CN` of `CN-SH`, `DE` of `DE`."""
    return place[:2]
