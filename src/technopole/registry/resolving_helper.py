"""The process that resolves: texts in, organisations out; ends when idle or when its parent does.

    python -m technopole.registry.resolving_helper HOME/names.npz IDLE_SECONDS
    python -m technopole.registry.resolving_helper --refresh

The first answers lines of JSON {"texts", "profile"} or {"names"} with {"found"} or {"error"}, and knows no Django, so
that it starts in a moment and holds the table of names only. The second makes that table anew from the store, and ends.
"""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from technopole.methods.resolution import NameTable, Resolver

Row = tuple[str, str, str, float, str, int, int, tuple[str, ...]]
"""What `registry.resolving.Found` is made of."""


def rows(resolver: Resolver, texts: Sequence[str], profile: str) -> list[list[Row]]:
    """For each text the organisations it means."""
    table = resolver.table
    return [
        [
            (
                (uid := table.organisation_id(answer.number)),
                f"https://ror.org/{label}" if (label := table.label(answer.number)) else uid,
                table.name_text(int(table.display[answer.number])),
                float(answer.probability), answer.matched_name, int(answer.start), int(answer.end), answer.evidence,
            )
            for answer in answers
        ]
        for answers in resolver.resolve(texts, profile)
    ]  # fmt: skip


def likely(resolver: Resolver, names: Sequence[str]) -> list[list[tuple[str, float]]]:
    """For each name the organisations it may mean, less likely ones too: (id, probability)."""
    table = resolver.table
    return [
        [(table.organisation_id(number), probability) for number, probability in found.items()]
        for found in resolver.likely(names)
    ]


class _Table:
    """The table of a path, read again when it was made anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made = 0.0
        self._resolver: Resolver | None = None

    def resolver(self) -> Resolver:
        made = self._path.stat().st_mtime
        if self._resolver is None or made != self._made:
            self._resolver = None  # two tables at once would take twice the memory
            self._resolver, self._made = Resolver(NameTable.load(self._path)), made
        return self._resolver


def main(path: Path, idle_seconds: float) -> None:
    """Answer lines until nobody has asked for so long."""
    table = _Table(path)
    pending = bytearray()
    while True:
        ready, _, _ = select.select([0], [], [], idle_seconds)
        chunk = os.read(0, 1 << 20) if ready else b""
        if not chunk:
            return
        pending += chunk
        while (end := pending.find(b"\n")) >= 0:
            line = bytes(pending[:end])
            del pending[: end + 1]
            sys.stdout.write(json.dumps(_answer(table, line)) + "\n")
            sys.stdout.flush()


def _answer(table: _Table, line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        if "names" in asked:
            return {"found": likely(table.resolver(), asked["names"])}
        return {"found": rows(table.resolver(), asked["texts"], asked["profile"])}
    except Exception as error:  # noqa: BLE001 (whatever it is, the parent must hear of it)
        return {"error": f"{type(error).__name__}: {str(error)[:500]}"}


def refresh() -> None:
    """Make the table anew. In a process of its own, since it takes more memory than all of the portal."""
    import django

    django.setup()
    from technopole.registry import resolving

    resolving.refresh()


if __name__ == "__main__":
    if sys.argv[1:] == ["--refresh"]:
        refresh()
    else:
        main(Path(sys.argv[1]), float(sys.argv[2]))
