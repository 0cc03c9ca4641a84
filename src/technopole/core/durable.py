"""Files that are there whole or not at all, also after the power fails."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


def write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let `fill` write the file `path`; it takes its place when all of it is on the disk, and its name is too."""
    partial = path.with_name(f"{path.name}.tmp")
    with partial.open("wb") as handle:
        fill(handle)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(partial, path)
    sync(path.parent)


def write_bytes(path: Path, data: bytes) -> None:
    write(path, lambda handle: handle.write(data))


def rename(path: Path, target: Path) -> None:
    os.rename(path, target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Wait until the file, or the names in the folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path, told: Callable[[int], object] = lambda count: None) -> str:
    """The file's SHA-256 in hexadecimal; `told` hears how many bytes more were read. About a second for a gigabyte."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
            told(len(chunk))
    return digest.hexdigest()
