"""Reading the Research Organization Registry's files."""

import gzip
import json
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.core.errors import SourceError
from technopole.sources import json_records, ror

FUDAN = {
    "id": "https://ror.org/013q1eq08",
    "names": [
        {"lang": "en", "types": ["ror_display", "label"], "value": "Fudan University"},
        {"lang": "zh", "types": ["label"], "value": "复旦大学"},
        {"lang": "zh", "types": ["alias"], "value": "復旦大學"},
        {"lang": None, "types": ["acronym"], "value": "FDU"},
    ],
    "types": ["education", "funder"],
    "status": "active",
    "established": 1905,
    "domains": ["fudan.edu.cn"],
    "links": [{"type": "website", "value": "https://fudan.edu.cn"}],
    "external_ids": [
        {"type": "fundref", "all": ["501100003347", "100007836"], "preferred": "501100003347"},
        {"type": "isni", "all": ["0000 0001 0125 2443"], "preferred": None},
    ],
    "locations": [
        {
            "geonames_id": 1796236,
            "geonames_details": {
                "country_code": "CN",
                "country_name": "China",
                "country_subdivision_code": "SH",
                "country_subdivision_name": "Shanghai",
                "lat": 31.22222,
                "lng": 121.45806,
                "name": "Shanghai",
            },
        }
    ],
    "relationships": [{"id": "https://ror.org/032x22645", "label": "Zhongshan Hospital", "type": "related"}],
    "admin": {
        "created": {"date": "2018-11-14", "schema_version": "1.0"},
        "last_modified": {"date": "2026-06-23", "schema_version": "2.1"},
    },
}
PARTIAL = {
    "_partial": True,
    "id": "https://ror.org/0220qvk04",
    "locations": [{"geonames_details": {"country_code": "CN", "country_name": "China"}}],
    "names": [{"lang": "en", "types": ["ror_display", "label"], "value": "Shanghai Jiao Tong University"}],
    "status": "withdrawn",
    "types": ["education"],
}
FUDAN_V1 = {
    "id": "https://ror.org/013q1eq08",
    "name": "Fudan University",
    "types": ["Education"],
    "status": "active",
    "established": 1905,
    "links": ["https://fudan.edu.cn"],
    "wikipedia_url": "http://en.wikipedia.org/wiki/Fudan_University",
    "aliases": ["Fudan"],
    "acronyms": ["FDU"],
    "labels": [{"label": "复旦大学", "iso639": "zh"}],
    "country": {"country_code": "CN", "country_name": "China"},
    "addresses": [
        {
            "lat": 31.22222,
            "lng": 121.45806,
            "state": "Shanghai",
            "state_code": "CN-SH",
            "city": "Shanghai",
            "geonames_city": {"id": 1796236, "city": "Shanghai"},
        }
    ],
    "external_ids": {
        "ISNI": {"preferred": None, "all": ["0000 0001 0125 2443"]},
        "GRID": {"preferred": "grid.8547.e", "all": "grid.8547.e"},
    },
    "relationships": [{"type": "Related", "label": "Zhongshan Hospital", "id": "https://ror.org/032x22645"}],
}


def write(path: Path, *records: object, indent: int | None = None) -> Path:
    """A JSON array file, or JSON lines where the name says so."""
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    else:
        path.write_text(json.dumps(records, ensure_ascii=False, indent=indent), "utf-8")
    return path


def test_a_complete_record_keeps_all_it_states(tmp_path):
    (row,) = ror.read(write(tmp_path / "ror.json", FUDAN, indent=2))
    assert (row.position, row.key, row.partial, row.doubts) == (1, "013q1eq08", False, ())
    assert row.record == {
        "names": [
            {"value": "Fudan University", "language": "en", "kind": "display"},
            {"value": "复旦大学", "language": "zh-Hans", "kind": "label"},
            {"value": "復旦大學", "language": "zh-Hant", "kind": "alias"},
            {"value": "FDU", "language": None, "kind": "acronym"},
        ],
        "types": ["education", "funder"],
        "status": "active",
        "established": "1905",
        "identifiers": [
            {"scheme": "ror", "value": "013q1eq08"},
            {"scheme": "fundref", "value": "501100003347", "preferred": True},
            {"scheme": "fundref", "value": "100007836"},
            {"scheme": "isni", "value": "0000000101252443"},
        ],
        "links": [{"kind": "website", "url": "https://fudan.edu.cn"}],
        "domains": ["fudan.edu.cn"],
        "places": [
            {
                "name": "Shanghai",
                "country": "CN",
                "country_name": "China",
                "subdivision": "Shanghai",
                "subdivision_code": "SH",
                "geonames": "1796236",
                "latitude": 31.22222,
                "longitude": 121.45806,
                "precision": "city",
            }
        ],
        "relations": [{"kind": "related", "target": "ror:032x22645", "label": "Zhongshan Hospital"}],
        "ror_created": "2018-11-14",
        "ror_modified": "2026-06-23",
    }


def test_a_partial_record_states_only_what_it_holds_and_a_withdrawn_one_is_kept(tmp_path):
    (row,) = ror.read(write(tmp_path / "ror.jsonl", PARTIAL))
    assert row.partial
    assert set(row.record) == {"names", "types", "status", "identifiers", "places"}
    assert row.record["status"] == "withdrawn"
    assert row.record["places"] == [{"country": "CN", "country_name": "China"}]


def test_schema_1_is_converted_faithfully(tmp_path):
    (row,) = ror.read(write(tmp_path / "v1.json", FUDAN_V1))
    (newer,) = ror.read(write(tmp_path / "v2.json", FUDAN))
    for field in ("status", "established", "places", "relations"):
        assert row.record[field] == newer.record[field]
    assert row.record["types"] == ["education"]
    assert row.record["names"] == [
        {"value": "Fudan University", "language": None, "kind": "display"},
        {"value": "复旦大学", "language": "zh-Hans", "kind": "label"},
        {"value": "Fudan", "language": None, "kind": "alias"},
        {"value": "FDU", "language": None, "kind": "acronym"},
    ]
    assert {"scheme": "grid", "value": "grid.8547.e", "preferred": True} in row.record["identifiers"]
    assert [link["kind"] for link in row.record["links"]] == ["website", "wikipedia"]


@pytest.mark.parametrize("name", ["ror.json", "ror.jsonl"])
@pytest.mark.parametrize("packing", ["plain", "gzip", "zip", "byte order mark"])
def test_every_packing_gives_the_same_rows(tmp_path, name, packing):
    path = write(tmp_path / name, FUDAN, PARTIAL)
    expected = list(ror.read(path))
    content = path.read_bytes()
    if packing == "gzip":
        path.write_bytes(gzip.compress(content))
    elif packing == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("ror-data.csv", "id,name")
            archive.writestr(name, content)
    elif packing == "byte order mark":
        path.write_bytes(b"\xef\xbb\xbf" + content)
    assert [row.key for row in expected] == ["013q1eq08", "0220qvk04"]
    assert list(ror.read(path)) == expected


def test_of_a_release_with_both_schemas_the_newer_is_read(tmp_path):
    path = tmp_path / "v1.60-ror-data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v1.60-ror-data.json", json.dumps([FUDAN_V1]))
        archive.writestr("v1.60-ror-data_schema_v2.json", json.dumps([FUDAN]))
        archive.writestr("v1.60-ror-data.csv", "id")
    (row,) = ror.read(path)
    assert row.record["domains"] == ["fudan.edu.cn"]


def test_a_single_record_laid_out_over_many_lines_is_read(tmp_path):
    path = tmp_path / "013q1eq08.json"
    path.write_text(json.dumps(FUDAN, indent=4), "utf-8")
    assert [row.key for row in ror.read(path)] == ["013q1eq08"]


@pytest.mark.parametrize("cut", [1, 40, 300])
@pytest.mark.parametrize("packing", ["plain", "gzip", "zip"])
def test_a_truncated_file_is_refused_and_named(tmp_path, packing, cut):
    path = write(tmp_path / "ror.json", FUDAN, PARTIAL)
    if packing == "gzip":
        path.write_bytes(gzip.compress(path.read_bytes()))
    elif packing == "zip":
        content = path.read_bytes()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("ror.json", content)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(SourceError, match=r"ror\.json.*fetch it again"):
        list(ror.read(path))


def test_a_damaged_gzip_is_refused(tmp_path):
    path = tmp_path / "ror.json.gz"
    packed = bytearray(gzip.compress(json.dumps([FUDAN] * 50).encode()))
    packed[-6] ^= 0xFF  # in the checksum
    path.write_bytes(packed)
    with pytest.raises(SourceError, match="damaged"):
        list(ror.read(path))


def test_a_bad_line_is_named_by_its_number_and_can_be_skipped(tmp_path):
    path = write(tmp_path / "ror.jsonl", FUDAN, PARTIAL)
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0], '{"id": ', lines[1], ""]), "utf-8")
    with pytest.raises(SourceError, match=r"ror\.jsonl:2.*not a line of JSON"):
        list(ror.read(path))
    errors: list[SourceError] = []
    assert [row.position for row in ror.read(path, errors.append)] == [1, 3]
    assert [error.line for error in errors] == [2]


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"id": "https://ror.org/013q1eq09"}, "id", "wrong check digit"),
        ({"id": None}, "id", "no ROR id"),
        ({"names": []}, "names", "no names"),
        ({"names": [{"value": " "}]}, "names", "without a value"),
        ({"names": "Fudan"}, "names", "unknown schema"),
        ({"status": "gone"}, "status", "unknown status"),
        ({"relationships": [{"type": "friend", "id": FUDAN["id"]}]}, "relationships", "unknown relation"),
        ({"relationships": [{"type": "child", "id": "x"}]}, "relationships", "not a valid ROR ID"),
        ({"locations": [3]}, "", "not in ROR's schema"),
        ({"established": "long ago"}, "", "not in ROR's schema"),
    ],
)
def test_a_wrong_record_is_refused_with_its_place_field_and_remedy(tmp_path, change, field, problem):
    path = write(tmp_path / "ror.json", PARTIAL, {**FUDAN, **change})
    with pytest.raises(SourceError, match=problem) as refused:
        list(ror.read(path))
    assert refused.value.field == field
    assert "record 2" in str(refused.value) and refused.value.hint


def test_a_record_that_is_no_object_is_refused(tmp_path):
    with pytest.raises(SourceError, match="expected an object"):
        list(ror.read(write(tmp_path / "ror.json", ["013q1eq08"])))


def test_an_identifier_with_a_wrong_check_digit_is_left_out_and_told(tmp_path):
    wrong = {**FUDAN, "external_ids": [{"type": "isni", "all": ["0000 0001 0125 2444"], "preferred": None}]}
    (row,) = ror.read(write(tmp_path / "ror.json", wrong))
    assert [each["scheme"] for each in row.record["identifiers"]] == ["ror"]
    assert "wrong check digit" in row.doubts[0]


@pytest.mark.parametrize(
    "content", [b"", b"  \n ", b"id,name\n1,2\n", b"[{]", b"\xff\xfe[", b"[1 2]", b"[] x", b"PK", b"\x1f\x8b"]
)
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "ror.json"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"ror\.json"):
        list(ror.read(path))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(SourceError):
            list(ror.read(path))


def test_an_empty_array_has_no_rows(tmp_path):
    assert list(ror.read(write(tmp_path / "ror.json"))) == []


@given(st.lists(st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))))
def test_values_are_found_wherever_the_window_cuts_them(values):
    path = Path("array.json")
    text = json.dumps(values, ensure_ascii=False).encode()

    class Trickle:
        def __init__(self) -> None:
            self.left = text[1:]

        def read(self, size: int) -> bytes:
            part, self.left = self.left[:3], self.left[3:]
            return part

    found = json_records._values(b"", Trickle(), path.name, array=True)
    assert [placed.value for placed in found] == values


def test_a_large_array_is_read_in_bounded_memory(tmp_path):
    path = tmp_path / "ror.json"
    with path.open("w", encoding="utf-8") as file:
        record = json.dumps(FUDAN, indent=4, ensure_ascii=False)
        file.write("[" + ",\n".join([record] * 8000) + "]")
    assert path.stat().st_size > 15_000_000
    tracemalloc.start()
    count = sum(1 for _ in ror.read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 8000
    assert peak < 16_000_000


REGISTRY = Path(__file__).parents[4] / "shared" / "data" / "registry" / "ror.jsonl.gz"


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry's file is not beside the repository")
def test_the_whole_registry_is_read_fast():
    started = time.process_time()
    statuses: dict[str, int] = {}
    doubts = []
    for row in ror.read(REGISTRY):
        statuses[row.record["status"]] = statuses.get(row.record["status"], 0) + 1
        doubts.extend(row.doubts)
    assert statuses == {"active": 126_422, "withdrawn": 1_374, "inactive": 1_250}
    assert len(doubts) == 2
    assert time.process_time() - started < 20  # 5.5 s on the reference machine; room for a busy one
