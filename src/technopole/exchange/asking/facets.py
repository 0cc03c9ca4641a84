"""The filters of the search page: what each is called, and which values are offered.

Counting among millions takes long, so it is done only when asked for. Until then a filter offers the words of its
vocabulary, or where it has none, what occurs on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.exchange import present, terms, vocabulary, words
from technopole.exchange.asking.asked import Asked
from technopole.registry import regions
from technopole.registry import vocabulary as centre
from technopole.search.corpora import Record, records, spellings

SHOWN, MOST = 10, 60
Labels = Callable[[Sequence[str]], Mapping[str, Any]]
LANGUAGES = {
    "en": _("English"), "zh": _("Chinese"), "de": _("German"), "fr": _("French"), "es": _("Spanish"),
    "it": _("Italian"), "ja": _("Japanese"), "ko": _("Korean"), "ru": _("Russian"), "pt": _("Portuguese"),
}  # fmt: skip
STANDINGS = {
    "listing": _("Listings of this exchange"), "reference": _("Reference data: read from registers, not offered here"),
}  # fmt: skip
SYNTHETIC = {"0": _("Real"), "1": _("Synthetic data")}


def _known(words_of: Mapping[str, Any]) -> Labels:
    return lambda keys: {key: words_of.get(key, key.replace("_", " ")) for key in keys}


def _kinds(keys: Sequence[str]) -> Mapping[str, Any]:
    return {key: words.PROFILES.get(key) or present.reference_kind(key) for key in keys}


def _levels(keys: Sequence[str]) -> Mapping[str, Any]:
    return {key: words.READINESS.get(int(key), key) if key.isdecimal() and len(key) < 3 else key for key in keys}


def field_labels(keys: Sequence[str]) -> Mapping[str, Any]:
    """Symbols with their names in the reader's language; others are shown as they are written."""
    language = get_language() or "en"
    return {key: f"{key} {name}" if (name := terms.field_name(key, language)) else key for key in keys}


def _countries(keys: Sequence[str]) -> Mapping[str, Any]:
    known = centre.countries()
    return {key: known.get(key, key) for key in keys}


def _sectors(keys: Sequence[str]) -> Mapping[str, Any]:
    known = centre.sectors()
    return {key: known.get(key, key.replace("_", " ")) for key in keys}


class Group(NamedTuple):
    """One filter."""

    label: Any
    labels: Labels
    offered: Sequence[str] = ()
    """Its vocabulary, offered whether it occurs or not."""
    ordered: Callable[[str], Any] | None = None


GROUPS: dict[str, Group] = {
    "standing": Group(_("Standing"), _known(STANDINGS), ("listing", "reference")),
    "kind": Group(_("Kind"), _kinds, vocabulary.OFFER_PROFILES),
    "field": Group(pgettext_lazy("of technology", "Field"), field_labels, (), lambda value: value),
    "trl": Group(_("Readiness"), _levels, tuple("123456789"), lambda value: value),
    "mode": Group(_("Ways to work together"), _known(words.MODES), vocabulary.MODES),
    "right": Group(_("Rights"), _known(words.RIGHTS), vocabulary.RIGHTS),
    "sector": Group(_("Sector"), _sectors),
    "country": Group(_("Country or region"), _countries),
    "region": Group(_("Region"), regions.labels),
    "year": Group(_("Year"), lambda keys: {key: key for key in keys}, (), lambda value: _latest_first(value)),
    "language": Group(_("Language"), _known(LANGUAGES)),
    "synthetic": Group(_("Synthetic data"), _known(SYNTHETIC), ("0", "1")),
}
ONLY_CHIPS = {
    "owner": Group(pgettext_lazy("of a technology", "Owner"), lambda keys: {key: key for key in keys}),
    "source": Group(_("Source"), lambda keys: {key: key for key in keys}),
}
"""Filters that other pages lead to, seen as chips only."""


def _latest_first(value: str) -> Any:
    return (-int(value), "") if value.isdecimal() and len(value) < 6 else (1, value)


def groups(
    asked: Asked, hits: Sequence[Record], counts: Mapping[str, Mapping[str, int]] | None
) -> list[dict[str, Any]]:
    """The filters as components/facets.html wants them."""
    occurring = _occurring(hits)
    return [_group(asked, name, group, occurring.get(name, {}), counts) for name, group in GROUPS.items()]


def _group(
    asked: Asked, name: str, group: Group, occurring: Mapping[str, int],
    counts: Mapping[str, Mapping[str, int]] | None,
) -> dict[str, Any]:  # fmt: skip
    chosen = asked.filters.get(name, [])
    counted = counts.get(name) if counts is not None else None  # some are never counted
    there = counted if counted is not None else occurring
    if name == "field":
        values = _fields(chosen, there, counted=counted is not None)
    else:
        fixed = () if counted is not None else group.offered
        values = list(dict.fromkeys((*fixed, *there, *chosen)))
    if group.ordered:
        values.sort(key=group.ordered)
    most = MOST if asked.more == name else max(SHOWN, len(group.offered))
    kept = [value for place, value in enumerate(values) if place < most or value in chosen]
    labels = group.labels(kept)
    return {
        "name": name,
        "label": group.label,
        "values": [
            {
                "value": value, "label": labels[value], "selected": value in chosen,
                "count": counted.get(value, 0) if counted is not None else None,
                "url": _address(asked, name, value),
            }
            for value in kept
        ],
        "more_url": "" if len(kept) == len(values) or asked.more == name else asked.with_(more=[name]),
    }  # fmt: skip


def _address(asked: Asked, name: str, value: str) -> str:
    """A narrower field takes the place of the wider ones it lies in, and the other way round."""
    chosen = asked.filters.get(name, [])
    if name != "field" or value in chosen:
        return asked.toggled(name, value)
    kin = {*records.beginnings(value), *(each for each in chosen if value in records.beginnings(each))}
    return asked.narrowed(name, [*(each for each in chosen if each not in kin), value])


def _fields(chosen: Sequence[str], there: Mapping[str, int], *, counted: bool) -> list[str]:
    """Sections, and codes that are no symbols where they occur; of what is chosen that above it and just below."""
    if not chosen:
        codes = [value for value in there if not terms.field_name(value, "en")][:SHOWN]
        return [*(value for value in terms.narrower("") if value in there or not counted), *codes]
    found: dict[str, None] = {}
    for symbol in chosen:
        found |= dict.fromkeys(records.beginnings(symbol))
        found |= dict.fromkeys(value for value in terms.narrower(symbol) if value in there or not counted)
    return list(found)


def _occurring(hits: Sequence[Record]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for record in hits:
        for name, value in records.facets(record):
            values = found.setdefault(name, {})
            values[value] = values.get(value, 0) + 1
    return {name: spellings.together(name, values) for name, values in found.items()}


def chips(asked: Asked) -> list[dict[str, Any]]:
    """The filters in force, each with the address without it."""
    found = []
    for name, values in asked.filters.items():
        group = GROUPS.get(name) or ONLY_CHIPS[name]
        labels = group.labels(values)
        found += [{"label": labels[value], "remove_url": asked.toggled(name, value)} for value in values]
    return found
