"""All that a reader may choose for an index, read from an address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from technopole.methods.composite import Aggregation, Imputation, Normalisation, Treatment
from technopole.observatory import figures
from technopole.observatory.figures import Candidate
from technopole.observatory.models import Indicator

LEAST_PLACES = 4
"""In which an indicator must have been observed to be offered."""
MOST_INDICATORS = 16
MOST_PLACES = 40
MOST_WEIGHT, USUAL_WEIGHT = 10.0, 5.0

FILL = {
    "none": _("Leave them out, with their weight"),
    "mean": _("The mean of the other places"),
    "median": _("The median of the other places"),
    "unit_mean": _("The place’s own mean score"),
}
TREAT = {
    "winsorise": _("Draw outliers in to the next value"),
    "winsorise_log": _("Draw outliers in; where that does not do, take logarithms"),
    "none": _("Leave outliers as they are"),
}
NORMALISE = {
    "minmax": _("From the worst value, 1, to the best, 100"),
    "zscore": _("By standard deviations: mean 50, deviation 10"),
    "rank": _("By ranks"),
}
AGGREGATE = {
    "arithmetic": _("Arithmetic mean: strength makes up for weakness"),
    "geometric": _("Geometric mean: weakness counts for more"),
    "harmonic": _("Harmonic mean: weakness counts for most"),
    "copeland": _("Copeland: who is ahead of whom, not by how much"),
}
VARY = {
    "all": _("Weights, outliers, scale and mean"),
    "weights": _("Weights alone"),
}
NOISE = {"10": _("±10%"), "25": _("±25%"), "50": _("±50%")}
_USUAL = {"fill": "none", "treat": "winsorise", "normalise": "minmax", "aggregate": "arithmetic", "vary": "all",
          "noise": "25"}  # fmt: skip
CHOICES = {"fill": FILL, "treat": TREAT, "normalise": NORMALISE, "aggregate": AGGREGATE, "vary": VARY, "noise": NOISE}


@dataclass(frozen=True)
class Choice:
    """What was asked for, as far as it exists, and the usual for the rest."""

    candidates: tuple[Candidate, ...]
    indicators: tuple[Indicator, ...]
    places: tuple[str, ...]
    period: str
    weights: Mapping[str, float]
    """By indicator, 0 to 10."""
    fill: str
    treat: str
    normalise: str
    aggregate: str
    vary: str
    noise: str
    left_out: int = 0
    """How many more were asked for than are taken."""

    @property
    def query(self) -> str:
        """The address that leads back here."""
        pairs = [("i", each.key) for each in self.indicators] + [("p", place) for place in self.places]
        pairs += [(f"w.{key}", f"{weight:g}") for key, weight in self.weights.items() if weight != USUAL_WEIGHT]
        pairs += [("period", self.period)] if self.period != figures.COMMON else []
        pairs += [(name, getattr(self, name)) for name, usual in _USUAL.items() if getattr(self, name) != usual]
        return urlencode(pairs)


def read(asked: QueryDict) -> Choice:
    """The choice of an address. What is unknown there is passed over. Cost: two queries, and four without places."""
    candidates = [each for each in figures.candidates(LEAST_PLACES) if each.indicator.direction != "none"]
    by_key = {each.indicator.key: each for each in candidates}
    known = {place for each in candidates for place in each.places}
    keys = [key for key in dict.fromkeys(asked.getlist("i")) if key in by_key]
    places = [place for place in dict.fromkeys(asked.getlist("p")) if place in known]
    if not keys:
        keys = _usual_indicators(candidates)
    if not places:
        places = figures.usual_places([by_key[key] for key in keys], MOST_PLACES)
    taken = keys[:MOST_INDICATORS]
    chosen = {name: asked.get(name, "") for name in _USUAL}
    return Choice(
        tuple(candidates),
        tuple(by_key[key].indicator for key in taken),
        tuple(places[:MOST_PLACES]),
        _period(asked.get("period", "")),
        {key: _weight(asked.get(f"w.{key}", "")) for key in taken},
        **{name: chosen[name] if chosen[name] in CHOICES[name] else usual for name, usual in _USUAL.items()},
        left_out=max(0, len(keys) - MOST_INDICATORS) + max(0, len(places) - MOST_PLACES),
    )


def _usual_indicators(candidates: list[Candidate]) -> list[str]:
    """Those known of at least two thirds of the places that the most widely observed one knows."""
    if not candidates:
        return []
    widest = max(candidates, key=lambda each: len(each.places)).places - figures.countries()
    return [each.indicator.key for each in candidates if 3 * len(each.places & widest) >= 2 * len(widest)]


def _period(text: str) -> str:
    return text if text in figures.RULES or (len(text) == 4 and text.isascii() and text.isdecimal()) else figures.COMMON


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return USUAL_WEIGHT
    return min(MOST_WEIGHT, max(0.0, weight)) if weight == weight else USUAL_WEIGHT


# --- what the words mean to the methods ------------------------------------------------------------------------


def imputation(name: str) -> Imputation:
    return Imputation(name)


def treatment(name: str, places: int) -> Treatment:
    """At most a tenth of the places is drawn in."""
    points = -(-places // 10)
    if name == "none":
        return Treatment("none")
    return Treatment(most_points=points, then="log_ct" if name == "winsorise_log" else "none")


def normalisation(name: str) -> Normalisation:
    """All of them give scores above 0, so that every mean is defined."""
    return {
        "minmax": Normalisation("minmax", low=1.0, high=100.0),
        "zscore": Normalisation("zscore", mean=50.0, deviation=10.0),
        "rank": Normalisation("rank"),
    }[name]


def aggregation(name: str) -> Aggregation:
    return Aggregation(name)
