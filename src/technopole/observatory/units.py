"""Units as a reader of a language expects them, and what a value is multiplied by to be in them."""

from decimal import Decimal
from typing import Any

from technopole.observatory.models import Indicator
from technopole.pages import display

_HUNDRED_MILLION = Decimal(10**8)
_BILLION = Decimal(10**9)


def shown(indicator: Indicator, language: str | None) -> tuple[Decimal, dict[str, Any]]:
    """(factor, unit) with the unit as {"en", "zh", "decimals"} as far as stated.

    English counts large money by the billion; Chinese by the hundred million (亿元), and it says what a
    share is of before the number, as the name of the indicator does, so that after the number only % remains.
    """
    unit = {
        name: indicator.unit[name] for name in ("en", "zh", "decimals") if indicator.unit.get(name) not in (None, "")
    }
    if display.short_language(language) != "zh":
        head, found, money = unit.get("en", "").partition("100 million ")
        if found and not head:
            return _HUNDRED_MILLION / _BILLION, {**unit, "en": f"billion {money}"}
        return Decimal(1), unit
    if not unit.get("zh"):
        return Decimal(1), unit
    if unit["zh"].endswith("%"):
        return Decimal(1), {**unit, "zh": "%"}
    if unit["zh"].endswith("元") and indicator.unit.get("scale"):
        factor = Decimal(indicator.unit["scale"]) / _HUNDRED_MILLION
        return factor, {**unit, "zh": "亿元"}
    return Decimal(1), unit


def words(indicator: Indicator, language: str | None) -> dict[str, str]:
    """The unit as text in two languages."""
    unit = shown(indicator, language)[1]
    return {name: unit[name] for name in ("en", "zh") if name in unit}


def short(indicator: Indicator, language: str | None) -> str:
    """The unit where there is little room and the name stands beside: a percent sign, a Chinese counter, or nothing."""
    unit = words(indicator, language)
    if display.short_language(language) == "zh":
        return unit.get("zh", "") if len(unit.get("zh", "")) <= 4 else ""
    return "%" if unit.get("en", "").startswith("%") else ""
