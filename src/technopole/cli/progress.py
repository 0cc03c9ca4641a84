"""A progress bar on a terminal; nothing in a pipe."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_WIDTH = 30
_EVERY = 0.1


class Progress:
    """Called with how much is done and, if it is known, of how much."""

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self.label = label
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._started = self._last = time.monotonic()
        self._drawn = False

    def __call__(self, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        if not self._shown or (now - self._last < _EVERY and done != total):
            return
        self._last, self._drawn = now, True
        rate = done / max(now - self._started, 1e-6)
        if total:
            full = min(_WIDTH, _WIDTH * done // total)
            left = f", {(total - done) / rate:,.0f} s left" if rate and done < total else ""
            line = f"{self.label} [{'#' * full}{'.' * (_WIDTH - full)}] {done:,} of {total:,}{left}"
        else:
            line = f"{self.label} {done:,} ({rate:,.0f} a second)"
        self._stream.write(f"\r\x1b[K{line}")
        self._stream.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
