"""`technopole exchange load offers`: what it prints and how it ends."""

import gzip
import io
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from technopole import cli
from technopole.exchange import reference

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = cli.main(["exchange", "load", "offers", *arguments, "--jobs", "1"])
    return status, *capsys.readouterr()


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TECHNOPOLE_HOME", str(tmp_path / "home"))


def offers(path: Path, *changes: dict) -> str:
    rows = [{"_id": str(number), "title": f"Pump {number}", "text": ""} | change for number, change in enumerate(changes)]
    path.write_bytes(gzip.compress(b"".join(orjson.dumps(row) + b"\n" for row in rows)))
    return str(path)


def test_it_says_what_was_loaded_and_that_the_same_again_is_there_already(capsys, tmp_path) -> None:
    path = offers(tmp_path / "a.jsonl.gz", {}, {"colour": "red"})
    status, out, err = run(capsys, path)
    assert (status, err) == (0, "")
    assert "2 offers loaded into offers, version 00001." in out
    assert "Not read, as no offer has such keys: colour (1)." in out
    assert "offers holds these 2 offers already (version 00001)." in run(capsys, path)[1]


def test_a_wrong_row_ends_with_2_and_names_file_line_and_field(capsys, tmp_path) -> None:
    status, out, err = run(capsys, offers(tmp_path / "a.jsonl.gz", {}, {"trl": 10}))
    assert (status, out) == (2, "")
    assert "nothing was loaded: 1 place is wrong" in err
    assert "a.jsonl.gz:2, field trl: 10 is not between 1 and 9. A technology readiness level" in err
    assert reference.dataset().current() is None


def test_wrong_rows_left_out_are_counted_shown_and_listed(capsys, tmp_path) -> None:
    status, out, _ = run(capsys, offers(tmp_path / "a.jsonl.gz", {}, {"trl": 10}, {"_id": "0"}), "--skip-bad", "--dataset", "mine")
    assert status == 0
    assert "1 offer loaded into mine" in out
    assert "Left out: 1 wrong, 1 under an _id that stood before." in out
    assert (reference.dataset("mine").path() / "left-out.csv").is_file()


def test_a_file_that_is_not_there_and_a_wrong_dataset_end_with_2(capsys, tmp_path) -> None:
    assert run(capsys, str(tmp_path / "none.jsonl"))[0] == 2
    assert run(capsys, offers(tmp_path / "a.jsonl.gz", {}), "--dataset", "../up")[0] == 2


def test_standard_input_is_a_dash(capsys, tmp_path, monkeypatch) -> None:
    path = offers(tmp_path / "a.jsonl.gz", {}, {}, {})
    with open(path, "rb") as handle:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(handle))
        status, out, _ = run(capsys, "-")
    assert status == 0
    assert "3 offers loaded" in out


@pytest.mark.parametrize("verb", ["exchange", "simulate"])
def test_commands_tell_their_use_without_a_home(verb: str) -> None:
    done = subprocess.run([sys.executable, "-m", "technopole.cli", verb, "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "usage: technopole" in done.stdout
