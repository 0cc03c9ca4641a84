"""The centre that this home runs: its manifest, copied into the home when its folder was loaded."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from technopole.centre.manifest import Centre
from technopole.centre.reading import LAND

FILE = "centre.json"
UNNAMED = Centre(id="centre", name_en="Innovation centre", name_zh="科技创新中心")
"""Shown while no folder is loaded."""

_cache: tuple[tuple[int, int], Centre] | None = None


def centre() -> Centre:
    """The running centre. Cost: one `stat`; the file is read again only after a load."""
    global _cache
    path = Path(settings.HOME) / FILE
    try:
        found = path.stat()
    except FileNotFoundError:
        return UNNAMED
    mark = (found.st_mtime_ns, found.st_ino)
    if _cache is None or _cache[0] != mark:
        _cache = mark, read_home() or UNNAMED
    return _cache[1]


def read_home() -> Centre | None:
    """The manifest kept in the home; None before a folder was loaded."""
    values = _read()
    return Centre.from_json(values["centre"]) if values else None


def digest() -> str:
    """The hash of the folder as it was loaded last; empty before that."""
    return str(_read().get("digest", ""))


def write_home(centre: Centre, folder: Path, digest: str) -> None:
    """Keep the manifest, and the folder's map if it has one, in the home."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    land = home / LAND
    if (folder / LAND).is_file():
        land.parent.mkdir(exist_ok=True)
        shutil.copyfile(folder / LAND, land.with_suffix(".new"))
        os.replace(land.with_suffix(".new"), land)
    else:
        land.unlink(missing_ok=True)
    values = {"centre": centre.to_json(), "digest": digest}
    fresh = home / f"{FILE}.new"
    fresh.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(fresh, home / FILE)


def _read() -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads((Path(settings.HOME) / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return values
