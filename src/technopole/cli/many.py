"""A long row of pieces of work on several cores: each process prepares once, and the answers come in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from technopole.core.errors import TechnopoleError
from technopole.core.parent import die_with

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
Prepare = Callable[..., Callable[[Piece], Answer]]
"""Called once in each process with the arguments given; what it gives is called with each piece."""


class Workers(Generic[Piece, Answer]):
    """Processes that answer pieces of work; with one job, this process does it itself.

    `prepare` is a function of a module, since processes are started anew and import it. Leaving the block ends the
    processes, whatever was raised; they also end when this process is killed.
    """

    def __init__(self, jobs: int, prepare: Prepare[Piece, Answer], *arguments: Any) -> None:
        self._jobs, self._prepare, self._arguments = jobs, prepare, arguments
        self._processes: list[tuple[SpawnProcess, Connection]] = []

    def answers(self, pieces: Iterable[Piece]) -> Iterator[Answer]:
        """The answer to each piece, in order. Memory: a piece and an answer for each process."""
        if self._jobs == 1:
            yield from map(self._prepare(*self._arguments), pieces)
            return
        awaited: deque[int] = deque()
        for count, piece in enumerate(pieces):
            at = count % self._jobs
            if at == len(self._processes):
                self._start()  # as many as there are pieces for: a small file needs one
            elif at in awaited:
                yield self._answer(awaited.popleft())
            self._processes[at][1].send(piece)
            awaited.append(at)
        while awaited:
            yield self._answer(awaited.popleft())

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        arguments = (there, os.getpid(), self._prepare, self._arguments)
        process = context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        there.close()
        self._processes.append((process, here))

    def _answer(self, at: int) -> Answer:
        process, connection = self._processes[at]
        try:
            sound, answer = connection.recv()
        except (EOFError, ConnectionResetError):
            process.join(5)
            raise TechnopoleError(
                f"A process that resolves ended without an answer (exit status {process.exitcode}).",
                hint="If memory ran out, use fewer with --jobs.",
            ) from None
        if not sound:
            raise answer
        result: Answer = answer
        return result

    def __enter__(self) -> Workers[Piece, Answer]:
        return self

    def __exit__(self, *_: object) -> None:
        for process, connection in self._processes:
            connection.close()
            process.terminate()
        for process, _connection in self._processes:
            process.join(5)


def _work(connection: Connection, parent: int, prepare: Prepare[Any, Any], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is told, and ends the others
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with(parent)
    try:
        answer = prepare(*arguments)
        while True:
            connection.send((True, answer(connection.recv())))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        sys.exit(0)
    except TechnopoleError as error:
        connection.send((False, error))
    except Exception:
        connection.send((False, RuntimeError(traceback.format_exc())))  # raised anew in the first process
