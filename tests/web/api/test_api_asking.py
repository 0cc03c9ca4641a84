"""Resolving and checking over HTTP: what is sent back, what is refused, what it costs the caller."""

import names_table
import pytest
import ror_files
from ror_files import FUDAN

from technopole.core.models import Job
from technopole.registry import resolving_apart
from technopole.registry.api import asking

pytestmark = pytest.mark.django_db
TEXT = "Department of Physics, Fudan University, Shanghai"


@pytest.fixture
def table(db, monkeypatch):
    names_table.load()
    names_table.answer_here(monkeypatch)


def test_a_text_is_resolved_by_its_address(table, calling) -> None:
    response = calling().get("resolve", {"text": TEXT})
    assert response.status_code == 200
    found = next(each for each in response.json()["found"] if each["organisation_id"] == f"https://ror.org/{FUDAN}")
    assert found["name"] == {"en": "Fudan University", "zh": "复旦大学"}
    assert TEXT[found["start"] : found["end"]].startswith("Fudan University")
    assert 0 < found["probability"] <= 1
    assert found["evidence"] and len(found["evidence_in_words"]) >= 1
    assert calling().client.get(found["url"]).status_code == 200


def test_many_texts_are_answered_in_their_order(table, calling) -> None:
    response = calling().post("resolve", {"texts": [TEXT, "", "Nowhere", "Fudan University"]})
    assert response.status_code == 200
    body = response.json()
    assert body["profile"] == "complete"
    assert [each["text"] for each in body["answers"]] == [TEXT, "", "Nowhere", "Fudan University"]
    assert [bool(each["found"]) for each in body["answers"]] == [True, False, False, True]


def test_asking_needs_no_right_to_write_and_changes_nothing(table, calling, people) -> None:
    reader = calling(people.visitor, may_write=False)
    before = Job.objects.count()
    assert reader.post("resolve", {"texts": ["x"]}).status_code == 200
    assert reader.post("check", {"items": ["x"]}).status_code == 200
    assert Job.objects.count() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/texts"),
        ({"texts": []}, "#/texts"),
        ({"texts": ["x"] * 1001}, "#/texts"),
        ({"texts": ["x" * 5001]}, "#/texts/0"),
        ({"texts": [1]}, "#/texts/0"),
        ({"texts": "x"}, "#/texts"),
        ({"texts": ["x"], "profile": "careless"}, "#/profile"),
        ({"texts": ["x"], "colour": "red"}, "#/colour"),
    ],
)
def test_what_does_not_fit_is_told_by_field(calling, db, body, pointer) -> None:
    response = calling().post("resolve", body)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["pointer"] == pointer


def test_a_body_that_is_too_large_or_no_json_is_refused(calling, db, monkeypatch) -> None:
    monkeypatch.setattr(asking, "LARGEST_BODY", 100)
    assert calling().post("resolve", {"texts": ["x" * 200]}).status_code == 413
    assert calling().post("check", {"items": ["x" * 200]}).status_code == 413
    client = calling().client
    assert client.post("/api/v1/resolve", b'{"texts": [', "application/json").status_code == 400
    assert client.post("/api/v1/resolve", b"text", "text/plain").status_code == 415
    assert client.get("/api/v1/resolve").status_code == 422


def test_while_the_table_of_names_is_made_the_caller_is_told_to_come_back(calling, db) -> None:
    response = calling().post("resolve", {"texts": [TEXT]})
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert Job.objects.filter(name=resolving_apart.PREPARE).exists()


def test_batches_are_counted_for_themselves(table, calling, settings) -> None:
    settings.API_RATES = {"anonymous_batch": 2}
    statuses = [calling().post("check", {"items": ["x"]}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert calling().get("resolve", {"text": "x"}).status_code == 200


def test_names_and_numbers_are_checked(table, calling) -> None:
    wrong = FUDAN[:-2] + f"{(int(FUDAN[-2:]) + 1) % 100:02}"
    response = calling().post("check", {"items": [FUDAN, wrong, "复旦大学", "Nowhere", ror_files.GONE, ""]})
    assert response.status_code == 200
    body = response.json()
    results = [(each["read_as"], each["valid"], each["result"]) for each in body["answers"]]
    assert results == [
        ("ror", True, "found"), ("ror", False, "wrong"), ("name", None, "found"), ("name", None, "unknown"),
        ("ror", True, "found"), ("nothing", None, "empty"),
    ]  # fmt: skip
    assert body["summary"] == {"found": 3, "wrong": 1, "unknown": 1, "empty": 1, "closed": 1}
    assert body["answers"][1]["problem"]["en"] != body["answers"][1]["problem"]["zh"]
    gone = body["answers"][4]["organisations"][0]
    assert (gone["status"], gone["closed"]) == ("withdrawn", True)


def test_the_document_shows_an_example_of_each_batch() -> None:
    from technopole.web.api.documentation import schema

    shapes = schema("/")["components"]["schemas"]
    assert shapes["Texts"]["examples"][0]["texts"] and shapes["Items"]["examples"][0]["items"]
    post = schema("/")["paths"]["/api/v1/resolve"]["post"]
    assert post["x-scope"] == "read"
    assert "Idempotency-Key" not in [each["name"] for each in post["parameters"]]
