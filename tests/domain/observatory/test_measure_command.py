"""`technopole observatory measure`: what it tells, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from measured_world import BY, COUNT, indicator, load, work

from technopole.cli import main
from technopole.core.sourced import put_batch
from technopole.lake import home, sql
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.observatory import analyses, kinds
from technopole.observatory.loading import openalex, works
from technopole.observatory.measuring import measure_all
from technopole.observatory.models import Measuring
from technopole.sources.documents import read_yaml
from technopole.sources.openalex.wanted import Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_analyses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyses, "REGISTERED", ())


@pytest.fixture
def measure(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("technopole.cli.environment.set_up", lambda arguments: None)
    monkeypatch.setattr("technopole.cli.environment.migrate", lambda: False)
    return lambda *words: main(["observatory", "measure", *words])


def test_it_tells_a_line_for_each_indicator_and_ends_well(measure: Any, capsys: Any) -> None:
    load(home.folder(), "works", {"works": [work(1, 2024), work(2, 2025)]})
    indicator()
    assert measure() == 0
    assert "papers: 2 values of 2 records" in capsys.readouterr().out
    assert measure() == 0
    assert "papers: unchanged" in capsys.readouterr().out
    assert measure("--force") == 0
    assert measure("--list") == 0
    assert "2 records, from works 00001" in capsys.readouterr().out


def test_a_failure_is_told_and_ends_with_2_though_the_others_are_measured(measure: Any, capsys: Any) -> None:
    load(home.folder(), "works", {"works": [work(1, 2024)]})
    indicator()
    indicator("wrong", measure={**COUNT, "records": "SELECT title AS period, id AS record FROM works"})
    assert measure() == 2
    told = capsys.readouterr()
    assert "wrong: failed." in told.err and "papers: 1 values" in told.out
    assert measure("papers") == 0  # only what is named


def test_the_schema_is_printed_for_editors(measure: Any, capsys: Any) -> None:
    assert measure("--schema") == 0
    assert json.loads(capsys.readouterr().out)["required"] == ["id", "name"]


def test_where_nothing_changed_it_is_passed_over_without_a_look() -> None:
    load(home.folder(), "works", {"works": [work(1, 2024)]})
    indicator()
    assert measure_all(again=False).fresh is True
    assert measure_all(again=False).fresh is False
    indicator(measure={**COUNT, "value": "count(*) * 2"})
    assert measure_all(again=False).fresh is True
    assert Measuring.objects.count() == 2


def test_the_shared_records_run_through_every_indicator_and_credit_sums_to_the_works(shared: Path) -> None:
    """All indicators of the demo centre on real records; fractional counts of all places are the works, exactly."""
    file = shared / "data" / "works" / "native_fixtures" / "works_walden.jsonl.gz"
    works.load(openalex.given([file], Wanted()), works.Told())
    folder = Path(__file__).parents[3] / "centres" / "shanghai" / "indicators"
    documents = {path.stem: read_yaml(path, f"indicators/{path.name}") for path in folder.glob("*.yaml")}
    said = {f"t:{key}": kinds.indicator_from_document(each) for key, each in documents.items()}
    put_batch("indicator", "centre", said, BY)
    done = measure_all()
    statuses = {each.indicator: each.status for each in done.indicators}
    waiting = {key for key, status in statuses.items() if status == "waiting"}
    assert waiting == {"pct_applications", "pct_applications_per_10k", "high_value_patents_per_10k"}
    assert {status for key, status in statuses.items() if key not in waiting} == {"measured"}
    with sql.opened(home.folder()) as lake:
        (found,) = lake.rows("SELECT sum(credit) AS credit, (SELECT count(*) FROM works) AS works FROM authorships")
        by_place = lake.rows(
            "SELECT f.place, f.country, sum(a.credit) AS credit "
            "FROM authorships a LEFT JOIN affiliations f USING (affiliation) GROUP BY ALL"
        )
    assert found["credit"] == found["works"] * WHOLE == sum(row["credit"] for row in by_place)
    assert found["works"] > 100
