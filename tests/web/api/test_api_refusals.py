"""Every write operation of the API refuses whoever may not; the operations are read from the OpenAPI document."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from technopole.accounts.services.tokens import issue_token
from technopole.core.models import Change
from technopole.core.requests import services
from technopole.core.requests.models import Attachment, Request
from technopole.core.sourced import By, edit_locally
from technopole.registry import procedures
from technopole.signals.models import Delivery, Subscription, Webhook
from technopole.signals.services import following, matching, webhooks

pytestmark = pytest.mark.django_db

FIELDS = {"website": "https://acme.example.org", "sources": ["https://acme.example.org/imprint"]}

BODIES: dict[str, Any] = {
    "new_credit_record": {
        "organisation": "{acme}", "kind": "penalty", "title_en": "A warning", "authority": "Civil", "decided_on": "2025-01-02",
    },
    "write_annual_report": {"answers": {"activities": "Much."}},
    "submit_annual_report": None,
    "new_registration_case": {"kind": "establish", "legal_form": "association"},
    "take_registration_step": {"step": "submit"},
    "new_organisation": {"name": {"en": "New"}, "type": "company", "sources": ["https://new.example.org"]},
    "edit_organisation": FIELDS,
    "draft_request": {"kind": "organisation.change", "organisation_uid": "{acme}", "organisation": FIELDS},
    "edit_request": {"post": "Director"},
    "submit_request": None,
    "supply_request": {"text": "Here it is."},
    "withdraw_request": {"reason": "Not needed."},
    "comment_request": {"text": "Hello."},
    "review_request": None,
    "ask_supplement": {"text": "The seal is missing."},
    "advise_request": {"recommends": "accept"},
    "decide_request": {"decision": "accept"},
    "attach_paper": "file",
    "remove_paper": None,
    "attach_supervision_paper": "file",
    "take_supervision_paper_back": None,
    "new_subscription": {"thing": "organisation", "thing_uid": "{acme}"},
    "change_subscription": {"rhythm": "weekly"},
    "end_subscription": None,
    "new_webhook": {"name": "Import", "url": "https://receiver.example.org/hook"},
    "change_webhook": {"name": "Export"},
    "remove_webhook": None,
    "rotate_webhook": None,
    "send_again": None,
    "new_exchange_listing": {"profile": "technology_offer", "organisation": "{acme}", "content": {"title_en": "New"}},
    "edit_exchange_listing": {"content": {"title_en": "Other"}},
    "take_exchange_step": {"step": "submit"},
    "ask_showcase_trial": {
        "organisation": "{acme}", "scenario": "A ward", "starts": "2027-01-01", "ends": "2027-02-01", "measured": "Time", "paid_by": "asker",
    },
    "take_trial_step": {"step": "call_off"},
    "new_enquiry": {"kind": "offer", "about": "{acme}", "organisation": "{acme}", "why": "a", "brings": "b", "expects": "c"},
    "take_enquiry_step": {"step": "agree"},
    "take_deal_step": {"step": "accept"},
    "attach_deal_file": "file",
    "new_help_request": {"kind": "valuation", "provider": "{acme}", "text": "Help."},
    "take_help_step": {"step": "offer"},
    "new_correction": {"kind": "organisation", "uid": "{acme}", "wrong": "It moved."},
}
"""A body that would be accepted from whoever may. A new write operation must be added, or these tests fail."""

OPEN_TO_ALL = {"new_correction"}
ONES_OWN = {"new_subscription", "new_webhook", "new_registration_case"}
"""What everybody with a token may make, for themselves."""


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    from technopole.web.api.documentation import schema

    return [
        (path, method, operation)
        for path, methods in schema("/")["paths"].items()
        for method, operation in methods.items()
    ]


def writes() -> list[tuple[str, str, dict[str, Any]]]:
    return [each for each in operations() if each[2]["x-scope"] == "write"]


@pytest.fixture
def scene(people: SimpleNamespace, words: None, settings: Any) -> SimpleNamespace:
    """Alice of Acme has drafted a change with a paper, follows Acme, and has a webhook."""
    settings.API_RATES = dict.fromkeys(("anonymous_write", "signed_in_write"), 10**9)
    payload = {"subject_names": {"en": "Acme"}, "before": {}, "answers": {"website": "https://acme.example.org"}}
    subject = (procedures.KIND, people.acme)
    draft = services.create_draft(procedures.CHANGE, people.alice, payload, subject=subject)
    paper = services.attach(draft.uid, people.alice, draft.version, "proof.txt", b"proof")
    followed = following.follow_thing(people.alice, procedures.KIND, people.acme)
    issue_token(people.alice, "import", By(user=people.alice))
    hook, _secret = webhooks.enter(people.alice, "Import", "https://receiver.example.org/")
    edit_locally(procedures.KIND, people.acme, {"status": "inactive"}, By(label="test"))
    matching.match()
    return SimpleNamespace(
        draft=draft.uid, paper=paper.uid, acme=people.acme, subscription=followed.uid, webhook=hook.uid,
        delivery=hook.deliveries.get().uid,
    )


def call(client: Client, scene: SimpleNamespace, path: str, method: str, operation: dict[str, Any], **headers: str) -> Any:
    of = {"requests": scene.draft, "subscriptions": scene.subscription, "webhooks": scene.webhook}
    uid = of.get(path.split("/")[3], scene.acme)
    address = path.replace("{uid}", uid).replace("{attachment}", scene.paper).replace("{kind}", "report").replace("{paper}", scene.paper).replace("{delivery}", scene.delivery)
    body = BODIES[operation["operationId"]]
    sent = {"If-Match": "*", **headers}
    if body == "file":
        return client.post(address, {"file": SimpleUploadedFile("a.txt", b"text")}, headers=sent)
    filled = {key: scene.acme if value == "{acme}" else value for key, value in body.items()} if body else None
    content = json.dumps(filled) if filled is not None else ""
    return client.generic(method.upper(), address, content, "application/json", headers=sent)


def state() -> tuple[Any, ...]:
    rows = ((Request, "state"), (Subscription, "version"), (Webhook, "version"), (Delivery, "state"))
    return Change.objects.exclude(kind="user").count(), Attachment.objects.count(), *(
        list(model.objects.order_by("id").values_list("uid", column)) for model, column in rows
    )


def test_every_write_operation_is_in_the_table_of_these_tests() -> None:
    assert {operation["operationId"] for _, _, operation in writes()} == set(BODIES)


def test_every_write_operation_says_that_it_writes_and_who_may() -> None:
    for _, _, operation in writes():
        assert operation["x-scope"] == "write" and operation["x-may"]


def refused(
    scene: SimpleNamespace, client: Client, statuses: set[int], *, but: set[str] = frozenset(), **headers: str  # type: ignore[assignment]
) -> None:
    before = state()
    for path, method, operation in writes():
        if operation["operationId"] in but:
            continue
        response = call(client, scene, path, method, operation, **headers)
        assert response.status_code in statuses, (operation["operationId"], response.status_code, response.content)
        assert response["Content-Type"] == "application/problem+json"
    assert state() == before


def test_what_is_posted_to_be_answered_only_changes_nothing_and_says_so() -> None:
    asking = {operation["operationId"] for _, method, operation in operations() if method == "post"} - set(BODIES)
    assert asking == {"resolve_texts", "check_items", "match_need"}


def test_without_a_login_every_write_is_refused(scene: SimpleNamespace, client: Client) -> None:
    refused(scene, client, {401}, but=OPEN_TO_ALL)


def test_a_wrong_token_is_refused_on_every_write(scene: SimpleNamespace, client: Client) -> None:
    refused(scene, client, {401}, Authorization="Bearer tp_wrong")


def test_a_token_that_may_only_read_is_refused_on_every_write(
    scene: SimpleNamespace, people: SimpleNamespace, calling: Callable[..., Any]
) -> None:
    for person in (people.alice, people.administrator):
        reader = calling(person, may_write=False)
        refused(scene, reader.client, {403}, **reader.headers)


def test_a_session_without_the_csrf_token_is_refused_on_every_write(
    scene: SimpleNamespace, people: SimpleNamespace
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.administrator)
    refused(scene, strict, {403})


def test_the_representative_of_another_organisation_is_refused_on_every_write(
    scene: SimpleNamespace, people: SimpleNamespace, calling: Callable[..., Any]
) -> None:
    bob = calling(people.bob)
    refused(scene, bob.client, {403, 404}, but=OPEN_TO_ALL | ONES_OWN, **bob.headers)


@pytest.mark.parametrize("role", ["visitor", "broker", "analyst", "officer"])
def test_the_wrong_role_is_refused_on_every_write(
    role: str, scene: SimpleNamespace, people: SimpleNamespace, calling: Callable[..., Any]
) -> None:
    person = calling(getattr(people, role))
    own = {"new_exchange_listing"} if role == "broker" else set()  # technology managers write for owners
    refused(scene, person.client, {403, 404}, but=OPEN_TO_ALL | ONES_OWN | own, **person.headers)


def test_what_is_not_public_is_refused_without_a_login(scene: SimpleNamespace, client: Client) -> None:
    private = [each for each in operations() if each[1] == "get" and each[2]["x-may"] != "everyone"]
    assert len(private) >= 6
    for path, _, operation in private:
        response = client.get(path.replace("{uid}", scene.draft).replace("{attachment}", scene.paper).replace("{kind}", "report").replace("{paper}", scene.paper))
        assert response.status_code == 401, operation["operationId"]


def test_a_request_of_somebody_else_is_not_there(
    scene: SimpleNamespace, people: SimpleNamespace, calling: Callable[..., Any]
) -> None:
    for person in (people.bob, people.broker, people.registrar):  # a draft concerns its applicant only
        caller = calling(person)
        assert caller.get(f"requests/{scene.draft}").status_code == 404
        assert caller.get(f"requests/{scene.draft}/attachments/{scene.paper}").status_code == 404
        assert caller.get("requests?of=all").json()["items"] == []
