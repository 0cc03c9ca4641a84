"""A line of works is parsed for the fields that are looked at, and gives the same rows as parsed whole."""

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from technopole.sources.openalex import parsing, records
from technopole.sources.openalex.authorships import Authorship
from technopole.sources.openalex.values import identifier

WORK: dict[str, Any] = {
    "id": "https://openalex.org/W1", "title": "A lens", "mesh": [{"x": 1}], "related_works": ["https://openalex.org/W2"],
    "authorships": [{"author": {"id": "https://openalex.org/A1"}, "institutions": [
        {"id": "https://openalex.org/I1", "lineage": ["https://openalex.org/I1"]}], "author_position": "first"}],
    "abstract_inverted_index": {"A": [0]}, "awards": [], "locations": [{"is_oa": True, "license": "cc-by"}],
}  # fmt: skip


def rows(record: dict[str, Any], abstract: bool = False) -> Any:
    return records.work(record, identifier(record["id"]), abstract=abstract)


def test_what_nobody_looks_at_becomes_no_object() -> None:
    found = parsing.parser(False)(orjson.dumps(WORK))
    assert not {"mesh", "related_works", "abstract_inverted_index"} & set(found)
    assert found["locations"] == [{"is_oa": True}]
    assert type(found["authorships"][0]) is Authorship
    assert rows(found) == rows(WORK)


def test_abstracts_are_there_when_they_are_asked_for() -> None:
    found = parsing.parser(True)(orjson.dumps(WORK))
    assert "abstract_inverted_index" in found
    assert rows(found, abstract=True) == rows(WORK, abstract=True)


def test_a_generation_is_told_by_fields_that_are_only_looked_for() -> None:
    assert records.generation(parsing.parser(False)(orjson.dumps(WORK))) == records.WALDEN


@pytest.mark.parametrize("record", [
    {"results": [WORK], "meta": {"count": 1}},
    {"id": "https://openalex.org/A1", "display_name": "Somebody", "works_count": 3},
    {**WORK, "authorships": {"no": "list"}},
    {**WORK, "authorships": [None]},
    {**WORK, "primary_topic": "T1"},
    [WORK],
    "text",
])  # fmt: skip
def test_what_is_not_as_openalex_writes_works_is_parsed_whole(record: Any) -> None:
    assert parsing.parser(False)(orjson.dumps(record)) == record


@pytest.mark.parametrize("line", [b'{"id": "https://openalex.org/W1", ', b'{"id": "\\ud800"}', b'{"id": "\xff"}'])
def test_what_is_no_json_is_told_as_before(line: bytes) -> None:
    with pytest.raises(orjson.JSONDecodeError):
        parsing.parser(False)(line)


@pytest.mark.parametrize("authorship", [
    {},
    {"author": None, "raw_author_name": "Li", "raw_orcid": "https://orcid.org/0000-0002-1825-0097"},
    {"author": {"id": "https://openalex.org/A9999999999"}, "raw_author_name": "Li", "is_corresponding": True},
    {"author": {"id": "A5", "display_name": None}, "raw_author_name": "Li", "is_corresponding": "true"},
    {"author": {"id": "https://openalex.org/A5"}, "raw_affiliation_string": " A street "},
    {"author": {"id": 5, "display_name": 7}, "countries": "CN", "institutions": [{"id": 3, "country_code": "cn"}]},
    {"institutions": [{"display_name": "A lab"}, None, "x"], "countries": ["cn", None], "raw_affiliation_strings": "x"},
    {"institutions": [{"id": "https://openalex.org/I1"}, {"id": "I2", "ror": "https://ror.org/0220qvk04"}],
     "raw_affiliation_strings": ["One", "Two", 3], "affiliations": [
         {"raw_affiliation_string": "Two", "institution_ids": ["https://openalex.org/I2", None]}, None]},
    {"institutions": [], "affiliations": [{"raw_affiliation_string": "Only here", "institution_ids": []}]},
])  # fmt: skip
def test_an_authorship_gives_the_same_rows_however_it_is_parsed(authorship: dict[str, Any]) -> None:
    record = {**WORK, "authorships": [authorship, {"author": {"id": "https://openalex.org/A1"}}]}
    assert rows(parsing.parser(False)(orjson.dumps(record))) == rows(record)


def test_real_records_of_three_generations_give_the_same_rows(shared: Path) -> None:
    parse = parsing.parser(False)
    for name in ("works_walden.jsonl.gz", "works_pre_walden.jsonl.gz"):
        with gzip.open(shared / "data" / "works" / "native_fixtures" / name) as lines:
            for line in lines:
                assert rows(parse(line)) == rows(orjson.loads(line))
