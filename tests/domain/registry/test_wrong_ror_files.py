"""A file that is wrong in any place changes nothing, and the error says where it is wrong."""

import gzip
import json

import pytest
import ror_files

from technopole.core.errors import SourceError
from technopole.core.models import Change, OutboxEntry, SourceRecord
from technopole.registry import ror_load
from technopole.registry.models import Identifier, Organisation, OrganisationName

pytestmark = pytest.mark.django_db


def state():
    models = (Organisation, OrganisationName, Identifier, SourceRecord, Change, OutboxEntry)
    return {model.__name__: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in models}


def refused(path):
    """The error of loading this file, having seen that the store is as it was."""
    before = state()
    with pytest.raises(SourceError) as caught:
        ror_load.load(path)
    assert state() == before
    assert caught.value.hint
    return caught.value


@pytest.fixture(params=["empty store", "loaded store"], autouse=True)
def store(request, db, tmp_path_factory):
    if request.param == "loaded store":
        ror_load.load(ror_files.write(tmp_path_factory.mktemp("before"), "json"))


@pytest.fixture
def wrong(tmp_path):
    """A file whose last record, changed as the test wants, is wrong; the others are new."""

    def make(form="jsonl", **changes):
        found = [{**each, "established": 2001} for each in ror_files.records()]
        found[-1].update(changes)
        return ror_files.write(tmp_path, form, found)

    return make


def test_a_truncated_gzip_is_refused(wrong):
    path = wrong("jsonl.gz")
    path.write_bytes(path.read_bytes()[:-20])
    error = refused(path)
    assert path.name in str(error)
    assert "ends too early" in error.message


def test_a_gzip_damaged_in_its_middle_is_refused(wrong):
    path = wrong("jsonl.gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    assert path.name in str(refused(path))


def test_a_gzip_whose_checksum_is_wrong_is_refused(wrong):
    path = wrong("json.gz")
    data = bytearray(path.read_bytes())
    data[-6] ^= 0xFF
    path.write_bytes(bytes(data))
    assert path.name in str(refused(path))


def test_a_line_that_is_not_json_is_named(wrong):
    path = wrong()
    path.write_bytes(path.read_bytes() + b"{not json}\n")
    error = refused(path)
    assert (error.file, error.line) == (path.name, 6)


def test_a_file_cut_within_its_last_line_is_refused(wrong):
    path = wrong()
    path.write_bytes(path.read_bytes()[:-30])
    assert refused(path).line == 5


def test_an_array_that_is_not_closed_is_refused(wrong):
    path = wrong("json")
    path.write_bytes(path.read_bytes().rstrip()[:-1])
    assert "record 5" in str(refused(path))


def test_a_ror_id_with_wrong_check_digits_is_named(wrong):
    right = ror_files.CITY
    check = int(right[-2:])
    path = wrong(id=f"https://ror.org/{right[:-2]}{check % 97 + 2:02}")
    error = refused(path)
    assert (error.line, error.field) == (5, "id")


def test_a_relation_to_a_wrong_ror_id_is_named(wrong):
    path = wrong(relationships=[{"id": "https://ror.org/0zzzzzz00", "type": "parent", "label": "x"}])
    error = refused(path)
    assert (error.line, error.field) == (5, "relationships")


def test_an_unknown_status_is_named(wrong):
    assert refused(wrong(status="sleeping")).field == "status"


def test_a_record_without_names_is_refused(wrong):
    assert refused(wrong(names=[])).field == "names"


def test_a_record_that_stands_twice_is_named(wrong):
    path = wrong(id=f"https://ror.org/{ror_files.FUDAN}")
    error = refused(path)
    assert error.field == "id"
    assert ror_files.FUDAN in error.message
    assert "record 5" in error.message


def test_a_missing_file_is_refused(tmp_path):
    assert "no such file" in refused(tmp_path / "absent.json").message


def test_a_folder_is_refused(tmp_path):
    assert "folder" in refused(tmp_path).message


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.json"
    path.write_bytes(b"")
    assert "empty" in refused(path).message


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("id,name\n1,x\n")
    assert "JSON" in refused(path).message


def test_other_json_is_refused(tmp_path):
    path = tmp_path / "other.json"
    path.write_text(json.dumps([{"id": f"https://ror.org/{ror_files.FUDAN}", "title": "x"}]))
    assert "schema" in refused(path).message


def test_a_zip_without_json_is_refused(tmp_path):
    import zipfile

    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert "readme.txt" in refused(path).message


def test_what_follows_a_whole_gzip_is_refused(wrong):
    path = wrong("json.gz")
    path.write_bytes(path.read_bytes() + gzip.compress(b"{}"))
    refused(path)
