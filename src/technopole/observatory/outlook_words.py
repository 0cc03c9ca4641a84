"""What is said of forecasts and of the published methods: chances, intervals, paces and how far to trust them."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from technopole.methods.forecasting.outlook import Pace
from technopole.observatory import outlooks, units, words
from technopole.observatory.judgements import Judged
from technopole.observatory.models import Indicator
from technopole.observatory.outlooks import LEVEL, Coming, Outlook, Tried
from technopole.observatory.queries import Standing
from technopole.pages import display

METHODS = {"open_sdg": "Open SDG", "eurostat": gettext_lazy("Eurostat")}
JUDGED = {
    "target_achieved": {"label": gettext_lazy("Target achieved"), "tone": "good"},
    "substantial_progress": {"label": gettext_lazy("Substantial progress"), "tone": "good"},
    "significant_progress": {"label": gettext_lazy("Significant progress"), "tone": "good"},
    "moderate_progress": {"label": gettext_lazy("Moderate progress"), "tone": "warn"},
    "limited_progress": {"label": gettext_lazy("Limited progress"), "tone": "bad"},
    "insufficient_progress": {"label": gettext_lazy("Insufficient progress"), "tone": "bad"},
    "deterioration": {"label": gettext_lazy("Deterioration"), "tone": "bad"},
    "movement_away": {"label": gettext_lazy("Movement away"), "tone": "bad"},
    "moderate_movement_away": {"label": gettext_lazy("Moderate movement away"), "tone": "bad"},
    "significant_movement_away": {"label": gettext_lazy("Significant movement away"), "tone": "bad"},
    "not_available": {"label": gettext_lazy("Cannot be assessed"), "tone": "quiet"},
}
PROBLEMS = {
    "no_figure": gettext_lazy("no figure is known"),
    "one_figure": gettext_lazy("there are not two figures, a year or more apart"),
    "no_direction": gettext_lazy("which way is better is not stated"),
    "signs": gettext_lazy("no growth leads from the first figure to the target"),
}
PATHS = {
    "naive": gettext_lazy("the last value goes on"),
    "drift": gettext_lazy("the mean change goes on"),
    "local_trend": gettext_lazy("the trend of the last five years goes on"),
    "damped_trend": gettext_lazy("the trend goes on and fades"),
}
"""The methods of `methods.forecasting`, in the reader's words."""
FEW_TRIED = 20
"""Below so many earlier forecasts their share says little."""


def percent(share: float) -> str:
    """A share as a reader says it: `54%`, never nothing and never certain."""
    language = get_language()
    if share < 0.01:
        return _("less than %(share)s") % {"share": "1%"}
    if share > 0.99:
        return _("more than %(share)s") % {"share": "99%"}
    return display.number(round(share * 100), language) + "%"


def estimate(value: float, indicator: Indicator) -> str:
    """A forecast value with its unit."""
    return "".join(_parts(value, indicator))


def bare(value: float, indicator: Indicator) -> str:
    """A forecast value beside one that has the words of the unit: `11.4%`, `29,000`."""
    return _parts(value, indicator)[0]


def ends(coming: Coming, indicator: Indicator) -> dict[str, str]:
    """The ends of an interval, of which the second has the words of the unit: `9.3%`, `16.6% of R&D`."""
    return {"low": bare(coming.low, indicator), "high": estimate(coming.high, indicator)}


def between(coming: Coming, indicator: Indicator) -> str:
    """An interval where there is little room: `3.6% to 5.4%`."""
    return _("%(low)s to %(high)s") % ends(coming, indicator)


def _parts(value: float, indicator: Indicator) -> tuple[str, str, str]:
    """A value to the digits that a forecast can have: one decimal less than figures have, three digits of a count."""
    language = get_language()
    factor, unit = units.shown(indicator, language)
    shown = Decimal(str(value)) * factor
    decimals = 1 if unit.get("decimals") in (None, "") else max(0, int(unit["decimals"]) - 1)
    if shown and decimals == 0:
        step = Decimal(10) ** max(0, math.floor(math.log10(abs(shown))) - 2)
        shown = (shown / step).quantize(Decimal(1)) * step
    texts = {name: unit[name] for name in ("en", "zh") if name in unit}
    return display.quantity_parts(shown, texts, language, decimals)


def year(number: int) -> str:
    return display.partial_date(str(number), get_language())


def sentences(found: Standing, outlook: Outlook, pace: Pace | None) -> list[str]:
    """What may come: the interval, the chance of the target, the pace it asks for; never a point alone."""
    told = (_coming(found, outlook), left_out(found, outlook), pace_sentence(found, outlook, pace))
    return [text for text in told if text]


def _coming(found: Standing, outlook: Outlook) -> str:
    wanted = found.target
    if outlooks.decided(found, outlook):
        return fact(found)
    if not outlook.coming or outlook.last_year is None:
        return no_forecast(outlook)
    ahead = outlook.at(wanted.day.year) if wanted is not None else outlook.coming[0]
    if ahead is None:
        return _("The year of the target is too far ahead to be forecast.")
    said = {
        "last": year(outlook.last_year), "year": year(ahead.year), "level": display.number(round(LEVEL * 100)),
        **ends(ahead, found.indicator),
    }  # fmt: skip
    if outlook.chance is None:
        text = _(
            "Going by the figures up to %(last)s, that of %(year)s should lie between %(low)s and %(high)s "
            "in %(level)s of 100 cases."
        )
        return text % said
    text = _(
        "Going by the figures up to %(last)s, that of %(year)s should lie between %(low)s and %(high)s "
        "in %(level)s of 100 cases; the chance that it meets the target is %(chance)s."
    )
    return text % {**said, "chance": percent(outlook.chance)}


def fact(found: Standing) -> str:
    """What became of a target whose year is over and known."""
    assert found.target is not None
    when = {"year": year(found.target.day.year)}
    met = found.progress.status == "met"
    if met and found.latest is not None and found.latest.headline.status == "derived":
        return _("An estimate for %(year)s is known and meets the target: nothing is left to forecast.") % when
    if met:
        return _("The figure of %(year)s is known and meets the target: nothing is left to forecast.") % when
    return _("The figure of %(year)s is known and does not meet the target: nothing is left to forecast.") % when


def no_forecast(outlook: Outlook) -> str:
    if outlook.reason == "few":
        years = max(1, outlook.years)
        text = ngettext(
            "No forecast: only %(years)s of the last years is known without a gap, and three are needed.",
            "No forecast: only %(years)s of the last years are known without a gap, and three are needed.",
            years,
        )
        return text % {"years": years}
    if outlook.reason == "nothing":
        return _("No forecast: no final figure of a whole year is known.")
    return _("No forecast: the figures are not those of one kind of series.")


def left_out(found: Standing, outlook: Outlook) -> str:
    """Later figures that are not final: they are shown, but nothing is forecast from them."""
    latest, wanted = found.latest, found.target
    if not outlook.coming or latest is None or outlook.last_year is None or latest.day.year <= outlook.last_year:
        return ""
    if wanted is None or latest.day.year < wanted.day.year:
        return _("Later figures are not final, and forecasts leave them out.")
    text = _("The figure of %(year)s is not final: the chance is that of the final one, from earlier years alone.")
    return text % {"year": year(wanted.day.year)}


def pace_sentence(found: Standing, outlook: Outlook, pace: Pace | None) -> str:
    if pace is None or outlook.last_year is None:
        return ""
    needed, past = pace_words(found.indicator, pace)
    last = year(outlook.last_year)
    if not past:
        return _("From %(last)s on the target asks for %(needed)s a year.") % {"last": last, "needed": needed}
    first = paced_since(found, outlook)
    return _("From %(last)s on the target asks for %(needed)s a year; since %(first)s it has been %(past)s.") % {
        "last": last, "needed": needed, "first": first, "past": past,
    }  # fmt: skip


def paced_since(found: Standing, outlook: Outlook) -> str:
    """From when on the pace so far is told: the baseline, or the first year known."""
    first = found.baseline.day.year if found.baseline else outlook.first_year
    return year(first) if first is not None else ""


def pace_words(indicator: Indicator, pace: Pace) -> tuple[str, str]:
    """What a year must bring, and what it brought: points of a share, per cent of all else."""
    if str(indicator.unit.get("en", "")).startswith("%") or pace.growth is None:
        of_share = str(indicator.unit.get("en", "")).startswith("%")
        return _step(pace.step, indicator, of_share), (
            "" if pace.past_step is None else _step(pace.past_step, indicator, of_share)
        )
    past = "" if pace.past_growth is None else _signed(pace.past_growth * 100, 1) + "%"
    return _signed(pace.growth * 100, 1) + "%", past


def _step(step: float, indicator: Indicator, of_share: bool) -> str:
    if of_share:
        return _("%(step)s percentage points") % {"step": _signed(step, 2)}
    return ("+" if step > 0 else "") + estimate(step, indicator)


def _signed(value: float, decimals: int) -> str:
    return ("+" if value > 0 else "") + display.number(value, get_language(), decimals)


def trust(outlook: Outlook) -> list[str]:
    """What the intervals stand on, how many earlier forecasts were tried, and how many held."""
    if not outlook.coming:
        return []
    path = {"path": PATHS[outlook.method], "years": outlook.years, "places": outlook.places}
    if outlook.places > 1:
        text = _(
            "The middle is what comes if %(path)s; in earlier years this method erred least. It stands on %(years)s "
            "years, and the interval on how wrong such forecasts were in %(places)s places."
        )
    else:
        text = _("The middle is what comes if %(path)s. It stands on %(years)s years of this place alone.")
    return [text % path, coverage(outlook.tried)]


def coverage(tried: Tried) -> str:
    language = get_language()
    if not tried.all:
        return _("So few years are known that no earlier forecast could be tried: nobody has checked this interval.")
    said = {
        "level": display.number(round(LEVEL * 100), language) + "%",
        "held": display.number(tried.held, language), "all": display.number(tried.all, language),
        "share": display.number(round(100 * tried.held / tried.all), language) + "%",
    }  # fmt: skip
    if tried.all < FEW_TRIED:
        text = _(
            "Intervals of %(level)s made in earlier years, with what was known then, held %(held)s of %(all)s figures; "
            "so few trials prove little."
        )
    else:
        text = _(
            "Intervals of %(level)s made in earlier years, with what was known then, held %(held)s of %(all)s figures "
            "(%(share)s)."
        )
    return text % said


def judged(one: Judged) -> dict[str, Any]:
    """A method's status as a badge, its name, and its numbers in a sentence."""
    return {"method": METHODS[one.method.name], "badge": JUDGED[one.said.status], "why": judged_why(one)}


def judged_why(one: Judged) -> str:
    """The numbers behind a status, or why there is none."""
    if one.problem:
        reason = str(PROBLEMS[one.problem])
        return reason[:1].upper() + reason[1:] + ("。" if display.short_language(get_language()) == "zh" else ".")
    said, language = one.said, get_language()
    assert one.base is not None  # what was judged has a base
    told = {"since": year(one.base.day.year), "observed": _signed((said.observed or 0.0) * 100, 1) + "%"}
    if one.target is None:
        text = _("%(observed)s a year since %(since)s; no target is stated.") % told
    elif said.measure is None or said.required is None or one.began_beyond:
        text = _("%(observed)s a year since %(since)s, when it was already beyond the target.") % told
    else:
        told["required"] = _signed(said.required * 100, 1) + "%"
        told["ratio"] = display.number(said.measure, language, 2)
        text = _(
            "%(observed)s a year since %(since)s, where the target asks for %(required)s: %(ratio)s of the pace needed."
        )
        text %= told
    if said.score is None:
        return text
    score = _("Score %(score)s on a scale from −5 to 5.") % {"score": display.number(said.score, language, 1)}
    return text + ("" if display.short_language(language) == "zh" else " ") + score


def base_note(one: Judged, indicator: Indicator) -> str:
    """From which figure the methods measure, where none is stated."""
    if one.base is None or not one.base_is_first or not one.available:
        return ""
    return _("No baseline is known: both methods measure from the first figure, %(value)s.") % {
        "value": words.dated(words.amount(one.base.value, indicator), str(one.base.day.year)),
    }  # fmt: skip
