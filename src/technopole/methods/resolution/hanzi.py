"""Names in Chinese script: the forms in which they are written."""

from __future__ import annotations

from collections.abc import Iterator


def forms(name: str, kind: int) -> Iterator[tuple[str, int]]:
    yield name, kind
