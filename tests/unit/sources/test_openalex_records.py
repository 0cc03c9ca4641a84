"""Records of OpenAlex, of three generations, as rows: what trips those who load them."""

import random
from pathlib import Path
from typing import Any

import orjson
import pytest
from openalex_made import HOME, author, dicts, institution, read, topic, work, write

from technopole.lake import columns
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.sources.openalex import abstracts, entities, layout, reading, records, shapes, values
from technopole.sources.openalex.wanted import wanted


def rows(record: dict[str, Any], **choices: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    made = records.work(record, values.identifier(record["id"]), **choices)
    return dicts("works", [made.row])[0], dicts("authorships", made.authorships)


def test_a_work_of_today_becomes_one_row_and_its_byline() -> None:
    record = work(
        1, author(5, institution(1), institution(2, "GB")), author(6), primary_topic=topic(9, 0.9), topics=[topic(9, 0.9)],
        keywords=[{"id": f"{HOME}keywords/ai", "display_name": "AI", "score": 0.5}], cited_by_count=12, fwci=1.5,
        referenced_works=[f"{HOME}W2", f"{HOME}W3", f"{HOME}W2"], authors_count=2,
        citation_normalized_percentile={"value": 0.97, "is_in_top_1_percent": False, "is_in_top_10_percent": True},
    )  # fmt: skip
    found, byline = rows(record)
    assert found == {
        "id": "W1", "doi": "10.1/1", "title": "Work 1", "language": "en", "type": "article", "year": 2024,
        "published": "2024-05-06", "source": "S7", "source_name": "Journal 7", "is_oa": True, "oa_status": "gold",
        "is_retracted": False, "is_xpac": False, "is_paratext": False, "cited_by": 12, "top_10": True, "top_1": False,
        "fwci": 1.5, "percentile": 0.97, "topic": "T9", "subfield": "1702", "field": "17", "domain": "3",
        "topics": ["T9"], "keywords": ["AI"], "referenced": ["W2", "W3"], "countries": ["CN", "GB"], "author_count": 2,
        "country_count": 2, "institution_count": 2, "updated": "2026-06-23", "abstract": "", "generation": "walden",
    }  # fmt: skip
    assert [(each["position"], each["affiliation"], each["country"]) for each in byline] == [
        (1, "I1", "CN"), (1, "I2", "GB"), (2, "", ""),
    ]  # fmt: skip
    assert [each["credit"] for each in byline] == [WHOLE // 4, WHOLE // 4, WHOLE // 2]
    assert byline[0]["ror"] == "000000001" and byline[0]["author_name"] == "Person 5"


def test_the_generation_is_told_by_keys_and_not_by_dates() -> None:
    plain = {"id": "W1", "primary_location": None}
    assert records.generation({**plain, "publication_year": 2030, "grants": []}) == "primary_location"
    assert records.generation({**plain, "grants": [], "awards": []}) == "walden", "the change-over has both"
    assert records.generation({"id": "W1", "host_venue": {}, "alternate_host_venues": []}) == "host_venue"
    assert records.generation({**plain, "host_venue": {}}) == "primary_location"


def test_grants_and_awards_change_no_row() -> None:
    without, _ = rows(work(1))
    both, _ = rows(work(1, grants=[{"funder": "F1"}], awards=[{"id": "G1"}], funders=[{"id": "F1"}]))
    assert both == without


def test_the_oldest_generation_has_its_venue_its_types_and_one_address() -> None:
    found, byline = rows({
        "id": f"{HOME}W1", "display_name": "Old", "publication_year": 2021, "type": "journal-article",
        "host_venue": {"id": f"{HOME}V41354064", "display_name": "ChemInform", "is_oa": True},
        "authorships": [{"author": {"id": f"{HOME}A1"}, "institutions": [], "raw_affiliation_string": "Lab, Paris"}],
        "x_concepts": [{"id": f"{HOME}C1"}], "concepts": [{"id": f"{HOME}C2"}],
    })  # fmt: skip
    assert (found["source"], found["source_name"], found["type"], found["is_oa"]) == (
        "S41354064",
        "ChemInform",
        "article",
        True,
    )
    assert found["title"] == "Old" and found["generation"] == "host_venue"
    assert found["topics"] == [] and found["topic"] == "", "concepts are no topics"
    assert byline[0]["affiliation"] == "raw:Lab, Paris" and byline[0]["raw"] == "Lab, Paris"


def test_null_absent_and_empty_mean_the_same() -> None:
    names = [name for name in records.COLUMNS if name not in ("id", "is_xpac")]
    empty = {"authorships": [], "topics": [], "keywords": [], "referenced_works": [], "open_access": {}, "ids": {}}
    absent = rows({"id": f"{HOME}W1", "is_xpac": False, "primary_location": None, "awards": []})
    assert rows({"id": f"{HOME}W1", "is_xpac": False} | dict.fromkeys(names)) == absent
    assert rows({"id": f"{HOME}W1", "is_xpac": False} | dict.fromkeys(names) | empty) == absent
    assert rows(work(1, None, author(1)))[1] == rows(work(1, author(1)))[1], "also within lists"


def test_a_work_without_authors_has_one_row_and_counts_whole() -> None:
    _, byline = rows(work(1))
    assert [(each["position"], each["author"], each["credit"]) for each in byline] == [(0, "", WHOLE)]


def test_topics_are_by_score_whatever_their_order_and_authors_stay_as_given() -> None:
    topics = [topic(1, 0.5), topic(2, 0.99), topic(3, 0.7)]
    people = [author(number) for number in (9, 1, 5, 3)]
    record = work(1, *people, counts_by_year=[{"year": 2024}, {"year": 2023}])
    expected = rows({**record, "topics": topics})
    shuffled = random.Random(1).sample(topics, 3)
    assert rows({**record, "topics": shuffled, "counts_by_year": [{"year": 2023}, {"year": 2024}]}) == expected
    assert expected[0]["topics"] == ["T2", "T3", "T1"]
    assert expected[0]["topic"] == "T2", "the best of them where none is said to be the first"
    assert [each["author"] for each in expected[1]] == ["A9", "A1", "A5", "A3"]


def test_the_works_own_institutions_are_not_looked_at() -> None:
    found, _ = rows(work(1, institutions=[institution(1)], countries_distinct_count=0))
    assert (found["countries"], found["institution_count"]) == ([], 0)


@pytest.mark.parametrize("nobody", ["A9999999999", "A5317838346"])
def test_an_author_who_is_nobody_is_no_author_but_keeps_the_place_in_the_byline(nobody: str) -> None:
    record = work(1, author(1), author(int(nobody[1:]), institution(1), raw_author_name="Printed Name"))
    record["authorships"][1]["author"]["display_name"] = "Deleted Author"
    _, byline = rows(record)
    assert (byline[1]["author"], byline[1]["author_name"], byline[1]["affiliation"]) == ("", "Printed Name", "I1")
    assert byline[1]["credit"] == WHOLE // 2


def test_authors_who_are_nobody_have_no_row(tmp_path: Path) -> None:
    write(tmp_path / "authors.jsonl.gz", {"id": f"{HOME}A9999999999"}, {"id": f"{HOME}A7", "display_name": "Seven"})
    assert [each["id"] for each in read(tmp_path)["authors"]] == ["A7"]


def test_authors_count_tells_that_a_byline_is_cut() -> None:
    made = records.work(work(1, author(1, institution(1)), authors_count=150, countries_distinct_count=9), "W1")
    assert made.cut and made.row[27] == 150 and made.row[28] == 9
    assert not records.work(work(1, author(1), authors_count=1), "W1").cut
    assert records.work(work(1, author(1), is_authors_truncated=True), "W1").cut, "as the interface says it"


@pytest.mark.parametrize(
    "value",
    ["https://openalex.org/W12", "http://openalex.org/W12", "W12", "w12", "https://api.openalex.org/works/w12",
     "https://openalex.org/works/W12", "https://openalex.org/W12/"],
)  # fmt: skip
def test_an_id_is_the_same_as_address_or_bare_in_any_letter_case(value: str) -> None:
    assert values.identifier(value) == "W12"


def test_what_is_no_id_is_none() -> None:
    for value in (None, 12, "", "W", "12", "https://openalex.org/", "W1x", "https://openalex.org/W١٢", ["W1"]):
        assert values.identifier(value) == ""


def test_other_ids_are_bare_too() -> None:
    assert (
        values.doi(" HTTPS://DOI.ORG/10.1/ABC ") == values.doi("doi:10.1/ABC") == values.doi("10.1/Abc") == "10.1/abc"
    )
    assert (
        values.orcid("https://orcid.org/0000-0002-1825-009x")
        == values.orcid("000000021825009X")
        == "0000-0002-1825-009X"
    )
    assert values.ror("https://ror.org/03VEK6S52") == values.ror("03vek6s52") == "03vek6s52"
    assert [values.number_of(one) for one in (f"{HOME}subfields/1702", "subfields/1702", "1702", 1702, None)] == [
        "1702"
    ] * 4 + [""]


def test_addresses_stand_with_the_institution_that_was_recognised_in_them() -> None:
    person = author(
        1, institution(1), institution(2), raw_affiliation_strings=["Dept A, One", "Lab B, Two"],
        affiliations=[{"raw_affiliation_string": "Dept A, One", "institution_ids": [f"{HOME}I1"]},
                      {"raw_affiliation_string": "Lab B, Two", "institution_ids": [f"{HOME}I2"]}],
    )  # fmt: skip
    _, byline = rows(work(1, person))
    assert [each["raw"] for each in byline] == ["Dept A, One", "Lab B, Two"]


def test_an_institution_named_twice_is_one_affiliation() -> None:
    _, byline = rows(work(1, author(1, institution(1), institution(1)), author(2, {**institution(1), "id": "i1"})))
    assert [(each["affiliation"], each["credit"]) for each in byline] == [("I1", WHOLE // 2)] * 2


def test_where_nothing_was_recognised_each_address_is_an_affiliation() -> None:
    person = author(1, raw_affiliation_strings=["Lab A", " ", "Lab B", "Lab A"], countries=["cn"])
    found, byline = rows(work(1, person))
    assert [(each["affiliation"], each["country"]) for each in byline] == [("raw:Lab A", "CN"), ("raw:Lab B", "CN")]
    assert found["countries"] == ["CN"]


def test_the_running_text_of_an_abstract_is_given_only_if_asked_for() -> None:
    record = work(1, abstract_inverted_index={"the": [0, 2], "End": [3], "of": [1]})
    assert rows(record)[0]["abstract"] == ""
    assert rows(record, abstract=True)[0]["abstract"] == "the of the End"


def test_an_abstract_of_parquet_is_a_text_of_json_and_given_up_where_it_was_cut() -> None:
    whole = orjson.dumps({"one": [0], "two": [1]}).decode()
    assert abstracts.of({"abstract_inverted_index": whole}) == ("one two", False)
    assert abstracts.of({"abstract_inverted_index": whole[:-4]}) == ("", True)
    assert abstracts.of({"abstract_inverted_index": "null"}) == ("", False)
    assert abstracts.of({"abstract_inverted_index": {"no": ["x", -1, 10**9, None, True]}}) == ("", False)


HOSTILE: list[Any] = [
    None, 1, "x", True, [], {}, [None], [[]], ["x"], [1], {"id": 1}, [{"id": []}], [{"institutions": "x"}],
    [{"author": [], "institutions": [[], {"id": {}, "display_name": []}], "countries": "CN", "affiliations": [1]}],
    [{"raw_affiliation_strings": [1, None], "author": {"id": 5, "display_name": 7}, "is_corresponding": "yes"}],
    float("inf"), 10**30, "2024", {"source": [], "value": "high"},
]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in records.COLUMNS if name != "id"])
def test_a_field_of_another_shape_is_as_if_it_were_not_there(name: str) -> None:
    for value in HOSTILE:
        found, byline = rows(work(1, **{name: value}), abstract=True)
        assert sum(each["credit"] for each in byline) == WHOLE
        assert found["id"] == "W1" and type(found["title"]) is str


def test_rows_of_any_record_fit_the_columns_of_the_lake() -> None:
    made = [
        records.work(work(1, **{name: value}), "W1", abstract=True) for name in records.COLUMNS[1:] for value in HOSTILE
    ]
    rows_of: dict[str, list[Any]] = {"works": [each.row for each in made]}
    rows_of["authorships"] = [row for each in made for row in each.authorships]
    for table, make in entities.MAKERS.items():
        fields = entities.COLUMNS[table]
        rows_of[table] = [make({name: value}, "A1", "2026-01-01") for name in fields for value in HOSTILE]
    for table, found in rows_of.items():
        shape = [columns.Column(*each) for each in shapes.TABLES[table]]
        assert columns.table(shape, list(zip(*found, strict=True))).num_rows == len(found)


def test_records_of_the_other_kinds_become_rows(tmp_path: Path) -> None:
    write(
        tmp_path / "mixed.jsonl",
        {**institution(4), "geo": {"city": "Shanghai", "region": None, "latitude": 31.2, "longitude": 121.5, "country_code": "CN"},
         "is_super_system": True, "works_count": 5, "cited_by_count": 6, "updated_date": "2026-06-24", "lineage": ["I4", "i9"]},
        {"id": "A7", "display_name": "Seven", "orcid": None, "summary_stats": {"h_index": 17}, "last_known_institution": {"id": "I4"}},
        {"id": "https://openalex.org/V8", "display_name": "Venue", "issn": ["1", "2"], "issn_l": "1", "publisher": "P", "is_core": True},
        {**topic(3, 1.0), "description": "About it."}, {"id": f"{HOME}F1", "display_name": "A funder"}, gz=False,
    )  # fmt: skip
    found = read(tmp_path)
    place = found["institutions"][0]
    assert (place["city"], place["region"], place["is_super"], place["lineage"]) == ("Shanghai", "", True, ["I4", "I9"])
    assert found["authors"][0]["h_index"] == 17 and found["authors"][0]["institutions"] == ["I4"]
    assert found["sources"][0]["id"] == "S8" and found["sources"][0]["publisher"] == "P"
    assert (found["topics"][0]["subfield"], found["topics"][0]["field_name"], found["topics"][0]["domain"]) == (
        "1702",
        "F",
        "3",
    )


def test_xpac_is_left_out_and_counted_unless_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "w.jsonl.gz", work(1, is_xpac=True), work(2), {"id": "W3"})
    unit = layout.find([path]).units[0]
    (batch,) = reading.read(unit)
    assert [row[0] for row in batch.rows["works"]] == ["W2", "W3"] and batch.left_out == {"xpac": 1}
    (batch,) = reading.read(unit, wanted(xpac=True))
    assert [row[0] for row in batch.rows["works"]] == ["W1", "W2", "W3"] and batch.rows["works"][0][12] is True


def test_real_records_of_all_generations_are_read_and_their_credit_is_exact(shared: Path) -> None:
    found = read(shared / "data/works/native_fixtures", wanted(xpac=True))
    works = {each["id"]: each for each in found["works"]}
    assert len(found["works"]) == 646
    assert sum(each["credit"] for each in found["authorships"]) == 646 * WHOLE
    assert sum(each["generation"] == "walden" for each in found["works"]) == 127
    assert sum("CN" in each["countries"] for each in works.values()) == 33
    assert works["W4385245566"]["source"] == "S4377196569" and works["W4385245566"]["is_oa"]
