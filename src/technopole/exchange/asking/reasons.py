"""Why something was proposed, in words a broker can read out: words met, translated terms, what fits and what not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.exchange import present, terms, words
from technopole.exchange.asking.facets import field_labels
from technopole.pages import display
from technopole.registry import regions
from technopole.registry import vocabulary as centre
from technopole.search.corpora import Fit, Match, Reasons

WORDS = 8
"""So many words met are shown; the rest weigh little."""
_LEAST = 0.01
GOOD, BAD = 0.25, -0.25
"""From which degree on something fits, or does not; between them it is told as neither."""

STRONG, FAIR = 0.125, 0.08
"""Scores that are told as much and as some. Of the proposals for 91 judged needs (`tests/evaluation/needs`, part `dev`)
those above the first were useful in 60 of 100, between the two in 37, below in 23."""


def explained(match: Match, text: str) -> dict[str, Any]:
    """The reasons of one match as its template wants them; `text` is what was asked for, title and all."""
    fits = [_fit(each) for each in match.reasons.fits]
    return {
        "strength": strength(match.score),
        "words": words_met(match.reasons, text),
        "translated": [{"term": term, "wording": wording} for term, wording in match.reasons.translated[:WORDS]],
        "fits": [each for each in fits if each["tone"] == "good"],
        "misfits": [each for each in fits if each["tone"] == "bad"],
        "neither": [each for each in fits if each["tone"] == "quiet"],
    }


def strength(score: float) -> dict[str, Any]:
    """How much of what was asked for it meets, in words with a tone."""
    if score >= STRONG:
        return {"label": _("Meets much of it"), "tone": "good"}
    if score >= FAIR:
        return {"label": _("Meets some of it"), "tone": "accent"}
    return {"label": _("Meets little of it"), "tone": "quiet"}


def words_met(reasons: Reasons, text: str) -> list[dict[str, Any]]:
    """Words of the need that it has, the weightiest first; pairs of Chinese characters joined as the need has them."""
    joined = _joined(reasons.terms, text)
    shown = [(word, share) for word, share in joined if share >= _LEAST][:WORDS] or joined[:1]
    return [
        {"word": word, "share": round(share, 3), "percent": max(1, round(100 * share)), "weight": _weight(share)}
        for word, share in shown
    ]


def _weight(share: float) -> str:
    if share >= 0.3:
        return _("weighs much")
    return _("weighs some") if share >= 0.1 else _("weighs little")


def _joined(found: Sequence[tuple[str, float]], text: str) -> list[tuple[str, float]]:
    """固态, 态电, 电池 of a need that writes 固态电池 are one word; what overlaps nothing stays as it is."""
    pairs = {word: share for word, share in found if len(word) == 2 and not word.isascii()}
    whole: dict[str, float] = {word: share for word, share in found if word not in pairs}
    runs: dict[str, list[str]] = {}
    at = 0
    while at < len(text) - 1:
        end, parts = at, []
        while text[end : end + 2] in pairs:
            parts.append(text[end : end + 2])
            end += 1
        if parts:
            runs.setdefault(text[at : end + 1], parts)
        at = max(at + 1, end)
    told: set[str] = set()
    for run, parts in sorted(runs.items(), key=lambda item: -len(item[0])):
        fresh = [part for part in dict.fromkeys(parts) if part not in told]
        if fresh:
            whole[run] = whole.get(run, 0.0) + sum(pairs[part] for part in fresh)
            told.update(fresh)
    whole |= {word: share for word, share in pairs.items() if word not in told}
    return sorted(whole.items(), key=lambda item: -item[1])


def _fit(fit: Fit) -> dict[str, Any]:
    tone = "good" if fit.degree >= GOOD else "bad" if fit.degree <= BAD else "quiet"
    return {"label": _labels()[fit.what], "text": _said(fit), "tone": tone}


def _labels() -> Mapping[str, str]:
    return {
        "field": pgettext("of technology", "Field"), "trl": _("Readiness"), "mode": _("Ways to work together"),
        "price": _("Price"), "sector": _("Sector"), "place": _("Country or region"),
    }  # fmt: skip


def _said(fit: Fit) -> str:
    language = get_language()
    if fit.what == "field":
        labels = field_labels([(terms.broader(value) or [value])[-1] for value in fit.values])
        return display.listed([str(label) for label in labels.values()], language)
    if fit.what == "trl":
        return f"TRL {fit.values[0]}"
    if fit.what == "mode":
        return display.listed([str(words.MODES.get(value, value)) for value in fit.values], language)
    if fit.what == "price":
        return present.price(float(fit.values[0]), None, fit.values[1] if len(fit.values) > 1 else "", False)
    if fit.what == "sector":
        known: Mapping[str, Any] = centre.sectors()
    else:  # the same region fits wholly, the same country less
        known = regions.labels(fit.values) if fit.degree == 1 else centre.countries()
    return display.listed([display.choose(known.get(value, value), language).text for value in fit.values], language)
