"""Which topics are emerging in all works that were loaded, and in those of the centre's place, with the evidence.

Topics are OpenAlex's; where most works have none, their keywords, and where they have none of these either, the pairs
of words (of Han script: four characters in a row) of their titles. The engine counts topics by year; what leaves it is
a table of topics by years, and a few works for each topic that is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from technopole.core import clock
from technopole.lake import sql
from technopole.methods.bursts import batched
from technopole.methods.emerging import FEWEST, Emerging, emerging
from technopole.observatory.analyses import network_names
from technopole.observatory.analyses.networks import HERE
from technopole.observatory.analyses.running import Analyser, Context, Result

NAME = "emerging"
YEARS = 15
"""How far back one looks, at most."""
FULL = 0.05
"""The first and the last year have at least this part of the works of the fullest: a few strays make no year."""
LEAST_YEARS, LEAST_WORKS = 3, 100
"""With fewer there is nothing to be told from chance."""
KEPT, KEPT_BURSTS = 200, 50
"""Topics that are kept: those with the highest score, and those with the strongest bursts that last."""
MOST = 20_000
"""Topics that leave the engine, those with most works."""
EXAMPLES, RECENT = 4, 4
"""Works told for each topic: the most cited of the last years."""
FIGURES = ("score", "growth", "low", "high", "grows", "novelty")
LASTING = 2
"""A burst lasts if it reaches one of so many last years."""

_STOP = (
    "the and for with from that this are was were been has have its their our his her not but can may via using use "
    "used based toward towards into onto over under between among during within without through after before about "
    "against across study studies analysis review case approach new effect effects role results method methods "
    "research et al de la der die und des les del los las en el un une von"
)
"""Words that begin and end no term."""

_KEPT = "year BETWEEN $first AND $last AND is_paratext IS NOT TRUE AND is_retracted IS NOT TRUE AND is_xpac IS NOT TRUE"
_WORDS = "regexp_split_to_array(lower(title), '[^a-z0-9]+')"
_HAN = "regexp_extract_all(title, '\\p{Han}{4,}')"
_PAIR = (
    "[w[i] || ' ' || w[i + 1] FOR i IN range(1, len(w)) IF len(w[i]) > 2 AND len(w[i + 1]) > 2 "
    "AND NOT list_contains($stop, w[i]) AND NOT list_contains($stop, w[i + 1])]"
)
_FOURS = "flatten([[substring(h, i, 4) FOR i IN range(1, len(h) - 2)] FOR h IN han])"


@dataclass(frozen=True)
class Kind:
    """What stands for topics: a statement that gives `id`, `year` and the list `topics` of each work."""

    name: str
    works: str
    parameters: tuple[str, ...] = ()


KINDS = (
    Kind("topics", f"SELECT id, year, list_distinct(topics) AS topics FROM works WHERE {_KEPT} AND len(topics) > 0"),
    Kind(
        "keywords",
        f"SELECT id, year, list_distinct(keywords) AS topics FROM works WHERE {_KEPT} AND len(keywords) > 0",
    ),
    Kind(
        "terms",
        f"SELECT id, year, list_distinct(list_concat({_PAIR}, {_FOURS})) AS topics FROM "
        f"(SELECT id, year, {_WORDS} AS w, {_HAN} AS han FROM works WHERE {_KEPT} AND title <> '')",
        ("stop",),
    ),
)
"""The first that half of all works have."""
_YEARS = (
    "SELECT year, count(*) AS works, count(*) FILTER (len(topics) > 0) AS topics, "
    "count(*) FILTER (len(keywords) > 0) AS keywords, count(*) FILTER (title <> '') AS terms FROM works "
    f"WHERE {_KEPT} GROUP BY year ORDER BY year"
)


def of_works(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """Emerging topics of all works, and of the works of the centre's place if there is one."""
    this_year = clock.today().year
    held = lake.rows(_YEARS, {"first": 1900, "last": this_year})
    fullest = max((row["works"] for row in held), default=0)
    full = [row["year"] for row in held if row["works"] >= FULL * fullest]
    last = int(full[-1]) if full else this_year
    held = [row for row in held if last - YEARS < row["year"] <= last and row["year"] >= full[0]]
    years = list(range(int(held[0]["year"]), last + 1)) if held else []
    works = {kind.name: sum(row[kind.name] for row in held) for kind in KINDS}
    whole = sum(row["works"] for row in held)
    kind = next((kind for kind in KINDS if 2 * works[kind.name] >= whole), KINDS[-1])
    looked_at = _Looked(lake, context, kind, years, this_year)
    everywhere = looked_at.counts("")
    here = looked_at.counts(context.place) if context.place else None
    yield looked_at.result("all", everywhere, everywhere, here, whole)
    if here is not None:
        yield looked_at.result("place", here, everywhere, here, whole)


@dataclass(frozen=True)
class _Counts:
    topics: list[str]
    table: np.ndarray
    """(topics, years)"""
    totals: np.ndarray
    """(years,) works with topics."""

    def of(self, topic: str) -> float:
        """A topic's works in all years."""
        at = self._places.get(topic)
        return float(self.table[at].sum()) if at is not None else 0.0

    @property
    def _places(self) -> Mapping[str, int]:
        found: dict[str, int] | None = self.__dict__.get("_kept")
        if found is None:
            found = {topic: at for at, topic in enumerate(self.topics)}
            self.__dict__["_kept"] = found
        return found


@dataclass(frozen=True)
class _Looked:
    """One look: the kind of topics and the years."""

    lake: sql.Lake
    context: Context
    kind: Kind
    years: list[int]
    this_year: int

    def _asked(self, **more: Any) -> dict[str, Any]:
        found = {"first": self.years[0], "last": self.years[-1], **more}
        return {**found, "stop": _STOP.split()} if "stop" in self.kind.parameters else found

    def _works(self, place: str) -> str:
        return f"SELECT * FROM ({self.kind.works}) w" + (f" WHERE w.id IN ({HERE})" if place else "")

    def counts(self, place: str) -> _Counts:
        """Topics by years, of all works or those of a place."""
        if not self.years:
            return _Counts([], np.zeros((0, 0)), np.zeros(0))
        asked = self._asked(**({"place": place} if place else {}))
        works = self._works(place)
        totals = np.zeros(len(self.years))
        for row in self.lake.rows(f"SELECT year, count(*) AS works FROM ({works}) GROUP BY year", asked):
            totals[row["year"] - self.years[0]] = row["works"]
        counted = self.lake.columns(
            f"WITH listed AS (SELECT unnest(topics) AS topic, year FROM ({works})), "
            "most AS (SELECT topic FROM listed GROUP BY topic HAVING count(*) >= $fewest "
            "ORDER BY count(*) DESC, topic LIMIT $most) "
            "SELECT topic, year, count(*) AS works FROM listed WHERE topic IN (SELECT topic FROM most) "
            "GROUP BY ALL ORDER BY topic, year",
            # of a place all, so that its share of what is kept of all works can be told
            {**asked, "fewest": 1 if place else FEWEST, "most": MOST},
        )
        topics, place_of = np.unique(counted["topic"].astype(str), return_inverse=True)
        table = np.zeros((len(topics), len(self.years)))
        table[place_of.reshape(-1), counted["year"].astype(int) - self.years[0]] = counted["works"]
        return _Counts(topics.tolist(), table, totals)

    def result(self, scope: str, own: _Counts, everywhere: _Counts, here: _Counts | None, whole: int) -> Result:
        """What is told of one scope."""
        place = self.context.place if scope == "place" else ""
        counted = int(own.totals.sum())
        begin = {
            "kind": self.kind.name, "years": self.years, "totals": own.totals.astype(int).tolist(), "works": counted,
            "whole": whole, "unfinished": bool(self.years) and self.years[-1] == self.this_year, "topics": [],
        }  # fmt: skip
        parameters = {
            "place": self.context.place, "fewest": FEWEST, "least_years": LEAST_YEARS, "least_works": LEAST_WORKS,
            "kept": KEPT, "years": YEARS,
        }  # fmt: skip
        problem = "years" if (own.totals > 0).sum() < LEAST_YEARS else "works" if counted < LEAST_WORKS else ""
        if problem or not own.topics:
            return Result(scope, parameters, {**begin, "problem": problem or "works", "judged": 0})
        found = emerging(own.table, own.totals)
        bursts = [batched(row, own.totals) for row in own.table]
        kept = self._chosen(found, bursts)
        keys = [own.topics[at] for at in kept]
        names = self._names(keys)
        examples = self._examples(keys, place)
        topics = []
        for at, key, name in zip(kept, keys, names, strict=True):
            in_all = everywhere.of(key)
            told: dict[str, Any] = {
                "key": key, **name, "counts": own.table[at].astype(int).tolist(), "works": int(found.documents[at]),
                **{each: _short(getattr(found, each)[at]) for each in FIGURES},
                "began": self.years[int(found.began[at])],
                "bursts": [[self.years[each.begin], self.years[each.end], _short(each.weight)] for each in bursts[at]],
                "examples": examples.get(key, []),
            }  # fmt: skip
            if here is not None:
                told |= {"here": int(here.of(key)), "in_all": int(in_all)}
            topics.append(told)
        more = {
            "topics": topics, "judged": int((found.documents >= FEWEST).sum()), "typical": _short(found.typical),
            "dispersion": _short(found.dispersion),
        }  # fmt: skip
        if here is not None:
            more["share_here"] = _short(here.totals.sum() / max(1.0, everywhere.totals.sum()))
        return Result(scope, parameters, {**begin, **more})

    def _chosen(self, found: Emerging, bursts: Sequence[Sequence[Any]]) -> list[int]:
        """Those with the highest score, then those that are not among them with the strongest bursts that last."""
        score = np.nan_to_num(found.score)
        best = [at for at in np.lexsort((np.arange(len(score)), -score)).tolist()[:KEPT] if score[at] > 0]
        latest = len(self.years) - LASTING
        lasting = {
            at: max(each.weight for each in those if each.end >= latest)
            for at, those in enumerate(bursts)
            if found.documents[at] >= FEWEST and any(each.end >= latest for each in those)
        }
        others = sorted(lasting.keys() - set(best), key=lambda at: (-lasting[at], at))[:KEPT_BURSTS]
        return best + others

    def _names(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        if self.kind.name == "topics":
            return network_names.topics(self.lake, keys, self.context)
        return [{"name": {"": key}, "at": ""} for key in keys]

    def _examples(self, keys: Sequence[str], place: str) -> dict[str, list[dict[str, Any]]]:
        """The most cited works of the last years for each topic."""
        asked = self._asked(keys=list(keys), since=self.years[-1] - RECENT + 1, most=EXAMPLES)
        if place:
            asked["place"] = place
        cited = (
            f"WITH listed AS (SELECT w.id, unnest(w.topics) AS topic FROM ({self._works(place)}) w "
            "WHERE w.year >= $since) SELECT l.topic, l.id FROM listed l JOIN works o ON o.id = l.id "
            "WHERE l.topic IN (SELECT unnest($keys)) "
            "QUALIFY row_number() OVER (PARTITION BY l.topic ORDER BY o.cited_by DESC NULLS LAST, l.id) <= $most"
        )
        chosen = self.lake.rows(cited, asked)
        told = self.lake.rows(
            "SELECT id, doi, title, year, source_name AS source, coalesce(cited_by, 0) AS cited_by FROM works "
            "WHERE id IN (SELECT unnest($ids))",
            {"ids": sorted({row["id"] for row in chosen})},
        )
        works = {row["id"]: row for row in told}
        found: dict[str, list[dict[str, Any]]] = {}
        for row in chosen:
            found.setdefault(row["topic"], []).append(works[row["id"]])
        return {key: sorted(those, key=lambda row: (-row["cited_by"], row["id"])) for key, those in found.items()}


def _short(value: float) -> float:
    """Six digits, which is more than a page shows; 0 for what is not finite, which is kept of no topic that is told."""
    return float(f"{value:.6g}") if math.isfinite(value) else 0.0


EMERGING = Analyser(NAME, ("works", "authorships", "affiliations"), of_works, uses=("topics",))
