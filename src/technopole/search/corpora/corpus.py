"""A corpus: everything of one sort that is searched and matched together, such as all offers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from technopole.core import ids
from technopole.search.corpora import analysis, querying, records, spellings
from technopole.search.corpora.analysis import Term
from technopole.search.corpora.fitting import Related
from technopole.search.corpora.marking import Marks
from technopole.search.corpora.matching import DEFAULT, Lexicon, Match, Settings, Wanted, match
from technopole.search.corpora.meaning import Encoder
from technopole.search.corpora.querying import Filters, Found
from technopole.search.corpora.records import Record
from technopole.search.corpora.sets import Shard, ShardSet
from technopole.search.highlights import Highlight
from technopole.search.index import IndexOutdated

log = logging.getLogger("technopole.corpora")

MOST_SHOWN = 1_000
"""How deep a search can be paged; whoever wants more narrows it."""
MOST_TERMS = 40
"""Of a search; what is longer is a need, to be matched."""
COMMON = 0.1
"""A word that a greater part of all things has tells little: of those that lack another word, none is looked for by it
before those that have a rarer one. Among millions such words are half of what a search costs."""
RAREST = 8
"""So many words that tell are looked for: six words of Chinese are fifteen pairs of characters."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, with the words asked for marked."""

    uid: str
    score: float
    body: Record
    """What the corpus holds of it: see `records`."""
    title: Highlight
    title_2: Highlight | None
    excerpt: Highlight | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what was found."""

    hits: list[Hit]
    more: bool
    """Whether there is at least one more after these."""


class Corpus:
    """All sets of a corpus, searched as one; cheap to make, keeps its files open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sets: dict[str, ShardSet] = {}

    # --- what there is ----------------------------------------------------------------------------------------------

    def set(self, name: str) -> ShardSet:
        """A set of the corpus, built or not."""
        if name not in self._sets:
            self._sets[name] = ShardSet(self.path / name)
        return self._sets[name]

    def sets(self) -> list[str]:
        """The names of the sets that can be read."""
        return sorted(current.parent.name for current in self.path.glob("*/CURRENT"))

    def shards(self) -> list[Shard]:
        """A consistent state of all shards; a set that this version cannot read is left out, which the log and
        `technopole verify` tell. Cost: a few `stat` calls."""
        found: list[Shard] = []
        for name in self.sets():
            try:
                found += self.set(name).shards()
            except IndexOutdated as error:
                log.warning("%s", error)
        return found

    def __len__(self) -> int:
        return sum(shard.count for shard in self.shards())

    def get(self, uid: str) -> Record | None:
        """What is held of a thing, or None. Cost: well under a millisecond."""
        return self.several([uid]).get(uid)

    def several(self, uids: Sequence[str]) -> dict[str, Record]:
        """{uid: what is held of it} for those that are here."""
        shards = sorted(self.shards(), key=lambda shard: not shard.live)
        found: dict[str, Record] = {}
        for uid in uids:
            if not ids.is_uid(uid):
                continue
            for shard in shards:
                if hits := querying.one(shard, ids.number(uid)):
                    found[uid] = hits[0].record()
                    break
        return found

    def everything(self) -> Iterator[Record]:
        """Every record, in no order. Cost: reads all."""
        for shard in self.shards():
            yield from querying.all_of(shard)

    # --- asking -----------------------------------------------------------------------------------------------------

    def search(
        self, text: str, filters: Filters | None = None, limit: int = 10, offset: int = 0, *, excerpts: bool = True
    ) -> Page:
        """What fits a few words in any language: first what has them all, by relevance, then what has some, the rarer
        ones first.

        Any text; without a word, some of what fits the filters. `filters`: see `records.FACETS`; unknown ones raise
        `ValueError`. Cost: some milliseconds among a million things, tens among 14 million.
        """
        chosen = _checked(filters)
        shards = self.shards()
        wanted = min(max(offset, 0) + max(limit, 0), MOST_SHOWN) + 1
        asked, either = _asked(shards, text)
        if asked:
            found = ranked(shards, asked, chosen, wanted)
        elif either:
            known = querying.statistics(shards, either)
            found = querying.best(shards, dict.fromkeys(either, 1.0), known, chosen, wanted)
        elif text.strip():  # only stop words or punctuation
            found = []
        else:
            found = querying.newest(shards, chosen, wanted)
        page = found[offset : offset + limit]
        marks = Marks((asked or either) if excerpts else ())
        return Page([_hit(hit, marks) for hit in page], more=len(found) > offset + limit)

    def count(self, text: str, filters: Filters | None = None) -> int:
        """Exactly how many things have all the words and fit. Cost: grows with the number; on demand only."""
        shards, chosen = self.shards(), _checked(filters)
        asked, either = _asked(shards, text)
        if text.strip() and not (asked or either):
            return 0
        return querying.counted(shards, asked or either, chosen, every=bool(asked))

    def facet_counts(
        self, text: str, filters: Filters | None = None, facets: Sequence[str] | None = None
    ) -> dict[str, dict[str, int]]:
        """{facet: {value: how many there would be with it}}, exactly. Cost: grows with how many
        there are, tens of nanoseconds for each value of each thing; on demand only."""
        shards, chosen = self.shards(), _checked(filters)
        asked, either = _asked(shards, text)
        if text.strip() and not (asked or either):
            return {}
        counted = querying.counts(shards, asked or either, chosen, every=bool(asked))
        wanted = [name for name in facets or records.FACETS if name not in records.UNCOUNTED]
        return {name: spellings.together(name, counted.get(name, {})) for name in wanted}

    def match(
        self, wanted: Wanted, filters: Filters | None = None, limit: int = 20, *, per_owner: int = 3,
        lexicon: Lexicon | None = None, related: Related | None = None, settings: Settings = DEFAULT,
        encoder: Encoder | None = None,
    ) -> list[Match]:  # fmt: skip
        """What might meet a need, best first, and why: see `matching`. Filters shut out; all else is weighed."""
        return match(
            self.shards(), wanted, filters=_checked(filters), limit=limit, per_owner=per_owner, lexicon=lexicon,
            related=related, settings=settings, encoder=encoder,
        )  # fmt: skip


def ranked(shards: Sequence[Shard], asked: Sequence[Term], filters: Filters, limit: int) -> list[Found]:
    """The best for a few words: those that have them all, then those that have one that tells, then the rest."""
    known = querying.statistics(shards, asked)
    found: dict[int, Found] = {}
    telling = sorted((term for term in asked if known.share(term) <= COMMON), key=known.share)[:RAREST]
    for some, every in ((asked, True), (telling, False), (asked, False)):
        if len(found) < limit and some and not (every and len(asked) == 1):
            for hit in querying.best(shards, dict.fromkeys(some, 1.0), known, filters, limit, every=every):
                found.setdefault(hit.number, hit)
    return list(found.values())[:limit]


def _asked(shards: Sequence[Shard], text: str) -> tuple[list[Term], list[Term]]:
    """The terms of a text, and, where it has none but single Chinese characters, words that begin with these."""
    asked = list(dict.fromkeys(analysis.terms(text)))[:MOST_TERMS]
    alone = [run for run in analysis.split(text).han if len(run) == 1] if not asked else []
    return asked, [term for character in alone[:4] for term in querying.beginning_with(shards, character)]


def _checked(filters: Filters | None) -> Filters:
    chosen = {name: list(dict.fromkeys(values)) for name, values in (filters or {}).items() if values}
    if unknown := set(chosen) - set(records.FACETS):
        raise ValueError(f"no such facet: {', '.join(sorted(unknown))}; there are {', '.join(records.FACETS)}")
    if "owner" in chosen:
        chosen["owner"] = [records.owner_value(value) for value in chosen["owner"]]
    return {
        name: list(dict.fromkeys(each for value in values for each in spellings.every(name, value)))
        for name, values in chosen.items()
    }


def _hit(found: Found, marks: Marks) -> Hit:
    body = found.record()
    second = str(body.get("title_2") or "")
    text = "\n".join(str(body[name]) for name in records.TEXTS if body.get(name))
    return Hit(
        uid=body["uid"],
        score=round(found.score, 4),
        body=body,
        title=marks.whole("name", str(body.get("title") or "")),
        title_2=marks.whole("name", second) if second else None,
        excerpt=marks.excerpt(text),
    )
