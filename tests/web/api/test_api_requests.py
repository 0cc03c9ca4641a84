"""Requests over HTTP: make, send, review, decide; and what each may see of them."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from technopole.accounts.models import Representation
from technopole.core.requests.models import Request

pytestmark = pytest.mark.django_db

NEW = {
    "kind": "organisation.register",
    "organisation": {"name": {"en": "Nova"}, "type": "company", "sources": ["https://nova.example.org"]},
    "post": "Director",
}


@pytest.fixture
def alice(people: SimpleNamespace, words: None, calling: Callable[..., Any]) -> Any:
    return calling(people.alice)


@pytest.fixture
def registrar(people: SimpleNamespace, calling: Callable[..., Any]) -> Any:
    return calling(people.registrar)


def step(caller: Any, uid: str, name: str, body: Any = None) -> Any:
    return caller.post(f"requests/{uid}/{name}", body, **caller.etag(f"requests/{uid}"))


def drafted(caller: Any, body: Any = NEW) -> str:
    response = caller.post("requests", body)
    assert response.status_code == 201, response.content
    return str(response.json()["uid"])


def submitted(caller: Any, body: Any = NEW) -> str:
    uid = drafted(caller, body)
    response = step(caller, uid, "submit")
    assert response.status_code == 200, response.content
    return uid


def test_what_may_be_asked_for_is_told_in_both_languages(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    kinds = {each["kind"]: each for each in calling().get("procedures").json()}
    assert {"organisation.register", "organisation.change", "representation", "correction"} <= set(kinds)
    assert kinds["organisation.register"]["title"]["en"] == "Register an organisation"


def test_from_draft_to_decision(alice: Any, registrar: Any, people: SimpleNamespace) -> None:
    uid = drafted(alice)
    assert alice.get(f"requests/{uid}").json()["may"] == ["edit", "submit", "withdraw", "attachments"]
    assert step(alice, uid, "submit").json()["state"] == "submitted"
    assert [item["request"]["uid"] for item in registrar.get("inbox").json()["items"]] == [uid]
    assert step(registrar, uid, "review").json()["state"] == "in_review"
    assert step(registrar, uid, "advice", {"recommends": "accept", "text": "Fine."}).status_code == 200
    decided = step(registrar, uid, "decision", {"decision": "accept", "reason": "Welcome."})
    assert decided.status_code == 200, decided.content
    body = decided.json()
    assert body["state"] == "accepted" and body["outcome"]["kind"] == "organisation" and body["reason"] == "Welcome."
    assert registrar.get(f"organisations/{body['outcome']['uid']}").json()["shown_name"] == "Nova"
    assert Representation.objects.filter(user=people.alice, organisation_uid=body["outcome"]["uid"]).exists()


def test_a_repeated_submission_makes_one_request(alice: Any) -> None:
    key = {"Idempotency-Key": "abc"}
    first, again = alice.post("requests", NEW, **key), alice.post("requests", NEW, **key)
    assert first.json() == again.json() and Request.objects.count() == 1


def test_a_step_names_the_version_it_was_decided_upon(alice: Any) -> None:
    uid = drafted(alice)
    assert alice.post(f"requests/{uid}/submit").status_code == 428
    seen = alice.etag(f"requests/{uid}")
    alice.patch(f"requests/{uid}", {"post": "Head"}, **seen)
    assert alice.post(f"requests/{uid}/submit", None, **seen).status_code == 412


def test_what_is_missing_is_told_when_it_is_submitted(alice: Any) -> None:
    uid = drafted(alice, {**NEW, "organisation": {"name": {"zh": "诺瓦"}, "sources": ["https://nova.example.org"]}})
    response = step(alice, uid, "submit")
    assert response.status_code == 422 and response.json()["errors"][0]["pointer"] == "#/type"
    edited = alice.patch(
        f"requests/{uid}", {"organisation": {"type": "company", "sources": ["https://nova.example.org"]}},
        **alice.etag(f"requests/{uid}"),
    )  # fmt: skip
    assert edited.json()["payload"]["answers"]["name_zh"] == "诺瓦"
    assert step(alice, uid, "submit").status_code == 200


def test_a_supplement_is_asked_for_and_supplied(alice: Any, registrar: Any) -> None:
    uid = submitted(alice)
    assert step(registrar, uid, "supplement", {"text": "The seal."}).json()["state"] == "supplement_requested"
    assert alice.get("inbox").json()["items"][0]["what"] == "supplement"
    assert step(alice, uid, "supply", {"text": "Here."}).json()["state"] == "submitted"


def test_nobody_decides_what_they_asked_for(registrar: Any, words: None) -> None:
    uid = submitted(registrar)
    assert "decision" not in registrar.get(f"requests/{uid}").json()["may"]
    assert step(registrar, uid, "decision", {"decision": "accept"}).status_code == 403


def test_a_refusal_needs_its_reason(alice: Any, registrar: Any) -> None:
    uid = submitted(alice)
    response = step(registrar, uid, "decision", {"decision": "refuse"})
    assert response.status_code == 422 and response.json()["errors"][0]["pointer"] == "#/reason"
    assert step(registrar, uid, "decision", {"decision": "refuse", "reason": "Unknown."}).json()["state"] == "refused"


def test_the_reviewers_own_notes_stay_with_them(alice: Any, registrar: Any) -> None:
    uid = submitted(alice)
    assert registrar.post(f"requests/{uid}/comments", {"text": "Odd.", "internal": True}).status_code == 201
    step(registrar, uid, "advice", {"recommends": "refuse", "text": "Odd too."})
    told = alice.get(f"requests/{uid}").json()
    assert "Odd" not in str(told) and told["advice"] == []
    assert "Odd." in str(registrar.get(f"requests/{uid}").json()["timeline"])
    assert alice.post(f"requests/{uid}/comments", {"text": "x", "internal": True}).status_code == 403


def test_the_applicant_is_not_told_which_member_of_staff_acted(alice: Any, registrar: Any) -> None:
    uid = submitted(alice)
    step(registrar, uid, "review")
    event = alice.get(f"requests/{uid}").json()["timeline"][-1]
    assert event["by"] == "centre" and event["name"] is None


def test_others_do_not_see_a_request_and_the_wrong_tenant_neither(
    alice: Any, people: SimpleNamespace, calling: Callable[..., Any]
) -> None:
    uid = submitted(alice)
    for person in (people.bob, people.broker, people.visitor):
        assert calling(person).get(f"requests/{uid}").status_code == 404
    assert calling().get(f"requests/{uid}").status_code == 401


def test_papers_are_handed_in_read_and_taken_back(alice: Any, registrar: Any) -> None:
    uid = drafted(alice)
    paper = alice.hand_in(f"requests/{uid}/attachments", SimpleUploadedFile("licence.txt", b"licence"))
    assert paper.status_code == 201, paper.content
    address = f"requests/{uid}/attachments/{paper.json()['uid']}"
    got = alice.get(address)
    assert b"".join(got.streaming_content) == b"licence"
    assert got["Content-Disposition"].startswith("attachment") and got["X-Content-Type-Options"] == "nosniff"
    assert alice.send("DELETE", address).status_code == 204
    assert alice.get(address).status_code == 404


def test_a_paper_that_is_not_what_it_says_is_refused(alice: Any) -> None:
    uid = drafted(alice)
    response = alice.hand_in(f"requests/{uid}/attachments", SimpleUploadedFile("report.pdf", b"MZ not a pdf"))
    assert response.status_code == 422 and response["Content-Type"] == "application/problem+json"


def test_a_change_of_an_unknown_organisation_is_refused(alice: Any) -> None:
    body = {"kind": "representation", "organisation_uid": "0" * 12, "post": "x", "statement": "y"}
    response = alice.post("requests", body)
    assert response.status_code == 422 and response.json()["errors"][0]["pointer"] == "#/organisation_uid"


# --- corrections -----------------------------------------------------------------------------------------------------


def test_anybody_says_that_something_is_wrong_and_sees_what_became_of_it(
    people: SimpleNamespace, registrar: Any, calling: Callable[..., Any]
) -> None:
    public = calling()
    body = {
        "kind": "organisation", "uid": people.acme, "field": "website", "wrong": "It is another site.",
        "name": "A reader", "email": "reader@example.org",
    }  # fmt: skip
    response = public.post("corrections", body)
    assert response.status_code == 201, response.content
    uid = response.json()["uid"]
    told = public.get(f"corrections/{uid}").json()
    assert told["state"] == "submitted" and told["about"]["en"] == "Acme Instruments"
    assert "reader" not in str(told).lower() and "another site" not in str(told)
    step(registrar, uid, "decision", {"decision": "accept", "reason": "Corrected."})
    assert public.get(f"corrections/{uid}").json()["answer"] == "Corrected."
    assert public.get("corrections").json()["items"][0]["uid"] == uid


def test_a_correction_of_nothing_is_refused(people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    response = calling().post("corrections", {"kind": "event", "uid": people.acme, "wrong": "x"})
    assert response.status_code == 422 and response.json()["errors"][0]["pointer"] == "#/uid"


def test_a_request_that_is_not_public_has_no_public_status(alice: Any, calling: Callable[..., Any]) -> None:
    assert calling().get(f"corrections/{submitted(alice)}").status_code == 404


# --- oneself ---------------------------------------------------------------------------------------------------------


def test_i_am_told_my_roles_and_organisations(alice: Any, registrar: Any, people: SimpleNamespace) -> None:
    me = alice.get("me").json()
    assert me["roles"] == [] and me["represents"][0] == {
        "uid": people.acme, "name": {"en": "Acme Instruments", "zh": None}, "label": None
    }
    assert registrar.get("me").json()["roles"] == ["registrar"]


def test_my_tokens_are_listed_without_their_secrets(alice: Any) -> None:
    secret = alice.headers["Authorization"].split()[1]
    response = alice.get("me/tokens")
    assert secret not in response.content.decode() and response.json()[0]["may_write"] is True
    assert response["Cache-Control"] == "private, no-cache"
