"""Simulated offers, block by block: all chances of a block are drawn at once, and its sentences are filled.

A block depends on the seed and its number alone. Words of a field are drawn with the frequencies of Zipf's law, from
the vocabulary of the field that the offer is of; one offer in eight borrows words of another field.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from technopole.simulation import invented, owners, sentences, vocabulary
from technopole.simulation.vocabulary import GENERAL, ROLES

BLOCK = 10_000
_FIRST_YEAR, _LAST_YEAR = 1990, 2026
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ROLE_OF = dict(zip("OPMRYBU", ROLES, strict=True)) | dict(zip("QASTI", GENERAL, strict=True))
_BORROWED = {"M2", "B2", "U2", "R2"}
"""Places whose words may come from the second field."""
_MODES = (
    "transfer", "licence_non_exclusive", "licence_exclusive", "codevelopment", "licence_sole", "service", "equity",
    "sale", "investment",
)  # fmt: skip
Words = np.ndarray


class _Role:
    """The words of one role, those of all fields one after the other, and how likely each is."""

    def __init__(self, lists: list[list[vocabulary.Pair]]) -> None:
        self.sizes = np.array([len(each) for each in lists])
        self.starts = np.concatenate([[0], np.cumsum(self.sizes)[:-1]])
        pairs = [pair for each in lists for pair in each]
        english = [pair[0] for pair in pairs]
        self.forms = {
            "": _objects(english),
            "c": _objects([_capital(word) for word in english]),
            "a": _objects([vocabulary.with_article(word) for word in english]),
            "ca": _objects([_capital(vocabulary.with_article(word)) for word in english]),
            "zh": _objects([pair[1] for pair in pairs]),
        }
        widest = int(self.sizes.max())
        self.below = np.ones((len(lists), widest))
        for number, size in enumerate(self.sizes):
            weights = 1 / (np.arange(size) + 1.5)
            self.below[number, :size] = np.cumsum(weights) / weights.sum()
            self.below[number, size - 1 :] = 1.0

    def drawn(self, fields: Words, chances: Words, not_this: Words | None = None) -> Words:
        """Places of words in `forms`; with `not_this`, ranks that differ from these."""
        ranks = (chances[:, None] >= self.below[fields]).sum(axis=1)
        sizes = self.sizes[fields]
        if not_this is not None:
            ranks = np.where(ranks == not_this - self.starts[fields], (ranks + 1) % sizes, ranks)
        places: Words = self.starts[fields] + np.minimum(ranks, sizes - 1)
        return places


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]


def _objects(values: list[str]) -> Words:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


class _Tables:
    """What all blocks share."""

    def __init__(self) -> None:
        words = vocabulary.read()
        self.roles = {role: _Role([field.words[role] for field in words.fields]) for role in ROLES}
        self.roles |= {role: _Role([words.general[role]]) for role in GENERAL}
        self.fields = _cumulative(1 / (np.arange(len(words.fields)) + 4))
        self.symbols = [field.symbols for field in words.fields]
        self.numbers = _objects([str(number) for number in range(10_000)])
        self.letters = _objects([first + second for first in _LETTERS for second in _LETTERS])
        self.chemicals = tuple(_objects([pair[at] for pair in invented.chemicals()]) for at in (0, 1))
        years = np.arange(_FIRST_YEAR, _LAST_YEAR + 1)
        self.years = _cumulative(1.07 ** (years - _FIRST_YEAR) * np.where(years == _LAST_YEAR, 0.8, 1))
        self.trl = _cumulative(np.array([2, 5, 9, 14, 13, 12, 9, 5, 3]))
        self.modes = _cumulative(1 / (np.arange(len(_MODES)) + 1.0))
        everybody = owners.owners()
        self.owners = everybody
        groups: dict[tuple[int, bool], list[int]] = {}
        for each in everybody:
            groups.setdefault((each.field, each.country == "CN"), []).append(each.number)
        self.groups = groups
        self.english = {name: sentences.compiled(group, True) for name, group in _GROUPS.items()}
        self.chinese = {name: sentences.compiled(group, False) for name, group in _GROUPS.items()}


_GROUPS = {
    "title": sentences.TITLES,
    "opening": sentences.OPENINGS,
    "middle": sentences.MIDDLES,
    "closing": sentences.CLOSINGS,
}


@cache
def _tables() -> _Tables:
    return _Tables()


def _cumulative(weights: Words) -> Words:
    made: Words = np.cumsum(weights) / weights.sum()
    made[-1] = 1.0
    return made


def _chosen(cumulative: Words, chances: Words) -> Words:
    made: Words = np.searchsorted(cumulative, chances, side="right")
    return made


def _rare(chances: Words, most: int, steepness: float) -> Words:
    """Numbers from 0 on, heavy-tailed: the first comes often, most of them once in millions."""
    return np.minimum((1 - chances) ** (-1 / steepness) - 1, most - 1).astype(np.int64)


def block(seed: int, number: int, count: int = BLOCK) -> Iterator[dict[str, Any]]:
    """The first `count` offers of a block. Cost: some 20 microseconds each, and as much memory as 10,000 texts."""
    tables = _tables()
    generator = np.random.default_rng([seed, 1, number])

    def draw() -> Words:
        return generator.random(BLOCK)

    fields = _chosen(tables.fields, draw())
    others = np.where(draw() < 0.125, _chosen(tables.fields, draw()), fields)
    english, chinese = _words(tables, draw, fields, others)
    share = draw()
    languages = np.where(share < 0.45, 0, np.where(share < 0.80, 1, 2))  # zh with a title en · en · both
    chosen = [(draw() * size).astype(int).tolist() for size in (8, 6, 8, 28, 6)]
    facts = _facts(tables, draw, fields, languages)
    symbols = _symbols(tables, draw, fields, others)
    first = number * BLOCK
    rows = zip(
        languages.tolist(), zip(*english, strict=True), zip(*chinese, strict=True), *chosen, facts, symbols, strict=True
    )
    for at, (language, words_en, words_zh, title, opening, middle, second, closing, fact, fields_) in enumerate(rows):
        if at == count:
            return
        parts = [("opening", opening)]  # two sentences, as in a listing's summary; three in one text of fourteen
        if second < 16:
            parts.append(("middle", middle))
        if second >= 14:
            parts.append(("closing", closing))
        title_en = _filled(tables.english["title"][title], words_en)
        record: dict[str, Any] = {"_id": f"syn:{first + at + 1:010d}"}
        if language == 1:
            record["title"] = title_en
            record["text"] = " ".join([_filled(tables.english[name][which], words_en) for name, which in parts])
            record["language"] = "en"
        else:
            record["title"] = _filled(tables.chinese["title"][title], words_zh)
            record["text"] = "".join([_filled(tables.chinese[name][which], words_zh) for name, which in parts])
            record["language"] = "zh"
            record["title_en"] = title_en
            if language == 2:
                record["text_en"] = " ".join([_filled(tables.english[name][which], words_en) for name, which in parts])
        record["fields"] = fields_
        record.update(fact)
        if record["kind"] == "patent":
            record["numbers"] = [f"ZZ{first + at + 1:011d}Y9"]
            record["rights"] = ["patent"]
        yield record


def _filled(sentence: sentences.Sentence, words: tuple[str, ...]) -> str:
    text: str = sentence.text % sentence.words(words)
    return text


def _words(tables: _Tables, draw: Any, fields: Words, others: Words) -> tuple[list[list[str]], list[list[str]]]:
    """The words at each place, of all offers of the block, in both languages."""
    at: dict[str, Words] = {}
    nothing = np.zeros_like(fields)
    for slot in sentences.SLOTS:
        if slot[0] in _ROLE_OF:
            role = tables.roles[_ROLE_OF[slot[0]]]
            of = nothing if _ROLE_OF[slot[0]] in GENERAL else others if slot in _BORROWED else fields
            before = at.get(f"{slot[0]}1") if slot[1] == "2" and slot not in _BORROWED else None
            if slot in _BORROWED:
                before = at[f"{slot[0]}1"]
            at[slot] = role.drawn(of, draw(), before)
    numbers = {
        slot: tables.numbers[(low + draw() ** 2 * (high - low)).astype(int)]
        for slot, low, high in (("N1", 2, 950), ("N2", 5, 96), ("N3", 3, 70), ("N4", 1, 35), ("N5", 48, 9000))
    }
    models = tables.letters[(draw() * len(tables.letters)).astype(int)] + np.array("-", dtype=object)
    numbers["C1"] = models + tables.numbers[(draw() * 10_000).astype(int)]
    chemicals = _rare(draw(), len(tables.chemicals[0]), 0.35)
    names = _rare(draw(), 40_000_000, 0.22).tolist()
    given = {
        "C2": (tables.chemicals[0][chemicals], tables.chemicals[1][chemicals]),
        "C3": ([invented.word(name) for name in names], [invented.characters(name) for name in names]),
    }
    made: tuple[list[Any], list[Any]] = ([], [])
    for language in (0, 1):
        for name in sentences.slots(language == 0):
            slot, marks = name[-2:], name[:-2]
            if slot in numbers:
                made[language].append(numbers[slot].tolist())
            elif slot in given:
                made[language].append(list(given[slot][language]))
            else:
                forms = tables.roles[_ROLE_OF[slot[0]]].forms["zh" if language else marks]
                made[language].append(forms[at[slot]].tolist())
    return made


def _symbols(tables: _Tables, draw: Any, fields: Words, others: Words) -> Iterator[list[str]]:
    many, first, second, third = (draw().tolist() for _ in range(4))
    for field, other, count, *chances in zip(fields.tolist(), others.tolist(), many, first, second, third, strict=True):
        own = tables.symbols[field]
        found = [own[int(chances[0] * len(own))]]
        if count > 0.45 and (another := own[int(chances[1] * len(own))]) not in found:
            found.append(another)
        if (count > 0.8 or other != field) and (
            another := tables.symbols[other][int(chances[2] * len(tables.symbols[other]))]
        ) not in found:
            found.append(another)
        yield found


def _facts(tables: _Tables, draw: Any, fields: Words, languages: Words) -> Iterator[dict[str, Any]]:
    """What else is said of each offer: owner, place, year, readiness, terms."""
    kinds = draw().tolist()
    years = (_chosen(tables.years, draw()) + _FIRST_YEAR).tolist()
    trl = (_chosen(tables.trl, draw()) + 1).tolist()
    modes = [_chosen(tables.modes, draw()).tolist() for _ in range(2)]
    ranks = _rare(draw(), 1 << 30, 0.45).tolist()
    abroad, has_trl, many, has_price, prices, wide = (draw().tolist() for _ in range(6))
    for at, (field, language) in enumerate(zip(fields.tolist(), languages.tolist(), strict=True)):
        group = tables.groups[field, language == 0 or abroad[at] < (0.3 if language == 1 else 0.85)]
        owner = tables.owners[group[ranks[at] % len(group)]]
        kind = "patent" if kinds[at] < 0.7 else "innovation" if kinds[at] < 0.96 else "project"
        fact: dict[str, Any] = {
            "kind": kind,
            "owner": owner.name_en if language == 1 else owner.name_zh,
            "owner_kind": owner.kind,
            "country": owner.country,
            "year": years[at],
            "source": "synthetic",
            "synthetic": True,
        }
        if owner.region:
            fact["region"] = owner.region
        if has_trl[at] < 0.7:
            fact["trl"] = trl[at]
        if many[at] < 0.8:
            chosen = {modes[0][at]} if many[at] < 0.5 else {modes[0][at], modes[1][at]}
            fact["modes"] = [_MODES[mode] for mode in sorted(chosen)]
        if kind != "patent" and many[at] < 0.4:
            fact["rights"] = ["know_how"] if wide[at] < 0.6 else ["software"]
        if has_price[at] < 0.25:
            low = round(10 ** (4 + 3 * prices[at])) // 1000 * 1000
            fact["price_low"], fact["price_high"] = low, low * (1 if wide[at] < 0.4 else 2)
            fact["currency"] = "CNY" if owner.country == "CN" else "USD" if owner.country == "US" else "EUR"
        yield fact
