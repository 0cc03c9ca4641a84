"""What a release says of its files: their lengths and how many records they hold, in each form of a manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import orjson

from technopole.core.errors import SourceError

NAMES = ("manifest.json", "manifest")
"""Of the snapshot of 2026, and of the layout before it."""


class Part(NamedTuple):
    """One file: its path within the entity's folder, its bytes and its records."""

    path: str
    length: int | None
    records: int | None


class Stated(NamedTuple):
    """What a manifest for all says of one entity."""

    files: list[Part]


class Manifest(NamedTuple):
    """A manifest: of one entity (files) or of all (entities)."""

    date: str
    files: list[Part] | None
    entities: dict[str, Stated]


def is_manifest(path: Path) -> bool:
    return path.name in NAMES


def read(folder: Path) -> Manifest | None:
    """The manifest in a folder; None if there is none. Raises `SourceError` for one that cannot be understood."""
    for name in NAMES:
        path = folder / name
        if path.is_file():
            return _read(path)
    return None


def _read(path: Path) -> Manifest:
    try:
        value = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise SourceError(f"is no JSON ({error})", file=str(path), hint="Fetch the manifest again.") from None
    if not isinstance(value, dict):
        raise _not_understood(path, "is no manifest of OpenAlex")
    date = str(value.get("date") or "")
    if isinstance(value.get("entities"), list):
        entities = {}
        for each in value["entities"]:
            if not isinstance(each, dict) or not isinstance(each.get("entity"), str):
                raise _not_understood(path, "names an entity that cannot be understood")
            if isinstance(each.get("files"), list):
                entities[each["entity"]] = Stated(_files(each["files"], path))
        return Manifest(date, None, entities)
    files = value.get("files", value.get("entries"))
    if not isinstance(files, list):
        raise _not_understood(path, "names neither files nor entries nor entities")
    return Manifest(date, _files(files, path), {})


def _files(entries: list[Any], path: Path) -> list[Part]:
    parts = []
    for each in entries:
        url = each.get("url") if isinstance(each, dict) else None
        if not isinstance(url, str) or "/" not in url:
            raise _not_understood(path, "names a file without a url")
        meta = each.get("meta") or {}
        # s3://openalex/data/jsonl/works/updated_date=2026-06-23/part_0000.gz: the last two lie in the entity's folder
        inside = url.rsplit("/", 2)[-2:]
        if ".." in inside:
            raise _not_understood(path, f"names the file {url!r}")
        place = "/".join(inside) if inside[0].startswith("updated_date=") else inside[-1]
        parts.append(Part(place, _whole(meta.get("content_length")), _whole(meta.get("record_count"))))
    return parts


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _not_understood(path: Path, told: str) -> SourceError:
    return SourceError(told, file=str(path), hint="Fetch it again, or take it away: files are then read as they lie.")
