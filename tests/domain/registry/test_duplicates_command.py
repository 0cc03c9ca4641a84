"""`registry duplicates`: all pairs of a store as a file."""

import csv
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import things

from technopole import cli
from technopole.cli import duplicates, environment
from technopole.registry.duplicates import store
from technopole.registry.models import DuplicateKey, DuplicatePair

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_this_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "set_up", lambda arguments: Path())
    monkeypatch.setattr(environment, "migrate", lambda: None)


@pytest.fixture
def entered_twice(db: Any) -> list[str]:
    same = {"links": [{"kind": "website", "url": "https://light.example.org"}], "relations": []}
    ror = {"identifiers": [{"scheme": "ror", "value": "013q1eq08"}]}
    names = ["Shanghai Institute of Coherent Light", "Institute of Coherent Light, Shanghai", "Association of Bakers"]
    return [
        things.add(
            "organisation", number, names=[{"value": name, "language": "en", "kind": "display"}],
            **({**same, **ror} if number == 0 else same if number == 1 else {"links": [], "relations": []}),
        )
        for number, name in enumerate(names)
    ]  # fmt: skip


def run(target: Path | str, **more: Any) -> int:
    return duplicates._run(Namespace(output=str(target), least=None, keep=False, **{"home": "", **more}))


def test_the_file_names_both_with_a_ror_address_where_there_is_one(entered_twice: list[str], tmp_path: Path) -> None:
    assert run(tmp_path / "out.csv") == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [{row["organisation_a"], row["organisation_b"]} for row in rows] == [
        {"https://ror.org/013q1eq08", entered_twice[1]}
    ]
    assert float(rows[0]["score"]) > 0.7 and "host_same" in rows[0]["evidence"].split(";")


def test_pairs_can_be_kept_for_registrars(entered_twice: list[str], tmp_path: Path) -> None:
    from technopole.registry.duplicates import whole

    assert whole.keep(whole.find()) == 1
    pair = DuplicatePair.objects.get()
    assert {pair.a, pair.b} == set(entered_twice[:2])


def test_a_place_that_cannot_be_written_is_told_with_exit_code_2(tmp_path: Path, capsys: Any) -> None:
    said = cli.main(["registry", "duplicates", "--output", str(tmp_path / "no" / "where.csv"), "--home", str(tmp_path)])
    assert said == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("least", ["x", "-1", "1.5", "0"])
def test_a_score_that_is_none_is_refused_with_exit_code_2(least: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["registry", "duplicates", "--output", "-", "--least", least])
    assert ended.value.code == 2
    assert "not a score" in capsys.readouterr().err


def test_preparing_writes_every_key_and_the_count_of_words(entered_twice: list[str]) -> None:
    assert store.prepare_all() == 3
    assert store.counts_file().exists()
    assert store.frequencies()("coherent") == 2
    assert set(DuplicateKey.objects.values_list("organisation__uid", flat=True)) == set(entered_twice)
