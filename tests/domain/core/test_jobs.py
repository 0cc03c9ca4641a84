"""Work done later: leased while it runs, tried again with growing pauses, planned once when periodic."""

import datetime as dt

import pytest
from django.db import transaction

from technopole.core import clock, jobs
from technopole.core.models import Job

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class Clock:
    def __init__(self):
        self.time = START

    def now(self):
        return self.time

    def forward(self, **spell):
        self.time += dt.timedelta(**spell)


@pytest.fixture
def watch(monkeypatch):
    watch = Clock()
    monkeypatch.setattr(clock, "now", watch.now)
    return watch


@pytest.fixture
def done(monkeypatch):
    """Tasks of this test only; what they did."""
    monkeypatch.setattr(jobs, "_tasks", {})
    seen = []

    @jobs.task("note")
    def note(**arguments):
        seen.append(arguments)

    @jobs.task("fail")
    def fail():
        seen.append("tried")
        raise ValueError("no connection")

    return seen


def test_due_work_is_run_once_with_its_arguments(watch, done):
    jobs.enqueue("note", uid="abc")
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    assert done == [{"uid": "abc"}]
    assert Job.objects.get().done_at == START


def test_work_planned_for_later_waits(watch, done):
    jobs.enqueue("note", delay=dt.timedelta(hours=1))
    assert jobs.run_due() == 0
    watch.forward(hours=1)
    assert jobs.run_due() == 1


def test_work_of_a_transaction_that_is_undone_is_never_done(watch, done):
    try:
        with transaction.atomic():
            jobs.enqueue("note")
            raise KeyError
    except KeyError:
        pass
    assert jobs.run_due() == 0


def test_failed_work_is_tried_again_after_growing_pauses_and_then_given_up(watch, done):
    jobs.enqueue("fail")
    pauses = []
    while Job.objects.get().failed_at is None:
        waited = 0
        while jobs.run_due() == 0:
            watch.forward(seconds=15)
            waited += 15
        pauses.append(waited)
    assert len(done) == jobs.MOST_ATTEMPTS == len(pauses)
    assert pauses[0] == 0
    assert pauses[1:] == [15 * 2**attempt for attempt in range(1, jobs.MOST_ATTEMPTS)]
    watch.forward(days=30)
    assert jobs.run_due() == 0
    assert "no connection" in Job.objects.get().last_error


def test_a_failure_does_not_stop_the_work_behind_it(watch, done):
    jobs.enqueue("fail")
    jobs.enqueue("note")
    assert jobs.run_due() == 2
    assert done == ["tried", {}]


def test_leased_work_is_not_given_to_another_worker_until_the_lease_ends(watch, done):
    jobs.enqueue("note")
    assert jobs._lease() is not None  # a worker takes it, and dies
    assert jobs.run_due() == 0
    watch.forward(seconds=jobs.LEASE.total_seconds() + 1)
    assert jobs.run_due() == 1
    assert Job.objects.get().attempts == 2


def test_work_that_kills_its_worker_each_time_is_given_up(watch, done):
    jobs.enqueue("note")
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs._lease() is not None
        watch.forward(seconds=jobs.LEASE.total_seconds() + 1)
    assert jobs.run_due() == 0
    assert Job.objects.get().failed_at is not None
    assert done == []


def test_work_that_nobody_here_can_do_waits_for_who_can(watch, done):
    jobs.enqueue("unheard of")
    assert jobs.run_due() == 0
    assert Job.objects.get().attempts == 0


def test_a_turn_of_periodic_work_is_planned_once_however_many_workers_start(watch, done):
    jobs.task("daily", every=dt.timedelta(days=1))(lambda: done.append("daily"))
    for _ in range(3):
        jobs.plan_periodic()
    assert jobs.run_due() == 1
    jobs.plan_periodic()
    assert jobs.run_due() == 0
    watch.forward(days=1)
    jobs.plan_periodic()
    assert jobs.run_due() == 1
    assert done == ["daily", "daily"]


def test_finished_work_is_forgotten_and_failed_work_kept(watch, done):
    jobs.enqueue("note")
    jobs.run_due()
    Job.objects.create(name="note", due_at=START, failed_at=START)
    watch.forward(days=31)
    jobs.forget_old(watch.now() - dt.timedelta(days=30))
    assert [job.failed_at for job in Job.objects.all()] == [START]
