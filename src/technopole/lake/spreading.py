"""Pieces of a load given to one process or to several: what a load asks for, whoever starts the processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Prepare = Callable[..., Callable[[Any], Any]]
Spread = Callable[[Prepare, tuple[Any, ...], Iterable[Any]], Iterator[Any]]
"""Gives the answers to pieces of work in their order: `prepare(*arguments)` is called once in each process."""


def in_this_process(prepare: Prepare, arguments: tuple[Any, ...], pieces: Iterable[Any]) -> Iterator[Any]:
    return map(prepare(*arguments), pieces)
