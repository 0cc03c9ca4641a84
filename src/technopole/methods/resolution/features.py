"""What the ranker is told of each candidate: its name, its place in the text, the places named, and its competition."""

from __future__ import annotations

import numpy as np

from technopole.methods.resolution import spans
from technopole.methods.resolution.candidates import Candidates
from technopole.methods.resolution.competition import SECOND, competition, second, stacked
from technopole.methods.resolution.learnt import Learnt, counts
from technopole.methods.resolution.places import CITY, COUNTRY, REGION_CODE
from technopole.methods.resolution.table import TYPES, NameTable
from technopole.methods.resolution.text import (
    CORRECTED,
    IS_GENERIC,
    NAMES_ANOTHER,
    NAMES_ORGANISATION,
    SHORT,
    STOP_WORD,
    UPPER,
    WORD,
    Batch,
)  # fmt: skip

__all__ = ["NAMES", "ONE_LABEL", "SECOND", "Places", "matrix", "second", "table_hashes"]

_U = np.uint64


class Places:
    """Places named in texts, as sorted (text, place) pairs that can be asked for."""

    def __init__(self, batch: Batch, runs: spans.Runs, table: NameTable, names: Candidates) -> None:
        run, first = spans.find(runs.key, table.place_keys)
        last = np.searchsorted(table.place_keys, runs.key[run], side="right")
        many = last - first
        which = np.repeat(np.arange(len(run)), many)
        entry = np.repeat(first, many) + np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
        run = run[which]
        start, end = runs.start[run], runs.end[run]
        kind, country = table.place_kind[entry], table.place_country[entry]
        flags = batch.flags[start]
        short = (end - start == 1) & ((flags & SHORT) > 0) & ((flags & UPPER) == 0)
        kept = np.flatnonzero(~short & ((kind != REGION_CODE) | ((flags & UPPER) > 0)))
        self.start, self.end, self.kind, self.country = start[kept], end[kept], kind[kept], country[kept]
        self.document, self.key = batch.document[self.start], runs.key[run][kept]
        edges = np.zeros(len(batch.key) + 1)
        np.add.at(edges, self.start, 1)
        np.add.at(edges, self.end, -1)
        self.words = np.cumsum(edges) > 0
        """Which words of the batch are of a place."""
        bound = _inside_longer(self.start, self.end, names)
        free = ~bound
        explicit = self.kind == COUNTRY
        self.countries_free = _pairs(self.document[explicit & free], self.country[explicit & free])
        self.countries_all = _pairs(self.document[explicit], self.country[explicit])
        self.implied = _pairs(self.document[~explicit & free], self.country[~explicit & free])
        self.keys_free = np.unique(_mix(self.document[free], self.key[free]))
        self.keys_all = np.unique(_mix(self.document, self.key))
        self.has_country = np.bincount(self.document[explicit & free], minlength=batch.texts) > 0
        self.has_city = np.bincount(self.document[(self.kind == CITY) & free], minlength=batch.texts) > 0
        self.has_region = np.bincount(self.document[(self.kind != CITY) & ~explicit & free], minlength=batch.texts) > 0


def _pairs(document: np.ndarray, country: np.ndarray) -> np.ndarray:
    return np.unique(document.astype(np.int64) * 1024 + country)


def _mix(document: np.ndarray, key: np.ndarray) -> np.ndarray:
    """One number for a key in a text."""
    mixed: np.ndarray = key ^ ((document.astype(_U) + _U(1)) * _U(0x9E3779B97F4A7C15))
    return mixed


def _has(sorted_values: np.ndarray, values: np.ndarray) -> np.ndarray:
    if not len(sorted_values):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(sorted_values, values), len(sorted_values) - 1)
    found: np.ndarray = sorted_values[at] == values
    return found


def _inside_longer(start: np.ndarray, end: np.ndarray, names: Candidates) -> np.ndarray:
    """Whether each run lies inside a longer run that is a name of two words or more."""
    long = names.end - names.start >= 2
    order = np.argsort(names.start[long], kind="stable")
    begins, ends = names.start[long][order], names.end[long][order]
    if not len(begins):
        return np.zeros(len(start), bool)
    reach = np.maximum.accumulate(ends)
    at = np.searchsorted(begins, start, side="right") - 1
    before = np.where(at >= 0, reach[np.maximum(at, 0)], -1)
    strictly = np.searchsorted(begins, start, side="left") - 1
    reach_strict = np.where(strictly >= 0, reach[np.maximum(strictly, 0)], -1)
    result: np.ndarray = (before > end) | ((reach_strict >= end) & (strictly >= 0))
    return result


ONE_LABEL = "one_label"
"""Told in training only: of this text one organisation was labelled, though it may name several. Resolving asks for
all of them, so that there it is always 0."""

NAMES = (
    "words", "weight", "heaviest", "kind", "exact", "commas", "marks", "stops", "rivals", "cover", "support",
    "purity", "corrected", "name_words", "extra_words", "name_weight", "before", "after", "before_weight",
    "after_weight", "before_generic", "after_generic", "after_stop", "preceded", "before_stop", "before_another",
    "segment", "segments_after", "segments", "text_words", "filled", "organisation_words", "distinct_words",
    "upper", "numbers", "segment_organisation_words", "text_organisation_words", "country", "country_anywhere",
    "country_implied", "city", "region", "place", "place_words", "other_words", "status", "education", "facility",
    "healthcare", "company", "government", "nonprofit", "funder", "partial", "children", "home", "is_child",
    "name_count", "key_seen", "key_rate", "organisation_seen", "organisation_rate", "organisation_meant",
    "better_part", "inside", "inside_exact", "inside_same", "contains", "overlaps", "overlaps_exact",
    "contains_exact", "apart_cover", "same_span", "elsewhere_same", "elsewhere_other", "heaviest_other",
    "rival_place", "rival_kind", "rival_exact", "rival_meant", "rival_children", "rival_active", "parent_here",
    "child_here", "family_here", "later_names", "earlier_names", "later_university", "earlier_university",
    "later_rate", "candidates", ONE_LABEL,
)  # fmt: skip
"""Columns of the first look, in the order in which the shipped model knows them."""


def matrix(batch: Batch, found: Candidates, places: Places, table: NameTable, learnt: Learnt) -> np.ndarray:
    """Rows of features (float32), one for each candidate; `NAMES` tells the columns."""
    columns: dict[str, np.ndarray] = {}
    document, start, end = found.document, found.start, found.end
    last = end - 1
    words = end - start
    columns["words"] = words
    weights = _weights(batch, table)
    cumulative = np.concatenate(([0], np.cumsum(weights)))
    columns["weight"] = cumulative[end] - cumulative[start]
    columns["heaviest"] = _segment_max(weights, start, end)
    columns["kind"] = found.kind
    columns["exact"] = found.exact
    columns["commas"] = batch.commas[last] - batch.commas[start]
    columns["marks"] = batch.marks[last] - batch.marks[start]
    columns["stops"] = batch.stops[last] - batch.stops[start]
    columns["rivals"] = np.log1p(found.rivals)
    columns["cover"] = found.cover
    columns["support"] = np.log1p(found.support)
    columns["purity"] = found.purity
    corrected = np.concatenate(([0], np.cumsum((batch.flags & CORRECTED) > 0)))
    columns["corrected"] = corrected[end] - corrected[start]
    name_words = table.words_first[found.name + 1] - table.words_first[found.name]
    columns["name_words"] = name_words
    columns["extra_words"] = words - name_words
    columns["name_weight"] = table.name_weight[found.name]
    _position(columns, batch, document, start, end, weights)
    _places(columns, found, places, table)
    of_places = np.concatenate(([0], np.cumsum(places.words[: len(batch.key)])))
    columns["place_words"] = of_places[end] - of_places[start]
    columns["other_words"] = words - columns["place_words"]
    _organisation(columns, found, table, learnt)
    competition(columns, batch, found, table)
    columns[ONE_LABEL] = np.zeros(len(found))
    return stacked(columns, NAMES)


def _weights(batch: Batch, table: NameTable) -> np.ndarray:
    if not len(table.word_keys):
        return np.full(len(batch.key), 13.0)
    at = np.minimum(np.searchsorted(table.word_keys, batch.key), len(table.word_keys) - 1)
    return np.where(table.word_keys[at] == batch.key, table.word_weight[at], 13.0)


def _segment_max(values: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    if not len(start):
        return np.zeros(0, np.float32)
    edges = np.empty(2 * len(start), np.int64)
    edges[0::2], edges[1::2] = start, end
    padded = np.append(values, 0.0)
    return np.maximum.reduceat(padded, edges)[0::2]


def _position(
    columns: dict[str, np.ndarray],
    batch: Batch,
    document: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    weights: np.ndarray,
) -> None:
    # A segment is what stands between commas, breaks and marks.
    border = batch.commas + batch.breaks + batch.marks
    many = len(border)
    new = np.ones(many, bool)
    if many:
        new[1:] = (border[1:] != border[:-1]) | (batch.document[1:] != batch.document[:-1])
    segment = np.cumsum(new) - 1
    begins = np.flatnonzero(new)
    ends = np.append(begins[1:], many)
    last = end - 1
    first_of = segment[batch.first[:-1][document]]
    last_of = segment[batch.first[1:][document] - 1]
    before = start - begins[segment[start]]
    after = ends[segment[last]] - end
    columns["before"] = before
    columns["after"] = after
    columns["before_weight"] = np.where(before > 0, weights[np.maximum(start - 1, 0)], 0)
    columns["after_weight"] = np.where(after > 0, weights[np.minimum(end, many - 1)], 0)
    columns["before_generic"] = np.where(before > 0, (batch.flags[np.maximum(start - 1, 0)] & IS_GENERIC) > 0, -1)
    columns["after_generic"] = np.where(after > 0, (batch.flags[np.minimum(end, many - 1)] & IS_GENERIC) > 0, -1)
    columns["after_stop"] = np.where(after > 0, batch.stops[np.minimum(end, many - 1)] - batch.stops[last], -1)
    columns["preceded"] = batch.last_mark[start]
    columns["before_stop"] = batch.last_mark[start] == STOP_WORD
    another = (batch.flags[np.maximum(start - 1, 0)] & NAMES_ANOTHER) > 0
    columns["before_another"] = another & (before > 0) & (batch.last_mark[start] == WORD)
    columns["segment"] = segment[start] - first_of
    columns["segments_after"] = last_of - segment[last]
    columns["segments"] = last_of - first_of + 1
    columns["text_words"] = batch.first[1:][document] - batch.first[:-1][document]
    columns["filled"] = (end - start) / np.maximum(columns["text_words"], 1)
    flags = batch.flags
    organisation_words = np.concatenate(([0], np.cumsum((flags & NAMES_ORGANISATION) > 0)))
    generic = np.concatenate(([0], np.cumsum((flags & IS_GENERIC) > 0)))
    upper = np.concatenate(([0], np.cumsum((flags & UPPER) > 0)))
    numbers = np.concatenate(([0], np.cumsum(batch.kind != WORD)))
    columns["organisation_words"] = organisation_words[end] - organisation_words[start]
    columns["distinct_words"] = (end - start) - (generic[end] - generic[start])
    columns["upper"] = (upper[end] - upper[start]) / (end - start)
    columns["numbers"] = numbers[end] - numbers[start]
    segment_org = organisation_words[ends] - organisation_words[begins]
    columns["segment_organisation_words"] = segment_org[segment[start]]
    columns["text_organisation_words"] = (
        organisation_words[batch.first[1:][document]] - organisation_words[batch.first[:-1][document]]
    )


def _places(columns: dict[str, np.ndarray], found: Candidates, places: Places, table: NameTable) -> None:
    document, organisation = found.document, found.organisation
    country = table.country[organisation].astype(np.int64)
    pair = document.astype(np.int64) * 1024 + country
    known = country > 0
    match = _has(places.countries_free, pair)
    columns["country"] = np.where(~known, 2, np.where(match, 3, np.where(places.has_country[document], 0, 1)))
    columns["country_anywhere"] = _has(places.countries_all, pair) & known
    columns["country_implied"] = np.where(known, _has(places.implied, pair), -1)
    city, city_free = _any_place(found, table.city_first, table.city_key, places)
    region, region_free = _any_place(found, table.region_first, table.region_key, places)
    has_city_known = table.city_first[organisation + 1] > table.city_first[organisation]
    columns["city"] = np.where(
        city_free, 4, np.where(city, 3, np.where(~has_city_known, 2, np.where(places.has_city[document], 0, 1)))
    )
    has_region_known = table.region_first[organisation + 1] > table.region_first[organisation]
    columns["region"] = np.where(
        region_free, 4, np.where(region, 3, np.where(~has_region_known, 2, np.where(places.has_region[document], 0, 1)))
    )
    columns["place"] = columns["country"] + (columns["city"] - 2) * 2 + (columns["region"] - 2)


def _any_place(found: Candidates, first: np.ndarray, key: np.ndarray, places: Places) -> tuple[np.ndarray, np.ndarray]:
    row, member = spans.expand(first, found.organisation)
    mixed = _mix(found.document[row], key[member])
    everywhere, free = np.zeros(len(found), bool), np.zeros(len(found), bool)
    everywhere[row[_has(places.keys_all, mixed)]] = True
    free[row[_has(places.keys_free, mixed)]] = True
    return everywhere, free


def _organisation(columns: dict[str, np.ndarray], found: Candidates, table: NameTable, learnt: Learnt) -> None:
    organisation = found.organisation
    columns["status"] = table.status[organisation]
    types = table.types[organisation]
    for number, name in enumerate(TYPES[:7]):
        columns[name] = (types >> number) & 1
    columns["partial"] = table.partial[organisation]
    columns["children"] = np.log1p(table.children[organisation])
    columns["home"] = table.home[organisation]
    columns["is_child"] = table.parent[organisation] >= 0
    columns["name_count"] = table.name_count[organisation]
    seen, meant = counts(found.key, learnt.key, learnt.key_seen, learnt.key_meant)
    columns["key_seen"] = np.log1p(seen)
    columns["key_rate"] = (meant + 0.5) / (seen + 1.5)
    hashes = table_hashes(table)[organisation]
    seen, meant = counts(hashes, learnt.organisation, learnt.organisation_seen, learnt.organisation_meant)
    columns["organisation_seen"] = np.log1p(seen)
    columns["organisation_rate"] = (meant + 0.5) / (seen + 1.5)
    columns["organisation_meant"] = np.log1p(meant)


_hash_cache: dict[int, tuple[NameTable, np.ndarray]] = {}


def table_hashes(table: NameTable) -> np.ndarray:
    """The hash by which `Learnt` knows each organisation of the table: of its label, or its id where it has none."""
    known = _hash_cache.get(id(table))
    if known is None or known[0] is not table:
        from technopole.methods.resolution.text import word_hash

        ids = (label or one for label, one in zip(table.labels.tolist(), table.ids.tolist(), strict=True))
        known = (table, np.fromiter((word_hash(one.decode()) for one in ids), np.uint64, len(table.ids)))
        _hash_cache.clear()
        _hash_cache[id(table)] = known
    return known[1]
