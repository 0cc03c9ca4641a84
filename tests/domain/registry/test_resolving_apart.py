"""Resolving in a helper process: the same answers, nothing kept in the serving process, gone when idle."""

import time

import pytest
import ror_files
from ror_files import FUDAN

from technopole.core.models import Job
from technopole.registry import resolving, resolving_apart, ror_load

pytestmark = pytest.mark.django_db
TEXTS = ["Department of Physics, Fudan University, Shanghai", "", "Nowhere at all", "\ud800 Fudan University \x00"]


@pytest.fixture
def table(db, tmp_path):
    ror_load.load(ror_files.write(tmp_path, "jsonl"))
    resolving.refresh()
    yield
    resolving_apart.stop()


def test_the_helper_answers_what_this_process_would(table) -> None:
    here = [text.encode("utf-8", "replace").decode() for text in TEXTS]
    for profile in ("precise", "complete"):
        apart = resolving_apart.resolve(TEXTS, profile)
        assert [[each.organisation_id for each in some] for some in apart] == [
            [each.organisation_id for each in some] for some in resolving.resolve(here, profile)
        ]
    found = resolving_apart.resolve(TEXTS[:1])[0][0]
    assert found.organisation_id == f"https://ror.org/{FUDAN}"
    assert TEXTS[0][found.start : found.end].startswith("Fudan")


def test_without_a_table_one_is_planned_and_the_caller_told(db) -> None:
    for _ in range(2):
        with pytest.raises(resolving_apart.NotReady):
            resolving_apart.resolve(TEXTS)
    assert Job.objects.filter(name=resolving_apart.PREPARE).count() == 1


def test_a_helper_that_died_is_replaced(table) -> None:
    resolving_apart.resolve(TEXTS)
    process = resolving_apart._helper._process
    process.kill()
    process.wait()
    assert resolving_apart.resolve(TEXTS[:1])[0]
    assert resolving_apart._helper._process.pid != process.pid


def test_the_helper_ends_when_nobody_asks(table, monkeypatch) -> None:
    monkeypatch.setattr(resolving_apart, "IDLE_SECONDS", 0.3)
    resolving_apart.stop()
    resolving_apart.resolve(TEXTS)
    process = resolving_apart._helper._process
    ends = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < ends:
        time.sleep(0.1)
    assert process.returncode == 0


def test_a_new_table_is_used_at_once(table) -> None:
    resolving_apart.resolve(TEXTS)
    before = resolving.path().stat().st_mtime
    time.sleep(0.02)
    resolving.refresh()
    assert resolving.path().stat().st_mtime > before
    assert resolving_apart.resolve(TEXTS[:1])[0]


def test_a_wrong_profile_is_an_error_and_not_the_end_of_the_helper(table) -> None:
    with pytest.raises(resolving_apart.ResolverFailed):
        resolving_apart.resolve(TEXTS, "careless")
    assert resolving_apart.resolve(TEXTS[:1])[0]


def test_more_texts_than_a_batch_are_answered_in_order(table) -> None:
    found = resolving_apart.resolve(["Fudan University", "Nowhere"] * 1100)
    assert [bool(some) for some in found] == [True, False] * 1100
