"""What the resolver's codes of evidence and its probabilities mean, in words of both languages: the one place."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "name": _("one of its names stands here"),
    "display": _("its name"),
    "label": _("its name in another language"),
    "alias": _("another name of it"),
    "acronym": _("its abbreviation"),
    "former": _("a former name"),
    "bracket": _("the part of its name in brackets"),
    "without_bracket": _("its name without what is in brackets"),
    "beginning": _("the beginning of its name"),
    "system": _("the name of its system with its place"),
    "learnt": _("a usual way of writing its name"),
    "similar": _("a similar spelling"),
    "fuzzy": _("a similar spelling"),
    "words": _("the words of its name"),
    "exact": _("written exactly so"),
    "script": _("its name in Chinese characters"),
    "place:city": _("its city is named"),
    "place:region": _("its region is named"),
    "city": _("its city is named"),
    "region": _("its region is named"),
    "country": _("its country is named"),
    "no_place": _("its place is not named"),
    "other_country": _("another country is named"),
    "domain": _("its web domain stands here"),
    "host": _("its web domain stands here"),
    "identifier": _("one of its identifiers stands here"),
    "parent": _("the organisation it belongs to is named"),
    "child": _("a part of it is named"),
    "unique": _("no other organisation has this name"),
    "shared": _("other organisations have this name too"),
    "known": _("the best known of this name"),
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
