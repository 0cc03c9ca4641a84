"""Building the search index of 129,000 organisations, and finding organisations by name in it.

Peer: SQLite FTS5 with trigrams and bm25 over all names, the best that SQLite itself offers for Chinese and English.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from pathlib import Path

import _kit

ASKED = 400
SHORT = ["Fudan", "SJTU", "复旦", "上海交大", "MIT", "hydrogen", "Max Planck", "清华", "Fudan Univ", "机器人"]


def build(home: Path) -> None:
    """In a child: the index made anew."""
    _kit.use_home(home)
    from technopole.search import worker

    with _kit.measured() as say:
        say(worker.rebuild())


def build_peer(home: Path, database: Path) -> None:
    """In a child: one table of all names."""
    with _kit.measured() as say:
        peer = sqlite3.connect(database)
        peer.execute("ATTACH ? AS store", (f"file:{home / 'store.sqlite3'}?mode=ro",))
        peer.execute("CREATE VIRTUAL TABLE names USING fts5(value, uid UNINDEXED, tokenize='trigram')")
        peer.execute(
            "INSERT INTO names SELECT n.value, o.uid FROM store.registry_organisationname n "
            "JOIN store.registry_organisation o ON o.id = n.organisation_id"
        )
        peer.execute("INSERT INTO names(names) VALUES ('optimize')")
        peer.commit()
        say(peer.execute("SELECT count(DISTINCT uid) FROM names").fetchone()[0])


def sample(home: Path) -> list[tuple[str, set[str]]]:
    """Names, half of them Chinese, each with the organisations that bear it."""
    store = sqlite3.connect(home / "store.sqlite3")
    chance = random.Random(1)
    asked: list[tuple[str, set[str]]] = []
    for condition in ("language LIKE 'zh%'", "language = 'en'"):
        values = [
            value
            for (value,) in store.execute(
                f"SELECT DISTINCT value FROM registry_organisationname WHERE {condition} ORDER BY value"
            )
        ]
        asked += [
            (value, {uid for (uid,) in store.execute(
                "SELECT o.uid FROM registry_organisationname n "
                "JOIN registry_organisation o ON o.id = n.organisation_id WHERE n.value = ?", (value,))})
            for value in chance.sample(values, ASKED // 2)
        ]  # fmt: skip
    return asked


def query(home: Path) -> None:
    """In a child: our answers."""
    _kit.use_home(home)
    from technopole.search.query import search
    from technopole.search.worker import open_index

    index = open_index()
    search(index, "warm up")

    def find(text: str) -> list[str]:
        return [hit.uid for hit in search(index, text, kinds=["organisation"], limit=10, count_facets=False).hits]

    _answer(find, sample(home))


def query_peer(home: Path, database: Path) -> None:
    """In a child: the peer's answers."""
    peer = sqlite3.connect(database)

    def find(text: str) -> list[str]:
        phrase = '"' + text.replace('"', '""') + '"'
        rows = peer.execute("SELECT uid FROM names WHERE names MATCH ? ORDER BY bm25(names) LIMIT 10", (phrase,))
        return [uid for (uid,) in rows]

    _answer(find, sample(home))


def _answer(find, asked) -> None:  # type: ignore[no-untyped-def]
    times, first, short = [], 0, 0
    with _kit.measured() as say:
        for text, bearers in asked:
            began = time.perf_counter()
            found = find(text)
            times.append((time.perf_counter() - began) * 1000)
            first += bool(found) and found[0] in bearers
        for text in SHORT:
            short += bool(find(text))
        say([*_kit.median_and_p95(times), first / len(asked), short])


def main() -> None:
    _kit.need_ror()
    home = _kit.loaded_home()
    database = _kit.WORK / "names.db"
    database.unlink(missing_ok=True)
    built = _kit.in_child(__file__, "build", str(home))
    other = _kit.in_child(__file__, "build_peer", str(home), str(database))
    asked = _kit.in_child(__file__, "query", str(home))
    peers = _kit.in_child(__file__, "query_peer", str(home), str(database))
    generation = home / "index" / (home / "index" / "CURRENT").read_text().strip()
    sizes = sum(file.stat().st_size for file in generation.rglob("*") if file.is_file()), database.stat().st_size
    rows = [
        ["things indexed", f"{built.said:,}", f"{other.said:,}"],
        ["build, elapsed", f"{built.wall:.0f} s", f"{other.wall:.0f} s"],
        ["build, processor", f"{built.cpu:.0f} s", f"{other.cpu:.0f} s"],
        ["build, peak memory", f"{built.memory:.0f} MiB", f"{other.memory:.0f} MiB"],
        ["size", f"{sizes[0] / 2**20:.0f} MiB", f"{sizes[1] / 2**20:.0f} MiB"],
        ["a name, median", f"{asked.said[0]:.1f} ms", f"{peers.said[0]:.1f} ms"],
        ["a name, p95", f"{asked.said[1]:.1f} ms", f"{peers.said[1]:.1f} ms"],
        ["a name: processor, mean", f"{asked.cpu / ASKED * 1000:.1f} ms", f"{peers.cpu / ASKED * 1000:.1f} ms"],
        ["an organisation of that name is first", f"{asked.said[2]:.1%}", f"{peers.said[2]:.1%}"],
        [f"short forms that find anything, of {len(SHORT)}", f"{asked.said[3]}", f"{peers.said[3]}"],
    ]
    notes = (
        f"{ASKED} names drawn from the register, half of them Chinese. Technopole indexes descriptions, identifiers "
        f"and facets as well; the peer names only. Short forms: {', '.join(SHORT)}; trigrams find no word of two "
        "characters."
    )
    head = ["Finding by name", "Technopole", "SQLite FTS5 trigram"]
    _kit.write("search_index", "The search index", notes, head, rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        step, *paths = sys.argv[1:]
        {"build": build, "build_peer": build_peer, "query": query, "query_peer": query_peer}[step](*map(Path, paths))
    else:
        main()
