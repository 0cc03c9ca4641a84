"""Resolving beside the serving process: the table of names is held by a helper that ends when nobody asks.

All of ROR takes hundreds of megabytes while it is held; a portal that resolves a list now and then keeps its memory
small, and one that resolves all day pays for loading once.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from technopole.core import jobs
from technopole.core.errors import TechnopoleError
from technopole.core.models import Job
from technopole.registry import resolving
from technopole.registry.resolving import Found

log = logging.getLogger("technopole.registry")

IDLE_SECONDS = 120
TIMEOUT_SECONDS = 120
"""For one batch, loading the table included."""
REFRESH_SECONDS = 1800
LARGEST_BATCH = 1000
LONGEST_QUERY = 300


class NotReady(TechnopoleError):
    """The table of names is being prepared; try again in a minute."""


class ResolverFailed(TechnopoleError):
    """The texts could not be resolved."""


def resolve(texts: Sequence[str], profile: str = "complete") -> list[list[Found]]:
    """What `registry.resolving.resolve` gives, from the helper process.

    Raises `NotReady` while there is no table of names yet, and sees to it that there will be one. Cost: a second or
    two when the helper must be started; then as much as the resolver takes.
    """
    if not resolving.is_there():
        plan_preparing()
        raise NotReady
    found: list[list[Found]] = []
    for at in range(0, len(texts), LARGEST_BATCH):
        answer = _helper.ask(resolving.path(), {"texts": list(texts[at : at + LARGEST_BATCH]), "profile": profile})
        found += [[Found._make([*row[:7], tuple(row[7])]) for row in rows] for rows in answer]
    return found


def opinion(text: str) -> dict[str, float]:
    """The organisations that a query may mean, each with its probability: what search listens to.

    Answers only when the helper is awake and free, since a search must not wait for it; wakes it for the next one.
    """
    if len(text) > LONGEST_QUERY or not resolving.is_there():
        return {}
    try:
        found = _helper.ask_if_awake(resolving.path(), {"names": [text]})
    except ResolverFailed:
        return {}
    return dict(found[0]) if found else {}


def plan_preparing() -> None:
    """Plan that the table of names is made, unless that is planned already."""
    waiting = Job.objects.filter(name=PREPARE, done_at=None, failed_at=None)
    if not waiting.exists():
        jobs.enqueue(PREPARE)


PREPARE = "registry.prepare_names"


@jobs.task(PREPARE)
def prepare() -> None:
    """Make the table of names if there is none."""
    if not resolving.is_there():
        refresh()


def refresh() -> None:
    """Make the table anew, in a process that ends, so that what it takes is given back."""
    done = subprocess.run(
        [sys.executable, "-m", "technopole.registry.resolving_helper", "--refresh"],
        env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=REFRESH_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        raise ResolverFailed(f"The table of names could not be made: {done.stderr.decode(errors='replace')[-500:]}")


def _environment() -> dict[str, str]:
    """So that the process finds what this one finds, installed or in a clone, and works on the same home."""
    path = os.pathsep.join(part for part in sys.path if part)
    return {**os.environ, "PYTHONPATH": path, "TECHNOPOLE_HOME": str(settings.HOME)}


class _Helper:
    """One helper process for this process, started when needed, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._path: Path | None = None
        self._waking = threading.Event()

    def ask(self, path: Path, question: dict[str, Any]) -> list[list[Any]]:
        # characters that are none (lone halves) would not reach it
        text = json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
        with self._lock:
            answer = self._ask(path, text)
            if answer is None:
                # it may end of idleness just as it is asked: ask a new one once
                self._end()
                answer = self._ask(path, text)
            if answer is None:
                self._end()
                raise ResolverFailed("The resolver ended without an answer or took too long.")
        if "error" in answer:
            log.error("the resolver failed: %s", answer["error"])
            raise ResolverFailed
        found: list[list[Any]] = answer["found"]
        return found

    def ask_if_awake(self, path: Path, question: dict[str, Any]) -> list[list[Any]]:
        """What `ask` gives, if the helper runs and is free; otherwise nothing, and it is woken."""
        process = self._process
        if process is None or process.poll() is not None or self._path != path:
            if not self._waking.is_set():
                self._waking.set()
                threading.Thread(target=self._wake, args=(path,), daemon=True, name="wakes-resolver").start()
            return []
        if self._waking.is_set() or self._lock.locked():
            return []
        return self.ask(path, question)

    def _wake(self, path: Path) -> None:
        try:
            self.ask(path, {"names": [""]})
        except ResolverFailed:
            log.warning("the resolver's helper did not wake")
        finally:
            self._waking.clear()

    def _ask(self, path: Path, text: bytes) -> dict[str, Any] | None:
        process = self._running(path)
        assert process.stdin and process.stdout
        watch = threading.Timer(TIMEOUT_SECONDS, process.kill)
        watch.daemon = True
        watch.start()
        try:
            process.stdin.write(text + b"\n")
            process.stdin.flush()
            reply = process.stdout.readline()
        except (BrokenPipeError, OSError):
            return None
        finally:
            watch.cancel()
        return json.loads(reply) if reply.endswith(b"\n") else None

    def _running(self, path: Path) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None and self._path == path:
            return self._process
        self._end()
        self._path = path
        self._process = subprocess.Popen(
            [sys.executable, "-m", "technopole.registry.resolving_helper", str(path), str(IDLE_SECONDS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip
        # collected as soon as it ends, so that no dead process lingers
        threading.Thread(target=self._process.wait, daemon=True, name="resolving-helper").start()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream:
                    with contextlib.suppress(OSError):
                        stream.close()
            process.wait()


_helper = _Helper()


@atexit.register
def stop() -> None:
    """End the helper process now; the next question starts another."""
    with _helper._lock:
        _helper._end()
