"""The days and amounts of the exchange. An installation says others in `settings.EXCHANGE`, by these names."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings

from technopole.supervision import calendar

DEFAULTS: dict[str, Any] = {
    "answer_days": 14,
    # how long an enquiry waits for an answer, from its sending and anew from its forwarding
    "answer_reminders": (7, 2),
    # so many days before the end, those whose answer is missing are reminded
    "desk_days": 30,
    # how long the owner of a reference offer is looked for
    "registration_days": 15,
    "registration_days_with_experts": 30,
    "expert_amount": Decimal(5_000_000),
    # working days of a contract's registration, and the trade amount in yuan from which experts are heard
    "outcome_days": 30,
    # how long both sides have to say what came of a deal
    "notice_days": 15,
    # the shortest notice that is published
    "home_country": "CN",
    # what goes from here to elsewhere is an export
}


def limit(name: str) -> Any:
    """A setting of this installation, or what we suggest."""
    return getattr(settings, "EXCHANGE", {}).get(name, DEFAULTS[name])


def registration_due(accepted: dt.date, trade_in_yuan: Decimal, *, experts: bool = False) -> dt.date:
    """By when a contract accepted on this day is registered or refused: the day after is day 1, working days only."""
    large = experts or trade_in_yuan >= limit("expert_amount")
    days = limit("registration_days_with_experts" if large else "registration_days")
    return calendar.working_days_after(accepted, days)
