"""The twins of the directory for programs hold the rows of the page, each in its own form."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest


@pytest.fixture
def twins(client, register):
    def fetch(query=""):
        found = {}
        for form in ("csv", "json", "parquet"):
            answer = client.get(f"/organisations/export.{form}?{query}")
            assert answer.status_code == 200
            assert f"organisations.{form}" in answer["Content-Disposition"]
            found[form] = b"".join(answer.streaming_content)
        return found

    return fetch


def read_csv(data):
    assert data.startswith(b"\xef\xbb\xbf")  # spreadsheets need the mark to read Chinese
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_text(row):
    """A row of JSON or Parquet as CSV spells it."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


@pytest.mark.parametrize("query", ["", "reference=*", "type=company&sector=ai", "q=works", "type=unicorn"])
def test_csv_json_and_parquet_hold_the_same_rows(twins, query):
    found = twins(query)
    rows = json.loads(found["json"])
    assert pq.read_table(io.BytesIO(found["parquet"])).to_pylist() == rows
    assert read_csv(found["csv"]) == [as_text(row) for row in rows]


def test_twins_hold_what_the_page_shows(client, twins, register):
    rows = json.loads(twins("type=company")["json"])
    page = client.get("/organisations/?type=company").context["page"]
    assert sorted(row["uid"] for row in rows) == sorted(row["url"].split("/")[-2] for row in page["rows"])
    assert len(rows) == page["total"] == 3


def test_the_page_names_the_twins_of_what_it_shows(client, register):
    page = client.get("/organisations/?type=company&page=1&view=map").context["page"]
    assert [twin["url"] for twin in page["twins"]] == [
        f"/organisations/export.{form}?type=company" for form in ("csv", "json", "parquet")
    ]


def test_several_values_stand_in_one_cell_with_a_bar_between(twins):
    row = next(row for row in json.loads(twins()["json"]) if row["name"] == "Epsilon Works")
    assert row["types"] == "company|research_institute"
    assert row["synthetic"] is True


def test_what_is_not_known_is_empty_in_every_form(twins):
    found = twins()
    row = next(row for row in json.loads(found["json"]) if row["name"] == "Delta Works")
    assert (row["sectors"], row["district"], row["latitude"]) == (None, None, None)
    assert next(row for row in read_csv(found["csv"]) if row["name"] == "Delta Works")["sectors"] == ""


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "－1"])
def test_a_name_that_a_spreadsheet_would_run_is_disarmed_in_csv_only(twins, add, formula):
    uid = add("evil", names=[{"value": formula, "language": "en", "kind": "display"}])
    found = twins()
    assert next(row for row in read_csv(found["csv"]) if row["uid"] == uid)["name"] == f"'{formula}"
    assert next(row for row in json.loads(found["json"]) if row["uid"] == uid)["name"] == formula


def test_negative_numbers_stay_numbers_in_csv(twins, add):
    place = {"name": "Quito", "latitude": -0.2, "longitude": -78.5, "precision": "city"}
    uid = add("south", places=[place])
    assert next(row for row in read_csv(twins()["csv"]) if row["uid"] == uid)["latitude"] == "-0.2"


def test_names_with_separators_quotes_and_line_ends_come_back_whole(twins, add):
    value = 'A, "B"; C\nD|E 复旦'
    uid = add("odd", names=[{"value": value, "language": "en", "kind": "display"}])
    found = twins()
    assert next(row for row in read_csv(found["csv"]) if row["uid"] == uid)["name"] == value
    assert next(row for row in json.loads(found["json"]) if row["uid"] == uid)["name"] == value


def test_a_twin_that_does_not_exist_is_not_found(client, register):
    assert client.get("/organisations/export.xlsx").status_code == 404


def test_parquet_has_types_also_where_no_row_is(twins):
    schema = pq.read_schema(io.BytesIO(twins("type=unicorn")["parquet"]))
    assert str(schema.field("latitude").type) == "double"
    assert str(schema.field("synthetic").type) == "bool"
