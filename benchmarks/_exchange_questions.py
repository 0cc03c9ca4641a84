"""What a corpus of offers is asked: words, words with filters, and needs of some 200 words.

All are drawn from offers of the corpus by a seed, so that each scale and each peer is asked the same: half of them in
English, half in Chinese.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from technopole.search.corpora import analysis, records
from technopole.simulation import vocabulary
from technopole.sources.offers import files

Question = dict[str, Any]
"""id, kind (plain, filtered, need), language, style, text, filters, wanted."""
KINDS = ("plain", "filtered", "need")
POOL = 10_000
"""Offers that questions are drawn from: the first of the corpus, which are there at every scale."""
_WORD = re.compile(r"[A-Za-z][A-Za-z-]+")
_SENTENCE = re.compile(r"[^.。]+[.。]")
_WORDS_OF_A_NEED, _CHARACTERS_OF_A_NEED = 200, 330
_MODES = ("transfer", "licence_exclusive", "licence_non_exclusive", "codevelopment", "service", "equity")


def read(file: Path, most: int = POOL) -> list[dict[str, Any]]:
    """The first offers of a file, with their titles and texts by language and their facets."""
    with files.opened(file, file.name) as (lines, _):
        return [_prepared(json.loads(line)) for line in islice(lines, most)]


def _prepared(offer: dict[str, Any]) -> dict[str, Any]:
    first = offer["language"]
    offer["titles"] = {first: offer["title"]} | ({"en": offer["title_en"]} if "title_en" in offer else {})
    offer["texts"] = {first: offer["text"]} | ({"en": offer["text_en"]} if "text_en" in offer else {})
    facets: dict[str, list[str]] = {}
    for facet, value in records.facets(offer):
        facets.setdefault(facet, []).append(value)
    offer["facets"] = facets
    return offer


def draw(offers: list[dict[str, Any]], seed: int, *, words: int, needs: int) -> list[Question]:
    """`words` questions of 2 to 6 words, as many with filters, and `needs` needs; the order is by chance."""
    chance = random.Random(seed)
    plain = [{"kind": "plain", **_words(chance, offers, number)} for number in range(words)]
    narrowed = list(_filtered(chance, offers, words))
    wanted = [_need(chance, offers, number) for number in range(needs)]
    found: list[Question] = []
    for group in (plain, narrowed, wanted):
        chance.shuffle(group)
        found += [{"id": f"{each['kind']}-{at}", "filters": {}, **each} for at, each in enumerate(group)]
    return found


def _words(chance: random.Random, offers: list[dict[str, Any]], number: int) -> Question:
    language = ("en", "zh")[number % 2]
    style = ("phrase of a title", "phrase of a text", "words of one offer", "words of two offers")[number // 2 % 4]
    while True:
        one, other = chance.choice(offers), chance.choice(offers)
        text = _text(chance, language, style, one, other)
        if len(set(analysis.terms(text))) >= 2:
            return {"language": language, "style": style, "text": text, "offer": one["_id"]}


def _text(chance: random.Random, language: str, style: str, one: dict[str, Any], other: dict[str, Any]) -> str:
    """A phrase, or two to six words apart; empty if the offers have too little in the language."""
    title, text, second = one["titles"].get(language), one["texts"].get(language), other["texts"].get(language)
    if not (title and text and second):
        return ""
    many = chance.randint(2, 6)
    if style.startswith("phrase"):
        said = title if style.endswith("title") else text
        places = _places(said, language)
        many = min(many, len(places)) if language == "en" else min((many + 1) // 2, len(places))
        start = chance.randrange(len(places) - many + 1)
        return said[places[start][0] : places[start + many - 1][1]][:60] if many else ""
    sources = [title, text] if style == "words of one offer" else [title, second]
    words = []
    for at in range(many):
        said = sources[at % 2]
        places = [(start, end) for start, end in _places(said, language) if analysis.terms(said[start:end])]
        if not places:
            return ""
        start, end = chance.choice(places)
        words.append(said[start:end])
    return " ".join(words)


def _places(text: str, language: str) -> list[tuple[int, int]]:
    """Where the words stand; of Chinese those technical terms that offers are made of."""
    if language == "en":
        return [match.span() for match in _WORD.finditer(text)]
    return [match.span() for match in _chinese_words().finditer(text)]


@cache
def _chinese_words() -> re.Pattern[str]:
    known = vocabulary.read()
    groups = [known.general, *(field.words for field in known.fields)]
    words = {pair[1] for group in groups for pairs in group.values() for pair in pairs if len(pair[1]) > 1}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


def _filtered(chance: random.Random, offers: list[dict[str, Any]], count: int) -> Iterator[Question]:
    """Each facet alone, then two to four together, in turn; in turn with few and with many that fit."""
    names = [name for name in records.FACETS if any(name in offer["facets"] for offer in offers)]
    common = {name: Counter(value for offer in offers for value in offer["facets"].get(name, ())) for name in names}
    for number in range(count):
        wide = number // 2 % 2 == 0
        many = 1 if number < count // 3 else 2 + number % 3
        words = _words(chance, offers, number)
        while True:
            offer = chance.choice(offers)
            chosen = [names[number % len(names)], *chance.sample(names, many)]
            chosen = list(dict.fromkeys(chosen))[:many]
            if all(name in offer["facets"] for name in chosen):
                break
        filters: dict[str, list[str]] = {}
        for name in chosen:
            if wide:
                best = [value for value, _ in common[name].most_common(4)]
                filters[name] = best[: 1 + number % 4]
            else:
                filters[name] = [min(offer["facets"][name], key=lambda value: common[name][value])]
        style = f"{'wide' if wide else 'narrow'}, {'one facet' if many == 1 else 'several facets'}"
        yield {"kind": "filtered", **words, "style": style, "filters": filters}


def _need(chance: random.Random, offers: list[dict[str, Any]], number: int) -> Question:
    """Sentences of several offers of one field, and what a need states besides."""
    language = ("en", "zh")[number % 2]
    by_field = _by_field(offers, language)
    field = chance.choice([name for name, those in by_field.items() if len(those) >= 20])
    title, said, length = "", [], 0
    for offer in chance.sample(by_field[field], 20):
        title = title or offer["titles"].get(language, "")
        sentence = chance.choice(_SENTENCE.findall(offer["texts"][language]) or [offer["texts"][language]])
        said.append(sentence.strip())
        length += len(sentence.split()) if language == "en" else len(sentence)
        if length >= (_WORDS_OF_A_NEED if language == "en" else _CHARACTERS_OF_A_NEED):
            break
    wanted: dict[str, Any] = {"fields": [field]}
    if number % 3 != 2:
        wanted["trl_min"] = chance.randint(3, 6)
        wanted["trl_max"] = min(9, wanted["trl_min"] + 3)
    if number % 2:
        wanted["modes"] = chance.sample(_MODES, 2)
    if number % 4 == 0:
        wanted["price_high"], wanted["currency"] = float(chance.randint(1, 40) * 100_000), "CNY"
    if number % 5 < 2:
        wanted["country"] = "CN"
    text = (" " if language == "en" else "").join(said)
    return {
        "kind": "need", "language": language, "style": "need", "text": text, "title": title, "wanted": wanted,
    }  # fmt: skip


def _by_field(offers: list[dict[str, Any]], language: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for offer in offers:
        if language in offer["texts"] and offer.get("fields"):
            found.setdefault(records.beginnings(offer["fields"][0])[-1], []).append(offer)
    return dict(sorted(found.items()))
