"""What the cluster map says in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from technopole.pages import display
from technopole.registry import vocabulary

ECONOMIES = {
    "HK": {"en": "Hong Kong", "zh": "中国香港"},
    "MO": {"en": "Macao", "zh": "中国澳门"},
    "TW": {"en": "Taiwan", "zh": "中国台湾"},
}
"""Economies that are called otherwise than in the list of countries."""

RANKINGS = {"gii": gettext_lazy("Global Innovation Index")}
MEASURES = {"pct_applications": gettext_lazy("PCT applications"), "publications": gettext_lazy("Publications")}
_READ = gettext_lazy("read in the source")
_REMEMBERED = gettext_lazy("from memory, not checked against the print")
RULES = (
    (
        gettext_lazy(
            "Dense areas are found with DBSCAN on the geocoded addresses of inventors and authors, "
            "whatever the administrative borders."
        ),
        _READ,
    ),
    (
        gettext_lazy(
            "A neighbourhood reaches 15 km and holds 4,500 listed inventors and authors "
            "(13 km and 2,000 inventors in 2017)."
        ),
        _REMEMBERED,
    ),
    (
        gettext_lazy(
            "PCT applications and articles of the Science Citation Index Expanded are counted over the latest five "
            "years; from 2025 on venture capital deals, too."
        ),
        _READ,
    ),
    (
        gettext_lazy(
            "An application or article counts in a cluster with the share of its inventors or authors who are there."
        ),
        gettext_lazy("from memory; the table of 2023 agrees"),
    ),
    (gettext_lazy("Addresses outside every cluster are left out."), _READ),
    (
        gettext_lazy(
            "The score is the sum of the shares of the world in percent, unrounded; both measures weigh the same."
        ),
        gettext_lazy("verified on the printed table of 2023"),
    ),
)
"""How the Global Innovation Index finds and ranks clusters, and how well each rule is known."""
PER = {
    "publications": gettext_lazy("Publications per million inhabitants of the place"),
    "patents": gettext_lazy("Patents per 10,000 inhabitants of the place"),
}
PARAMETERS = {
    "radius_km": gettext_lazy("Radius, kilometres"),
    "min_weight": gettext_lazy("Least weight within the radius"),
    "years": gettext_lazy("Years of the publications"),
    "filed": gettext_lazy("Years of the patents"),
    "counted": gettext_lazy("Publications counted"),
    "placed": gettext_lazy("Of these, the parts with a known place"),
    "by_town": gettext_lazy("Authors and inventors of whom only the city is known"),
}


def edition(ranking: str, year: int) -> str:
    """A ranking and its year."""
    return f"{RANKINGS.get(ranking, ranking)} {year}"


def economies(codes: Sequence[str]) -> str:
    """The names of economies in a row."""
    language = get_language()
    known = {**vocabulary.countries(), **ECONOMIES}
    return display.listed([display.choose(known.get(code, code), language).text for code in codes], language)


def change(ranks: int | None) -> str:
    """How a rank moved since the edition before."""
    if ranks is None:
        return ""
    if not ranks:
        return _("same")
    return (_("up %(ranks)d") if ranks > 0 else _("down %(ranks)d")) % {"ranks": abs(ranks)}


def percent(value: Any, decimals: int | None = None) -> str:
    """A share in percent: with the digits it was printed with, or so many."""
    if value in (None, ""):
        return ""
    # a printed share keeps its last digit, be it 0
    digits = len(str(value).partition(".")[2]) if decimals is None else decimals
    return display.number(value, get_language(), digits) + "%"
