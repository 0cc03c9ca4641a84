"""An official export joins the register: planned without writing, loaded whole or not at all, twice without change."""

import csv
import io
from pathlib import Path
from typing import Any

import official_files as files
import pytest
import things
from django.utils import translation

from technopole.core.errors import SourceErrors
from technopole.core.models import Change, OutboxEntry, SourceRecord
from technopole.core.sourced import By, merged, put
from technopole.registry.models import Organisation
from technopole.registry.official import load, words
from technopole.sources.official import records

pytestmark = pytest.mark.django_db
BY = By(label="test")


def planned(path: Path, rows: list[list[Any]], **more: Any) -> load.Plan:
    return load.plan(records.read(files.csv_file(path / "export.csv", rows), **more))


@pytest.fixture
def _districts() -> None:
    record = {"vocabulary": "district", "key": "pudong", "name": {"en": "Pudong", "zh": "浦东新区"}}
    put("term", "centre", "district:pudong", record, BY)


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    made = planned(tmp_path, [files.row(1), files.row(2)])
    assert made.counts == {"new": 2, "changed": 0, "same": 0, "duplicate": 0, "wrong": 0}
    assert not SourceRecord.objects.exists() and not Change.objects.exists() and not OutboxEntry.objects.exists()


def test_what_was_planned_as_new_is_loaded_with_its_registration(tmp_path: Path, _districts: None) -> None:
    outcome = load.load(planned(tmp_path, [files.row(1)]), BY)
    row = Organisation.objects.get()
    assert outcome.created == 1
    assert (row.name_zh, row.district, row.reference, row.established) == ("上海示例1科技学会", "pudong", False, "2021-07-18")
    said = merged("organisation", row.uid)["registration"]
    assert said["authority"] == "上海市民政局" and said["capital"] == {"amount": "30000", "currency": "CNY"}


def test_loading_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    load.load(planned(tmp_path, [files.row(1), files.row(2)]), BY)
    before = Change.objects.count()
    made = planned(tmp_path, [files.row(1), files.row(2)])
    assert made.counts["same"] == 2
    load.load(made, BY)
    assert Change.objects.count() == before


def test_a_plan_says_what_would_change(tmp_path: Path) -> None:
    load.load(planned(tmp_path, [files.row(1)]), BY)
    made = planned(tmp_path, [files.row(1, 业务主管单位="上海市科委")])
    assert made.counts["changed"] == 1
    before, after = made.rows[0].changes["registration"]
    assert (before["supervisory_unit"], after["supervisory_unit"]) == ("上海市科学技术协会", "上海市科委")


def test_an_organisation_known_by_its_code_is_updated_and_not_doubled(tmp_path: Path) -> None:
    known = things.organisation(1, identifiers=[{"scheme": "uscc", "value": files.code(1)}])
    put("organisation", "centre", "centre:one", known, BY)
    made = planned(tmp_path, [files.row(1)])
    load.load(made, BY)
    assert Organisation.objects.count() == 1
    assert Organisation.objects.get().name_en == "Institute of Optics 1"


def test_an_organisation_of_exactly_this_name_and_place_is_the_same(tmp_path: Path, _districts: None) -> None:
    name = {"value": "上海示例1科技学会", "language": "zh-Hans", "kind": "display"}
    put("organisation", "centre", "centre:a", {"key": "a", "names": [name], "places": [{"district": "pudong"}], "sources": []}, BY)
    load.load(planned(tmp_path, [files.row(1)]), BY)
    assert Organisation.objects.count() == 1


def test_the_same_name_in_another_district_is_another_organisation(tmp_path: Path, _districts: None) -> None:
    name = {"value": "上海示例1科技学会", "language": "zh-Hans", "kind": "display"}
    put("organisation", "centre", "centre:a", {"key": "a", "names": [name], "places": [{"district": "minhang"}], "sources": []}, BY)
    load.load(planned(tmp_path, [files.row(1)]), BY)
    assert Organisation.objects.count() == 2


def test_the_same_name_with_another_code_is_told_and_stays_apart(tmp_path: Path) -> None:
    name = {"value": "上海示例1科技学会", "language": "zh-Hans", "kind": "display"}
    record = {"key": "a", "names": [name], "identifiers": [{"scheme": "uscc", "value": files.code(9)}], "sources": []}
    put("organisation", "centre", "centre:a", record, BY)
    made = planned(tmp_path, [files.row(1)])
    assert [each.code for each in made.problems] == ["same_name_other_code"]
    load.load(made, BY)
    assert Organisation.objects.count() == 2


def test_one_wrong_row_keeps_the_whole_file_out(tmp_path: Path) -> None:
    made = planned(tmp_path, [files.row(1), files.row(2, 统一社会信用代码="52310000MJ4999999F")])
    with pytest.raises(SourceErrors) as refused:
        load.load(made, BY)
    assert "export.csv:3, field 统一社会信用代码" in str(refused.value)
    assert not Organisation.objects.exists()


def test_wrong_rows_are_skipped_when_asked_for(tmp_path: Path) -> None:
    made = planned(tmp_path, [files.row(1), files.row(2, 统一社会信用代码="52310000MJ4999999F")])
    assert load.load(made, BY, skip_bad=True).created == 1
    assert made.counts["wrong"] == 1


def test_what_people_edited_here_stays_above_the_export(tmp_path: Path) -> None:
    load.load(planned(tmp_path, [files.row(1)]), BY)
    uid = Organisation.objects.get().uid
    put("organisation", "local", uid, {"established": "2020"}, BY)
    load.load(planned(tmp_path, [files.row(1, 状态="注销")]), BY)
    row = Organisation.objects.get()
    assert (row.established, row.status) == ("2020", "inactive")


def test_followers_learn_of_each_organisation_in_the_same_transaction(tmp_path: Path, monkeypatch: Any) -> None:
    told: list[str] = []
    monkeypatch.setattr(load, "_followers", [lambda loaded, by: told.extend(each.entry.code for each in loaded)])
    load.load(planned(tmp_path, [files.row(1), files.row(2)]), BY)
    assert told == [files.code(1), files.code(2)]


def test_the_report_disarms_formulas_and_speaks_the_readers_language(tmp_path: Path) -> None:
    made = planned(tmp_path, [files.row(1, 统一社会信用代码="=HYPERLINK(1)")])
    with translation.override("zh-hans"):
        text = b"".join(words.report(made.problems)).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["value"] == "'=HYPERLINK(1)" and row["row"] == "2" and "统一社会信用代码" in row["problem"]
