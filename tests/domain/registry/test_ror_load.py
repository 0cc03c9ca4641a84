"""Loading ROR: what arrives, what a second load does, what stays the centre's."""

import pytest
import ror_files
from ror_files import BRIGHT, FUDAN, GONE, HOSPITAL

from technopole.core import ids, sourced
from technopole.core.models import Change, OutboxEntry, SourceRecord
from technopole.core.sourced import By
from technopole.registry import queries, ror_load
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db
BY = By(label="test", why="a test")


def uid_of(key):
    return ids.uid_for("organisation", f"ror:{key}")


def row(key):
    return Organisation.objects.get(uid=uid_of(key))


def counts():
    return {
        model.__name__: model.objects.count() for model in (Organisation, SourceRecord, Change, OutboxEntry)
    }


@pytest.fixture
def file(tmp_path):
    return ror_files.write(tmp_path, "jsonl")


@pytest.fixture
def loaded(file):
    ror_load.load(file)
    OutboxEntry.objects.all().delete()
    return file


def centre_row(**more):
    return {
        "key": "fudan",
        "names": [{"value": "Fudan", "language": "en", "kind": "display"}],
        "types": ["university"],
        "status": "active",
        "identifiers": [{"scheme": "ror", "value": FUDAN}],
        "sources": ["https://example.org/fudan"],
        **more,
    }


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "json", "json.gz", "zip", "v1.json"])
def test_every_form_of_the_file_gives_the_same_organisations(tmp_path, form):
    report = ror_load.load(ror_files.write(tmp_path, form))
    assert (report.created, report.changed, report.unchanged, report.total) == (5, 0, 0, 5)
    fudan = row(FUDAN)
    assert (fudan.name, fudan.name_zh, fudan.established_year, fudan.country) == ("Fudan University", "复旦大学", 1905, "CN")
    assert fudan.reference
    assert {name.value for name in fudan.names.all()} == {"Fudan University", "复旦大学", "FDU"}


def test_schema_2_1_loads_like_2_0(tmp_path):
    newer = [{**each, "admin": {"created": {"schema_version": "2.1"}}} for each in ror_files.records()]
    for each in newer:
        each["locations"][0]["geonames_details"] |= {
            "country_subdivision_code": "SH", "country_subdivision_name": "Shanghai", "continent_code": "AS"
        }  # fmt: skip
    assert ror_load.load(ror_files.write(tmp_path, "json", newer)).created == 5
    assert row(FUDAN).place_name == "Shanghai"


def test_a_second_load_of_the_same_file_changes_nothing(loaded):
    before = counts()
    report = ror_load.load(loaded)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 5)
    assert counts() == before


def test_a_second_load_reads_the_file_once(loaded, monkeypatch):
    opened = []
    read = ror_load.ror.read
    monkeypatch.setattr(ror_load.ror, "read", lambda path: opened.append(path) or read(path))
    ror_load.load(loaded)
    assert opened == [loaded]


def test_a_change_upstream_changes_only_that(loaded, tmp_path):
    newer = ror_files.records()
    newer[0]["established"] = 1906
    report = ror_load.load(ror_files.write(tmp_path, "json", newer))
    assert (report.created, report.changed, report.unchanged) == (0, 1, 4)
    assert report.diffs == {uid_of(FUDAN): {"established": ["1905", "1906"]}}
    assert row(FUDAN).established_year == 1906
    assert list(OutboxEntry.objects.values_list("uid", flat=True)) == [uid_of(FUDAN)]
    latest = Change.history("organisation", uid_of(FUDAN))[0]
    assert (latest.action, latest.actor_label, latest.diff) == (
        "changed", "registry load ror", {"established": ["1905", "1906"]}
    )  # fmt: skip


def test_a_local_edit_is_kept_and_the_difference_reported(loaded, tmp_path):
    sourced.edit_locally("organisation", uid_of(FUDAN), {"status": "inactive"}, BY)
    newer = ror_files.records()
    newer[0]["established"] = 1906
    report = ror_load.load(ror_files.write(tmp_path, "json", newer))
    fudan = row(FUDAN)
    assert (fudan.status, fudan.established_year) == ("inactive", 1906)
    assert report.disagreeing == {uid_of(FUDAN): ["status"]}
    assert sourced.disagreements("organisation", uid_of(FUDAN)) == {
        "status": [("local", "inactive"), ("ror", "active")]
    }


def test_a_record_that_left_the_file_stays_and_is_reported(loaded, tmp_path):
    report = ror_load.load(ror_files.write(tmp_path, "json", ror_files.records()[:-1]))
    assert report.missing == [f"ror:{ror_files.CITY}"]
    assert (report.unchanged, report.withdrawn) == (4, 0)
    assert row(ror_files.CITY).name == "City of Shanghai"


def test_a_value_that_cannot_be_right_is_left_out_and_reported(tmp_path):
    found = ror_files.records()
    found[0]["external_ids"] = [{"type": "isni", "preferred": None, "all": ["0000 0001 0125 2444"]}]
    report = ror_load.load(ror_files.write(tmp_path, "json", found))
    assert len(report.doubts) == 1
    assert "isni" in report.doubts[0].lower()
    assert not row(FUDAN).identifiers.filter(scheme="isni").exists()


@pytest.mark.parametrize("centre_first", [True, False])
@pytest.mark.parametrize("key", [f"ror:{FUDAN}", "test:fudan"])
def test_a_row_of_the_centre_and_a_ror_record_of_one_ror_id_are_one_organisation(file, centre_first, key):
    if centre_first:
        sourced.put("organisation", "centre", key, centre_row(), BY)
    ror_load.load(file)
    if not centre_first:
        sourced.put("organisation", "centre", key, centre_row(), BY)
    assert Organisation.objects.count() == 5
    one = Organisation.objects.get(key="fudan")
    assert not one.reference
    assert one.listed_at is not None
    assert {name.value for name in one.names.all()} == {"Fudan", "Fudan University", "复旦大学", "FDU"}
    assert one.established_year == 1905
    assert [each.type for each in one.types.all()] == ["university"]


def test_the_two_orders_of_loading_give_the_same_record(file):
    ror_load.load(file)
    sourced.put("organisation", "centre", f"ror:{FUDAN}", centre_row(), BY)
    ror_first = sourced.merged("organisation", uid_of(FUDAN))
    SourceRecord.objects.all().delete()
    Organisation.objects.all().delete()
    sourced.put("organisation", "centre", f"ror:{FUDAN}", centre_row(), BY)
    ror_load.load(file)
    assert sourced.merged("organisation", uid_of(FUDAN)) == ror_first


def test_a_university_that_ror_calls_education_is_no_disagreement(file):
    type_ = {"vocabulary": "type", "key": "university", "name": {"en": "University"}, "kind": "education"}
    sourced.put("term", "centre", "type/university", type_, BY)
    sourced.put("organisation", "centre", f"ror:{FUDAN}", centre_row(established="1906"), BY)
    assert ror_load.load(file).disagreeing == {uid_of(FUDAN): ["established"]}


def test_relations_are_found_from_both_sides(loaded):
    assert [each.organisation for each in queries.relatives(row(FUDAN))["child"]] == [row(HOSPITAL)]
    assert [each.organisation for each in queries.relatives(row(HOSPITAL))["parent"]] == [row(FUDAN)]
    assert [each.label for each in queries.relatives(row(GONE))["predecessor"]] == ["Bright Dairy"]
    assert [each.label for each in queries.relatives(row(BRIGHT))["successor"]] == ["Old Dairy"]


def test_a_relation_that_both_records_state_is_given_once(tmp_path):
    found = ror_files.records()
    found[1]["relationships"] = [
        {"id": f"https://ror.org/{FUDAN}", "type": "parent", "label": "Fudan University"}
    ]
    ror_load.load(ror_files.write(tmp_path, "json", found))
    assert len(queries.relatives(row(FUDAN))["child"]) == 1


def test_a_relative_that_nobody_knows_is_given_by_its_name(tmp_path):
    found = ror_files.records()[:1]
    ror_load.load(ror_files.write(tmp_path, "json", found))
    relative = queries.relatives(row(FUDAN))["child"][0]
    assert (relative.label, relative.organisation) == ("Zhongshan Hospital", None)


def test_withdrawn_organisations_are_kept_with_their_status(loaded):
    assert row(GONE).status == "withdrawn"


def test_progress_is_told_while_checking_and_while_writing(file):
    told = []
    ror_load.load(file, progress=lambda phase, done: told.append((phase, done)))
    assert told == [("check", 5), ("write", 5)]


def test_more_than_one_batch_is_written_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(sourced, "BATCH", 2)
    report = ror_load.load(ror_files.write(tmp_path, "jsonl"))
    assert (report.created, Organisation.objects.count()) == (5, 5)
