"""Collections of texts, queries and what is relevant to each: two public ones, and others made from real texts.

The made ones hide something that is known: which paper a half-remembered title or a finding was taken from, which
patent an invention's title belongs to, which topics or projects an authority put into one group. Made by chance with
fixed seeds; nothing is copied into the repository.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DATA = next(
    (path for path in (ROOT / "shared", ROOT.parent / "shared") if path.is_dir()), ROOT / "shared"
) / "data" / "exchange"  # fmt: skip
PAPERS = 10_000
"""So many of the papers are taken."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


class Collection(NamedTuple):
    name: str
    documents: Sequence[tuple[str, str, str]]
    """(key, title, text)."""
    queries: Sequence[tuple[str, str]]
    """(key, text), those with a relevant document."""
    relevant: Mapping[str, Mapping[str, int]]
    """{query: {document: grade}}."""


def cranfield() -> Collection:
    """Questions of engineers to abstracts on aerodynamics."""
    return _public("cranfield")


def cmrc2018() -> Collection:
    """Chinese questions to the paragraph that answers them."""
    return _public("cmrc2018")


def half_titles() -> Collection:
    """Half the words of a paper's title to its abstract, titles not being there."""
    chance = random.Random(7)
    papers = _texts("arxiv")[:PAPERS]
    chosen = chance.sample(papers, 500)
    queries = [(one["_id"], " ".join(_some(one["title"].split(), 0.5, chance))) for one in chosen]
    return _known_item("half titles", [(one["_id"], "", one["text"]) for one in papers], queries)


def findings() -> Collection:
    """Two thirds of the words of an abstract's last sentence to the paper without that sentence."""
    chance = random.Random(8)
    papers = _texts("arxiv")[:PAPERS]
    chosen = set(chance.sample(range(len(papers)), 700))
    documents, queries = [], []
    for at, paper in enumerate(papers):
        sentences = _SENTENCE.split(paper["text"])
        if at in chosen and len(sentences) > 3:
            documents.append((paper["_id"], paper["title"], " ".join(sentences[:-1])))
            queries.append((paper["_id"], " ".join(_some(sentences[-1].split(), 0.67, chance))))
        else:
            documents.append((paper["_id"], paper["title"], paper["text"]))
    return _known_item("findings", documents, queries)


def inventions() -> Collection:
    """A patent's title to its abstract."""
    patents = [one for one in _texts("patents_epo") if one["text"] and one["title"] and one["language"] == "en"]
    queries = [(one["_id"], one["title"]) for one in patents]
    return _known_item("inventions", [(one["_id"], "", one["text"]) for one in patents], queries)


def topics() -> Collection:
    """A research topic's description, about forty words, to the other topics of its subfield."""
    return _groups("topics", _texts("topics"), lambda one: one["fields"][-1:], random.Random(10), 1, _described)


def programmes() -> Collection:
    """A Chinese project's title to the other projects of its programme."""
    return _groups("programmes", _texts("projects_zh"), lambda one: one["fields"], random.Random(12), 4, _titled)


def half_projects() -> Collection:
    """Two pieces of a Chinese title, half of it, to the project or laboratory."""
    chance = random.Random(11)
    every = _texts("projects_zh") + _texts("laboratories_zh")
    queries = []
    for one in every:
        title = one["title"]
        start, size = chance.randrange(max(1, len(title) // 2)), max(2, len(title) // 4)
        pieces = title[start : start + size], title[start + 2 * size : start + 3 * size]
        queries.append((one["_id"], " ".join(pieces)))
    return _known_item("half projects", [(one["_id"], one["title"], "") for one in every], queries)


MADE = (half_titles, findings, inventions, topics, programmes, half_projects)
ALL = (cranfield, cmrc2018, *MADE)


def _public(name: str) -> Collection:
    folder = DATA / "collections" / name
    documents = [(row["_id"], row["title"], row["text"]) for row in _lines(folder / "corpus.jsonl.gz")]
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        relevant[query][document] = int(grade)
    queries = [(row["_id"], row["text"]) for row in _lines(folder / "queries.jsonl")]
    return _with_relevant(name, documents, queries, relevant)


def _known_item(name: str, documents: list[tuple[str, str, str]], queries: list[tuple[str, str]]) -> Collection:
    return _with_relevant(name, documents, queries, {key: {key: 1} for key, _ in queries})


def _groups(
    name: str, rows: list[dict[str, Any]], groups: Callable[[dict[str, Any]], list[str]], chance: random.Random,
    each: int, query: Callable[[dict[str, Any]], str],
) -> Collection:  # fmt: skip
    """Up to `each` of every group of five or more ask for the others of it, and are themselves taken out."""
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        for group in groups(row):
            members[group].append(row)
    asking: dict[str, dict[str, Any]] = {}
    for group in sorted(members):
        if len(members[group]) >= 5:
            asking |= {row["_id"]: row for row in chance.sample(members[group], min(each, len(members[group]) // 3))}
    documents = [(row["_id"], row["title"], row["text"]) for row in rows if row["_id"] not in asking]
    relevant = {
        key: {other["_id"]: 1 for group in groups(row) for other in members[group] if other["_id"] not in asking}
        for key, row in asking.items()
    }
    return _with_relevant(name, documents, [(key, query(row)) for key, row in asking.items()], relevant)


def _with_relevant(
    name: str, documents: list[tuple[str, str, str]], queries: list[tuple[str, str]],
    relevant: Mapping[str, Mapping[str, int]],
) -> Collection:  # fmt: skip
    asked = [(key, text) for key, text in queries if any(grade > 0 for grade in relevant.get(key, {}).values())]
    return Collection(name, documents, asked, relevant)


def _described(row: dict[str, Any]) -> str:
    return f"{row['title']}. {row['text'].split('Keywords')[0]}"


def _titled(row: dict[str, Any]) -> str:
    return str(row["title"])


def _some(words: list[str], share: float, chance: random.Random) -> list[str]:
    return [word for word in words if chance.random() < share] or words[:1]


def _texts(name: str) -> list[dict[str, Any]]:
    return list(_lines(DATA / "texts" / f"{name}.jsonl.gz"))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
        yield json.loads(line)
