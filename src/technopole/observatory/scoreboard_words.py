"""The scoreboard in words: the cells of its table, and what it comes to in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from technopole.observatory import outlook_words, scoreboard, words
from technopole.observatory.models import Indicator
from technopole.observatory.outlooks import Coming
from technopole.observatory.scoreboard import Row
from technopole.pages import display
from technopole.pages.texts import in_both

OTHERS = {
    "on_course": gettext_lazy("on course: %(count)s"),
    "behind": gettext_lazy("behind: %(count)s"),
    "far_behind": gettext_lazy("far behind: %(count)s"),
    "moving_away": gettext_lazy("moving away: %(count)s"),
    "missed": gettext_lazy("missed: %(count)s"),
    "not_reached": gettext_lazy("not reached yet: %(count)s"),
    "not_assessable": gettext_lazy("cannot be assessed: %(count)s"),
}
MET = {
    "met": gettext_lazy("%(count)s by final figures"),
    "met_preliminary": gettext_lazy("%(count)s by preliminary figures"),
    "met_derived": gettext_lazy("%(count)s by an estimate"),
    "met_claim": gettext_lazy("%(count)s by a claim"),
}


def cells(row: Row) -> dict[str, Any]:
    """What the table shows of one indicator."""
    found, indicator = row.found, row.indicator
    latest, baseline, wanted = found.latest, found.baseline, found.target
    position = words.standing(found)[0]
    return {
        "key": indicator.key,
        "number": indicator.core,
        "name": in_both(indicator, "name"),
        "url": reverse("observatory:indicator", args=[indicator.key]),
        "status": words.badge(found),
        "position": position,
        "note": in_both(indicator, "note"),
        "synthetic": indicator.synthetic,
        "baseline": _figure(
            words.short(baseline.value, indicator) if baseline else "",
            indicator.baseline.get("period", ""), row.baseline_source,
        ),
        "latest": {
            **_figure(words.stated_short(latest.headline, indicator), latest.period, row.latest_source),
            "mark": words.mark(latest.headline),
            "synthetic": latest.headline.synthetic,
            "status": words.STATUSES[latest.headline.status],
        } if latest else None,
        "target": _figure(words.target_short(wanted, indicator), indicator.target["period"], row.target_source)
        if wanted else None,
        "judged": [outlook_words.judged(one) for one in row.judged],
        "base_note": outlook_words.base_note(row.judged[0], indicator),
        "outlook": _outlook(row),
    }  # fmt: skip


def _figure(text: str, period: str, source: str) -> dict[str, str]:
    return {"text": text, "period": period, "source": source, "host": host(source)}


def _outlook(row: Row) -> dict[str, Any]:
    """The chance with its interval; or what is known already, or why there is no forecast."""
    outlook, language = row.outlook, get_language()
    pace = outlook_words.pace_words(row.indicator, row.pace) if row.pace else ("", "")
    if row.without_chance == "decided":
        told = {"chance": "", "why": outlook_words.fact(row.found)}
    elif row.shown is None:
        told = {"chance": "", "why": outlook_words.no_forecast(outlook)}
    elif row.chance is None:
        told = {"chance": "", "why": _untargeted(row.shown, row.indicator)}
    else:
        tried = outlook.tried
        told = {
            "chance": outlook_words.percent(row.chance),
            "year": str(row.shown.year),
            "between": outlook_words.between(row.shown, row.indicator),
            "coverage": _("earlier intervals: %(held)s of %(all)s held") % {
                "held": display.number(tried.held, language), "all": display.number(tried.all, language),
            } if tried.all else _("earlier intervals: none could be tried"),
        }  # fmt: skip
    return {**told, "needed": pace[0], "past": pace[1], "since": outlook_words.paced_since(row.found, outlook)}


def _untargeted(last: Coming, indicator: Indicator) -> str:
    """The last year that is forecast, where there is no target to reach in one of them."""
    said = {"year": outlook_words.year(last.year), "between": outlook_words.between(last, indicator)}
    return _("%(between)s in %(year)s") % said


def summary(found: Sequence[Row]) -> list[str]:
    """What the table comes to, in sentences computed from it."""
    language = get_language()
    aimed = [row for row in found if row.found.target is not None]
    if not found:
        return []
    if not aimed:
        text = ngettext(
            "%(total)s core indicator; no target is stated.",
            "%(total)s core indicators; no target is stated.",
            len(found),
        )
        return [text % {"total": display.number(len(found), language)}]
    counted = scoreboard.counts(aimed)
    met = sum(counted.get(name, 0) for name in MET)
    chinese = display.short_language(language) == "zh"
    said = {"met": display.number(met, language), "total": display.number(len(aimed), language)}
    text = ngettext("%(met)s of %(total)s core target is met", "%(met)s of %(total)s core targets are met", len(aimed))
    how = [str(MET[name]) % {"count": display.number(counted[name], language)} for name in MET if counted.get(name)]
    rest = [
        str(OTHERS[name]) % {"count": display.number(counted[name], language)} for name in OTHERS if counted.get(name)
    ]
    if len(aimed) < len(found):
        rest.append(_("without a target: %(count)s") % {"count": display.number(len(found) - len(aimed), language)})
    first = display.bracketed(text % said, ("，" if chinese else ", ").join(how), language)
    return [("；" if chinese else "; ").join([first, *rest]) + ("。" if chinese else "."), *_chances(found)]


def _chances(found: Sequence[Row]) -> list[str]:
    """The chances of the targets that are not decided, the least first; and how many cannot be forecast."""
    language = get_language()
    open_ones = sorted((row for row in found if row.chance is not None), key=lambda row: row.chance or 0.0)
    told = []
    if open_ones:
        joiner = "、" if display.short_language(language) == "zh" else ", "
        chances = joiner.join(
            display.bracketed(
                display.choose(in_both(row.indicator, "name"), language).text,
                outlook_words.percent(row.chance or 0.0), language,
            )
            for row in open_ones
        )  # fmt: skip
        told.append(_("Chance that the final figure meets the target: %(chances)s.") % {"chances": chances})
    without = [row for row in found if row.found.target and row.chance is None and row.without_chance != "decided"]
    if without:
        text = ngettext(
            "For %(count)s target too few years are known to say how likely it is.",
            "For %(count)s targets too few years are known to say how likely they are.",
            len(without),
        )
        told.append(text % {"count": display.number(len(without), language)})
    return told


def host(url: str) -> str:
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")
