"""Resolving beside the serving process: the table of names is held by a helper that ends when nobody asks.

All of ROR takes hundreds of megabytes while it is held; a portal that resolves a list now and then keeps its memory
small, and one that resolves all day pays for loading once.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from technopole.core import jobs
from technopole.core.errors import TechnopoleError
from technopole.core.helper_process import HelperProcess
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
        answer = _ask({"texts": list(texts[at : at + LARGEST_BATCH]), "profile": profile})
        found += [[Found._make([*row[:7], tuple(row[7])]) for row in rows] for rows in answer]
    return found


def opinion(text: str) -> dict[str, float]:
    """The organisations that a query may mean, each with its probability: what search listens to.

    Answers only when the helper is awake and free, since a search must not wait for it; wakes it for the next one.
    """
    if len(text) > LONGEST_QUERY:
        return {}
    if not _helper.is_awake(_command()):
        if resolving.is_there() and not _waking.is_set():
            _waking.set()
            threading.Thread(target=_wake, daemon=True, name="wakes-resolver").start()
        return {}
    if _waking.is_set() or not _helper.is_free():
        return {}
    try:
        found = _ask({"names": [text]})
    except ResolverFailed:
        return {}
    return dict(found[0])


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


_helper = HelperProcess("resolving-helper", TIMEOUT_SECONDS)
_waking = threading.Event()


def _command() -> list[str]:
    return [sys.executable, "-m", "technopole.registry.resolving_helper", str(resolving.path()), str(IDLE_SECONDS)]


def _ask(question: dict[str, Any]) -> list[list[Any]]:
    # characters that are none (lone halves) would not reach it
    text = json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
    answer = _helper.ask(_command(), text, _environment())
    if answer is None:
        raise ResolverFailed("The resolver ended without an answer or took too long.")
    if "error" in answer:
        log.error("the resolver failed: %s", answer["error"])
        raise ResolverFailed
    found: list[list[Any]] = answer["found"]
    return found


def _wake() -> None:
    try:
        _ask({"names": [""]})
    except ResolverFailed:
        log.warning("the resolver's helper did not wake")
    finally:
        _waking.clear()


@atexit.register
def stop() -> None:
    """End the helper process now; the next question starts another."""
    _helper.stop()
