"""Eight writers at once on the same things: none is refused for being second, and nothing that was written is lost."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from technopole.core import ids, jobs, sourced
from technopole.core.models import Change, Job, OutboxEntry, SourceRecord
from technopole.core.sourced import By
from technopole.keeping import verify
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)
BY = By(label="test")
WRITERS = 8


def at_once(work: Callable[[int], None], writers: int = WRITERS) -> None:
    """Run `work(number)` in as many threads, begun together; fails with the first exception of any."""
    failures: list[BaseException] = []
    ready = threading.Barrier(writers)

    def run(number: int) -> None:
        try:
            ready.wait(30)
            work(number)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    if failures:
        raise failures[0]


def institute(name: str, **more: object) -> dict:
    return {"names": [{"value": name, "language": "en", "kind": "display"}], "status": "active", **more}


def test_one_new_thing_put_by_all_at_once_is_created_once_and_changed_by_the_others():
    outcomes = []
    at_once(lambda writer: outcomes.append(sourced.put("organisation", "ror", "ror:1", institute(f"By {writer}"), BY)))
    assert Counter((each.created, each.changed) for each in outcomes) == {(1, 0): 1, (0, 1): WRITERS - 1}
    assert Counter(Change.objects.values_list("action", flat=True)) == {"created": 1, "changed": WRITERS - 1}
    assert Organisation.objects.count() == SourceRecord.objects.count() == 1


def test_edits_of_different_fields_of_one_thing_at_once_are_all_kept():
    uid = ids.uid_for("organisation", "test:1")
    sourced.put("organisation", "centre", "test:1", institute("Shared"), BY)
    fields = ["legal_form", "established", "closed", "licence", "country", "types", "sectors", "summary"]
    values = ["Ltd", "1905", "1999", "CC0-1.0", "CN", ["company"], ["ai"], {"en": "One of eight"}]

    def edit(writer):
        sourced.edit_locally("organisation", uid, {fields[writer]: values[writer]}, BY)

    at_once(edit)
    merged = sourced.merged("organisation", uid)
    assert {name: merged.get(name) for name in fields} == dict(zip(fields, values, strict=True))


def test_batches_of_the_same_things_in_opposite_orders_wait_for_each_other():
    keys = [f"test:{number}" for number in range(12)]

    def load(writer):
        order = keys if writer % 2 else keys[::-1]
        for turn in range(2):
            batch = {key: institute(f"{key} by {writer}, {turn}") for key in order}
            sourced.put_batch("organisation", f"source-{writer % 4}", batch, BY)
            sourced.withdraw("organisation", f"source-{writer % 4}", order[:3], BY)

    at_once(load)
    assert Organisation.objects.count() == SourceRecord.objects.values("uid").distinct().count()
    assert verify.projection("organisation", None).good
    assert verify.orphans().good
    assert set(OutboxEntry.objects.values_list("uid", flat=True)) == {ids.uid_for("organisation", key) for key in keys}


def test_each_piece_of_work_is_given_to_one_of_several_workers(monkeypatch):
    monkeypatch.setattr(jobs, "_tasks", {})
    done = []
    jobs.task("note")(lambda number: done.append(number))
    jobs.task("daily", every=jobs.LEASE * 1000)(lambda: done.append("daily"))
    for number in range(30):
        jobs.enqueue("note", number=number)

    def work(worker):
        jobs.plan_periodic()
        while jobs.run_due(limit=5):
            pass

    at_once(work, 4)
    assert Counter(done) == Counter([*range(30), "daily"])
    assert not Job.objects.filter(done_at=None).exists()


def test_a_writer_who_waits_is_not_passed_over_by_one_who_comes_again_and_again():
    from technopole.core.backends.sqlite3.lock import Queue

    queue, order = Queue(), []
    queue.acquire(1)

    def wait(name):
        assert queue.acquire(30)
        order.append(name)
        queue.release()

    threads = []
    for name in "abc":
        threads.append(threading.Thread(target=wait, args=(name,)))
        threads[-1].start()
        while len(queue._waiting) < len(threads):
            time.sleep(0.001)
    queue.release()
    for thread in threads:
        thread.join(30)
    assert order == ["a", "b", "c"]
    assert queue.acquire(0)
    assert not queue.acquire(0.01)
    queue.release()
    assert queue.acquire(0)
