"""SQL over the lake: each table of each dataset is a view over the parts of one version, read by DuckDB.

    with sql.opened(home.folder(), versions={"works": "00002"}) as lake:
        lake.rows("SELECT year, count(*) AS n FROM works WHERE year >= $first GROUP BY ALL", {"first": 2015})

A statement is one SELECT. It can change nothing, reads no file but the parts of the versions it was opened with, and
ends with an error when it passes its memory, its room on the disk or its time. Whatever the version became meanwhile,
one `opened` sees the same rows from its first statement to its last.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from technopole.core import durable
from technopole.lake import sql_reading
from technopole.lake.datasets import Dataset, NoSuchVersion, datasets, tables_of
from technopole.lake.sql_errors import SqlError, TookTooLong, TooMuchMemory, told

__all__ = ["Lake", "SqlError", "TooMuchMemory", "TookTooLong", "opened"]

MOST_ROWS = 1_000_000
"""Rows that `Lake.rows` gives as dictionaries, at most."""
_TEMPORARY, _LOCK = ".sql", ".lock"
_TYPES = {
    "text": "VARCHAR", "texts": "VARCHAR[]", "integer8": "TINYINT", "integer16": "SMALLINT", "integer": "BIGINT",
    "number": "DOUBLE", "truth": "BOOLEAN",
}  # fmt: skip
Parameters = Mapping[str, Any]


@contextlib.contextmanager
def opened(
    folder: Path, versions: Mapping[str, str] | None = None, *, memory: str = "1GB", seconds: float | None = 120.0,
    threads: int = 2, disk: str = "8GB", extra: Mapping[str, Path | Sequence[Path]] | None = None,
) -> Iterator[Lake]:  # fmt: skip
    """The lake at `folder`, each dataset as it is now, or in the version that `versions` names.

    `memory` is DuckDB's, `disk` what it may put aside meanwhile, `seconds` the time of one statement within DuckDB
    (None: as long as it takes); `extra` are Parquet files beside the lake, each a table. Raises `NoSuchVersion`.
    Cost: 30 milliseconds and 40 MB; a table of 5,000 parts half a second each time it is read.
    """
    import duckdb

    folder = folder.resolve()
    tables, views, allowed = _views(folder, versions or {})
    files: list[str] = []
    for name, paths in (extra or {}).items():
        several = [paths] if isinstance(paths, Path) else list(paths)
        listed = [str(each.resolve()) for each in several]
        files += listed
        tables.pop(name, None)
        views[name] = _over(listed)
    with _aside(folder) as aside:
        connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads, "memory_limit": memory, "errors_as_json": True,
                "python_enable_replacements": False,
                "autoinstall_known_extensions": False, "autoload_known_extensions": False,
            },
        )  # fmt: skip
        try:
            connection.execute(f"SET temp_directory = '{_escaped(str(aside))}'")
            connection.execute(f"SET max_temp_directory_size = '{disk}'")  # holds only when set after the folder
            directories = [f"{each}/" for each in [*allowed, aside]]
            connection.execute(f"SET allowed_directories = {_listed(directories)}")
            connection.execute(f"SET allowed_paths = {_listed(files)}")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield Lake(connection, tables, views, aside, seconds)
        finally:
            connection.close()


class Lake:
    """The tables of one opening of the lake. One thread at a time."""

    def __init__(
        self, connection: Any, tables: dict[str, tuple[str, str]], views: Mapping[str, str], aside: Path,
        seconds: float | None,
    ) -> None:  # fmt: skip
        self._connection, self._aside, self._seconds = connection, aside, seconds
        self._known, self._waiting = set(views), dict(views)
        self.tables = tables
        """The dataset and the version that each table is of."""

    def used(self, statement: str) -> dict[str, str]:
        """The datasets that the statement reads, each with its version. Raises `SqlError`, also for unknown tables."""
        found = sql_reading.tables_of(self._connection, statement, self._known)
        return dict(sorted(self.tables[name] for name in found if name in self.tables))

    def rows(self, statement: str, parameters: Parameters | None = None, most: int = MOST_ROWS) -> list[dict[str, Any]]:
        """The rows as dictionaries. Whole sums are whole numbers, decimals are floats. Raises `SqlError`,
        `TooMuchMemory` also for more than `most` rows."""
        rows: list[dict[str, Any]] = []
        for batch in self.batches(statement, parameters):
            rows += batch.to_pylist()
            if len(rows) > most:
                raise TooMuchMemory(
                    f"The statement gives more than {most:,} rows.",
                    hint="Group them, add a LIMIT, or write them to a file.",
                )
        return rows

    def columns(self, statement: str, parameters: Parameters | None = None) -> dict[str, np.ndarray]:
        """The columns as arrays: texts as objects, whole numbers as int64 where none is missing, else as float64 with
        NaN. Memory: the whole result."""
        import pyarrow as pa

        batches = list(self.batches(statement, parameters, size=65_536))
        if not batches:
            relation = self._relation(self._connection, statement, parameters)
            kinds = zip(relation.columns, relation.types, strict=True)
            return {name: np.array([], dtype=_dtype(kind)) for name, kind in kinds}
        made = pa.Table.from_batches(batches)
        return {name: made.column(at).to_numpy() for at, name in enumerate(made.column_names)}

    def batches(self, statement: str, parameters: Parameters | None = None, size: int = 8192) -> Iterator[Any]:
        """Arrow record batches of at most `size` rows. Memory: DuckDB's own and one batch."""
        import duckdb
        import pyarrow as pa

        own = self._connection.cursor()  # so that other statements may be asked between two batches
        watch = _Watch(own, self._seconds)
        try:
            with watch:
                reader = iter(self._relation(own, statement, parameters).to_arrow_reader(size))
            while True:
                with watch:
                    batch = next(reader, None)
                if batch is None:
                    return
                if batch.num_rows:
                    yield batch
        except (duckdb.Error, OSError, pa.ArrowException) as error:
            raise watch.told(error, statement) from None
        finally:
            own.close()

    def write(self, statement: str, path: Path, parameters: Parameters | None = None, row_group: int = 50_000) -> int:
        """The rows as a Parquet file (Zstandard), which is there whole or not at all; gives how many there are."""
        import duckdb

        watch = _Watch(self._connection, self._seconds)
        aside = self._aside / "written.parquet"
        try:
            with watch:
                relation = self._relation(self._connection, statement, parameters)
                names = ", ".join(_quoted(name) for name in relation.columns)
                given = f"(\n{statement.rstrip().rstrip(';')}\n) AS given({names})"
                shape = f"SELECT {_plain(relation) or '*'} FROM {given}"
                count = self._connection.execute(
                    f"COPY ({shape}) TO '{_escaped(str(aside))}' "
                    f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {int(row_group)})",
                    dict(parameters or {}),
                ).fetchall()[0][0]
            with aside.open("rb") as made:
                durable.write(path, lambda out: shutil.copyfileobj(made, out, 1 << 20))
            return int(count)
        except duckdb.Error as error:
            raise watch.told(error, statement) from None
        finally:
            aside.unlink(missing_ok=True)

    def _relation(self, connection: Any, statement: str, parameters: Parameters | None) -> Any:
        """The statement, bound: sums are of whole numbers that fit 64 bits, decimals become floats."""
        import duckdb

        for name in sorted(sql_reading.tables_of(connection, statement, self._known)):
            self._see(connection, name)
        given = dict(parameters or {})
        try:
            relation = connection.sql(statement, params=given)
        except duckdb.Error as error:
            if "INTERRUPT" in str(error):
                raise
            raise _placed(connection, error, statement, given) from None
        plain = _plain(relation)
        return relation.project(plain) if plain else relation

    def _see(self, connection: Any, name: str) -> None:
        """Make the view of a table that a statement names for the first time: that looks at the table's first part."""
        import duckdb

        if name not in self._waiting:
            return
        try:
            connection.execute(f"CREATE VIEW {_quoted(name)} AS {self._waiting[name]}").fetchall()
        except duckdb.Error as error:
            if "INTERRUPT" in str(error):
                raise
            raise SqlError(
                f"The table {name!r} cannot be read: {told(error, '').message}",
                hint="If it was loaded anew or forgotten just now, try again; else load it again.",
            ) from None
        del self._waiting[name]


def _placed(connection: Any, error: BaseException, statement: str, given: dict[str, Any]) -> SqlError:
    """DuckDB says where only of what it prepares itself: so it is asked how it would go about it."""
    import duckdb

    explain = "EXPLAIN "
    try:
        connection.execute(explain + statement, given).fetchall()
    except duckdb.Error as again:
        return told(again, statement, before=len(explain))
    return told(error, statement)


class _Watch:
    """Interrupts what runs within its block when the time of all its blocks together is up."""

    def __init__(self, connection: Any, seconds: float | None) -> None:
        self._connection, self._given, self._left = connection, seconds, seconds
        self._over = False
        self._began = 0.0
        self._timer: threading.Timer | None = None

    def __enter__(self) -> _Watch:
        if self._left is not None:
            self._began = time.monotonic()
            self._timer = threading.Timer(max(0.0, self._left), self._end)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None and self._left is not None:
            self._timer.cancel()
            self._left -= time.monotonic() - self._began

    def _end(self) -> None:
        self._over = True
        self._connection.interrupt()

    def told(self, error: BaseException, statement: str) -> SqlError:
        if self._over and "INTERRUPT" in str(error):
            return TookTooLong(
                f"The statement did not end within {self._given:g} seconds.",
                hint="Ask for fewer rows, group before joining, or give it more time.",
            )
        return told(error, statement)


def _views(folder: Path, versions: Mapping[str, str]) -> tuple[dict[str, tuple[str, str]], dict[str, str], list[Path]]:
    """(the dataset and version of each table, the statement of its view, the folders of the versions)."""
    names = datasets(folder)
    for name in versions:
        if name not in names and not Dataset(folder, name).versions():
            raise NoSuchVersion(f"There is no dataset {name!r}.", hint=f"There are: {', '.join(names) or 'none'}.")
    tables: dict[str, tuple[str, str]] = {}
    views: dict[str, str] = {}
    allowed = []
    for name in sorted({*names, *versions}):
        dataset = Dataset(folder, name)
        path = dataset.path(versions.get(name))
        allowed.append(path)
        for table, shape in tables_of(dataset.manifest(path.name), name).items():
            if table in tables:
                continue  # names are unique among what this release loads; a dataset that an operator named is later
            tables[table] = (name, path.name)
            parts = [str(path / part["file"]) for part in shape["parts"] if part["rows"]]
            views[table] = _over(parts) if parts else _empty(shape["columns"])
    return tables, views, allowed


def _over(paths: Sequence[str]) -> str:
    return f"SELECT * FROM read_parquet({_listed(paths)}, hive_partitioning = false)"


def _empty(columns: Sequence[Mapping[str, str]]) -> str:
    fields = ", ".join(f"NULL::{_TYPES[each['kind']]} AS {_quoted(each['name'])}" for each in columns)
    return f"SELECT {fields} WHERE false"


def _plain(relation: Any) -> str:
    """What to select of the relation so that no column is a 128-bit or a decimal number; empty if none is."""
    types = [str(each) for each in relation.types]
    if not any(each in ("HUGEINT", "UHUGEINT") or each.startswith("DECIMAL") for each in types):
        return ""
    fields = []
    for name, kind in zip(relation.columns, types, strict=True):
        quoted = _quoted(name)
        wanted = "BIGINT" if "HUGEINT" in kind else "DOUBLE" if kind.startswith("DECIMAL") else ""
        fields.append(f"{quoted}::{wanted} AS {quoted}" if wanted else quoted)
    return ", ".join(fields)


def _dtype(kind: Any) -> Any:
    name = str(kind)
    if name.endswith("INT") or name == "INTEGER":
        return np.int64
    return np.float64 if name in ("DOUBLE", "FLOAT") else np.bool_ if name == "BOOLEAN" else object


@contextlib.contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A folder for what does not fit into memory; those that a killed process left are removed."""
    above = folder / _TEMPORARY
    above.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        with (above / _LOCK).open("a") as all_of_them:
            fcntl.flock(all_of_them, fcntl.LOCK_EX)
            for old in (each for each in above.iterdir() if each.is_dir()):
                with contextlib.suppress(OSError), (old / _LOCK).open("a") as handle:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(old, ignore_errors=True)
            made = Path(tempfile.mkdtemp(dir=above))
            stack.callback(shutil.rmtree, made, ignore_errors=True)
            held = stack.enter_context((made / _LOCK).open("a"))
            fcntl.flock(held, fcntl.LOCK_EX)
        yield made


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def _listed(texts: Sequence[str]) -> str:
    return "[" + ", ".join(f"'{_escaped(each)}'" for each in texts) + "]"
