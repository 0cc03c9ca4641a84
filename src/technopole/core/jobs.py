"""Work that is done later: leased while it runs, retried with growing pauses, planned once when it is periodic."""

import datetime as dt
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from technopole.core import clock
from technopole.core.models import Job

LEASE = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 8


@dataclass(frozen=True)
class Task:
    """A named piece of work; `every` makes it periodic."""

    name: str
    run: Callable[..., None]
    every: dt.timedelta | None = None


_tasks: dict[str, Task] = {}


def task(name: str, *, every: dt.timedelta | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the work called `name`. It may run more than once, so it must not mind."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        _tasks[name] = Task(name, run, every)
        return run

    return register


def enqueue(name: str, *, delay: dt.timedelta = dt.timedelta(), **arguments: Any) -> Job:
    """Plan work; inside a transaction it is planned only if that transaction is kept."""
    return Job.objects.create(name=name, arguments=arguments, due_at=clock.now() + delay)


def plan_periodic() -> None:
    """Plan the next turn of every periodic task that has none planned."""
    for spec in _tasks.values():
        if spec.every is None:
            continue
        turn = int(clock.now().timestamp() // spec.every.total_seconds())
        key = f"{spec.name}@{turn}"
        if not Job.objects.filter(unique_key=key).exists():
            try:
                with transaction.atomic():
                    Job.objects.create(name=spec.name, due_at=clock.now(), unique_key=key)
            except IntegrityError:
                continue  # another worker planned the same turn


def run_due(limit: int = 50) -> int:
    """Run what is due; gives how many pieces were run. A failed piece is tried again later, at most 8 times."""
    ran = 0
    while ran < limit and (job := _lease()) is not None:
        ran += 1
        _run(job)
    return ran


def forget_old(before: dt.datetime) -> None:
    """Delete finished work older than `before`; failed work is kept for the administrator."""
    Job.objects.filter(done_at__lt=before).delete()


def _lease() -> Job | None:
    now = clock.now()
    due = Q(done_at=None, failed_at=None, due_at__lte=now) & (Q(leased_until=None) | Q(leased_until__lt=now))
    # work that took its worker down with it each time is not given to yet another
    Job.objects.filter(due, attempts__gte=MOST_ATTEMPTS).update(failed_at=now, leased_until=None)
    candidate = Job.objects.filter(due, name__in=list(_tasks)).order_by("due_at", "id").first()
    if candidate is None:
        return None
    taken = Job.objects.filter(due, pk=candidate.pk).update(leased_until=now + LEASE, attempts=candidate.attempts + 1)
    if not taken:
        return _lease()  # another worker was faster; there may be other work
    candidate.attempts += 1
    return candidate


def _run(job: Job) -> None:
    try:
        _tasks[job.name].run(**job.arguments)
    except Exception:
        job.last_error = traceback.format_exc()[-4000:]
        job.leased_until = None
        if job.attempts >= MOST_ATTEMPTS:
            job.failed_at = clock.now()
        else:
            job.due_at = clock.now() + dt.timedelta(seconds=15 * 2**job.attempts)
    else:
        job.done_at, job.leased_until = clock.now(), None
    job.save(update_fields=["last_error", "leased_until", "failed_at", "due_at", "done_at"])
