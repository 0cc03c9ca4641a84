"""A few organisations of ROR with the table of their names, and the resolver's helper in the process of the tests.

The helper itself, as the process it is, is looked at by `test_resolving_apart`; starting one takes a second for each home.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import kept
import pytest
import ror_files

from technopole.registry import resolving, resolving_apart, resolving_helper, ror_load


def load() -> None:
    """Fill the store and make the table."""
    kept.world(_load)


def _load() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ror_load.load(ror_files.write(Path(folder), "jsonl"))
    resolving.refresh()


def answer_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of the helper is answered here, in the same lines of JSON."""
    tables: dict[Path, Any] = {}

    def ask(command: list[str], text: bytes, environment: dict[str, str]) -> Any:
        path = resolving.path()
        table = tables.setdefault(path, resolving_helper._Table(path))
        return json.loads(json.dumps(resolving_helper._answer(table, text)))

    monkeypatch.setattr(resolving_apart._helper, "ask", ask)
