"""Works from a spreadsheet: the same rows as from OpenAlex, and errors for the person who made the table."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from openalex_made import dicts

from technopole.core.errors import SourceError, SourceErrors
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.sources import works_csv
from technopole.sources.openalex import shapes
from technopole.sources.openalex.reading import Batch
from technopole.sources.subfields import subfields

DEMO = Path(__file__).resolve().parents[3] / "centres" / "shanghai" / "works.csv"
HEAD = ",".join(works_csv.COLUMNS)


def read(text: str | bytes, rows: int = 10_000) -> list[Batch]:
    data = text.encode() if isinstance(text, str) else text
    return list(works_csv.read(io.BytesIO(data), "works.csv", rows))


def one(**cells: str) -> Batch:
    """The one batch of a table of one row."""
    out = io.StringIO()
    table = csv.DictWriter(out, list(cells))
    table.writeheader()
    table.writerow(cells)
    (batch,) = read(out.getvalue())
    return batch


def problem(**cells: str) -> str:
    (error,) = one(**{"id": "W1", "title": "T", "year": "2024"} | cells).bad
    assert error.line == 2
    return f"{error.field}: {error}"


def test_a_row_says_all_that_a_record_says() -> None:
    batch = one(
        id="w12", doi="https://doi.org/10.1/AB", title="A title", year="2024", date="2024-05-06", type="journal-article",
        language="ZH", source="S77777 Journal", source_issn="1234-567x;2345-6789", authors="A1234 Li Wei; Ana Díaz;Solo",
        orcids="0000-0002-1825-0097;;", affiliations="I4444 Fudan University|Lab X, Paris;Acme GmbH;",
        rors="https://ror.org/013q1eq08|;;", affiliation_types="education|;company;", countries="cn|FR;DE;",
        topics="T10102 Scientometrics; Own topic", subfields="1804;", keywords="a; b", references="W5;https://doi.org/10.1/Z;W5;own",
        cited_by="7", oa_status="Gold", retracted="no", top_10="yes", top_1="", fwci="1.5", percentile="0.9",
        source_url="https://example.org/",
    )  # fmt: skip
    assert not batch.bad
    work = dicts("works", batch.rows["works"])[0]
    assert work == {
        "id": "W12", "doi": "10.1/ab", "title": "A title", "language": "zh", "type": "article", "year": 2024,
        "published": "2024-05-06", "source": "S77777", "source_name": "Journal", "is_oa": True, "oa_status": "gold",
        "is_retracted": False, "is_xpac": False, "is_paratext": False, "cited_by": 7, "top_10": True, "top_1": None,
        "fwci": 1.5, "percentile": 0.9, "topic": "T10102", "subfield": "1804", "field": "18", "domain": "2",
        "topics": ["T10102", "topic:Own topic"], "keywords": ["a", "b"], "referenced": ["W5", "doi:10.1/z", "own"],
        "countries": ["CN", "DE", "FR"], "author_count": 3, "country_count": 3, "institution_count": 1, "updated": "",
        "abstract": "", "generation": "csv",
    }  # fmt: skip
    byline = dicts("authorships", batch.rows["authorships"])
    kept = (
        "position",
        "author",
        "author_name",
        "affiliation",
        "institution_name",
        "institution_type",
        "country",
        "credit",
    )
    assert [tuple(each[name] for name in kept) for each in byline] == [
        (1, "A1234", "Li Wei", "I4444", "Fudan University", "education", "CN", WHOLE // 6),
        (1, "A1234", "Li Wei", "raw:Lab X, Paris", "", "", "FR", WHOLE // 6),
        (2, "", "Ana Díaz", "raw:Acme GmbH", "", "company", "DE", WHOLE // 3),
        (3, "", "Solo", "", "", "", "", WHOLE // 3),
    ]  # fmt: skip
    assert (
        byline[0]["ror"] == "013q1eq08"
        and byline[0]["orcid"] == "0000-0002-1825-0097"
        and byline[1]["raw"] == "Lab X, Paris"
    )
    assert dicts("sources", batch.rows["sources"])[0]["issn"] == ["1234-567X", "2345-6789"]
    assert [(row[0], row[1], row[4]) for row in batch.rows["topics"]] == [
        ("T10102", "Scientometrics", "Statistics, Probability and Uncertainty"), ("topic:Own topic", "Own topic", ""),
    ]  # fmt: skip
    assert all(len(row) == len(shapes.TABLES[name]) for name, rows in batch.rows.items() for row in rows)


def test_a_title_a_year_and_a_key_are_enough() -> None:
    batch = one(doi="10.1/x", title="T", date="2024-05-06")
    assert (batch.rows["works"][0][0], batch.rows["works"][0][5]) == ("doi:10.1/x", 2024)
    assert [row[-1] for row in batch.rows["authorships"]] == [WHOLE]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"title": ""}, "title: works.csv:2, field title: is empty"),
        ({"year": ""}, "Every row needs the year"),
        ({"year": "24"}, "is no year"),
        ({"date": "2024-13-01"}, "is no day"),
        ({"date": "2023-01-01"}, "is not in 2024"),
        ({"id": ""}, "works.csv:2, field id: is empty"),
        ({"doi": "abc"}, "is no DOI"),
        ({"authors": "A; B;"}, "number 3 has no name"),
        ({"authors": "A; B", "countries": "CN"}, "countries: works.csv:2, field countries: has 1 parts where authors has 2"),
        ({"authors": "Li", "affiliations": "X|Y", "countries": "CN"}, "Li has 1 where another column has 2"),
        ({"authors": "Li", "countries": "China"}, "is no country"),
        ({"authors": "Li", "orcids": "0000-0002-1825-0098"}, "is no ORCID"),
        ({"authors": "Li", "rors": "013q1eq09"}, "is no ROR id"),
        ({"authors": "Li", "affiliation_types": "compny"}, "Did you mean 'company'?"),
        ({"topics": "T1234", "subfields": "9999"}, "is no subfield"),
        ({"topics": "T1234; T1235", "subfields": "1702"}, "has 1 where topics has 2"),
        ({"source_issn": "12"}, "is no ISSN"),
        ({"cited_by": "many"}, "is no whole number"),
        ({"fwci": "nan"}, "is no number"),
        ({"oa_status": "golden"}, "Did you mean 'gold'?"),
        ({"top_10": "1"}, "Use one of: yes, no."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_line_and_column(cells: dict[str, str], told: str) -> None:
    assert told in problem(**cells)


def test_wrong_rows_are_left_out_and_the_others_read() -> None:
    (batch,) = read("id,title,year\nW1,A,2024\nW1,again,2024\n\nW2,B\nW3,C,2024\n")
    assert [row[0] for row in batch.rows["works"]] == ["W1", "W3"]
    assert ["stands on line 2 already" in str(batch.bad[0]), batch.bad[1].line] == [True, 5]
    assert batch.left_out == {"bad": 2} and batch.read == 4


def test_all_that_is_wrong_with_the_header_is_told_with_the_nearest_names() -> None:
    with pytest.raises(SourceErrors) as told:
        read("titel,afiliations,authors,authors\n")
    text = str(told.value)
    assert "field titel: unknown column Did you mean 'title'?" in text and "Did you mean 'affiliations'?" in text
    assert "neither year nor date" in text and "neither id nor doi" in text and "stands in the header twice" in text


def test_a_file_of_another_encoding_is_told() -> None:
    (batch,) = read(b"id,title,year\nW1," + "上海的创新".encode("gb18030") + b",2024\n")
    assert "GB 18030" in str(batch.bad[0]) and batch.bad[0].line == 2
    with pytest.raises(SourceError, match="separated by semicolons"):
        read("id;title;year\n")


def test_a_compressed_table_is_read_in_batches() -> None:
    text = "id,title,year\n" + "".join(f"W{number},T,2024\n" for number in range(10))
    pieces = read(gzip.compress(text.encode()), rows=4)
    assert [len(batch.rows["works"]) for batch in pieces] == [2, 2, 2, 2, 2, 0]


def test_the_classification_has_252_subfields_in_26_fields_in_4_domains() -> None:
    found = subfields().values()
    assert (len(found), len({each.field for each in found}), len({each.domain for each in found})) == (252, 26, 4)
    assert all(each.id[:2] == each.field for each in found)


@pytest.fixture(scope="module")
def demo() -> dict[str, list[dict[str, Any]]]:
    with DEMO.open("rb") as handle:
        batches = list(works_csv.read(handle, DEMO.name))
    assert not any(batch.bad for batch in batches)
    return {name: dicts(name, [row for batch in batches for row in batch.rows[name]]) for name in shapes.TABLES}


def test_the_demo_centres_works_are_a_sample_with_a_chinese_address_and_a_field(
    demo: dict[str, list[dict[str, Any]]],
) -> None:
    assert 200 <= len(demo["works"]) <= 330
    assert all("CN" in work["countries"] and work["field"] and work["topics"] for work in demo["works"])
    assert sum(row["credit"] for row in demo["authorships"]) == len(demo["works"]) * WHOLE
    assert {work["topic"] for work in demo["works"]} <= {row["id"] for row in demo["topics"] if row["domain_name"]}


def test_each_of_the_demo_centres_works_names_its_public_address() -> None:
    with DEMO.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            assert row["source_url"] == f"https://openalex.org/{row['id']}"
