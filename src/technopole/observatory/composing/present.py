"""What the page of an index shows: ranks with their intervals, in words, tables and a drawing."""

from typing import Any

import numpy as np
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from technopole.methods.composite import checks, weighting
from technopole.observatory import lists, small_drawings, words
from technopole.observatory.composing.index import DRAWS, Index, known_rank
from technopole.observatory.composing.own import OwnIndex
from technopole.observatory.models import Indicator
from technopole.pages import display
from technopole.pages.texts import in_both

FACTORS = {
    "weights of level 1": gettext_lazy("the weights"),
    "treat": gettext_lazy("how outliers are treated"),
    "normalise": gettext_lazy("the common scale"),
    "aggregate": gettext_lazy("the mean"),
}
FILLED = {
    "none": gettext_lazy("They were left out, and the other indicators of the place carry their weight."),
    "mean": gettext_lazy("They were filled in with the mean of the other places."),
    "median": gettext_lazy("They were filled in with the median of the other places."),
    "unit_mean": gettext_lazy("They were filled in with the place’s own mean score in the other indicators."),
}
ALIKE = 0.9


def result(index: Index, own: str) -> dict[str, Any]:
    """All that is told of an index, in the reader's language."""
    order = _order(index)
    return {
        "sentences": _sentences(index, order, own),
        "rows": rows(index, order, own),
        "drawing": _drawing(index, order, own),
        "frequencies": _frequencies(index, order),
        "indicators": _indicators(index),
        "moved_by": _moved_by(index),
        "checks": _checks(index),
        "missing": _missing(index),
        "draws": DRAWS,
    }


def shares(index: Index) -> dict[str, float]:
    """{indicator: its share of the whole weight}."""
    effective = weighting.effective(index.stages.structure, index.stages.weights)
    return {each.code: float(effective[at]) for at, each in enumerate(index.stages.structure.indicators)}


def rows(index: Index, order: list[int], own: str) -> list[dict[str, Any]]:
    """The ranking, the best first; places without a score last."""
    low, middle, high = index.drawn.rank_interval()
    kept, available = index.stages.kept, dict(zip(index.stages.units.codes, index.available.tolist(), strict=True))
    found = []
    for number, at in enumerate(order):
        after = order[number + 1] if number + 1 < len(order) else None
        rank = known_rank(index.stages.ranks[at])
        ahead = index.ahead(at, after) if after is not None and rank is not None else None
        found.append({
            "place": kept[at], "name": lists.place_name(kept[at]), "own": kept[at] == own,
            "rank": rank, "score": _finite(index.stages.scores[at]),
            "rank_5": _finite(low[at]), "rank_50": _finite(middle[at]), "rank_95": _finite(high[at]),
            "span": span(low[at], high[at]) if np.isfinite(low[at]) else "", "certainty": _certainty(index, at),
            "ahead": ahead, "ahead_words": "" if ahead is None else _share(ahead),
            "available": available[kept[at]],
        })  # fmt: skip
    return found


def _order(index: Index) -> list[int]:
    ranks = index.stages.ranks
    return sorted(range(len(ranks)), key=lambda at: (np.isnan(ranks[at]), ranks[at], index.stages.kept[at]))


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _share(value: float) -> str:
    """A share in whole per cent, that says nothing is certain which is not."""
    percent = round(value * 100)
    if percent == 100 and value < 1:
        percent = 99
    if percent == 0 and value > 0:
        percent = 1
    return f"{percent}%"


def _certainty(index: Index | OwnIndex, at: int) -> str:
    """In how many draws the place has its rank."""
    nominal = index.stages.ranks[at]
    return "" if np.isnan(nominal) else _share(float((index.drawn.ranks[:, at] == nominal).mean()))


def span(low: float, high: float) -> str:
    """The ranks an interval covers: `3`, or `3–5`."""
    first, last = round(low), round(high)
    return str(first) if first == last else f"{first}–{last}"


def _sentences(index: Index, order: list[int], own: str) -> list[str]:
    low, _middle, high = index.drawn.rank_interval()
    kept, ranks = index.stages.kept, index.stages.ranks
    first = order[0]
    told = [
        _("%(place)s is first, and stays so in %(share)s of %(draws)s draws of other choices.")
        % {"place": _name(kept[first]), "share": _certainty(index, first), "draws": display.number(DRAWS)}
    ]
    if own in kept and kept[first] != own and not np.isnan(ranks[kept.index(own)]):
        at = kept.index(own)
        own_rank = {"place": _name(own), "rank": int(ranks[at]), "many": len(kept), "span": span(low[at], high[at])}
        if round(low[at]) == round(high[at]):
            sentence = _("%(place)s is number %(rank)s of %(many)s, in at least nine draws of ten.")
        else:
            sentence = _("%(place)s is number %(rank)s of %(many)s; in nine draws of ten its rank lies in %(span)s.")
        told.append(sentence % own_rank)
    unsure = [
        (_name(kept[one]), _name(kept[other]))
        for one, other in zip(order, order[1:], strict=False)
        if not np.isnan(ranks[other]) and index.ahead(one, other) < 0.9
    ]
    if unsure:
        pairs = _in_a_row([_("%(one)s and %(other)s") % {"one": a, "other": b} for a, b in unsure])
        told.append(_("Too close to be told apart with confidence: %(pairs)s.") % {"pairs": pairs})
    return told


def _name(place: str) -> str:
    return display.choose(lists.place_name(place), get_language()).text


def _in_a_row(texts: list[str]) -> str:
    """Texts that may have commas or an "and" of their own."""
    return ("；" if display.short_language(get_language()) == "zh" else "; ").join(texts)


def _text(indicator: Indicator) -> str:
    return display.choose(in_both(indicator, "name"), get_language()).text


def _drawing(index: Index, order: list[int], own: str) -> dict[str, Any]:
    low, _middle, high = index.drawn.rank_interval()
    intervals = [
        small_drawings.Interval(
            _name(index.stages.kept[at]), float(index.stages.ranks[at]), float(low[at]), float(high[at]),
            span(low[at], high[at]), index.stages.kept[at] == own,
        )
        for at in order
        if not np.isnan(index.stages.ranks[at]) and not np.isnan(low[at])
    ]  # fmt: skip
    title = _("Ranks, with the ranks of nine draws in ten")
    wide, narrow = small_drawings.intervals(intervals, len(index.stages.kept), title)
    return {"title": title, "svg": wide, "svg_narrow": narrow}


def _frequencies(index: Index, order: list[int]) -> dict[str, Any]:
    """How often each place takes each rank."""
    many = len(order)
    columns: list[dict[str, Any]] = [{"label": _("Place")}]
    columns += [{"label": str(rank), "numeric": True} for rank in range(1, many + 1)]
    counted = [(index.drawn.ranks == rank).mean(axis=0) for rank in range(1, many + 1)]
    return {
        "columns": columns,
        "rows": [
            {
                "cells": [
                    {"text": lists.place_name(index.stages.kept[at])},
                    *({"text": _share(float(share[at])) if share[at] else ""} for share in counted),
                ]
            }
            for at in order
        ],
    }


def _indicators(index: Index) -> list[dict[str, Any]]:
    """What each indicator weighs, how it goes with the whole, and what would move without it."""
    stages, share = index.stages, shares(index)
    scores = stages.aggregated[:, -1:]
    with_index = checks.correlations(stages.normalised, scores)[:, 0]
    moved = dict(zip(index.without.names, index.without.mean_shift.tolist(), strict=True))
    found = []
    for at, indicator in enumerate(index.choice.indicators):
        periods = [display.partial_date(period, get_language()) for period in index.figures.periods(indicator)]
        shift = moved.get(indicator.key)
        found.append({
            "name": in_both(indicator, "name"), "url": lists.link(indicator), "share": _share(share[indicator.key]),
            "mark": _mark(index, indicator),
            "periods": "–".join(dict.fromkeys([periods[0], periods[-1]])) if periods else "",
            "correlation": _signed(with_index[at]),
            "against": bool(with_index[at] < 0),
            "moves": display.number(round(shift, 1)) if shift is not None and np.isfinite(shift) else "",
            "treated": _treated(index, at),
        })  # fmt: skip
    return found


def _mark(index: Index, indicator: Indicator) -> str:
    """The trust mark of the first figure that is no plain count."""
    marks = (words.mark(point.headline) for point in index.figures.column(indicator).values())
    return next(filter(None, marks), "")


def _treated(index: Index, at: int) -> str:
    """What was done about outliers, and whether it did."""
    treated, told = index.stages.treated, []
    points = int(treated.points[at])
    if points:
        told.append(ngettext("%(count)s value drawn in", "%(count)s values drawn in", points) % {"count": points})
    if treated.how[at].endswith("log_ct"):
        told.append(_("by logarithms"))
    if not treated.passed[at]:
        told.append(_("still far out"))
    return display.listed([str(each) for each in told], get_language())


def _signed(value: float) -> str:
    return display.number(float(value), get_language(), 2) if np.isfinite(value) else ""


def _moved_by(index: Index) -> dict[str, Any] | None:
    """Which choice moves ranks most: the share of the movement that would stay if all but it were settled."""
    if index.moved_by is None:
        return None
    pairs = sorted(zip(index.moved_by.factors, index.moved_by.total.tolist(), strict=True), key=lambda pair: -pair[1])
    shift = float(np.nanmean(index.drawn.mean_rank_shift))
    return {
        "sentence": _("Ranks move by %(shift)s places on average, most of all with %(factor)s.")
        % {"shift": display.number(f"{shift:.1f}"), "factor": FACTORS[pairs[0][0]]},
        "rows": [{"name": FACTORS[name], "share": _share(max(0.0, total))} for name, total in pairs],
    }


def _checks(index: Index) -> dict[str, Any]:
    stages = index.stages
    scores = np.concatenate([stages.normalised, stages.aggregated], axis=1)
    names = {each.key: _text(each) for each in index.choice.indicators}
    by_place = [names.get(element.code, "") for element in stages.structure.ordered]
    alike = [
        _("%(one)s and %(other)s (%(value)s)")
        % {"one": by_place[one], "other": by_place[other], "value": _signed(value)}
        for one, other, value in checks.alike(stages.structure, scores, ALIKE)
    ]
    among = checks.correlations(stages.normalised)
    columns: list[dict[str, Any]] = [{"label": _("Indicator")}]
    columns += [{"label": str(number), "numeric": True} for number in range(1, len(names) + 1)]
    explained = _explained(stages.normalised)
    return {
        "alike": _in_a_row(alike),
        "alpha": _signed(checks.cronbach_alpha(stages.normalised)),
        "explained": _share(explained[0]) if explained else "",
        "components": _kept(explained, stages.normalised.shape[1]),
        "columns": columns,
        "rows": [
            {
                "cells": [
                    {"text": f"{at + 1}. {name}"},
                    *({"text": _signed(among[at, other]) if other != at else ""} for other in range(len(names))),
                ]
            }
            for at, name in enumerate(names.values())
        ],
    }


def _explained(normalised: np.ndarray) -> list[float]:
    try:
        found: list[float] = checks.principal_components(normalised).explained.tolist()
    except ValueError:
        return []
    return found


def _kept(explained: list[float], columns: int) -> str:
    """How many dimensions there are, by Kaiser's rule."""
    many = sum(1 for share in explained if share * columns > 1 + 1e-9)
    if not many:
        return ""
    told = ngettext("The indicators measure %(count)s dimension.", "The indicators measure %(count)s dimensions.", many)
    return told % {"count": many}


def _missing(index: Index) -> dict[str, Any]:
    """What was not known, how it was dealt with, and who was left out for it."""
    values = index.stages.units.values
    kept = np.array([code in index.stages.kept for code in index.stages.units.codes])
    gaps = int(np.isnan(values[kept]).sum())
    left_out = [_name(code) for code in index.stages.units.codes if code not in index.stages.kept]
    per_indicator = [
        _("%(indicator)s (%(count)s)") % {"indicator": _text(indicator), "count": int(lacks)}
        for indicator, lacks in zip(index.choice.indicators, np.isnan(values[kept]).sum(axis=0).tolist(), strict=True)
        if lacks
    ]
    share = gaps / max(1, values[kept].size)
    mixed = [_text(each) for each in index.choice.indicators if len(index.figures.periods(each)) > 1]
    language = get_language()
    return {
        "gaps": gaps,
        "share": _share(share),
        "filled": FILLED[index.choice.fill],
        "where": display.listed(per_indicator, language),
        "left_out": display.listed(left_out, language),
        "mixed": display.listed(mixed, language),
    }


# --- of a visitor's own tables ---------------------------------------------------------------------------------


def own_rows(index: OwnIndex) -> list[dict[str, Any]]:
    """The ranking of tables that were brought, the best first."""
    stages, ranks = index.stages, index.stages.ranks
    low, middle, high = index.drawn.rank_interval()
    order = sorted(range(len(ranks)), key=lambda at: (np.isnan(ranks[at]), ranks[at], stages.kept[at]))
    return [
        {
            "code": stages.kept[at], "rank": known_rank(ranks[at]), "score": _finite(stages.scores[at]),
            "rank_5": _finite(low[at]), "rank_50": _finite(middle[at]), "rank_95": _finite(high[at]),
            "span": span(low[at], high[at]) if np.isfinite(low[at]) else "",
            "certainty": _certainty(index, at),
        }
        for at in order
    ]  # fmt: skip


def own_drawing(index: OwnIndex, ranking: list[dict[str, Any]]) -> dict[str, Any]:
    """The same as a drawing."""
    intervals = [
        small_drawings.Interval(row["code"], row["rank"], row["rank_5"], row["rank_95"], row["span"])
        for row in ranking
        if row["rank"] is not None and row["rank_5"] is not None
    ]
    title = _("Ranks, with the ranks of nine draws in ten")
    wide, narrow = small_drawings.intervals(intervals, len(index.stages.kept), title)
    left_out = [code for code in index.stages.units.codes if code not in set(index.stages.kept)]
    filled = int((np.isnan(index.stages.denominated) & ~np.isnan(index.stages.imputed)).sum())
    return {"title": title, "svg": wide, "svg_narrow": narrow, "left_out": _in_a_row(left_out), "filled": filled}
