"""The index follows the store: after any changes it equals one made anew, also if the worker died on the way."""

import random
import threading
import time

import pytest

from technopole.cli import background
from technopole.core import ids, jobs, outbox, sourced
from technopole.core.models import OutboxEntry, SourceRecord
from technopole.core.sourced import By
from technopole.registry.models import Organisation
from technopole.search import worker
from technopole.search.query import search

pytestmark = pytest.mark.django_db
BY = By(label="test")


def put(number, turn, **more):
    names = [{"value": f"Institute {number} of turn {turn}", "language": "en", "kind": "display"}]
    record = {"key": f"o{number}", "names": names, "status": "active", **more}
    return sourced.put("organisation", "centre", f"test:{number}", record, BY)


def change_at_random(chance, turn):
    number = chance.randrange(8)
    uid = ids.uid_for("organisation", f"test:{number}")
    if chance.random() < 0.3:
        sourced.withdraw("organisation", "centre", [f"test:{number}"], BY)
    else:
        put(number, turn, sectors=chance.sample(["ai", "energy", "chips"], 2))
    return uid


@pytest.mark.parametrize("seed", range(3))
def test_the_index_equals_one_made_anew_after_random_changes(seed):
    chance = random.Random(seed)
    for turn in range(40):
        change_at_random(chance, turn)
        if chance.random() < 0.2:
            worker.catch_up_once()
    worker.catch_up_once()
    followed = worker.open_index().fingerprint()
    assert set(worker.open_index().uids()) == set(Organisation.objects.values_list("uid", flat=True))
    worker.rebuild()
    assert worker.open_index().fingerprint() == followed


def test_the_outbox_is_empty_when_the_worker_has_caught_up():
    put(1, 0)
    assert worker.catch_up_once() == 1
    assert not OutboxEntry.objects.exists()
    assert worker.catch_up_once() == 0


def test_a_worker_that_dies_between_commit_and_settling_does_the_same_again(monkeypatch):
    put(1, 0)
    put(2, 0)

    def killed(numbers):
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "settle", killed)
        with pytest.raises(SystemExit):
            worker.catch_up_once()
    assert OutboxEntry.objects.count() == 2
    assert search(worker.open_index(), "Institute 1 of turn 0").total >= 1  # committed, though not settled
    worker.catch_up_once()
    assert not OutboxEntry.objects.exists()
    followed = worker.open_index().fingerprint()
    worker.rebuild()
    assert worker.open_index().fingerprint() == followed
    assert len(worker.open_index()) == 2


def test_a_worker_that_dies_before_commit_has_lost_nothing(monkeypatch):
    put(1, 0)

    def killed(writer):
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr("technopole.search.index.Writer.commit", killed)
        with pytest.raises(SystemExit):
            worker.catch_up_once()
    assert OutboxEntry.objects.count() == 1
    worker.catch_up_once()
    assert len(worker.open_index()) == 1


def test_a_change_announced_while_the_worker_works_is_not_settled_with_the_others():
    put(1, 0)
    things, numbers = outbox.take()
    put(2, 0)
    outbox.settle(numbers)
    assert things == {"organisation": [ids.uid_for("organisation", "test:1")]}
    assert list(OutboxEntry.objects.values_list("uid", flat=True)) == [ids.uid_for("organisation", "test:2")]


def test_an_entry_committed_late_with_a_lower_number_is_not_settled_with_later_ones():
    put(1, 0)
    late = OutboxEntry.objects.get()
    put(2, 0)
    OutboxEntry.objects.filter(pk=late.pk).delete()  # its transaction has not committed yet
    _, numbers = outbox.take()
    OutboxEntry.objects.create(pk=late.pk, kind=late.kind, uid=late.uid, at=late.at)
    outbox.settle(numbers)
    assert list(OutboxEntry.objects.values_list("pk", flat=True)) == [late.pk]


def test_a_thing_changed_several_times_is_indexed_once():
    for turn in range(3):
        put(1, turn)
    things, numbers = outbox.take()
    assert (len(things["organisation"]), len(numbers)) == (1, 3)


def test_a_withdrawn_thing_is_found_no_longer():
    put(1, 0)
    worker.catch_up_once()
    sourced.withdraw("organisation", "centre", ["test:1"], BY)
    worker.catch_up_once()
    assert search(worker.open_index(), "Institute 1 of turn 0").total == 0


def test_a_kind_that_is_not_findable_is_settled_all_the_same():
    sourced.put("term", "centre", "sector/ai", {"vocabulary": "sector", "key": "ai", "name": {"en": "AI"}}, BY)
    assert SourceRecord.objects.count() == 1
    worker.catch_up_once()
    assert not OutboxEntry.objects.exists()


def test_what_was_loaded_can_be_searched_when_following_has_ended():
    for number in range(3):
        put(number, 0)
    ended = threading.Event()
    ended.set()
    assert worker.follow(ended)
    assert not OutboxEntry.objects.exists()
    assert search(worker.open_index(), "Institute 2 of turn 0").hits[0].matched_name == "Institute 2 of turn 0"


def test_following_leaves_the_index_to_the_worker_that_is_running():
    put(1, 0)
    with worker.open_index().writer():
        assert not worker.follow(threading.Event())
    assert OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_edited_is_found_while_due_work_takes_long(monkeypatch):
    begun, done, stop = threading.Event(), threading.Event(), threading.Event()

    def slow():
        begun.set()
        done.wait(60)

    monkeypatch.setattr(jobs, "_tasks", {"slow": jobs.Task("slow", slow)})
    planned = jobs.enqueue("slow")
    thread = background.start(stop)
    try:
        assert begun.wait(30)
        put(1, 0)
        until = time.monotonic() + 30
        while OutboxEntry.objects.exists():
            assert time.monotonic() < until, "the index did not follow"
            time.sleep(0.02)
        assert search(worker.open_index(), "Institute 1 of turn 0").hits
        planned.refresh_from_db()
        assert planned.done_at is None
    finally:
        done.set()
        stop.set()
        thread.join(30)
    planned.refresh_from_db()
    assert planned.done_at is not None, "what was begun is ended before the worker stops"
