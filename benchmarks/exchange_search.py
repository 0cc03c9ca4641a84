"""Offers by the million: loaded, indexed, searched, narrowed, matched with needs, edited; and how that grows.

./technopole bench exchange_search [--offers N] [--peer-offers N] [--growth 1,2,4] [--keep DIR] [--quick] [--write]

Peers, on the same offers and asked the same: Lucene (Debian's liblucene8-java), SQLite FTS5, PostgreSQL full text.
Every step is noted in DIR/results.json as soon as it ends, and a run that was interrupted goes on after the last one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import _exchange_peers as peers
import _exchange_questions as questions
import _exchange_report as report
import _kit

SEED = 7
MILLION = 1_000_000
BLOCK = 10_000
"""Offers are made, and so can be taken, in multiples of this."""
EDITS = 20
PROGRAM = [sys.executable, "-m", "technopole.cli"]


class Run:
    """A folder with all that was made and measured so far."""

    def __init__(self, folder: Path, again: Sequence[str]) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "results.json"
        self.steps: dict[str, Any] = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        for name in [name for name in self.steps if any(name.startswith(each) for each in again)]:
            del self.steps[name]

    def step(self, name: str, do: Callable[[], Any]) -> Any:
        """What `do` measures, unless it was measured before; kept with how busy the machine was."""
        kept = self.steps.get(name)
        if kept and "end" in kept:
            return kept["said"]
        begun = (kept or {}).get("begun", 0) + 1
        self._keep(name, {"begun": begun})
        tell(name + (f" (taken up, {begun - 1} times begun before)" if begun > 1 else ""))
        load, wall = os.getloadavg()[0], time.perf_counter()
        said = do()
        end = {"seconds": time.perf_counter() - wall, "load": [load, os.getloadavg()[0]], "end": _kit.machine()}
        self._keep(name, {"begun": begun, **end, "said": said})
        return said

    def said(self, name: str) -> Any:
        return self.steps.get(name, {}).get("said")

    def _keep(self, name: str, what: dict[str, Any]) -> None:
        self.steps[name] = what
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(self.steps, ensure_ascii=False, indent=1), "utf-8")
        fresh.rename(self.file)


def tell(words: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {words}\n")


# --- ours ------------------------------------------------------------------------------------------------------------


def make_files(run: Run, offers: int, in_file: int) -> list[Path]:
    """The files of the corpus, `in_file` offers in each; the first of them are those of a smaller corpus."""
    target = run.folder / "files"

    def make() -> dict[str, int]:
        fresh = run.folder / "files.new"
        for folder in (fresh, target):
            shutil.rmtree(folder, ignore_errors=True)
        simulate = [*PROGRAM, "simulate", "--offers", str(offers), "--files", str(offers // in_file)]
        cost = _kit.command([*simulate, "--output", str(fresh)])
        fresh.rename(target)
        size = sum(file.stat().st_size for file in target.glob("offers-*"))
        return {"offers": offers, "in_file": in_file, "bytes": size, "processor": round(cost.cpu)}

    made = run.step("files", make)
    if (made["offers"], made["in_file"]) != (offers, in_file):
        sys.stderr.write(
            f"exchange_search: {run.folder} holds {made['offers']:,} offers, {made['in_file']:,} in a file, and "
            f"{offers:,}, {in_file:,} in a file, are wanted: name another --keep, or ask for --again files.\n"
        )
        raise SystemExit(2)
    return sorted(target.glob("offers-*"))


def load(home: Path, files: Sequence[Path]) -> dict[str, Any]:
    """`technopole exchange load offers`, and when it said that it had loaded; taken up if it was interrupted.

    The seconds are those of the run that ended it: `begun` beside them says whether there was one before.
    """
    child("tables", str(home))
    arguments = [*PROGRAM, "exchange", "load", "offers", *map(str, files), "--home", str(home)]
    began, said = time.perf_counter(), {}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            now = time.perf_counter() - began
            sys.stderr.write(f"  {line}")
            if "loaded into" in line or "already" in line:
                said["lake"] = now
            elif "can be searched" in line:
                said["index"] = now - said["lake"]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"exchange_search: the load failed with {process.returncode}")
    return {
        **said,
        "processor": usage.ru_utime + usage.ru_stime,
        "largest_process_mib": usage.ru_maxrss / 1024,
        "index_bytes": size_of(home / "corpora"),
        "lake_bytes": size_of(home / "lake"),
    }


def make_tables(home: Path) -> None:
    """In a child: the store's tables, whose making is no part of a load."""
    _kit.use_home(home)
    from technopole.cli import environment

    environment.migrate()


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def child(*arguments: str) -> _kit.Cost:
    return _kit.in_child(__file__, "--child", *arguments)


def ask(home: Path, asked: Path, out: Path) -> None:
    """In a child: all questions, and the memory that answering took."""
    _kit.use_home(home)
    from technopole.exchange import matching
    from technopole.search.corpora import Wanted, open_corpus

    before = memory()
    corpus = open_corpus("offers")
    opened = time.perf_counter()
    count = len(corpus)
    opened = (time.perf_counter() - opened) * 1000

    def find(question: questions.Question) -> list[str]:
        limit = peers.LIMITS[question["kind"]]
        if question["kind"] == "need":
            wanted = Wanted(text=question["text"], title=question["title"], **question["wanted"])
            return [match.uid for match in matching.offers_for(wanted, limit=limit)]
        page = corpus.search(question["text"], question["filters"], limit)
        return [hit.uid for hit in page.hits]

    answers = peers.ask_all(json.loads(asked.read_text("utf-8")), find, seconds=3600)
    more = {"offers": count, "opening_ms": opened, "memory_before": before, "memory": memory()}
    out.write_text(json.dumps({**answers, **more}), "utf-8")


def memory() -> dict[str, float]:
    """MiB of this process: its own, that of files it has mapped, both."""
    found = {}
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("RssAnon", "RssFile", "VmRSS"):
            found[name] = int(value.split()[0]) / 1024
    return found


def edit(home: Path, offers: Path) -> dict[str, list[float]]:
    """In a child, beside a worker: seconds from before an offer is put or withdrawn until a search says so.

    Half of them are new; half are reference offers that somebody acts on, which leave the set that was loaded.
    """
    _kit.use_home(home)
    from technopole.core.sourced import By, put, withdraw
    from technopole.search.corpora import open_corpus

    corpus, by = open_corpus("offers"), By(label="benchmark")
    references = [offer["_id"] for offer in questions.read(offers, EDITS)]
    times: dict[str, list[float]] = {}
    for source in ("centre", "reference"):
        for number in range(EDITS):
            word = f"zqx{os.urandom(5).hex()}7"
            key = f"bench-{word}" if source == "centre" else f"offers:{references[number]}"
            record = {
                "key": key, "profile": "technology_offer", "title": {"en": f"Valve {word}", "zh": "阀门"},
                "summary": {"en": "Opens and shuts."}, "status": "live", "sources": ["https://example.org/bench"],
            }  # fmt: skip
            began = time.perf_counter()
            put("offer", source, key, record, by)
            written = time.perf_counter()
            _until(lambda word=word: bool(corpus.search(word).hits))
            shown = time.perf_counter()
            rest = 0.6 + 0.137 * (number % 4)  # the worker pauses again: edits fall anywhere between two of its looks
            time.sleep(rest)
            leaves = time.perf_counter()
            withdraw("offer", source, [key], by)
            _until(lambda word=word: not corpus.search(word).hits)
            gone = time.perf_counter()
            steps = {"put": written - began, "shown": shown - began, "gone": gone - leaves}
            for name, took in steps.items():
                times.setdefault(f"{source}, {name}", []).append(took)
            time.sleep(rest)
    return times


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not true():
        if time.monotonic() > end:
            raise SystemExit("exchange_search: an edit was not to be seen within two minutes")
        time.sleep(0.004)


@contextlib.contextmanager
def worker(home: Path) -> Iterator[None]:
    """`technopole worker` beside."""
    with subprocess.Popen([*PROGRAM, "worker", "--home", str(home)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout and "runs" in process.stdout.readline()
            time.sleep(3)  # it first reads what is there
            yield
        finally:
            process.terminate()


def measure(run: Run, offers: int, files: Sequence[Path], asked: Path, *, edits: bool) -> Path:
    """A home with the first `offers` offers, asked everything; gives the home."""
    home = run.folder / f"home-{offers}"
    run.step(f"load {offers}", lambda: load(home, files))

    def answers() -> Any:
        out = run.folder / "answers.json"
        child("ask", str(home), str(asked), str(out))
        return json.loads(out.read_text("utf-8"))

    run.step(f"ours {offers}", answers)
    if edits:

        def edited() -> Any:
            with worker(home):
                return child("edit", str(home), str(files[0])).said

        run.step(f"edits {offers}", edited)
    return home


# --- peers -----------------------------------------------------------------------------------------------------------


def measure_peers(run: Run, offers: int, home: Path, asked: Path, seconds: float, names: Sequence[str]) -> None:
    """Each peer with the offers of this home; one that is not to be had is skipped, loudly."""
    fed = run.folder / f"offers-{offers}.tsv"
    if not fed.exists():
        tell("writing the offers as peers read them")
        _kit.in_child(peers.__file__, "feed", str(home), str(fed))
    if "lucene" in names:
        jars = peers.lucene_jars()
        if jars:
            _lucene(run, peers.Lucene(run.folder, jars), offers, fed, asked)
        else:
            tell(f"SKIPPED: Lucene: {' and '.join(peers.PACKAGES)} are not installed, and only root may install them")
    if "fts5" in names:
        database = run.folder / f"fts5-{offers}.db"
        run.step(f"fts5 index {offers}", lambda: _kit.in_child(
            peers.__file__, "fts5-index", str(fed), str(database)).__dict__)  # fmt: skip
        run.step(f"fts5 {offers}", lambda: _asked("fts5", str(database), asked, run.folder, seconds))
    if "postgresql" in names:
        sys.path.insert(0, str(_kit.ROOT / "tests"))
        import run as tests

        if "postgresql" in tests.install_what_tests_need():
            tell("SKIPPED: PostgreSQL: not installed, and only root may install it")
            return
        run.step(f"postgresql {offers}", lambda: _postgresql(tests, fed, asked, run.folder, seconds))


def _lucene(run: Run, program: peers.Lucene, offers: int, fed: Path, asked: Path) -> None:
    index = run.folder / f"lucene-{offers}"

    def build() -> dict[str, Any]:
        before, began = os.times(), time.perf_counter()
        program.index(fed, index)
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        wall = time.perf_counter() - began
        return {"wall": wall, "cpu": spent, "said": {"bytes": size_of(index), "version": program.version}}

    run.step(f"lucene index {offers}", build)
    everything = json.loads(asked.read_text("utf-8"))
    for name, threads in (("lucene", 1), ("lucene, all cores", os.cpu_count() or 1)):
        run.step(
            f"{name} {offers}", lambda threads=threads: program.ask(index, everything, run.folder, threads, warm=3)
        )


def _asked(name: str, where: str, asked: Path, folder: Path, seconds: float) -> Any:
    out = folder / f"answers-{name}.json"
    cost = _kit.in_child(peers.__file__, "ask", name, where, str(asked), str(out), str(seconds))
    return {**json.loads(out.read_text("utf-8")), "VmRSS": cost.memory}


def _postgresql(tests: Any, fed: Path, asked: Path, folder: Path, seconds: float) -> Any:
    with tests.postgresql() as url:
        cost = _kit.in_child(peers.__file__, "postgresql-index", url, str(fed))
        return {"index": cost.__dict__, **_asked("postgresql", url, asked, folder, seconds)}


# --- all of it -------------------------------------------------------------------------------------------------------


def options(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offers", type=int, default=MILLION, help="offers of the corpus (default: %(default)s)")
    parser.add_argument("--peer-offers", type=int, help="of which peers get so many (default: a million; 0: no peers)")
    parser.add_argument("--peers", default="lucene,fts5,postgresql", help="which (default: %(default)s)")
    parser.add_argument("--peer-seconds", type=float, default=600, help="at most, for each kind of question and peer")
    parser.add_argument("--growth", default="", metavar="1,2,4", help="measured with so many millions, too")
    parser.add_argument("--keep", type=Path, help="the folder for all files (default: .bench/exchange-N)")
    parser.add_argument("--again", nargs="*", default=[], metavar="STEP", help="measure steps that begin so once more")
    parser.add_argument("--quick", action="store_true", help="20,000 offers, fewer questions: does it run at all?")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md, and the chart")
    chosen = parser.parse_args(given)
    growth = [round(float(each) * MILLION) for each in chosen.growth.split(",") if each]
    if chosen.quick:
        chosen.offers, growth = 20_000, [10_000, 20_000]
        chosen.peer_seconds = min(chosen.peer_seconds, 20)
        chosen.keep = chosen.keep or _kit.WORK / "exchange-quick"
    if chosen.peer_offers is None:
        chosen.peer_offers = MILLION
    chosen.peer_offers = min(chosen.peer_offers, chosen.offers)
    chosen.scales = sorted({*growth, chosen.offers, *([chosen.peer_offers] if chosen.peer_offers else [])})
    if chosen.scales[-1] > chosen.offers or any(count % BLOCK or count < BLOCK for count in chosen.scales):
        parser.error(f"numbers of offers are multiples of {BLOCK:,} and at most --offers")
    chosen.keep = (chosen.keep or _kit.WORK / f"exchange-{chosen.offers}").resolve()
    return chosen


def main(given: Sequence[str]) -> None:
    chosen = options(given)
    run = Run(chosen.keep, chosen.again)
    in_file = math.gcd(MILLION, *chosen.scales) if chosen.offers > MILLION else math.gcd(*chosen.scales)
    if chosen.offers // in_file > 100:
        raise SystemExit(f"exchange_search: {chosen.offers // in_file} files are too many; choose rounder numbers.")
    files = make_files(run, chosen.offers, in_file)
    asked = run.folder / "questions.json"
    if not asked.exists():
        pool = questions.read(files[0])
        many = (60, 12) if chosen.quick else (300, 60)
        drawn = questions.draw(pool, SEED, words=many[0], needs=many[1])
        asked.write_text(json.dumps(drawn, ensure_ascii=False, indent=0), "utf-8")
    for offers in chosen.scales:
        largest = offers == chosen.offers
        home = measure(run, offers, files[: offers // in_file], asked, edits=largest)
        if offers == chosen.peer_offers:
            names = [name.strip() for name in chosen.peers.split(",")]
            measure_peers(run, offers, home, asked, chosen.peer_seconds, names)
    drawn = json.loads(asked.read_text("utf-8"))
    body = report.markdown(run.steps, chosen.scales, chosen.offers, chosen.peer_offers, drawn)
    chart = report.chart(run.steps, chosen.scales) if len(chosen.scales) > 1 else ""
    (run.folder / "tables.md").write_text(body, "utf-8")
    if chart:
        (run.folder / "exchange-growth.svg").write_text(chart, "utf-8")
    if chosen.write and not chosen.quick:
        _kit.put_into_page("exchange_search", body)
        if chart:
            (_kit.ROOT / "docs" / "images" / "exchange-growth.svg").write_text(chart, "utf-8")
    print(body)
    tell(f"all numbers: {run.file}; tables: {run.folder / 'tables.md'}")


def child_main(step: str, *given: str) -> None:
    with _kit.measured() as say:
        if step == "tables":
            make_tables(*map(Path, given))
        elif step == "ask":
            ask(*map(Path, given))
        else:
            say(edit(*map(Path, given)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child_main(*sys.argv[2:])
    else:
        main(sys.argv[1:])
