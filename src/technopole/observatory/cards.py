"""Indicators as the cards of a scoreboard."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from technopole.observatory import charts, queries, units, words
from technopole.observatory.queries import Standing
from technopole.pages.texts import in_both


def scoreboard_cards() -> list[dict[str, Any]]:
    """The core indicators as components/score_card.html wants them. Cost: two queries, whatever their number."""
    standings = queries.scoreboard()
    drawings = charts.small_multiples(standings, get_language() or "en", settings.HOME / "cache" / "charts")
    return [{**card(found), "svg": drawing} for found, drawing in zip(standings, drawings, strict=True)]


def card(found: Standing) -> dict[str, Any]:
    """One indicator: its latest value, baseline, target and status in words."""
    latest, indicator = found.latest, found.indicator
    baseline = found.baseline
    language = get_language()
    factor, _unit = units.shown(indicator, language)
    return {
        "name": in_both(indicator, "name"),
        "url": reverse("observatory:indicator", args=[indicator.key]),
        "value": latest.value * factor if latest else None,
        "unit": units.short(indicator, language),
        "period": latest.period if latest else "",
        "status": words.badge(found),
        "mark": words.mark(latest.headline) if latest else "",
        "baseline": words.dated(words.amount(baseline.value, indicator), indicator.baseline["period"])
        if baseline
        else "",
        "target": words.dated(words.target(found.target, indicator), indicator.target["period"])
        if found.target
        else "",
    }
