"""observatory load and versions on the command line: what is told, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from works_world import institution, work, write

from technopole import cli
from technopole.cli import environment, observatory_load
from technopole.lake.datasets import Dataset
from technopole.observatory.loading import affiliations


@pytest.fixture
def run(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command on a home without a store; gives its status and what it said."""
    settings.HOME = tmp_path / "home"
    monkeypatch.setenv("TECHNOPOLE_HOME", str(settings.HOME))
    monkeypatch.setattr(environment, "migrate", lambda: False)
    monkeypatch.setattr(affiliations, "bring_up_to_date", lambda *_: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(["observatory", *arguments, "--home", str(settings.HOME)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_a_load_tells_what_it_did_and_versions_lists_and_forgets(run, tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", [work(1), work(2), work(3, is_xpac=True), institution(1)])
    second = write(tmp_path / "b.jsonl", [work(2, "2026-02-01"), work(4)])
    status, out, _ = run("load", "openalex", str(first), "--jobs", "1", "--sample", "--coverage", "Three works")
    assert status == 0
    assert out == (
        "2 works in the dataset works, version 00001 (4 records read).\n"
        "Not among them: 1 of the extended corpus (--keep-xpac keeps them).\n"
    )
    assert "holds this already: 2 works" in run("load", "openalex", str(first), "--jobs", "1", "--sample", "--coverage",
                                                "Three works")[1]  # fmt: skip
    assert "1 older statements" in run("load", "openalex", str(second), "--jobs", "1")[1]
    out = run("versions")[1]
    assert "works 00001 (sample): 2 works, 2 authorships, 1 institutions" in out
    assert "works 00002 (sample, current): 3 works" in out
    assert "Three works" in out
    assert "works 00001: forgotten" in run("versions", "--keep", "1")[1]
    assert Dataset(tmp_path / "home" / "lake", "works").versions() == ["00002"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["load", "openalex", "nowhere"], "nowhere: no such file or folder"),
        (["load", "works", "nowhere.csv"], "nowhere.csv: no such file"),
        (["load", "openalex", "{wrong}", "--jobs", "1"], "wrong.jsonl:2: is no line of JSON"),
        (["load", "openalex", "{good}", "--country", "China"], "'CHINA' is no country"),
        (["load", "openalex", "{good}", "--from-year", "2021", "--jobs", "1"], "no record is left (left out: 1 year)"),
        (["versions", "patents"], "There is no dataset 'patents'"),
        (["versions", "--keep", "0"], "At least one version is kept"),
    ],
)
def test_what_cannot_be_is_told_with_status_2(run, tmp_path: Path, arguments: list[str], said: str) -> None:
    good = write(tmp_path / "good.jsonl", [work(1)])
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes(good.read_bytes() + b"{\n")
    status, _, err = run(*(each.format(good=good, wrong=wrong) for each in arguments))
    assert status == 2
    assert said in err
    assert not Dataset(tmp_path / "home" / "lake", "works").versions()


def test_several_processes_are_asked_for_as_many_as_there_are_pieces() -> None:
    assert list(observatory_load.spread(1)(lambda: abs, (), iter([-1, 2]))) == [1, 2]


@pytest.mark.django_db
def test_a_load_of_a_place_says_how_many_institutions_lie_there(run, tmp_path: Path) -> None:
    lying = {**institution(1), "geo": {"city": "Shanghai"}}
    known = write(tmp_path / "a.jsonl", [work(1), work(2, places=(2,)), lying])
    status, out, _ = run("load", "openalex", str(known), "--jobs", "1", "--place", "Shanghai")
    assert status == 0
    assert out == (
        "Institutions in Shanghai: 1.\n"
        "1 work in the dataset works, version 00001 (3 records read).\n"
        "Not among them: 1 of other places.\n"
    )
    nowhere = write(tmp_path / "b.jsonl", [work(1)])
    for place, said in (("Atlantis", "field place: no institution lies in 'Atlantis'"), ("  ", "names no place")):
        status, _, err = run("load", "openalex", str(nowhere), "--place", place)
        assert status == 2 and said in err


def test_what_a_load_is_made_of_is_there_before_the_settings_are() -> None:
    """The command reads its options before it knows its home."""
    program = "from technopole.observatory.loading import csv_files, openalex, works"
    subprocess.run([sys.executable, "-c", program], check=True)
