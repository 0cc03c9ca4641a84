"""What the resolver's codes of evidence and its probabilities mean, in words of both languages: the one place."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "name": _("one of its names stands here"),
    "acronym": _("its abbreviation"),
    "words": _("the words of its name"),
    "learnt": _("a usual way of writing its name"),
    "similar": _("a similar spelling"),
    "spelling": _("with a spelling mistake put right"),
    "characters": _("written in Chinese characters"),
    "city": _("its city is named"),
    "region": _("its region is named"),
    "country": _("its country is named"),
    "twice": _("named more than once"),
    "parent": _("the organisation it belongs to is named"),
    "child": _("a part of it is named"),
    "domain": _("its web domain stands here"),
    "identifier": _("one of its identifiers stands here"),
}


def in_words(codes: Iterable[str]) -> list[str | Promise]:
    """A sentence for each code, each once; a code that is not known here stands as it is."""
    return list(dict.fromkeys(WORDS.get(code, code) for code in codes))


ALMOST_CERTAIN, LIKELY, POSSIBLE = 0.95, 0.8, 0.6


def likelihood(probability: float) -> tuple[str | Promise, str]:
    """A probability as a word, and the tone in which a badge says it."""
    if probability >= ALMOST_CERTAIN:
        return _("almost certain"), "good"
    if probability >= LIKELY:
        return _("likely"), "accent"
    if probability >= POSSIBLE:
        return _("possible"), "quiet"
    return _("doubtful"), "warn"
