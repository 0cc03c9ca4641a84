"""The peer of `resolution.py`: the rules of ROR's own affiliation matching ("single search", 2024) over BM25.

    python _ror_single_search.py ROR.jsonl.gz ROWS.csv.gz PREDICTIONS.csv

Written anew from what ror-community/ror-api does (MIT licence; rorapi/common/matching_single_search.py and
matching_common.py, and the query of es_utils.py): the 200 best candidates of a full-text search over names; of each
the name that aligns best with the text, by rapidfuzz's partial ratio of both normalised; candidates rated against
each other; one is chosen at a score of 96 or more, unless the text names another country. The text search is tantivy
instead of Elasticsearch, each name a document of its own as ROR's nested query scores them. Countries and states are
those of CLDR with the usual abbreviations, instead of ROR's hand-made list.

A program of its own, that imports nothing of ours: prints its costs as JSON.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import resource
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import tantivy
from babel import Locale
from rapidfuzz import fuzz
from unidecode import unidecode

CANDIDATES = 200
CHOSEN_FROM = 96
RETURNED_FROM = 50
REGIONS = {"GB": "GB", "UK": "GB", "CN": "CN", "HK": "CN", "TW": "CN", "PR": "US", "US": "US"}
"""Countries that texts mix up count as one."""
STATES = """alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho
illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri
montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin
wyoming""".split()  # noqa: SIM905 (read as a paragraph)
TWO_WORDS = [
    "new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "rhode island",
    "south carolina", "south dakota", "west virginia",
]  # fmt: skip
STATE_CODES = """ak al ar az ca co ct de fl ga hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nv ny
oh ok or pa ri sc sd tn tx ut va vt wa wi wv wy""".split()  # noqa: SIM905
USUAL = {
    "US": ["us", "usa", "u.s.", "u.s.a.", "united states", "united states of america", *STATES, *TWO_WORDS,
           *STATE_CODES],
    "GB": ["uk", "gb", "u.k.", "great britain", "united kingdom", "scotland", "northern ireland"],
    "CN": ["china", "chn", "p. r. china", "pr china", "people's republic of china", "hong kong", "taiwan"],
    "KR": ["korea", "south korea", "republic of korea"], "RU": ["russia", "russian federation"],
    "NL": ["netherlands", "the netherlands", "holland"], "DE": ["germany", "deutschland"],
    "CZ": ["czech republic", "czechia"], "VN": ["viet nam", "vietnam"], "IR": ["iran"], "TR": ["turkey", "turkiye"],
    "BR": ["brazil", "brasil"], "ES": ["spain", "espana"], "IT": ["italy", "italia"], "FR": ["france"],
    "CH": ["switzerland", "suisse", "schweiz"], "SE": ["sweden", "sverige"], "MX": ["mexico"],
}  # fmt: skip


@dataclass
class Candidate:
    organisation: int
    name: str = ""
    score: float = 0.0
    start: int = -1
    end: int = -1
    better_than: int = 0


@cache
def countries() -> list[tuple[str, str]]:
    """(code, name as it may stand in a text), lower case."""
    found = {(code, name) for code, names in USUAL.items() for name in names}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"):
            found.add((code, unidecode(name).lower()))
    return sorted(found)


def regions_of(text: str) -> set[str]:
    """The countries that a text names, approximately spelt."""
    plain = unidecode(text).strip()
    lower = re.sub(r"\s+", " ", plain.lower())
    words = re.sub("[^a-z]", " ", plain.lower()).split()
    cased = re.sub("[^a-zA-Z]", " ", plain).split()
    found = set()
    for code, name in countries():
        if re.search("[^a-z]", name):
            score = fuzz.partial_ratio(name, lower)
        elif len(name) == 2:
            score = max((fuzz.ratio(name.upper(), word) for word in cased), default=0)
        else:
            score = max((fuzz.ratio(name, word) for word in words), default=0)
        if score >= 90:
            found.add(REGIONS.get(code, code))
    return found


def normalised(text: str) -> str:
    """As ROR compares names: folded if Latin, usual abbreviations written out, `&` as a word, no article."""
    latin = all("LATIN" in unicodedata.name(letter, "") for letter in text if letter.isalpha())
    text = re.sub(r"\s+", " ", (unidecode(text) if latin else text).strip().lower())
    text = re.sub(r"(?<![a-z])u\.(?! ?[a-z]\.)", "university ", text)
    text = re.sub(r"(?<![a-z])univ[. ]", "university ", text)
    text = re.sub(r"(?<![a-z])univ$", "university", text)
    for short, full in (("lab", "laboratory"), ("inst", "institute"), ("tech", "technology")):
        text = re.sub(rf"(?<![a-z]){short}[^a-z]", f"{full} ", text)
        text = re.sub(rf"(?<![a-z]){short}$", full, text)
    text = re.sub(r"(?<![a-z])u\. ?s\.", "united states", text)
    text = text.replace("&amp;", " and ").replace("&", " and ")
    return re.sub(r"\s+", " ", re.sub("^the ", "", text).strip())


def is_usable(text: str, name: str) -> bool:
    """Names that ROR does not compare: too long or short for the text, single words that are not all of it."""
    return not (
        name.lower() in ("university school", "university hospital")
        or len(name) >= len(text) + 4
        or len(name) < 5
        or ((" " not in name or " " not in text) and text.lower() != name.lower())
    )


def scored(text: str, plain: str, organisation: int, names: list[tuple[str, str]]) -> Candidate:
    """The name of the organisation that aligns best with the text."""
    best = Candidate(organisation)
    for name, plain_name in names:
        if is_usable(text, name):
            alignment = fuzz.partial_ratio_alignment(plain, plain_name)
            if alignment.score > best.score:
                best = Candidate(organisation, name, alignment.score, alignment.src_start, alignment.src_end)
    return best


def is_better(text: str, one: Candidate, other: Candidate) -> bool:
    """Four small votes: a university, a length nearer to the text's, a later place, a full score."""
    votes = ("univ" in one.name.lower()) - ("univ" in other.name.lower())
    nearer = abs(len(other.name) - len(text)) - abs(len(one.name) - len(text))
    votes += (nearer > 4) - (nearer < -4)
    votes += (one.start > other.end) - (other.start > one.end)
    votes += (one.score > 99 > other.score) - (one.score < 99 < other.score)
    return votes > 0


def last_alone(candidates: list[Candidate]) -> Candidate | None:
    """The last of those that overlap with none of the others."""
    alone = [
        one for one in candidates
        if not any(
            other.organisation != one.organisation and one.start <= other.end and other.start <= one.end
            for other in candidates
        )
    ]
    return alone[-1] if alone else None


class Registry:
    """The organisations, and the names of them to search."""

    def __init__(self, path: str) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("name", stored=False, tokenizer_name="folded", index_option="freq")
        schema.add_integer_field("organisation", stored=True, fast=True)
        self.index = tantivy.Index(schema.build())
        folded = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        self.index.register_tokenizer("folded", folded.filter(tantivy.Filter.ascii_fold()).build())
        self.ids: list[str] = []
        self.names: list[list[tuple[str, str]]] = []
        self.regions: list[str] = []
        writer = self.index.writer(100_000_000, 1)
        for number, record in enumerate(_active(path)):
            names = [each["value"] for each in record["names"] if "acronym" not in each["types"]]
            place = next((at.get("geonames_details") or {} for at in record.get("locations") or ()), {})
            self.ids.append(record["id"].rsplit("/", 1)[-1])
            self.names.append([(name, normalised(name)) for name in names])
            self.regions.append(REGIONS.get(place.get("country_code", ""), place.get("country_code", "")))
            for name in names:
                writer.add_document(tantivy.Document(name=name, organisation=number))
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def candidates(self, text: str) -> list[int]:
        """The organisations with the best single names. More names are asked for, as one may have several."""
        query, _ = self.index.parse_query_lenient(re.sub(r"[^\w\s]|_", " ", text), ["name"])
        found: dict[int, None] = {}
        for _, address in self.searcher.search(query, CANDIDATES * 3).hits:
            found.setdefault(self.searcher.doc(address)["organisation"][0])
            if len(found) == CANDIDATES:
                break
        return list(found)

    def resolve(self, text: str) -> str:
        """The one organisation that single search chooses, or nothing."""
        plain, named = normalised(text), regions_of(text)
        rated = [scored(text, plain, each, self.names[each]) for each in self.candidates(text)]
        rated = [each for each in rated if each.score >= RETURNED_FROM]
        for one in rated:
            one.better_than = sum(is_better(text, one, other) for other in rated) if len(rated) > 1 else 0
        rated = [each for each in rated if each.score >= CHOSEN_FROM]
        if not rated:
            return ""
        top = max(each.better_than for each in rated)
        best = [each for each in rated if each.better_than == top]
        chosen = best[0] if len(best) == 1 else last_alone(best)
        if chosen is None or (named and self.regions[chosen.organisation] not in named):
            return ""
        return self.ids[chosen.organisation]


def _active(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["status"] == "active":
                yield record


def main(registry: str, rows: str, predictions: str) -> None:
    began = time.perf_counter()
    peer = Registry(registry)
    countries()
    started = time.perf_counter() - began
    with gzip.open(rows, "rt", encoding="utf-8-sig", newline="") as file:
        texts = [row["affiliation"] for row in csv.DictReader(file)]
    began, cpu = time.perf_counter(), time.process_time()
    answers = [peer.resolve(text) for text in texts]
    took, spent = time.perf_counter() - began, time.process_time() - cpu
    with open(predictions, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "organisation_id"])
        writer.writerows((number, answer) for number, answer in enumerate(answers) if answer)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"start": started, "wall": took, "cpu": spent, "texts": len(texts), "memory": memory}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
