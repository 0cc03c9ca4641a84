"""A file that is there whole or not at all; `-` is standard output."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from technopole.core.errors import TechnopoleError


@contextmanager
def whole(name: str) -> Iterator[BinaryIO]:
    """Where to write the file `name`. It takes its place when the block ends well; otherwise nothing of it remains.

    What is no plain file (`-`, a pipe, a device) is written to directly. Raises `TechnopoleError` for a place that
    cannot be written.
    """
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(name)
    if target.exists() and not target.is_file():
        if target.is_dir():
            raise TechnopoleError(f"{name} is a folder.", hint="Name a file with --output.")
        with target.open("wb") as handle:
            yield handle
        return
    try:
        target = target.resolve()  # a link keeps pointing at what is written
        descriptor, partial = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".part")
    except OSError as error:
        reason = f"{name} cannot be written: {error.strerror}."
        raise TechnopoleError(reason, hint="Choose another place with --output.") from None
    try:
        with _told_to_end(), os.fdopen(descriptor, "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        os.chmod(partial, 0o666 & ~_umask())
        os.replace(partial, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            reason = f"{name} could not be written: {error.strerror}."
            raise TechnopoleError(reason, hint="Make room, or choose another place with --output.") from None
        raise


@contextmanager
def _told_to_end() -> Iterator[None]:
    """SIGTERM ends the command in order, so that the partial file is taken away."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
