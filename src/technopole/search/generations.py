"""Generations of an index: folders beside each other, of which the file CURRENT names the one that readers read.

<path>/CURRENT            the name of that generation
<path>/g000001/           one of them
"""

from __future__ import annotations

import shutil
from pathlib import Path

from technopole.core import durable

CURRENT = "CURRENT"


def current(path: Path) -> Path:
    """The generation that is read. Raises `FileNotFoundError` before the first."""
    return named(path / CURRENT)


def named(file: Path) -> Path:
    """The generation that a file beside it names."""
    return file.parent / file.read_text("ascii").strip()


def write_name(file: Path, generation: Path) -> None:
    """Let a file name a generation, durably."""
    durable.write_bytes(file, f"{generation.name}\n".encode("ascii"))


def following(path: Path) -> Path:
    """The folder of the next generation; it is not there yet."""
    numbers = [int(folder.name[1:]) for folder in _all(path) if folder.name[1:].isdigit()]
    return path / f"g{max(numbers, default=0) + 1:06}"


def make_current(generation: Path) -> None:
    """Let readers read a generation; only the one before it stays, since a reader may be about to open it."""
    path = generation.parent
    before = current(path) if (path / CURRENT).exists() else generation
    write_name(path / CURRENT, generation)
    for folder in _all(path):
        if folder not in (generation, before):
            shutil.rmtree(folder, ignore_errors=True)


def sync(generation: Path) -> None:
    """Wait until all of a generation is on the disk."""
    for file in generation.rglob("*"):
        durable.sync(file)
    durable.sync(generation)


def _all(path: Path) -> list[Path]:
    return list(path.glob("g[0-9]*"))
