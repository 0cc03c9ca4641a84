"""Made-up works as a version of the lake's dataset `works`, as many as wanted, written by DuckDB in minutes.

Everything follows from numbers by hashing, so that the same number of works is the same lake. Teams of one to seven,
organisations of very unequal size in thirty economies, topics that grow at different rates. Marked synthetic.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from technopole.sources.openalex import shapes

PART = 250_000
INSTITUTIONS = 20_000
TOPICS = 4_516
FIRST_YEAR, YEARS = 2006, 20
WHOLE = 5_354_228_880
_KINDS = {
    "text": "VARCHAR", "texts": "VARCHAR[]", "integer16": "SMALLINT", "integer": "BIGINT", "number": "DOUBLE",
    "truth": "BOOLEAN",
}  # fmt: skip
_U = "(hash({0}) % 1000003) / 1000003.0"
"""A number between 0 and 1 that follows from another."""
_WORKS = f"""
CREATE OR REPLACE TEMP TABLE w AS
SELECT n, 'W' || (1000000000 + n) AS id,
  {FIRST_YEAR} + CAST(floor({YEARS} * sqrt({_U.format("n * 7 + 1")})) AS INT) AS year,
  CAST(floor({TOPICS} * power({_U.format("n * 7 + 2")}, 2)) AS INT) AS t, 1 + (hash(n * 7 + 3) % 7)::INT AS team
FROM range($first, $last) AS r(n)
"""
_SEED = "(n * 131 + CASE WHEN position % 3 = 0 THEN position ELSE 1 END) * 5"
"""Two of three people of a team are of one organisation."""
_ROWS = f"""
CREATE OR REPLACE TEMP TABLE a AS
SELECT n, id, position, {WHOLE} // team AS credit,
  'A' || (5000000000 + CAST(floor(3000000 * {_U.format("n * 131 + position * 17")}) AS BIGINT)) AS author,
  CAST(floor({INSTITUTIONS} * power({_U.format(_SEED)}, 3)) AS INT) AS i
FROM (SELECT *, unnest(range(1, team + 1)) AS position FROM w)
"""
_COUNTRY = (
    "CASE WHEN {0} % 5 = 0 THEN 'CN' ELSE chr((65 + {0} % 29 % 26)::INT) || chr((65 + {0} * 7 % 29 % 26)::INT) END"
)
_TABLES = {
    "works": """
SELECT w.id, 'Made-up work ' || w.n || ' on subject ' || t AS title, 'en' AS language, 'article' AS type, year,
  year || '-06-30' AS published, 'S' || (1000 + t % 3000) AS source, 'Made-up journal ' || (t % 3000) AS source_name,
  w.n % 2 = 0 AS is_oa, CASE WHEN w.n % 2 = 0 THEN 'gold' ELSE 'closed' END AS oa_status, FALSE AS is_retracted,
  FALSE AS is_xpac, FALSE AS is_paratext, hash(w.n) % 40 AS cited_by, hash(w.n) % 10 = 0 AS top_10,
  hash(w.n) % 100 = 0 AS top_1, 1.0 AS fwci, 0.5 AS percentile, 'T' || (10000 + t) AS topic,
  (1100 + t % 252) AS subfield,
  (11 + t % 26) AS field, (1 + t % 4) AS domain, ['T' || (10000 + t), 'T' || (10000 + (t * 31 + w.n) % 4516)] AS topics,
  c.countries, team AS author_count, len(c.countries) AS country_count, c.many AS institution_count,
  '2026-01-01' AS updated, 'walden' AS generation
FROM w JOIN (
  SELECT n, list_distinct(list(COUNTRY)) AS countries, count(DISTINCT i) AS many FROM a GROUP BY n
) c USING (n)
ORDER BY w.n""".replace("COUNTRY", _COUNTRY.format("i")),
    "authorships": f"""
SELECT id AS work, position, author, 'Person ' || author AS author_name, position = 1 AS corresponding,
  'I' || (100000 + i) AS affiliation, 'I' || (100000 + i) AS institution,
  'Made-up organisation ' || i AS institution_name,
  CASE WHEN i % 11 = 0 THEN 'company' ELSE 'education' END AS institution_type,
  {_COUNTRY.format("i")} AS country, credit
FROM a ORDER BY n, position""",
}
_ONCE = {
    "institutions": f"""
SELECT 'I' || (100000 + i) AS id, 'Made-up organisation ' || i AS name, {_COUNTRY.format("i")} AS country,
  CASE WHEN i % 11 = 0 THEN 'company' ELSE 'education' END AS type,
  CASE WHEN i % 25 = 0 THEN 'Shanghai' ELSE 'Town ' || i % 400 END AS city,
  CASE WHEN i % 25 = 0 THEN 31.2 ELSE -50 + (hash(i % 400) % 110)::INT END + (hash(i) % 100) / 400.0 AS latitude,
  CASE WHEN i % 25 = 0 THEN 121.4 ELSE -170 + (hash(i % 400 + 7) % 340)::INT END + (hash(i + 1) % 100) / 400.0
    AS longitude,
  ['I' || (100000 + i)] AS lineage, FALSE AS is_super, '2026-01-01' AS updated
FROM range({INSTITUTIONS}) AS r(i)""",
    "sources": """
SELECT 'S' || (1000 + s) AS id, 'Made-up journal ' || s AS name, 'journal' AS type, '2026-01-01' AS updated
FROM range(3000) AS r(s)""",
    "topics": f"""
SELECT 'T' || (10000 + t) AS id, 'Subject ' || t AS name,
  (1100 + t % 252) AS subfield, 'Subfield ' || t % 252 AS subfield_name,
  (11 + t % 26) AS field, 'Field ' || t % 26 AS field_name, (1 + t % 4) AS domain, 'Domain ' || t % 4 AS domain_name,
  '2026-01-01' AS updated
FROM range({TOPICS}) AS r(t)""",
}


def make(lake: Path, works: int) -> int:
    """Write the dataset into the folder of a lake; gives its number of authorships. Cost: 10 s a million works."""
    folder = lake / "works" / "00001"
    folder.mkdir(parents=True)
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    connection.execute(f"SET temp_directory = '{lake}'")
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in (*_TABLES, *_ONCE)}
    for number, first in enumerate(range(0, works, PART)):
        connection.execute(_WORKS, {"first": first, "last": min(first + PART, works)})
        connection.execute(_ROWS)
        for name, query in _TABLES.items():
            tables[name].append(_write(connection, folder, name, number, query))
    for name, query in _ONCE.items():
        tables[name].append(_write(connection, folder, name, 0, query))
    connection.close()
    told = {
        name: {
            "columns": [{"name": each.name, "kind": each.kind} for each in shapes.TABLES[name]],
            "rows": sum(int(str(part["rows"])) for part in parts), "parts": parts,
        }
        for name, parts in tables.items()
    }  # fmt: skip
    manifest = {
        "dataset": "works", "rows": works, "made_at": "2026-01-01T00:00:00+00:00", "synthetic": True, "sample": False,
        "coverage": {"en": f"{works:,} made-up works.", "zh": f"{works:,} 件虚构文献。"}, "licence": "CC0-1.0",
        "sources": [], "plan": {"made_up": works}, "tables": told,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (lake / "works" / "CURRENT").write_text("00001\n")
    return int(str(told["authorships"]["rows"]))


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Path, name: str, number: int, query: str
) -> dict[str, object]:  # fmt: skip
    path = folder / f"{name}-{number:05d}.parquet"
    held = {each[0] for each in connection.execute(f"DESCRIBE {query}").fetchall()}
    empty = {"VARCHAR": "''", "VARCHAR[]": "[]::VARCHAR[]"}
    columns = []
    for each in shapes.TABLES[name]:
        kind = _KINDS[each.kind]
        value = each.name if each.name in held else empty.get(kind, "NULL")
        columns.append(f"CAST({value} AS {kind}) AS {each.name}")
    written = f"'{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 50000)"
    [(rows,)] = connection.execute(f"COPY (SELECT {', '.join(columns)} FROM ({query})) TO {written}").fetchall()
    return {"file": path.name, "rows": rows, "bytes": path.stat().st_size, "sha256": ""}
