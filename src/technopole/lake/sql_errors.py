"""What DuckDB says is wrong with a statement, as errors that say where and what to do."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable

from technopole.core.errors import TechnopoleError

_SAID = re.compile(r"^(?P<kind>[\w ]+?) Error: (?P<rest>.*)$", re.DOTALL)
_MEANT = re.compile(r"\n\s*(?:Did you mean|Candidate bindings:?)\s*(?P<names>[^\n?]*)\??", re.IGNORECASE)
_SHOWN = re.compile(r"\n\s*LINE (?P<line>\d+): (?P<text>[^\n]*)\n(?P<space> *)\^")


class SqlError(TechnopoleError):
    """The statement cannot be carried out; `line` and `column` count from 1, or are None where nobody knows."""

    def __init__(
        self, message: str = "", *, line: int | None = None, column: int | None = None, hint: str = ""
    ) -> None:
        self.line, self.column = line, column
        super().__init__(message, hint=hint)

    def __str__(self) -> str:
        if self.line is None:
            return super().__str__()
        return f"line {self.line}, column {self.column}: {super().__str__()}"


class TookTooLong(SqlError):
    """The statement did not end within its time."""


class TooMuchMemory(SqlError):
    """The statement needs more memory, or more room on the disk, than it may have."""


def place(statement: str, offset: int) -> tuple[int, int]:
    """(line, column) of a byte of the statement."""
    before = statement.encode()[: max(0, offset)].decode(errors="replace")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence with the names most like this one; else with all of them, if they are few."""
    names = sorted(known)
    alike = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.6)
    if alike:
        return f"Did you mean {' or '.join(alike)}?"
    return f"There are: {', '.join(names[:40])}." if names else "Nothing was loaded yet."


def told(error: BaseException, statement: str, before: int = 0) -> SqlError:
    """DuckDB's error as ours; `before` is how many bytes stood before the statement in what was run."""
    said = _SAID.match(str(error))
    kind, rest = (said["kind"], said["rest"]) if said else ("", str(error))
    try:
        whole = json.loads(rest)
        message = str(whole.get("exception_message", rest))
        at = int(whole["position"]) - before if "position" in whole else None
    except (ValueError, TypeError, AttributeError):
        message, at = rest, None
    shown = _SHOWN.search(message)
    message = message[: shown.start()] if shown else message
    meant = _MEANT.search(message)
    hint = ""
    if meant:
        message = message[: meant.start()] + message[meant.end() :]
        names = re.findall(r'"((?:[^"]|"")+)"', meant["names"])
        hint = f"Did you mean {' or '.join(names)}?" if names else ""
    first, _, more = message.strip().partition("\n")
    first = first.rstrip("!. ") + "."
    line, column = place(statement, at) if at is not None and at >= 0 else (None, None)
    if kind.lower().startswith("out of memory"):
        return TooMuchMemory(
            f"The statement needs more than it may have: {first}",
            hint="Ask for fewer rows or columns, group before joining, or give it more memory.",
        )
    return SqlError(first, line=line, column=column, hint=hint or more.strip().partition("\n")[0])
