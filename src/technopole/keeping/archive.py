"""The file of a backup: a zip of one JSON-lines member a table, the files of the home, and a manifest with hashes.

manifest.json            format, version, tables and files with counts, sizes and SHA-256
tables/<app>.<model>.jsonl
home/centre.json  home/map/…  home/attachments/…
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

import orjson

from technopole.core.errors import SourceError

FORMAT = 1
MANIFEST = "manifest.json"
KEPT_FROM_HOME = ("centre.json", "map", "attachments")
_CHUNK = 1 << 20
_DAMAGED = "The backup is damaged; use another."


@dataclass(frozen=True)
class Member:
    """A table or file of the backup: its name, how much it holds, and its hash."""

    name: str
    count: int
    """Rows of a table, bytes of a file."""
    sha256: str


@dataclass
class Manifest:
    format: int
    version: str
    created_at: str
    store: str
    migrations: dict[str, str] = field(default_factory=dict)
    """The last migration of each app, {app: name}: the tables' shape when the backup was made."""
    tables: list[Member] = field(default_factory=list)
    files: list[Member] = field(default_factory=list)


class Writing:
    """An archive being written beside its place; it is put there, and is safe on disk, when `finish` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f"{path.name}.part")
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: IO[bytes] = os.fdopen(descriptor, "wb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=5)

    @contextmanager
    def member(self, name: str) -> Iterator[_Hashed]:
        with self._zip.open(name, "w", force_zip64=True) as stream:
            yield _Hashed(stream)

    def add_file(self, source: Path, name: str) -> Member:
        with source.open("rb") as reading, self.member(name) as stream:
            while chunk := reading.read(_CHUNK):
                stream.write(chunk)
        return Member(name, stream.size, stream.digest.hexdigest())

    def finish(self, manifest: Manifest) -> int:
        """Write the manifest, and put the file in its place; gives its size."""
        self._zip.writestr(MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        size = self._file.tell()
        self._file.close()
        os.replace(self._part, self.path)
        return size

    def abandon(self) -> None:
        with suppress(OSError, ValueError):  # a full disk is told already
            self._zip.close()
        self._file.close()
        self._part.unlink(missing_ok=True)


class _Hashed:
    """Passes bytes on, counting and hashing them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        self._stream.write(data)


class Reading:
    """An archive being read; every member is checked against its hash as it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise SourceError("no such file", file=str(path), hint="Check the path.") from None
        except IsADirectoryError:
            raise SourceError("is a folder", file=str(path), hint="Name the backup's file.") from None
        except zipfile.BadZipFile:
            raise SourceError("is no backup, or is cut short", file=str(path), hint=_DAMAGED) from None
        try:
            values = orjson.loads(self._zip.read(MANIFEST))
            self.manifest = self._manifest(values)
        except (zipfile.BadZipFile, KeyError, TypeError, orjson.JSONDecodeError, EOFError):
            self.close()
            raise SourceError("is no backup, or is cut short", file=str(path), hint=_DAMAGED) from None
        except SourceError:
            self.close()
            raise

    def _manifest(self, values: dict[str, Any]) -> Manifest:
        if values.get("format") != FORMAT:
            hint = "Restore it with the version of Technopole that its manifest.json names."
            raise SourceError(f"is of format {values.get('format')}, not {FORMAT}", file=self.path.name, hint=hint)
        members = {name: [Member(**each) for each in values[name]] for name in ("tables", "files")}
        return Manifest(**{**values, **members})

    def lines(self, member: Member) -> Iterator[dict[str, Any]]:
        """The rows of a table. Raises `SourceError` at the end if they are not what was written."""
        digest, count = hashlib.sha256(), 0
        try:
            with self._zip.open(f"tables/{member.name}.jsonl") as stream:
                for line in stream:
                    digest.update(line)
                    count += 1
                    yield orjson.loads(line)
        except (zipfile.BadZipFile, KeyError, orjson.JSONDecodeError, EOFError, OSError) as error:
            raise self._damaged(member, str(error)) from None
        if (count, digest.hexdigest()) != (member.count, member.sha256):
            raise self._damaged(member, "its hash is another")

    def copy_file(self, member: Member, home: Path) -> None:
        """Put a file back into the home. Raises `SourceError` for a damaged file or a name that leads elsewhere."""
        inner = PurePosixPath(member.name)
        parts = inner.parts[1:]
        if inner.parts[0] != "home" or ".." in parts or not parts or parts[0] not in KEPT_FROM_HOME:
            raise self._damaged(member, "its name is not one of a backup")
        target = home.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256()
        try:
            with self._zip.open(member.name) as stream, target.open("wb") as file:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise self._damaged(member, str(error)) from None
        if digest.hexdigest() != member.sha256:
            raise self._damaged(member, "its hash is another")

    def _damaged(self, member: Member, why: str) -> SourceError:
        return SourceError(f"{member.name} is not as it was written: {why}", file=self.path.name, hint=_DAMAGED)

    def close(self) -> None:
        self._zip.close()
