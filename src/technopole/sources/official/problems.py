"""What is wrong with an export, as data: where, what, and a code whose words are chosen by whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ERROR, NOTE = "error", "note"


@dataclass(frozen=True)
class Problem:
    """One thing wrong. An `error` keeps its row out; a `note` leaves one value out, or tells what was assumed."""

    code: str
    row: int | None = None
    column: str = ""
    """The heading as the file has it."""
    value: str = ""
    sheet: str = ""
    severity: str = ERROR
    params: Mapping[str, Any] = field(default_factory=dict)


class WrongValue(ValueError):
    """A cell that cannot be read; `code` says why, `params` fill its words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params
