"""What the observatory says in words: how an indicator stands, what a target asks, what a status means."""

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from technopole.methods.progress import Progress, Target
from technopole.observatory import units
from technopole.observatory.measuring import queries as measured
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.queries import Standing
from technopole.pages import display

PROGRESS = {
    "met": {"label": gettext_lazy("Target met"), "tone": "good"},
    "on_course": {"label": gettext_lazy("On course"), "tone": "good"},
    "behind": {"label": gettext_lazy("Behind"), "tone": "warn"},
    "far_behind": {"label": gettext_lazy("Far behind"), "tone": "bad"},
    "moving_away": {"label": gettext_lazy("Moving away from the target"), "tone": "bad"},
    "missed": {"label": gettext_lazy("Target missed"), "tone": "bad"},
    "not_reached": {"label": gettext_lazy("Not reached yet"), "tone": "warn"},
    "not_assessable": {"label": gettext_lazy("Cannot be assessed"), "tone": "quiet"},
}
MET_UNSURELY = {
    "preliminary": gettext_lazy("Target met (preliminary)"),
    "derived": gettext_lazy("Target met (estimate)"),
    "claim": gettext_lazy("Target met (claim)"),
}
"""What is said instead of "target met" where the latest figure is not an established one."""
STATUSES = {
    "actual": gettext_lazy("Actual"),
    "preliminary": gettext_lazy("Preliminary"),
    "restated": gettext_lazy("Restated"),
    "derived": gettext_lazy("Derived"),
    "target": gettext_lazy("Target"),
    "claim": gettext_lazy("Claim"),
    "missing": gettext_lazy("Not found"),
    measured.COMPUTED: gettext_lazy("Computed"),
}
GROUPS = {
    "funding": gettext_lazy("Funding of research"),
    "enterprises": gettext_lazy("Enterprises"),
    "intellectual_property": gettext_lazy("Intellectual property"),
    "industry": gettext_lazy("Industry"),
    "technology_market": gettext_lazy("Technology market"),
    "international": gettext_lazy("International"),
    "talent": gettext_lazy("Talent"),
    "papers": gettext_lazy("Scientific papers"),
    "rankings": gettext_lazy("Rankings"),
    "facilities": gettext_lazy("Facilities"),
    "hubs": gettext_lazy("Hubs"),
    "community": gettext_lazy("Community"),
    "plan": gettext_lazy("Plan"),
}
DIRECTIONS = {
    "up": gettext_lazy("More is better"),
    "down": gettext_lazy("Less is better"),
    "none": gettext_lazy("Neither more nor less is better"),
}
FREQUENCIES = {
    "annual": gettext_lazy("Once a year"),
    "quarterly": gettext_lazy("Once a quarter"),
    "monthly": gettext_lazy("Once a month"),
    "irregular": gettext_lazy("Irregularly"),
}
QUALIFIERS = {
    "about": gettext_lazy("about"),
    "more than": gettext_lazy("more than"),
    "at least": gettext_lazy("at least"),
    "at most": gettext_lazy("at most"),
    "nearly": gettext_lazy("nearly"),
    "over": gettext_lazy("more than"),
}
OPERATORS = {
    ">=": gettext_lazy("at least %(value)s"),
    ">": gettext_lazy("more than %(value)s"),
    "about": gettext_lazy("about %(value)s"),
    "<=": gettext_lazy("at most %(value)s"),
    "<": gettext_lazy("less than %(value)s"),
}
FIELDS = {
    "name": gettext_lazy("Name"),
    "definition": gettext_lazy("Definition"),
    "unit": gettext_lazy("Unit"),
    "direction": gettext_lazy("Which way is better"),
    "core": gettext_lazy("Number among the core indicators"),
    "place": gettext_lazy("Place"),
    "baseline": gettext_lazy("Baseline"),
    "target": gettext_lazy("Target"),
    "frequency": gettext_lazy("How often"),
    "method": gettext_lazy("How it is measured"),
    "group": gettext_lazy("Group"),
    "note": gettext_lazy("Note"),
    "measure": gettext_lazy("How it is computed"),
    "sources": gettext_lazy("Sources"),
}
"""The names of fields, for history and disagreements."""

MARKS = {"claim": "claim", "derived": "estimate", "preliminary": "estimate"}
"""The label that a figure of this status wears beside its value."""


def amount(value: Decimal | None, indicator: Indicator) -> str:
    """A value with the indicator's unit, to the digits that it was stated with."""
    if value is None:
        return ""
    language = get_language()
    factor, _unit = units.shown(indicator, language)
    return display.quantity(value * factor, units.words(indicator, language), language)


def stated(observation: Observation, indicator: Indicator) -> str:
    """An observation's value as its source words it: `more than 25,000 firms`."""
    if observation.number is None:
        return str(_("not found in a source"))
    own_unit = observation.unit in ("", indicator.unit.get("id", ""))
    text = (
        amount(observation.number, indicator)
        if own_unit
        else display.quantity(observation.number, observation.unit.replace("_", " "), get_language())
    )
    qualifier = QUALIFIERS.get(observation.qualifier)
    if qualifier is not None:
        return _("%(qualifier)s %(value)s") % {"qualifier": qualifier, "value": text}
    return display.bracketed(text, observation.qualifier, get_language())


def short(value: Decimal, indicator: Indicator) -> str:
    """A value where there is little room and the unit stands beside: `17,012`, `4.17%`, `17,012家`."""
    language = get_language()
    factor, _unit = units.shown(indicator, language)
    return display.quantity(value * factor, units.short(indicator, language), language)


def stated_short(observation: Observation, indicator: Indicator) -> str:
    """An observation's value as its source words it, without the words of the unit."""
    if observation.number is None:
        return str(_("not found in a source"))
    qualifier = QUALIFIERS.get(observation.qualifier)
    text = short(observation.number, indicator)
    return _("%(qualifier)s %(value)s") % {"qualifier": qualifier, "value": text} if qualifier is not None else text


def target_short(wanted: Target, indicator: Indicator) -> str:
    return str(OPERATORS[wanted.operator]) % {"value": short(wanted.value, indicator)}


def target(wanted: Target, indicator: Indicator) -> str:
    """What a target asks: `more than 26,000 firms`."""
    return str(OPERATORS[wanted.operator]) % {"value": amount(wanted.value, indicator)}


def mark(observation: Observation) -> str:
    """The trust mark of a figure that is not a plain count; empty otherwise."""
    if observation.status == measured.COMPUTED:
        return "synthetic" if observation.synthetic else "sample" if measured.is_sample(observation) else ""
    return MARKS.get(observation.status, "")


def dated(text: str, period: str) -> str:
    """A value with its period after it: `about 4.5% (2025)`."""
    language = get_language()
    return display.bracketed(text, display.partial_date(period, language), language)


def badge(found: Standing) -> dict[str, Any]:
    """How an indicator stands, as a badge; a target met by a figure that is not final is told apart from one met."""
    status = found.progress.status
    if status == "met" and found.latest is not None and found.latest.headline.status in MET_UNSURELY:
        return {"label": MET_UNSURELY[found.latest.headline.status], "tone": "accent"}
    return PROGRESS[status]


def standing(found: Standing) -> list[str]:
    """How an indicator stands, in sentences that say no more than the data allow."""
    latest, wanted, progress = found.latest, found.target, found.progress
    if latest is None:
        return [_("No figure has been found for this indicator.")]
    if wanted is None:
        return [_("No target is stated, so progress cannot be assessed.")]
    period = display.partial_date(latest.period, get_language())
    words = {
        "value": stated(latest.headline, found.indicator),
        "period": period,
        "target": target(wanted, found.indicator),
        "year": display.partial_date(found.indicator.target["period"], get_language()),
        "gap": amount(abs(progress.short_by), found.indicator) if progress.short_by is not None else "",
    }
    position = _position(progress, words)
    return [position[:1].upper() + position[1:], *_trust(latest.headline), *_pace(found)]


def _trust(headline: Observation) -> list[str]:
    """A figure that is not final says so before anything is made of it."""
    if headline.status == "preliminary":
        return [_("This figure is preliminary; it may change.")]
    if headline.status == "derived":
        return [_("This figure was derived from others, not published as such.")]
    if measured.is_sample(headline):
        return [_("This figure was counted in a sample of all records, so it tells of the sample only.")]
    if headline.status == "claim":
        return [_("This figure is a claim; nobody has published how it was counted.")]
    return []


def _position(progress: Progress, words: dict[str, str]) -> str:
    if progress.status == "not_assessable":
        return _("The target is %(target)s for %(year)s; which way is better is not stated.") % words
    if progress.status == "met":
        if progress.short_by is not None and progress.short_by < 0:
            return _("%(value)s in %(period)s: beyond the target of %(target)s for %(year)s by %(gap)s.") % words
        return _("%(value)s in %(period)s: the target of %(target)s for %(year)s is met.") % words
    if progress.short_by == 0:
        return _("%(value)s in %(period)s: not yet %(target)s, the target for %(year)s.") % words
    return _("%(value)s in %(period)s: %(gap)s short of the target of %(target)s for %(year)s.") % words


def _pace(found: Standing) -> list[str]:
    progress, baseline = found.progress, found.baseline
    if progress.status == "met":
        return []
    if baseline is None:
        return [_("No baseline is known, so only the distance to the target can be told, not the pace.")]
    if progress.ratio is None or progress.observed is None or progress.required is None:
        return []
    since = display.partial_date(found.indicator.baseline["period"], get_language())
    if progress.linear:
        rates = [display.number(round(rate, 2), get_language()) for rate in (progress.observed, progress.required)]
    else:
        rates = [
            display.number(round(rate * 100, 1), get_language()) + "%"
            for rate in (progress.observed, progress.required)
        ]
    return [
        _("Since %(since)s it has changed by %(observed)s a year; reaching the target asks for %(required)s a year.")
        % {"since": since, "observed": rates[0], "required": rates[1]}
    ]
