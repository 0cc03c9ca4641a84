"""A file that is named on the command line, to be read; `-` is standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from technopole.core.errors import TechnopoleError


def opened(name: str) -> BinaryIO:
    """Its bytes. Raises `TechnopoleError` for one that cannot be read."""
    if name == "-":
        return open(sys.stdin.fileno(), "rb", closefd=False)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise TechnopoleError(f"{name} cannot be read: {error.strerror}.", hint="Check the name.") from None


def called(name: str) -> str:
    """What errors call it."""
    return "standard input" if name == "-" else Path(name).name
