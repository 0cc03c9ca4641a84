"""Organisations, hubs and vocabularies over HTTP."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from technopole.core import sourced
from technopole.core.models import Change
from technopole.core.requests.models import Request
from technopole.core.sourced import By, put
from technopole.registry.models import Organisation
from technopole.search.worker import catch_up_once

pytestmark = pytest.mark.django_db

SOURCES = ["https://example.org/about"]


def enter(key: str, name: str, **more: Any) -> str:
    record = {
        "key": key, "names": [{"value": name, "language": "en", "kind": "display"}], "types": ["company"],
        "status": "active", "sources": SOURCES, **more,
    }  # fmt: skip
    return next(iter(put("organisation", "centre", f"test:{key}", record, By(label="test")).uids.values()))


def names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["shown_name"] for item in response.json()["items"]]


# --- reading ------------------------------------------------------------------------------------------------------


def test_an_organisation_is_told_in_both_languages_with_its_words(words: None, calling: Callable[..., Any]) -> None:
    uid = enter(
        "fudan", "Fudan University", types=["university"], sectors=["chips"],
        names=[
            {"value": "Fudan University", "language": "en", "kind": "display"},
            {"value": "复旦大学", "language": "zh-Hans", "kind": "label"},
            {"value": "FDU", "language": None, "kind": "acronym"},
        ],
        places=[{"district": "pudong", "hubs": ["zhangjiang"], "latitude": 31.2, "longitude": 121.6, "precision": "campus"}],
        identifiers=[{"scheme": "ror", "value": "013q1eq08"}],
        summary={"en": "A university."},
    )  # fmt: skip
    body = calling().get(f"organisations/{uid}").json()
    assert body["name"] == {"en": "Fudan University", "zh": "复旦大学"}
    assert {"value": "FDU", "language": None, "kind": "acronym"} in body["names"]
    assert body["types"] == [{"key": "university", "en": "University", "zh": "高校"}]
    assert body["district"] == {"key": "pudong", "en": "Pudong", "zh": "浦东新区"}
    assert body["hubs"] == [{"key": "zhangjiang", "en": "Zhangjiang", "zh": "张江"}]
    assert body["point"] == {"latitude": 31.2, "longitude": 121.6, "precision": "campus"}
    assert body["identifiers"] == [{"scheme": "ror", "value": "013q1eq08", "preferred": False}]
    assert body["summary"] == {"en": "A university.", "zh": None}


def test_related_organisations_are_linked_where_they_are_known(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    uid = enter("part", "Acme Labs", relations=[
        {"kind": "parent", "target": "centre:acme", "label": ""}, {"kind": "related", "target": "", "label": "Unknown Ltd"},
    ])  # fmt: skip
    relations = calling().get(f"organisations/{uid}").json()["relations"]
    assert {"kind": "parent", "uid": people.acme, "label": "Acme Instruments"} in relations
    assert {"kind": "related", "uid": None, "label": "Unknown Ltd"} in relations
    assert calling().get(f"organisations/{people.acme}").json()["relations"][0]["kind"] == "child"


def test_filters_narrow_the_list(words: None, calling: Callable[..., Any]) -> None:
    enter("a", "A", types=["university"], sectors=["chips"], country="CN", places=[{"district": "pudong"}])
    enter("b", "B", status="inactive", places=[{"hubs": ["zhangjiang"]}], country="CH")
    enter("c", "C", identifiers=[{"scheme": "ror", "value": "013q1eq08"}])
    ask = calling().get
    assert names(ask("organisations")) == ["A", "B", "C"]
    for query, expected in (
        ("type=university", ["A"]), ("type=university&type=company", ["A", "B", "C"]), ("sector=chips", ["A"]),
        ("district=pudong", ["A"]), ("hub=zhangjiang", ["B"]), ("country=CN&country=CH", ["A", "B"]),
        ("status=inactive", ["B"]), ("identifier=ror:013q1eq08", ["C"]), ("type=university&status=inactive", []),
    ):  # fmt: skip
        assert names(ask(f"organisations?{query}")) == expected, query


def test_reference_records_are_listed_only_when_asked_for(calling: Callable[..., Any]) -> None:
    enter("mine", "Mine")
    record = {"names": [{"value": "Far", "language": "en", "kind": "display"}], "status": "active"}
    put("organisation", "ror", "ror:02mhbdp94", record, By(label="test"))
    assert names(calling().get("organisations")) == ["Mine"]
    assert names(calling().get("organisations?scope=all")) == ["Far", "Mine"]


def test_a_copy_asks_for_what_changed_since(calling: Callable[..., Any]) -> None:
    enter("a", "A")
    enter("b", "B")
    Organisation.objects.filter(key="a").update(updated_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    ask = calling().get
    assert names(ask("organisations?order=updated")) == ["A", "B"]
    assert names(ask("organisations?order=updated&updated_since=2021-01-01T00:00:00Z")) == ["B"]
    first = ask("organisations?order=updated&limit=1").json()
    assert names(ask(f"organisations?order=updated&limit=1&cursor={first['next']}")) == ["B"]


def test_text_finds_the_best_match_first_and_pages_on(calling: Callable[..., Any]) -> None:
    for number in range(5):
        enter(f"n{number}", f"Nano Works {number}")
    enter("nano", "Nano")
    catch_up_once()
    ask = calling().get
    assert names(ask("organisations?q=nano"))[0] == "Nano"
    first = ask("organisations?q=nano&limit=4").json()
    second = ask(f"organisations?q=nano&limit=4&cursor={first['next']}").json()
    assert len({item["uid"] for item in first["items"] + second["items"]}) == 6 and second["next"] is None


def test_a_page_of_fifty_costs_as_many_queries_as_a_page_of_five(words: None, calling: Callable[..., Any]) -> None:
    for number in range(50):
        enter(f"o{number}", f"O{number:02}", identifiers=[], places=[{"district": "pudong", "hubs": ["zhangjiang"]}])
    ask = calling().get
    ask("organisations?limit=1")
    counts = []
    for limit in (5, 50):
        with CaptureQueriesContext(connection, ) as captured:
            assert len(names(ask(f"organisations?limit={limit}"))) == limit
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


def test_history_and_sources_tell_where_a_fact_comes_from(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    sourced.edit_locally("organisation", people.acme, {"legal_form": "Ltd"}, By(user=people.registrar, why="They wrote."))
    ask = calling().get
    latest, first = ask(f"organisations/{people.acme}/history").json()["items"]
    assert (latest["action"], latest["why"], latest["by_editor"]) == ("changed", "They wrote.", True)
    assert latest["diff"] == {"legal_form": [None, "Ltd"]} and first["action"] == "created"
    assert "registrar" not in str(latest)
    told = ask(f"organisations/{people.acme}/sources").json()
    assert [statement["source"] for statement in told["statements"]] == ["centre", "local"]
    assert told["cited"] == ["https://example.org/register"]


def test_sources_that_disagree_are_shown_side_by_side(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    put("organisation", "local", people.acme, {"status": "inactive"}, By(user=people.registrar))
    told = calling().get(f"organisations/{people.acme}/sources").json()["disagreements"]
    assert told == [{
        "field": "status",
        "claims": [{"source": "local", "value": "inactive"}, {"source": "centre", "value": "active"}],
    }]  # fmt: skip


def test_vocabularies_give_the_keys_that_filters_take(words: None, calling: Callable[..., Any]) -> None:
    told = calling().get("vocabularies/district").json()
    assert told == {"name": "district", "words": [{"key": "pudong", "en": "Pudong", "zh": "浦东新区"}]}
    assert "type" in [each["name"] for each in calling().get("vocabularies").json()]
    assert calling().get("vocabularies/colours").status_code == 404


def test_hubs_count_their_members(words: None, calling: Callable[..., Any]) -> None:
    enter("a", "A", places=[{"hubs": ["zhangjiang"]}])
    (hub,) = calling().get("hubs").json()["items"]
    assert hub["name"] == {"en": "Zhangjiang", "zh": "张江"} and hub["members"] == 1
    assert calling().get(f"hubs/{hub['uid']}").json() == hub


# --- a registrar writes -------------------------------------------------------------------------------------------


def test_a_registrar_enters_an_organisation(people: SimpleNamespace, words: None, calling: Callable[..., Any]) -> None:
    registrar = calling(people.registrar)
    body = {
        "name": {"en": "Nova Chips", "zh": "诺瓦芯片"}, "type": "company", "sectors": ["chips"], "district": "pudong",
        "identifiers": {"ror": "https://ror.org/013q1eq08"}, "sources": SOURCES, "why": "Registered on paper.",
    }  # fmt: skip
    response = registrar.post("organisations", body)
    assert response.status_code == 201, response.content
    made = response.json()
    assert response["Location"] == f"/api/v1/organisations/{made['uid']}"
    assert made["name"] == {"en": "Nova Chips", "zh": "诺瓦芯片"} and made["identifiers"][0]["value"] == "013q1eq08"
    assert not made["reference"]
    change = Change.history("organisation", made["uid"]).get()
    assert change.actor == people.registrar and change.why == "Registered on paper."


def test_an_identifier_that_is_registered_already_is_refused(
    people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    enter("fudan", "Fudan", identifiers=[{"scheme": "ror", "value": "013q1eq08"}])
    body = {"name": {"en": "F"}, "type": "company", "identifiers": {"ror": "013q1eq08"}, "sources": SOURCES}
    response = calling(people.registrar).post("organisations", body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "#/identifiers/ror"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"identifiers": {"ror": "013q1eq09"}}, "#/identifiers/ror"),
        ({"type": "castle"}, "#/type"),
        ({"name": {"en": "!!!"}}, "#/name/en"),
        ({"established": "1905-13"}, "#/established"),
        ({"established": "2999"}, "#/established"),
        ({"website": "javascript:alert(1)"}, "#/website"),
        ({"sources": []}, "#/sources"),
        ({"colour": "red"}, "#/colour"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    body: dict[str, Any], pointer: str, people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    whole = {"name": {"en": "Nova"}, "type": "company", "sources": SOURCES, **body}
    response = calling(people.registrar).post("organisations", whole)
    assert response.status_code == 422
    assert pointer in [error["pointer"] for error in response.json()["errors"]], response.json()


def test_a_registrar_edits_at_once_and_only_what_was_sent(
    people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    registrar, path = calling(people.registrar), f"organisations/{people.acme}"
    body = {"website": "https://acme.example.org", "summary": {"zh": "仪器"}, "sources": SOURCES, "why": "Their letter."}
    response = registrar.patch(path, body, **registrar.etag(path))
    assert response.status_code == 200, response.content
    told = response.json()
    assert told["website"] == "https://acme.example.org" and told["summary"] == {"en": None, "zh": "仪器"}
    assert told["shown_name"] == "Acme Instruments" and told["version"] == 2
    assert response["ETag"] == registrar.get(path)["ETag"]


def test_null_empties_a_field(people: SimpleNamespace, words: None, calling: Callable[..., Any]) -> None:
    registrar, path = calling(people.registrar), f"organisations/{people.acme}"
    registrar.patch(path, {"website": "https://acme.example.org", "sources": SOURCES}, **registrar.etag(path))
    response = registrar.patch(path, {"website": None, "sources": SOURCES}, **registrar.etag(path))
    assert response.status_code == 200 and response.json()["website"] is None


def test_two_registrars_do_not_overwrite_each_other(
    people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    registrar, path = calling(people.registrar), f"organisations/{people.acme}"
    seen = registrar.etag(path)
    first = {"website": "https://one.example.org", "sources": SOURCES}
    assert registrar.patch(path, first, **seen).status_code == 200
    assert registrar.patch(path, {**first, "website": "https://two.example.org"}, **seen).status_code == 412
    assert registrar.patch(path, first).status_code == 428
    assert Organisation.objects.get(uid=people.acme).website == "https://one.example.org"


# --- a representative asks ------------------------------------------------------------------------------------------


def test_a_representatives_edit_waits_for_a_registrar(
    people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    alice, registrar, path = calling(people.alice), calling(people.registrar), f"organisations/{people.acme}"
    body = {"website": "https://acme.example.org", "sources": SOURCES}
    response = alice.patch(path, body, **alice.etag(path))
    assert response.status_code == 202, response.content
    asked = response.json()["request"]
    assert response["Location"] == f"/api/v1/requests/{asked}"
    assert alice.get(path).json()["website"] is None
    decision = registrar.post(f"requests/{asked}/decision", {"decision": "accept"}, **registrar.etag(f"requests/{asked}"))
    assert decision.status_code == 200, decision.content
    assert alice.get(path).json()["website"] == "https://acme.example.org"


def test_a_representatives_wrong_value_is_refused_at_once(
    people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    alice, path = calling(people.alice), f"organisations/{people.acme}"
    response = alice.patch(path, {"identifiers": {"ror": "013q1eq09"}, "sources": SOURCES}, **alice.etag(path))
    assert response.status_code == 422 and response.json()["errors"][0]["pointer"] == "#/identifiers/ror"
    assert not Request.objects.exists()


def test_a_representative_may_not_edit_another_organisation(
    people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    bob, path = calling(people.bob), f"organisations/{people.acme}"
    response = bob.patch(path, {"website": "https://bolt.example.org", "sources": SOURCES}, **bob.etag(path))
    assert response.status_code == 403
