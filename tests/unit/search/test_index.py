"""The index on disk: one writer, generations, versions, other processes."""

import dataclasses
import multiprocessing
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

from technopole.search import Document, Index, IndexBusy, IndexOutdated, Name, search


def found(index, text=""):
    return sorted(hit.uid for hit in search(index, text, limit=100).hits)


def test_nothing_is_seen_before_commit_and_everything_after(tmp_path, documents):
    index = Index(tmp_path / "index")
    assert found(index) == []
    with index.writer() as writer:
        assert writer.put(documents) == len(documents)
        assert found(index) == []
        writer.commit()
        assert len(found(index)) == len(documents)


def test_putting_again_replaces_and_deleting_removes(index, documents):
    changed = dataclasses.replace(
        documents[0], names=[Name("Renamed Academy", "en", "display")], title_en="", title_zh=""
    )
    with index.writer() as writer:
        writer.put([changed])
        writer.delete(["medical", "not there"])
    assert len(index) == len(documents) - 1
    assert found(index, "Renamed Academy") == ["fudan"]
    assert "medical" not in found(index)


def test_a_uid_of_digits_only_is_replaced_too(tmp_path):
    index = Index(tmp_path / "index")
    for _ in range(2):
        with index.writer() as writer:
            writer.put([Document("123456789012", "event", [Name("Forum", "en", "display")])])
    assert len(index) == 1


def test_an_exception_drops_the_changes(index, documents):
    with pytest.raises(RuntimeError), index.writer() as writer:
        writer.delete(["fudan"])
        raise RuntimeError
    assert len(index) == len(documents)


def test_an_updated_index_equals_its_rebuild_in_any_order(index, tmp_path, documents):
    with index.writer() as writer:
        writer.put(reversed(documents))
        writer.delete(["sju"])
        writer.put([documents[0]])
    other = Index(tmp_path / "other")
    assert other.rebuild([document for document in reversed(documents) if document.uid != "sju"]) == len(documents) - 1
    assert index.fingerprint() == other.fingerprint()
    assert sorted(index.uids()) == sorted(other.uids())
    with other.writer() as writer:
        writer.put([dataclasses.replace(documents[1], facets={"type": ["other"]})])
    assert index.fingerprint() != other.fingerprint()


def test_a_rebuild_replaces_everything_and_keeps_one_generation_back(index, documents):
    for _ in range(3):
        assert index.rebuild([*documents[:2], documents[0]]) == 2
        assert found(index) == ["fudan", "medical"]
    assert len(list(index.path.glob("g0*"))) == 2


def test_a_rebuild_that_fails_changes_nothing(index, documents):
    def broken():
        yield documents[0]
        raise RuntimeError

    before = index.fingerprint()
    with pytest.raises(RuntimeError):
        index.rebuild(broken())
    assert index.fingerprint() == before
    assert len(list(index.path.glob("g0*"))) == 1


def test_there_is_one_writer_and_the_second_is_told_who_holds_it(index):
    with index.writer():
        for attempt in (index.writer, lambda: Index(index.path).rebuild([])):
            with pytest.raises(IndexBusy, match=f"process {os.getpid()}"):
                attempt()
    with index.writer():
        pass


def test_a_writer_that_was_killed_leaves_the_last_commit_and_no_lock(index, documents):
    script = (
        "import sys, os, time\n"
        "from technopole.search import Index\n"
        "writer = Index(sys.argv[1]).writer()\n"
        "writer.delete(['fudan']); writer.commit(); writer.delete(['sjtu'])\n"
        "print('ready', flush=True); time.sleep(60)\n"
    )
    path = os.pathsep.join(sys.path)
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(index.path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    with pytest.raises(IndexBusy):
        index.writer()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert "fudan" not in found(index) and "sjtu" in found(index)
    with index.writer() as writer:
        writer.put(documents)
    assert len(index) == len(documents)


def _delete(path):
    with Index(path).writer() as writer:
        writer.delete(["fudan"])


@pytest.mark.parametrize("by_rebuild", [False, True])
def test_commits_of_other_processes_are_seen(index, documents, by_rebuild):
    assert "fudan" in found(index)
    target, arguments = (_delete, (index.path,)) if not by_rebuild else (_rebuild_empty, (index.path,))
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert "fudan" not in found(index)


def _rebuild_empty(path):
    Index(path).rebuild([])


def test_an_index_of_another_version_asks_for_a_rebuild_and_can_be_rebuilt(index, documents):
    (folder,) = index.path.glob("g0*")
    (folder / "format.json").write_bytes(orjson.dumps({"schema_version": 0}))
    fresh = Index(index.path)
    with pytest.raises(IndexOutdated, match="rebuild"):
        search(fresh, "Fudan")
    with pytest.raises(IndexOutdated), fresh.writer():
        pass
    fresh.rebuild(documents)
    assert len(fresh) == len(documents)


def test_one_index_serves_threads_while_it_is_written(index, documents):
    def read(_):
        return all(search(index, "Shanghai").total >= 1 for _ in range(30))

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(read, range(4))
        with index.writer() as writer:
            for _ in range(5):
                writer.put(documents)
                writer.commit()
        assert all(answers)


@pytest.mark.parametrize("ending", [".term", ".store", "meta.json"])
def test_a_damaged_index_asks_for_a_rebuild(index, documents, ending):
    for file in index.path.glob(f"g0*/*{ending}"):
        file.write_bytes(b"")
    with pytest.raises(IndexOutdated, match="rebuild"):
        found(Index(index.path))
    index.rebuild(documents)
    assert len(index) == len(documents)


def test_readers_find_nothing_but_no_error_while_the_first_index_is_built(tmp_path, documents):
    index = Index(tmp_path / "index")

    def watched():
        for document in documents:
            assert found(Index(index.path)) == []
            yield document

    assert index.rebuild(watched()) == len(documents)


def test_importing_the_package_does_not_load_the_engine():
    script = "import sys, technopole.search; sys.exit('tantivy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 0
