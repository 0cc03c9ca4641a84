"""Rows written without model instances read back as if each had been saved."""

import datetime as dt

import pytest

from technopole.core import bulk, clock
from technopole.core.models import Change, Job, OutboxEntry
from technopole.registry.models import Hub

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", [{}, {"a": [1, None, True, "中文"]}, [], "text", 0, {"quote": "'\"\\\n\u2028"}])
def test_json_comes_back_as_it_was(value):
    bulk.insert(Job, ["name", "arguments", "due_at", "attempts", "last_error"], [("x", value, clock.now(), 0, "")])
    assert Job.objects.get().arguments == value


def test_moments_come_back_with_their_zone_and_microseconds():
    at = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    bulk.insert(OutboxEntry, ["kind", "uid", "at"], [("x", "y", at)])
    assert OutboxEntry.objects.get().at == at


def test_rows_are_found_by_the_same_moment_that_was_written():
    at = clock.now()
    bulk.insert(OutboxEntry, ["kind", "uid", "at"], [("x", "y", at)])
    assert OutboxEntry.objects.filter(at=at).count() == 1


def test_nothing_stays_nothing():
    values = ("u", [], False, "k", "Name", "", "hub", "", "", "", "", "", [], None, None, "")
    columns = ["uid", "sources", "synthetic", "key", "name_en", "name_zh", "kind", "parent_key", "district",
               "established", "summary_en", "summary_zh", "focus", "latitude", "longitude", "precision"]  # fmt: skip
    bulk.insert(Hub, columns, [values])
    hub = Hub.objects.get()
    assert (hub.latitude, hub.synthetic, hub.focus) == (None, False, [])


def test_the_actor_is_kept(people):
    row = (clock.now(), "organisation", "u", "changed", people.registrar.pk, "", "", {"a": [1, 2]})
    bulk.insert(Change, ["at", "kind", "uid", "action", "actor_id", "actor_label", "why", "diff"], [row])
    assert Change.objects.get(uid="u").actor == people.registrar


def test_rows_beyond_one_chunk_are_all_written(monkeypatch):
    monkeypatch.setattr(bulk, "_CHUNK", 3)
    bulk.insert(OutboxEntry, ["kind", "uid", "at"], (("x", str(n), clock.now()) for n in range(10)))
    assert OutboxEntry.objects.count() == 10


def test_no_rows_are_no_error():
    bulk.insert(OutboxEntry, ["kind", "uid", "at"], [])
    assert not OutboxEntry.objects.exists()
