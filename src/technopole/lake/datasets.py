"""Datasets: tables of any size as Parquet, version beside version.

    <folder>/<dataset>/CURRENT                        the name of the version that readers get
    <folder>/<dataset>/00001/manifest.json            what it holds and where that came from
    <folder>/<dataset>/00001/part-00000.parquet …
    <folder>/<dataset>/00002.building/                the version that is being made, if one is

A dataset is one table, named as the dataset, or several that are always of one load: the manifest then has `tables`,
each with its columns, rows and parts. `tables_of` reads both.

A version is never edited: a new one is written beside it, and `CURRENT` is swapped when all of it is on the disk. So a
reader sees one version from its first row to its last, whatever is loaded meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from technopole.core import durable
from technopole.core.errors import TechnopoleError

MANIFEST, CURRENT, BUILDING = "manifest.json", "CURRENT", ".building"
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_VERSION = re.compile(r"[0-9]{5,}")
BATCH = 8192


class NoSuchVersion(TechnopoleError):
    """The dataset has no such version."""


class Dataset:
    """One dataset of the lake at `folder`. Nothing need exist yet."""

    def __init__(self, folder: Path, name: str) -> None:
        if not NAME.fullmatch(name):
            raise TechnopoleError(
                f"{name!r} cannot name a dataset.",
                hint="Use up to 40 small letters, digits, - and _, a letter first.",
            )
        self.name, self.folder = name, folder / name

    def versions(self) -> list[str]:
        """The complete versions, the oldest first."""
        if not self.folder.is_dir():
            return []
        names = (each.name for each in self.folder.iterdir() if (each / MANIFEST).is_file())
        return sorted((name for name in names if _VERSION.fullmatch(name)), key=lambda name: (len(name), name))

    def current(self) -> str | None:
        """The version that readers get; None before the first is complete."""
        try:
            name = (self.folder / CURRENT).read_text("ascii").strip()
        except FileNotFoundError:
            return None
        return name if (self.folder / name / MANIFEST).is_file() else None

    def path(self, version: str | None = None) -> Path:
        """The folder of a version (default: the current one). Raises `NoSuchVersion`."""
        wanted = version or self.current()
        if wanted is None:
            raise NoSuchVersion(f"Nothing was loaded into the dataset {self.name!r} yet.", hint="Load it first.")
        if wanted not in self.versions():
            held = ", ".join(self.versions()) or "none"
            raise NoSuchVersion(f"{self.name!r} has no version {wanted}.", hint=f"There are: {held}.")
        return self.folder / wanted

    def manifest(self, version: str | None = None) -> dict[str, Any]:
        """What the version holds: rows, columns, parts with their SHA-256, sources, licence, when it was made."""
        found: dict[str, Any] = json.loads((self.path(version) / MANIFEST).read_bytes())
        return found

    def count(self, version: str | None = None) -> int:
        """How many rows the version has; of several tables, the first. Cost: its manifest is read."""
        return int(self.manifest(version)["rows"])

    def batches(
        self,
        columns: Sequence[str] | None = None,
        version: str | None = None,
        parts: Sequence[int] | None = None,
        size: int = BATCH,
        table: str | None = None,
    ) -> Iterator[Any]:
        """Arrow record batches of at most `size` rows, in the order of the rows; only these columns and parts.

        `table` is one of several tables (default: the first). Memory: one row group. Raises `NoSuchVersion`, or
        `TechnopoleError` for a file that is missing or damaged, or a table that the version does not have.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder = self.path(version)
        for number, part in enumerate(self._parts(folder.name, table)):
            if parts is not None and number not in parts:
                continue
            try:
                with pq.ParquetFile(folder / part["file"]) as file:
                    yield from file.iter_batches(batch_size=size, columns=columns, use_threads=False)
            except (OSError, pa.ArrowException) as error:
                raise TechnopoleError(
                    f"{folder / part['file']} cannot be read: {error}.", hint="Load the dataset again."
                ) from None

    def rows(
        self, columns: Sequence[str] | None = None, version: str | None = None, table: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries, one after the other. Cost: about 10 microseconds a row of 25 columns."""
        for batch in self.batches(columns, version, table=table):
            yield from batch.to_pylist()

    def _parts(self, version: str, table: str | None) -> list[dict[str, Any]]:
        tables = tables_of(self.manifest(version), self.name)
        if table is not None and table not in tables:
            raise TechnopoleError(f"{self.name!r} has no table {table!r}.", hint=f"There are: {', '.join(tables)}.")
        parts: list[dict[str, Any]] = tables[table or next(iter(tables))]["parts"]
        return parts

    def damaged(self, version: str | None = None) -> list[str]:
        """The files of the version that are not what its manifest says, by SHA-256. Reads all of it."""
        folder = self.path(version)
        wrong = []
        tables = tables_of(self.manifest(folder.name), self.name)
        for part in (each for table in tables.values() for each in table["parts"]):
            path = folder / part["file"]
            if not path.is_file() or durable.sha256(path) != part["sha256"]:
                wrong.append(part["file"])
        return wrong

    def make_current(self, version: str) -> None:
        """Let readers get this version from now on. Readers that have begun go on with theirs."""
        self.path(version)
        durable.write_bytes(self.folder / CURRENT, f"{version}\n".encode())

    def forget(self, keep: int) -> list[str]:
        """Delete all versions but the `keep` newest; gives their names. The current one always stays."""
        if keep < 1:
            raise TechnopoleError("At least one version is kept.")
        gone = [name for name in self.versions()[:-keep] if name != self.current()]
        halves = [each.name for each in self.folder.glob("*") if _VERSION.fullmatch(each.name)]
        for name in [*gone, *(name for name in halves if not (self.folder / name / MANIFEST).exists())]:
            # first it is no version any more, so that no reader finds half of one
            with contextlib.suppress(FileNotFoundError):
                (self.folder / name / MANIFEST).unlink()
            shutil.rmtree(self.folder / name)
        if gone:
            durable.sync(self.folder)
        return gone


def tables_of(manifest: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The tables of a version of the dataset `name`: each with `columns`, `rows` and `parts`."""
    if "tables" in manifest:
        return dict(manifest["tables"])
    return {name: {each: manifest[each] for each in ("columns", "rows", "parts")}}


def datasets(folder: Path) -> list[str]:
    """The names of the datasets that have a current version."""
    if not folder.is_dir():
        return []
    names = sorted(each.name for each in folder.iterdir() if each.is_dir() and NAME.fullmatch(each.name))
    return [name for name in names if Dataset(folder, name).current()]
