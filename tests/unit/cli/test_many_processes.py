"""Pieces of work on several processes: answers in order, faults raised here, no process left over."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from technopole.cli.many import Workers
from technopole.core.errors import SourceError, TechnopoleError


def doubling(plus: int) -> Callable[[int], tuple[int, int]]:
    def answer(piece: int) -> tuple[int, int]:
        time.sleep(0.01 if piece % 2 else 0)
        return piece * 2 + plus, os.getpid()

    return answer


def failing(error: Exception) -> Callable[[int], int]:
    def answer(piece: int) -> int:
        raise error

    return answer


def dying() -> Callable[[int], int]:
    return lambda piece: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[return-value]


@pytest.mark.parametrize("jobs", [1, 3])
def test_answers_come_in_the_order_of_the_pieces(jobs: int) -> None:
    with Workers(jobs, doubling, 1) as workers:
        answers = list(workers.answers(range(20)))
    assert [number for number, _ in answers] == [piece * 2 + 1 for piece in range(20)]
    assert len({process for _, process in answers}) == jobs


def test_no_more_processes_are_started_than_there_are_pieces() -> None:
    with Workers(8, doubling, 0) as workers:
        assert len(list(workers.answers([1]))) == 1
        assert len(workers._processes) == 1


def test_an_error_for_people_is_raised_here_as_it_was() -> None:
    with Workers(2, failing, TechnopoleError("No table.", hint="Make one.")) as workers:
        with pytest.raises(TechnopoleError, match="No table. Make one."):
            list(workers.answers([1, 2]))
        processes = [process for process, _ in workers._processes]
    assert all(process.exitcode is not None for process in processes)


def test_a_mistake_of_the_program_says_where_it_was() -> None:
    workers: Workers[int, int]
    with Workers(2, failing, ZeroDivisionError("deep inside")) as workers, pytest.raises(RuntimeError, match="inside"):
        list(workers.answers([1]))


def test_a_process_that_is_killed_is_told() -> None:
    with Workers(2, dying) as workers, pytest.raises(TechnopoleError, match="ended without an answer"):
        list(workers.answers([1, 2, 3]))


def test_leaving_early_ends_every_process() -> None:
    with Workers(2, doubling, 0) as workers:
        next(iter(workers.answers(range(100))))
        processes = [process for process, _ in workers._processes]
    assert [process.is_alive() for process in processes] == [False] * len(processes)


def test_pieces_are_asked_for_only_as_they_are_worked_on() -> None:
    taken = 0

    def pieces():
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    with Workers(2, doubling, 0) as workers:
        answers = workers.answers(pieces())
        next(answers)
        assert taken <= 4


def test_what_is_raised_while_pieces_are_read_ends_the_work() -> None:
    def pieces():
        yield 1
        raise SourceError("is not UTF-8 text", file="f.csv", line=2)

    with Workers(2, doubling, 0) as workers, pytest.raises(SourceError, match="f.csv:2"):
        list(workers.answers(pieces()))
