"""Reading OpenAlex: from compressed JSON to the columns of works and authorships, in one process and in two.

Measured on the real records of ../shared, repeated with changed ids of works, authors and institutions and laid out as
a snapshot. Peers: a plain loop (gzip, json, the same fields by name into lists, nothing checked or made one form), and
DuckDB's read_json of the same fields into a table, which keeps authors nested and makes neither rows nor credit of
them.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import re
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import _kit

WORKS = _kit.ROOT.parent / "shared" / "data" / "works"
FILES = ("globalhealth/works.jsonl.gz", "native_fixtures/works_walden.jsonl.gz",
         "native_fixtures/works_pre_walden.jsonl.gz")  # fmt: skip
COPIES = int(os.environ.get("OPENALEX_COPIES", "16"))
"""Each is about 50 MB."""
COPIES_IN_FILE = 4
"""So that a file has some 15,000 works."""
_IDS = re.compile(rb"(openalex\.org/[WAI])(\d+)")


def make(folder: Path) -> dict[str, int]:
    """The snapshot; gives its records and its plain bytes."""
    home = folder / "data" / "jsonl" / "works"
    lines: list[bytes] = []
    for name in FILES:
        with gzip.open(WORKS / name) as handle:
            lines.extend(handle)
    files, plain = [], 0
    for first in range(0, COPIES, COPIES_IN_FILE):
        path = home / f"updated_date=2026-06-{first + 1:02d}" / "part_0000.gz"
        path.parent.mkdir(parents=True)
        copies = range(first, min(first + COPIES_IN_FILE, COPIES))
        with gzip.open(path, "wb", 6) as handle:
            for copy in copies:
                for line in lines:
                    changed = _IDS.sub(rb"\g<1>%d\2" % (copy + 1), line)
                    plain += handle.write(changed)
        meta = {"content_length": path.stat().st_size, "record_count": len(lines) * len(copies)}
        files.append({"url": f"s3://openalex/{path.relative_to(folder)}", "meta": meta})
    (home / "manifest.json").write_text(json.dumps({"date": "2026-06-25", "entity": "works", "files": files}))
    packed = sum(each["meta"]["content_length"] for each in files)
    return {"records": len(lines) * COPIES, "files": len(files), "plain": plain, "packed": packed}


def read_unit(task: tuple[Any, Any]) -> tuple[int, int, int]:
    """Works, authorships and values of one piece, handed over as columns, and the peak of the process (KiB)."""
    from technopole.sources.openalex import reading

    unit, wanted = task
    works = authorships = 0
    for batch in reading.read(unit, wanted):
        columns = batch.columns("works"), batch.columns("authorships")
        works += len(columns[0][0])
        authorships += len(columns[1][0])
    return works, authorships, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def ours(folder: Path, processes: int, choice: dict[str, Any]) -> None:
    """In a child: read all of it."""
    from technopole.sources.openalex import layout, reading
    from technopole.sources.openalex.wanted import wanted

    tasks = [(unit, wanted(**choice)) for unit in layout.find([folder]).units]
    wall, cpu = time.perf_counter(), _processor()
    if processes == 1:
        reading.prepare_process()
        found = [read_unit(task) for task in tasks]
    else:
        with multiprocessing.get_context("spawn").Pool(processes, reading.prepare_process) as pool:
            found = pool.map(read_unit, tasks, chunksize=1)
            pool.close()
            pool.join()
    works, authorships, peak = zip(*found, strict=True)
    _say(wall, cpu, max(peak) / 1024, [sum(works), sum(authorships)])


def plain_loop(folder: Path) -> None:
    """In a child: what one would write in ten minutes."""
    wall, cpu = time.perf_counter(), _processor()
    works: list[list[Any]] = []
    authorships: list[list[Any]] = []
    count = people = 0
    for path in sorted(folder.rglob("*.gz")):
        with gzip.open(path) as handle:
            for line in handle:
                record = json.loads(line)
                location = (record.get("primary_location") or {}).get("source") or {}
                topic = record.get("primary_topic") or {}
                works.append([
                    *(record.get(name) for name in ("id", "doi", "title", "language", "type", "publication_year",
                      "publication_date", "is_retracted", "is_xpac", "is_paratext", "cited_by_count", "fwci",
                      "referenced_works", "updated_date")),
                    location.get("id"), location.get("display_name"), topic.get("id"),
                    (record.get("open_access") or {}).get("oa_status"),
                    [each["id"] for each in record.get("topics") or ()],
                    [each.get("display_name") for each in record.get("keywords") or ()],
                ])  # fmt: skip
                for position, each in enumerate(record.get("authorships") or (), 1):
                    author = each.get("author") or {}
                    for place in each.get("institutions") or [{}]:
                        authorships.append([
                            record["id"], position, author.get("id"), author.get("display_name"), author.get("orcid"),
                            each.get("is_corresponding"), place.get("id"), place.get("ror"), place.get("display_name"),
                            place.get("type"), place.get("country_code"), each.get("raw_affiliation_strings"),
                        ])  # fmt: skip
                if len(works) + len(authorships) >= 40_000:
                    count, people = count + len(works), people + len(authorships)
                    works, authorships = [], []
    _say(wall, cpu, _peak(), [count + len(works), people + len(authorships)])


def duckdb(folder: Path, threads: int) -> None:
    """In a child: the same fields as a table, authors nested."""
    import duckdb as peer

    place = "STRUCT(id VARCHAR, display_name VARCHAR, ror VARCHAR, country_code VARCHAR, \"type\" VARCHAR)[]"
    columns = {
        **dict.fromkeys(("id", "doi", "title", "language", "type", "publication_date", "updated_date"), "VARCHAR"),
        **dict.fromkeys(("is_retracted", "is_xpac", "is_paratext"), "BOOLEAN"),
        **dict.fromkeys(("publication_year", "cited_by_count"), "BIGINT"),
        "fwci": "DOUBLE", "referenced_works": "VARCHAR[]",
        "primary_location": "STRUCT(source STRUCT(id VARCHAR, display_name VARCHAR))",
        "open_access": "STRUCT(oa_status VARCHAR)", "primary_topic": "STRUCT(id VARCHAR)",
        "topics": "STRUCT(id VARCHAR)[]", "keywords": "STRUCT(display_name VARCHAR)[]",
        "authorships": "STRUCT(author STRUCT(id VARCHAR, display_name VARCHAR, orcid VARCHAR), "
                       f"is_corresponding BOOLEAN, raw_affiliation_strings VARCHAR[], institutions {place})[]",
    }  # fmt: skip
    wall, cpu = time.perf_counter(), _processor()
    with peer.connect(config={"threads": threads}) as connection:
        shape = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        connection.execute(
            f"CREATE TABLE works AS SELECT * FROM read_json('{folder}/data/jsonl/works/*/*.gz', columns={{{shape}}}, "
            "format='newline_delimited', maximum_object_size=67108864, hive_partitioning=false)"
        )
        count = connection.execute("SELECT count(*), sum(len(authorships)) FROM works").fetchone()
    _say(wall, cpu, _peak(), [int(each or 0) for each in count or ()])


def _processor() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(wall: float, cpu: float, memory: float, said: Any) -> None:
    done = {"wall": time.perf_counter() - wall, "cpu": _processor() - cpu, "memory": memory, "said": said}
    print(json.dumps(done), flush=True)


STEPS = (
    ("Technopole, one process", ["ours", "1", "{}"]),
    ("Technopole, two processes", ["ours", "2", "{}"]),
    ("Technopole, one process, works of one institution", ["ours", "1", '{"institutions": ["I124227911"]}']),
    ("gzip, json and a loop", ["plain_loop"]),
    ("DuckDB read_json, one thread", ["duckdb", "1"]),
    ("DuckDB read_json, two threads", ["duckdb", "2"]),
)


def main() -> None:
    if not WORKS.is_dir():
        where = WORKS.relative_to(_kit.ROOT.parent)
        sys.stderr.write(f"skipped: this benchmark reads {where} beside the repository.\n")
        return
    with tempfile.TemporaryDirectory(prefix="technopole-bench-") as name:
        folder = Path(name)
        made = make(folder)
        costs = [(label, _kit.in_child(__file__, name, *step)) for label, step in STEPS]
    megabytes = made["plain"] / 1e6
    rows = [
        [label, f"{cost.wall:.1f} s", f"{cost.cpu:.1f} s", f"{megabytes / cost.wall:,.0f}",
         f"{megabytes / cost.cpu:,.0f}", f"{cost.memory:,.0f} MiB", f"{cost.said[0]:,}"]
        for label, cost in costs
    ]  # fmt: skip
    notes = (
        f"{made['records']:,} works, {megabytes:,.0f} MB of JSON in {made['packed'] / 1e6:,.0f} MB of gzip, "
        f"{made['files']} files. MB are those of JSON. Peak memory is that of the largest process. The loop checks "
        "nothing and leaves values as they are written; DuckDB keeps the authors of a work nested, and all of it in "
        "memory."
    )
    head = ["Reading OpenAlex", "elapsed", "processor", "MB / s", "MB / processor second", "peak memory", "works"]
    _kit.write("openalex", "Reading OpenAlex", notes, head, rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        folder, step, *rest = Path(sys.argv[1]), sys.argv[2], *sys.argv[3:]
        if step == "ours":
            ours(folder, int(rest[0]), json.loads(rest[1]))
        elif step == "duckdb":
            duckdb(folder, int(rest[0]))
        else:
            plain_loop(folder)
    else:
        main()
