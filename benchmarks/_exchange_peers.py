"""Peers of the corpus of offers: Lucene, SQLite FTS5 and PostgreSQL full text, on the same offers, asked the same.

Each is asked as we answer: ten things that have all the words, best first, and where there are fewer, then those that
have some; with filters; with titles, texts and an excerpt. Titles count twice everywhere. Each peer gets the texts
as it can best read them: Lucene cuts Chinese into pairs of characters itself, for the others they are cut beforehand.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import _kit
from _exchange_questions import KINDS, Question

JARS = ("lucene-core", "lucene-analyzers-common")
PACKAGES = ("default-jdk-headless", "liblucene8-java")
STOP = frozenset(re.findall(
    r"\w+",
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with",
))  # fmt: skip
"""English words that neither we nor Lucene look for; the other peers are not asked for them either."""
PATIENCE = 30.0
"""Seconds after which an answer is given up and counts as having taken so long."""
LIMITS = {"plain": 10, "filtered": 10, "need": 20}
SEPARATOR = "\x1f"
Found = Callable[[Question], list[str]]


# --- the offers and the questions, as peers read them ----------------------------------------------------------------


def feed(home: Path, target: Path) -> int:
    """Write what our index holds of each reference offer: uid, title, text and facets in a line."""
    _kit.use_home(home)
    from technopole.exchange import reference_index
    from technopole.search.corpora import records

    rows, count = reference_index.rows("offers")
    fresh = target.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as out:
        for record in rows(0, 1, 0):
            title, text = (" ".join(part.split()) for part in records.titles_and_text(record))
            facets = SEPARATOR.join(f"{name}={value}" for name, value in records.facets(record))
            out.write(f"{record['uid']}\t{title}\t{text}\t{facets}\n")
    fresh.rename(target)
    return count


def lines(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8") as stream:
        for line in stream:
            yield line.rstrip("\n").split("\t")


def text_of(question: Question) -> str:
    return f"{question['title']} {question['text']}" if question["kind"] == "need" else question["text"]


def facets_of(question: Question) -> list[list[str]]:
    return [[f"{name}={value}" for value in values] for name, values in question["filters"].items()]


# --- asking, with a limit of time ------------------------------------------------------------------------------------


def ask_all(
    questions: Sequence[Question], find: Found, seconds: float, processor: Callable[[], float] = time.process_time
) -> dict[str, Any]:
    """{kind: times and finds}: each kind once to warm up, then once measured; `seconds` for each of the two at most.

    The questions are in an order of chance, so that those there was time for stand for the others.
    """
    answers: dict[str, Any] = {}
    for kind in KINDS:
        asked = [question for question in questions if question["kind"] == kind]
        end = time.monotonic() + seconds
        for question in asked:
            if time.monotonic() > end:
                break
            find(question)
        times, found = {}, {}
        end, before = time.monotonic() + seconds, processor()
        for question in asked:
            if time.monotonic() > end:
                break
            began = time.perf_counter()
            found[question["id"]] = find(question)
            times[question["id"]] = (time.perf_counter() - began) * 1000
        spent = (processor() - before) * 1000 / max(1, len(times))
        answers[kind] = {"asked": len(asked), "times": times, "found": found, "processor": spent}
        sys.stderr.write(f"  {kind}: {len(times)} of {len(asked)} answered\n")
    return answers


# --- Lucene ----------------------------------------------------------------------------------------------------------


def lucene_jars() -> list[str]:
    """The jars, installed if we may; empty if they are not to be had."""
    found = [sorted(glob.glob(f"/usr/share/java/{name}-[0-9]*.jar")) for name in JARS]
    absent = not all(found) or not shutil.which("javac")
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet: dict[str, Any] = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.call(["apt-get", "update", "-qq"], **quiet)
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES], **quiet)
        found = [sorted(glob.glob(f"/usr/share/java/{name}-[0-9]*.jar")) for name in JARS]
    if not all(found) or not shutil.which("javac"):
        return []
    return [each[-1] for each in found]


class Lucene:
    """The compiled program of `_lucene/`."""

    def __init__(self, folder: Path, jars: list[str]) -> None:
        self.classes = folder / "classes"
        self.path = ":".join([*jars, str(self.classes)])
        self.version = Path(jars[0]).stem.rpartition("-")[2]
        self.classes.mkdir(parents=True, exist_ok=True)
        source = Path(__file__).parent / "_lucene" / "Exchange.java"
        javac = ["javac", "-nowarn", "-encoding", "UTF-8", "-cp", self.path, "-d", str(self.classes), str(source)]
        subprocess.run(javac, check=True)

    def run(self, *arguments: str, heap: str = "2g") -> None:
        java = ["java", f"-Xmx{heap}", "-Dfile.encoding=UTF-8", "-cp", self.path, "Exchange", *arguments]
        subprocess.run(java, check=True)

    def index(self, offers: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.run("index", str(offers), str(folder))

    def ask(self, folder: Path, questions: Sequence[Question], work: Path, threads: int, warm: int) -> dict[str, Any]:
        asked, answered = work / "questions.tsv", work / "answers.tsv"
        with asked.open("w", encoding="utf-8") as out:
            for each in questions:
                facets = SEPARATOR.join(value for values in facets_of(each) for value in values)
                text = " ".join(text_of(each).split())
                out.write(f"{each['id']}\t{LIMITS[each['kind']]}\t{text}\t{facets}\n")
        self.run("search", str(folder), str(asked), str(answered), str(threads), str(warm))
        counts = {kind: sum(each["kind"] == kind for each in questions) for kind in KINDS}
        answers: dict[str, Any] = {
            kind: {"asked": count, "times": {}, "found": {}, "processor": 0.0} for kind, count in counts.items()
        }
        for name, took, *uids in lines(answered):
            kind = name.partition("-")[0]
            if name.startswith("processor-"):
                kind = name.removeprefix("processor-")
                answers[kind]["processor"] = int(took) / 1e6 / max(1, counts[kind])
            elif kind in counts:
                answers[kind]["times"][name] = int(took) / 1e6
                answers[kind]["found"][name] = uids[0].split(",") if uids[0] else []
            else:
                answers[name] = int(took) / 1024
        return answers


# --- SQLite FTS5 -----------------------------------------------------------------------------------------------------


def cut(text: str) -> tuple[str, str]:
    """The text without Chinese, and the pairs of characters of what is Chinese in it."""
    from technopole.search.corpora import analysis

    parts = analysis.split(text)
    return parts.latin, " ".join(pair for run in parts.han for pair in analysis.pairs(run))


def fts5_index(offers: Path, database: Path) -> dict[str, Any]:
    """One table of words with its texts; facets are words of a column of their own, which weighs nothing."""
    fresh = database.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    store = sqlite3.connect(fresh, isolation_level=None)
    store.execute("PRAGMA journal_mode = off")
    store.execute("PRAGMA synchronous = off")
    store.execute("PRAGMA cache_size = -262144")
    store.execute(
        "CREATE VIRTUAL TABLE offers USING "
        "fts5(uid UNINDEXED, title, text, facets, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    store.execute("BEGIN")
    rows = (
        (uid, " ".join(cut(title)), " ".join(cut(text)), " ".join(map(_token, facets.split(SEPARATOR))))
        for uid, title, text, facets in lines(offers)
    )
    store.executemany("INSERT INTO offers VALUES (?, ?, ?, ?)", rows)
    store.execute("INSERT INTO offers(offers, rank) VALUES ('rank', 'bm25(0.0, 2.0, 1.0, 0.0)')")
    store.execute("COMMIT")
    store.execute("INSERT INTO offers(offers) VALUES ('optimize')")
    store.close()
    fresh.rename(database)
    return {"bytes": database.stat().st_size}


def _token(facet: str) -> str:
    return f"f{hashlib.blake2b(facet.encode(), digest_size=5).hexdigest()}0"


def fts5_finder(database: Path) -> Found:
    store = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    store.execute("PRAGMA mmap_size = 8589934592")
    statement = (
        "SELECT uid, title, snippet(offers, 2, '[', ']', '…', 24) FROM offers WHERE offers MATCH ? "
        "ORDER BY rank LIMIT ?"
    )
    until = 0.0
    store.set_progress_handler(lambda: time.monotonic() > until, 20_000)

    def find(question: Question) -> list[str]:
        nonlocal until
        until = time.monotonic() + PATIENCE
        from technopole.search.corpora import analysis

        latin, pairs = cut(text_of(question))
        words = [word.lower() for word in analysis.WORD.findall(latin)]
        terms = list(dict.fromkeys([word for word in words if word not in STOP] + pairs.split()))
        if not terms:
            return []
        narrowed = "".join(
            f" AND facets : ({' OR '.join(map(_token, values))})" for values in facets_of(question)
        )  # fmt: skip
        quoted, limit = [f'"{term}"' for term in terms], LIMITS[question["kind"]]
        found: dict[str, None] = {}
        for between in (" AND ", " OR ") if question["kind"] != "need" else (" OR ",):
            if len(found) < limit:
                match = f"{{title text}} : ({between.join(quoted)}){narrowed}"
                with contextlib.suppress(sqlite3.OperationalError):  # interrupted: out of patience
                    found |= dict.fromkeys(row[0] for row in store.execute(statement, (match, limit)))
        return list(found)[:limit]

    return find


# --- PostgreSQL ------------------------------------------------------------------------------------------------------

_MAKE = """
CREATE TABLE offers AS SELECT uid, title, text, string_to_array(facets, '|') AS facets,
  setweight(to_tsvector('english', title_latin), 'A') || setweight(to_tsvector('simple', title_han), 'A') ||
  setweight(to_tsvector('english', text_latin), 'B') || setweight(to_tsvector('simple', text_han), 'B') AS words
FROM loaded
"""
_ASK = """
SELECT uid, title, ts_headline('english', left(text, 1000), q, 'MaxFragments=1, MaxWords=30, MinWords=10') FROM (
  SELECT uid, title, text, q, ts_rank('{{0, 0, 0.5, 1}}', words, q) AS score FROM offers, ({query}) AS asked (q)
  WHERE words @@ q {narrowed} ORDER BY score DESC LIMIT %(limit)s) AS best
"""
_EVERY = "SELECT plainto_tsquery('english', %(latin)s) && plainto_tsquery('simple', %(han)s)"
_SOME = f"SELECT replace((({_EVERY})::text), '&', '|')::tsquery"


def postgresql_index(url: str, offers: Path) -> dict[str, Any]:
    """A table with the words of each offer and one GIN index over words and facets."""
    import psycopg

    names = "uid, title, text, facets, title_latin, title_han, text_latin, text_han"
    with psycopg.connect(url, autocommit=True) as store:
        store.execute("SET maintenance_work_mem = '1GB'")
        store.execute(f"CREATE UNLOGGED TABLE loaded ({names.replace(',', ' text,')} text)")
        with store.cursor().copy(f"COPY loaded ({names}) FROM STDIN") as copy:
            for uid, title, text, facets in lines(offers):
                row = (uid, title, text, facets.replace("|", "/").replace(SEPARATOR, "|"), *cut(title), *cut(text))
                copy.write_row(row)
        store.execute(_MAKE)
        store.execute("DROP TABLE loaded")
        store.execute("CREATE INDEX ON offers USING gin (words, facets) WITH (fastupdate = off)")
        store.execute("VACUUM ANALYZE offers")
        sizes = store.execute("SELECT pg_total_relation_size('offers'), pg_indexes_size('offers'), version()")
        whole, index, version = sizes.fetchone() or (0, 0, "")
    return {"bytes": int(whole), "index_bytes": int(index), "version": str(version).split()[1]}


def postgresql_finder(url: str) -> tuple[Found, Callable[[], float]]:
    """What asks, and the seconds of processor that the server's process has spent."""
    import psycopg

    store = psycopg.connect(url, autocommit=True)
    store.execute(f"SET statement_timeout = {int(PATIENCE * 1000)}")
    store.execute("SET max_parallel_workers_per_gather = 0")
    store.execute("SET work_mem = '256MB'")
    store.execute("SET jit = off")

    def find(question: Question) -> list[str]:
        latin, han = cut(text_of(question))
        limit = LIMITS[question["kind"]]
        given: dict[str, Any] = {"latin": latin, "han": han, "limit": limit}
        narrowed = ""
        for at, values in enumerate(facets_of(question)):
            narrowed += f" AND facets && %(f{at})s"
            given[f"f{at}"] = [value.replace("|", "/") for value in values]
        found: dict[str, None] = {}
        for query in (_EVERY, _SOME) if question["kind"] != "need" else (_SOME,):
            if len(found) < limit:
                with contextlib.suppress(psycopg.errors.QueryCanceled):
                    rows = store.execute(_ASK.format(query=query, narrowed=narrowed), given).fetchall()
                    found |= dict.fromkeys(str(row[0]) for row in rows)
        return list(found)[:limit]

    pid, ticks = store.info.backend_pid, os.sysconf("SC_CLK_TCK")

    def processor() -> float:
        spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return time.process_time() + (int(spent[11]) + int(spent[12])) / ticks

    return find, processor


# --- in a process of its own -----------------------------------------------------------------------------------------


def main(step: str, *given: str) -> None:
    """feed HOME OFFERS · fts5-index OFFERS DB · postgresql-index URL OFFERS · ask NAME WHERE QUESTIONS OUT SECONDS"""
    with _kit.measured() as say:
        if step == "feed":
            say(feed(Path(given[0]), Path(given[1])))
        elif step == "fts5-index":
            say(fts5_index(Path(given[0]), Path(given[1])))
        elif step == "postgresql-index":
            say(postgresql_index(given[0], Path(given[1])))
        elif step == "ask":
            name, where, questions, out, seconds = given
            asked = json.loads(Path(questions).read_text("utf-8"))
            if name == "fts5":
                answers = ask_all(asked, fts5_finder(Path(where)), float(seconds))
            else:
                answers = ask_all(asked, *_with(postgresql_finder(where), float(seconds)))
            Path(out).write_text(json.dumps(answers), "utf-8")


def _with(finder: tuple[Found, Callable[[], float]], seconds: float) -> tuple[Found, float, Callable[[], float]]:
    return finder[0], seconds, finder[1]


if __name__ == "__main__":
    main(*sys.argv[1:])
