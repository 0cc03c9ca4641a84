"""A centre's folder, read completely and checked before anything is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from technopole import __version__
from technopole.centre import manifest, works
from technopole.centre.files import FILES, INDICATORS, File
from technopole.centre.manifest import Centre
from technopole.core import kinds
from technopole.core.errors import SourceError, SourceErrors
from technopole.core.merge import Record
from technopole.sources import rows
from technopole.sources.documents import Document, read_yaml
from technopole.sources.spelling import nearest
from technopole.sources.tables import Row, Table, read_csv

DOMAINS = ("registry", "registration", "programme", "policies", "exchange", "observatory")
MOST_ERRORS = 50
LAND = "map/land.geojson"
OF_THE_LAKE = (works.FILE,)
"""Tables of the folder that are too long for the store: they are read into the lake."""

Reader = Callable[[Any], Record]


@dataclass(frozen=True)
class Statement:
    """What one row says: the row, and the record of it."""

    file: str
    line: int | None
    row: str
    """The row's id, or what tells it apart in a file without ids."""
    kind: str
    key: str
    """By what the store knows the thing."""
    record: Record
    own_key: str
    """The key it has if no identifier names it."""


@dataclass
class Folder:
    """A centre's folder whose every file was read and found sound."""

    path: Path
    centre: Centre
    digest: str
    statements: list[Statement] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def readers() -> dict[str, tuple[str, Reader]]:
    """{file: (kind, how a row becomes a record)} of all domains. A domain says what it reads in `kinds.READERS`."""
    found: dict[str, tuple[str, Reader]] = {}
    for domain in DOMAINS:
        found.update(getattr(import_module(f"technopole.{domain}.kinds"), "READERS", {}))
    return found


def digest(folder: Path) -> str:
    """A hash of all that loading the folder depends on: its files, and the version of this program."""
    total = hashlib.sha256(__version__.encode())
    names = [manifest.FILE, LAND, *OF_THE_LAKE, *FILES, *(_name(path) for path in _indicator_paths(folder))]
    for name in names:
        path = folder / name
        if path.is_file():
            total.update(f"\0{name}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read(path: Path) -> Folder:
    """Read and check a whole folder. Raises `SourceErrors` naming every place that is wrong, the first 50 of them."""
    centre = manifest.read(path)
    return _Reading(path, Folder(path, centre, digest(path))).read()


class _Reading:
    """One reading of a folder, and what it found wrong."""

    def __init__(self, path: Path, folder: Folder) -> None:
        self.path, self.folder = path, folder
        self.errors: list[SourceError] = []
        self.ids: dict[str, set[str]] = {}
        self.keys: dict[tuple[str, str], Statement] = {}
        self.unreadable: set[str] = set()
        """Tables that could not be read at all: what names their rows is not blamed for it."""
        self.readers = readers()

    def read(self) -> Folder:
        self.find_strangers()
        tables = {name: self.table(name, file) for name, file in FILES.items() if (self.path / name).is_file()}
        documents = list(self.documents())
        self.ids |= {
            name: {row.cells["id"] for row in table.rows} for name, table in tables.items() if FILES[name].unique
        }
        self.ids[INDICATORS] = {str(each.get("id", "")) for each in documents}
        for document in documents:
            self.document(document)
        for name, table in tables.items():
            self.rows(table, FILES[name])
        self.errors += works.wrong(self.path)
        self.folder.files = [*tables, *(each.name for each in documents)]
        if self.errors:
            raise SourceErrors(_first(self.errors))
        return self.folder

    def find_strangers(self) -> None:
        """A file of a misspelt name would otherwise be passed over in silence."""
        for path in sorted([*self.path.glob("*.csv"), *self.path.glob("vocabularies/*.csv")]):
            name = path.relative_to(self.path).as_posix()
            if name not in FILES and name not in OF_THE_LAKE:
                hint = nearest(name, FILES) or f"Its tables are {', '.join(FILES)}."
                self.errors.append(SourceError("is no file of a centre", file=name, hint=hint))

    def table(self, name: str, file: File) -> Table:
        required = [column for column, cell in file.columns.items() if cell.required]
        table = read_csv(self.path / name, name, list(file.columns), required, file.unique)
        self.errors += table.errors
        if table.errors and not table.rows:
            self.unreadable.add(name)
        table.errors.clear()
        return table

    def documents(self) -> Iterable[Document]:
        for path in _indicator_paths(self.path):
            try:
                document = read_yaml(path, _name(path))
                if document.get("id") != path.stem:
                    raise document.error("id", f"is not {path.stem!r}", "An indicator's id is the name of its file.")
                yield document
            except SourceError as error:
                self.errors.append(error)

    def document(self, document: Document) -> None:
        kind, reader = self.readers[f"{INDICATORS}/*.yaml"]
        self.keep(document.name, document.line_of, kind, lambda: reader(document))

    def rows(self, table: Table, file: File) -> None:
        for row in table.rows:
            self.check(table, file, row)
        self.errors += table.errors
        if table.name not in self.readers:
            return  # a list of words that others are checked against
        kind, reader = self.readers[table.name]
        folder = f"{Path(table.name).stem}/" if sum(each == kind for each, _ in self.readers.values()) > 1 else ""
        for row in table.rows:
            line, cells = row.line, row.cells
            self.keep(table.name, lambda _, line=line: line, kind, lambda cells=cells: reader(cells), folder)  # type: ignore[misc]

    def keep(
        self, file: str, line_of: Callable[[str], int | None], kind: str, make: Callable[[], Record], folder: str = ""
    ) -> None:
        """Make a record and keep it, or the reasons why it cannot be made."""
        try:
            record = make()
        except SourceErrors as several:
            for error in several.errors:
                self.wrong(file, error.line or line_of(error.field), error.field, error.problem, error.hint)
            return
        except SourceError as error:
            self.wrong(file, error.line or line_of(error.field), error.field, error.problem, error.hint)
            return
        for field_name, reasons in kinds.get(kind).validate(record).items():
            for reason in reasons:
                self.wrong(file, line_of(field_name), field_name, reason, "")
        if self.folder.centre.synthetic:
            record.setdefault("synthetic", True)
        row = str(record["key"])
        own_key = f"{self.folder.centre.id}:{folder}{row}"
        statement = Statement(file, line_of(""), row, kind, _known_key(record) or own_key, record, own_key)
        first = self.keys.setdefault((kind, statement.key), statement)
        if first is not statement:
            where = f"line {first.line}" if first.file == file else first.file
            problem = f"{row!r} is {first.row!r} of {where} again: both have the key {statement.key}"
            self.wrong(file, statement.line, "", problem, "Keep one of the rows.")
        self.folder.statements.append(statement)

    def check(self, table: Table, file: File, row: Row) -> None:
        for column, cell in file.columns.items():
            for value in cell.values(row.cells[column]):
                if problem := cell.check(value):
                    table.wrong(row.line, column, *problem)
                elif cell.refers in self.unreadable:
                    continue
                elif cell.refers and value not in self.ids.get(cell.refers, ()):
                    if cell.or_name and not rows.is_key(value):
                        continue
                    hint = nearest(value, self.ids.get(cell.refers, ())) or "Add it there, or correct it here."
                    table.wrong(row.line, column, f"{value!r} is no id of {cell.refers}", hint)

    def wrong(self, file: str, line: int | None, field_name: str, problem: str, hint: str) -> None:
        self.errors.append(SourceError(problem, file=file, line=line, field=field_name, hint=hint))


def _first(errors: list[SourceError]) -> list[SourceError]:
    """Each place once, in the order of the files, the first fifty."""
    by_place: dict[tuple[str, int | None, str], SourceError] = {}
    for error in errors:
        by_place.setdefault((error.file, error.line, error.field), error)
    found = sorted(by_place.values(), key=lambda error: (error.file, error.line or 0))
    if len(found) > MOST_ERRORS:
        found = [*found[:MOST_ERRORS], SourceError(f"… and {len(found) - MOST_ERRORS} more like these.")]
    return found


def _known_key(record: Record) -> str:
    """By the identifier under which the world knows the thing."""
    return next((f"ror:{each['value']}" for each in record.get("identifiers", ()) if each["scheme"] == "ror"), "")


def _indicator_paths(folder: Path) -> list[Path]:
    return sorted((folder / INDICATORS).glob("*.yaml"))


def _name(path: Path) -> str:
    return f"{INDICATORS}/{path.name}"
