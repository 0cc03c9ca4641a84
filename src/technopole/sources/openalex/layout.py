"""What there is to read in files and folders that somebody fetched from OpenAlex, as pieces of work.

Known are the snapshot of 2026 (`data/jsonl/…` or `data/parquet/…`, partitions, a manifest for all and one for each
entity, `works/deleted_ids.csv`), the layout before it (`data/works/updated_date=…/part_000.gz`, `manifest` without a
suffix, `merged_ids/`), a folder of one entity or partition, and loose files: pages of the API, single records, JSON
lines, plain or gzip, and Parquet.

A folder with a manifest is held against it: each file must be there with the length that is stated, and has no other
number of records when it is read. What the manifest does not name is left over from an earlier release, and not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from technopole.core.errors import SourceError, SourceErrors
from technopole.sources.openalex import manifests, sniffing

ENTITIES = ("topics", "sources", "institutions", "authors", "works")
"""What is read, in the order of the pieces."""
UNREAD = frozenset({
    "publishers", "funders", "awards", "subfields", "fields", "domains", "keywords", "concepts", "continents",
    "countries", "institution-types", "source-types", "work-types", "languages", "licenses", "sdgs",
})  # fmt: skip
"""Entities of a snapshot that are not read: nothing here is counted by them."""
_OLD_NAMES = {"venues": "sources"}
PARTITION, DELETED, MERGED = "updated_date=", "deleted_ids.csv", "merged_ids"
_ENDINGS = (".gz", ".parquet", ".json", ".jsonl", ".ndjson")
_MOST_TOLD = 20

Form = Literal["lines", "loose", "parquet"]


class Unit(NamedTuple):
    """One file: a piece of work for any process. The same files give the same pieces in the same order."""

    file: str
    name: str
    """What errors and reports call it: its path in the folder that was given."""
    entity: str
    """One of `ENTITIES`; "" for a loose file, where each record's id tells."""
    updated: str
    """The date of its partition; "" if it lies in none."""
    bytes: int
    form: Form
    """A record a line, as in a snapshot; loose: told by what the file begins with; or Parquet."""
    records: int | None = None
    """How many the manifest says."""


@dataclass
class Layout:
    """What was found."""

    units: list[Unit] = field(default_factory=list)
    deleted: list[Path] = field(default_factory=list)
    """Lists of works that are gone: `gone.deleted` reads them. To be applied after all works."""
    merged: list[tuple[str, Path]] = field(default_factory=list)
    """(entity, list of ids that became another), which `gone.merged` reads: the records of the old ids are gone."""
    released: str = ""
    """The date that the newest manifest gives."""
    unread: list[tuple[str, str]] = field(default_factory=list)
    """(name, why) of what lies there and is not read."""

    def of(self, *entities: str) -> list[Unit]:
        """The pieces that may hold records of these entities."""
        return [unit for unit in self.units if unit.entity in (*entities, "")]


def find(paths: Sequence[Path | str]) -> Layout:
    """What is to be read in files and folders. Cost: a look at each file's length, at the beginning of loose ones.

    Raises `SourceError` for what is not there or holds nothing of OpenAlex, `SourceErrors` naming every file that is
    missing or has not the length that its manifest states.
    """
    found = Layout()
    search = _Search(found)
    for path in map(Path, paths):
        if path.is_dir():
            before = len(found.units)
            try:
                search.folder(path, path)
            except OSError as error:
                hint = "Give yourself the right to read it."
                raise SourceError(f"cannot be read: {error.strerror}", file=error.filename, hint=hint) from None
            if len(found.units) == before and not search.errors:
                raise SourceError(
                    "holds no records of OpenAlex that are read", file=str(path),
                    hint=f"Read are {', '.join(ENTITIES)}, as snapshot, API pages or JSON lines.",
                )  # fmt: skip
        elif path.is_file():
            search.named(path)
        else:
            raise SourceError("no such file or folder", file=str(path), hint="Check the path.")
    if search.errors:
        raise SourceErrors(_shortened(search.errors))
    rank = {entity: place for place, entity in enumerate((*ENTITIES, ""))}
    unique = {Path(unit.file).resolve(): unit for unit in found.units}
    found.units = sorted(unique.values(), key=lambda unit: (rank[unit.entity], unit.updated, unit.name, unit.file))
    found.deleted = sorted(set(found.deleted))
    found.merged = sorted(set(found.merged))
    return found


def entity_named(name: str) -> str:
    """The entity that a folder's name means; "" if none that is read."""
    name = _OLD_NAMES.get(name, name)
    return name if name in ENTITIES else ""


class _Search:
    """Goes through folders and notes what they hold."""

    def __init__(self, found: Layout) -> None:
        self.found = found
        self.errors: list[SourceError] = []
        self._entered: set[Path] = set()

    def folder(self, folder: Path, root: Path, stated: manifests.Stated | None = None) -> None:
        """A folder of any kind; `stated` is what a manifest above it says of it."""
        if folder.is_symlink() and folder.resolve() in self._entered:
            return  # it leads back to where it lies
        self._entered.add(folder.resolve())
        if folder.name.startswith(PARTITION):
            entity = entity_named(folder.parent.name)
            if not entity and folder.parent.name in UNREAD:
                self._left_out(folder, root, "this entity is not read")
                return
            for path in self._files(folder):
                self._unit(path, root, entity, self._date(folder))
            return
        children = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
        folders = {each.name: each for each in children if each.is_dir()}
        if folder.name in UNREAD and any(name.startswith(PARTITION) for name in folders):
            self._left_out(folder, root, "this entity is not read")
            return
        entity = entity_named(folder.name)
        # manifest.json is also a name of other things
        own = manifests.read(folder) if entity or any(map(entity_named, folders)) else None
        if own is not None:
            self.found.released = max(self.found.released, own.date)
        if entity and (any(name.startswith(PARTITION) for name in folders) or (own or stated)):
            self._entity(folder, root, entity, (own.files if own else None) or (stated.files if stated else None))
            return
        self._anything(folder, root, children, folders, own)

    def _anything(
        self, folder: Path, root: Path, children: list[Path], folders: dict[str, Path], own: manifests.Manifest | None
    ) -> None:
        skipped = {}
        if {"jsonl", "parquet"} <= folders.keys() and any(
            entity_named(each.name) for each in folders["jsonl"].iterdir()
        ):
            skipped["parquet"] = "the same records as in jsonl, which is read"
        if "data" in folders and "legacy-data" in folders:
            skipped["legacy-data"] = "the last release of the old layout; data is read"
        for each in children:
            if each.name in skipped:
                self._left_out(each, root, skipped[each.name])
            elif each.name == MERGED and each.is_dir():
                self._merged(each)
            elif each.is_dir():
                self.folder(each, root, own.entities.get(each.name) if own else None)
            elif not manifests.is_manifest(each):
                self._loose(each, root)

    def named(self, path: Path) -> None:
        """A file that was named itself."""
        if path.name == DELETED:
            self.found.deleted.append(path)
            return
        updated = self._date(path.parent) if path.parent.name.startswith(PARTITION) else ""
        entity = entity_named(path.parent.parent.name) if updated else ""
        if entity:
            self._unit(path, path.parent, entity, updated)
        elif path.name.endswith(_ENDINGS) and (sniffing.is_parquet(path) or sniffing.holds_records(path)):
            self._unit(path, path.parent, "", updated)
        else:
            raise SourceError(
                "holds no records of OpenAlex", file=str(path),
                hint="Files with records end in .json, .jsonl, .gz or .parquet; each record has an OpenAlex id.",
            )  # fmt: skip

    def _entity(self, folder: Path, root: Path, entity: str, files: Sequence[manifests.Part] | None) -> None:
        deleted = folder / DELETED
        if deleted.is_file():
            self.found.deleted.append(deleted)
        partitions = [each for each in sorted(folder.iterdir()) if each.is_dir() and each.name.startswith(PARTITION)]
        there = [path for partition in partitions for path in self._files(partition)]
        if files is None:
            for path in there:
                self._unit(path, root, entity, self._date(path.parent))
            return
        stated = {part.path: part for part in files}
        for path in there:
            if path.relative_to(folder).as_posix() not in stated:
                self._left_out(path, root, "the manifest does not name it: it is left over from another release")
        for part in stated.values():
            path = folder / part.path
            if not path.is_file():
                self._wrong(path, "is missing; the manifest names it", "Fetch it, or name the partitions to be read.")
                continue
            length = path.stat().st_size
            if part.length is not None and length != part.length:
                short = "is short" if length < part.length else "is too long"
                told = f"{short}: {length:,} bytes where the manifest says {part.length:,}"
                self._wrong(path, told, "Fetch it again.")
                continue
            self._unit(path, root, entity, self._date(path.parent), part.records)

    def _loose(self, path: Path, root: Path) -> None:
        if path.name == DELETED:
            self.found.deleted.append(path)
        elif not path.name.endswith(_ENDINGS) or path.name.endswith((".csv.gz", ".tsv.gz")):
            self._left_out(path, root, "no JSON and no Parquet")
        elif sniffing.is_parquet(path) or sniffing.holds_records(path):
            self._unit(path, root, "", "")
        else:
            self._left_out(path, root, "no records of OpenAlex at its beginning")

    def _merged(self, folder: Path) -> None:
        for each in sorted(folder.iterdir()):
            if each.is_dir() and entity_named(each.name):
                paths = sorted(path for path in each.iterdir() if path.name.endswith((".csv.gz", ".csv")))
                self.found.merged.extend((entity_named(each.name), path) for path in paths)

    def _unit(self, path: Path, root: Path, entity: str, updated: str, records: int | None = None) -> None:
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        length = path.stat().st_size
        form: Form = "lines" if entity else "loose"
        if sniffing.is_parquet(path):
            form = "parquet"
        self.found.units.append(Unit(str(path), name, entity, updated, length, form, records))

    def _left_out(self, path: Path, root: Path, why: str) -> None:
        self.found.unread.append((path.relative_to(root).as_posix(), why))

    def _wrong(self, path: Path, told: str, hint: str) -> None:
        self.errors.append(SourceError(told, file=str(path), hint=hint))

    @staticmethod
    def _files(folder: Path) -> Iterable[Path]:
        return sorted(each for each in folder.iterdir() if each.is_file() and each.name.endswith(_ENDINGS))

    @staticmethod
    def _date(folder: Path) -> str:
        return folder.name.removeprefix(PARTITION) if folder.name.startswith(PARTITION) else ""


def _shortened(errors: list[SourceError]) -> list[SourceError]:
    """The first errors, and how many more there are: a copy that was broken off lacks thousands of files."""
    if len(errors) <= _MOST_TOLD:
        return errors
    return [*errors[:_MOST_TOLD], SourceError(f"… and {len(errors) - _MOST_TOLD:,} more files are missing or short.")]
