"""What one follows and one's webhooks, for programs: made, changed, ended; never somebody else's."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import things

from technopole.core.sourced import put
from technopole.signals.models import Delivery, Subscription, Webhook
from technopole.signals.services import matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(people: SimpleNamespace, calling: Callable[..., Any]) -> Any:
    return calling(people.alice)


@pytest.fixture
def bob(people: SimpleNamespace, calling: Callable[..., Any]) -> Any:
    return calling(people.bob)


def follow(caller: Any, uid: str, **more: Any) -> dict[str, Any]:
    answer = caller.post("subscriptions", {"thing": "organisation", "thing_uid": uid, **more})
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def change(number: int, **more: Any) -> str:
    record = things.organisation(number, **more)
    return next(iter(put("organisation", "centre", f"test:{record['key']}", record, things.BY).uids.values()))


def test_following_a_thing(alice: Any) -> None:
    uid = change(0)
    made = follow(alice, uid, kinds=["renamed"], rhythm="weekly")
    assert (made["thing_uid"], made["kinds"], made["rhythm"], made["paused"]) == (uid, ["renamed"], "weekly", False)
    assert alice.get(f"subscriptions/{made['uid']}").json() == made
    assert [each["uid"] for each in alice.get("subscriptions").json()["items"]] == [made["uid"]]


def test_following_a_list_keeps_its_filters(alice: Any) -> None:
    change(0)
    answer = alice.post("subscriptions", {"list_name": "organisations", "filters": "status=active&sort=name"})
    assert answer.status_code == 201
    assert answer.json()["filters"] == "status=active"


@pytest.mark.parametrize(
    "body",
    [
        {"thing": "organisation", "thing_uid": "000000000000"}, {"thing": "user", "thing_uid": "000000000000"}, {},
        {"list_name": "nothing"}, {"thing": "organisation", "thing_uid": "{uid}", "kinds": ["nonsense"]},
        {"thing": "organisation", "thing_uid": "{uid}", "rhythm": "hourly"}, {"thing": "organisation", "uid": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused(alice: Any, body: dict[str, Any]) -> None:
    uid = change(0)
    answer = alice.post("subscriptions", {key: uid if value == "{uid}" else value for key, value in body.items()})
    assert answer.status_code == 422
    assert not Subscription.objects.exists()


def test_a_subscription_is_changed_only_in_the_version_that_was_read(alice: Any) -> None:
    made = follow(alice, change(0))
    at = f"subscriptions/{made['uid']}"
    etag = alice.etag(at)
    assert alice.patch(at, {"rhythm": "never"}, **etag).json()["rhythm"] == "never"
    assert alice.patch(at, {"rhythm": "daily"}, **etag).status_code == 412
    assert alice.patch(at, {"paused": True}, **alice.etag(at)).json()["paused"] is True


def test_what_one_was_told_comes_in_pages_newest_first(alice: Any) -> None:
    follow(alice, change(0))
    for status in ("inactive", "active", "inactive"):
        change(0, status=status)
    matching.match()
    first = alice.get("signals", {"limit": 2}).json()
    second = alice.get("signals", {"limit": 2, "cursor": first["next"]}).json()
    told = [each["changes"]["status"] for page in (first, second) for each in page["items"]]
    assert told == [["active", "inactive"], ["inactive", "active"], ["active", "inactive"]]
    assert first["items"][0]["type"] == "organisation.status"
    assert first["items"][0]["label"]["zh"] == "状态变更"


def test_a_webhook_is_made_shown_once_renewed_paused_and_removed(alice: Any) -> None:
    answer = alice.post("webhooks", {"name": "Import", "url": "https://receiver.example.org/x"})
    assert answer.status_code == 201 and answer["Cache-Control"] == "no-store"
    made = answer.json()
    at = f"webhooks/{made['uid']}"
    assert "secret" not in alice.get(at).json()
    renewed = alice.post(f"{at}/secret").json()["secret"]
    assert renewed.startswith("whsec_") and renewed != made["secret"]
    assert alice.patch(at, {"paused": True}, **alice.etag(at)).json()["state"] == "paused"
    assert alice.send("DELETE", at).status_code == 204
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("url", ["http://receiver.example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.1.1.1/"])
def test_a_webhook_into_the_own_network_is_refused(alice: Any, settings: Any, url: str) -> None:
    settings.HTTPS = True
    settings.SECURE_SSL_REDIRECT = False
    answer = alice.post("webhooks", {"name": "Bad", "url": url})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/url"


def test_what_was_sent_is_listed_and_sent_again(alice: Any) -> None:
    hook = alice.post("webhooks", {"name": "Import", "url": "https://receiver.example.org/x"}).json()["uid"]
    follow(alice, change(0))
    change(0, status="inactive")
    matching.match()
    Delivery.objects.update(state=Delivery.DEAD)
    item = alice.get(f"webhooks/{hook}/deliveries").json()["items"][0]
    assert item["state"] == "dead" and item["signal"].endswith("-status")
    assert alice.post(f"webhooks/{hook}/deliveries/{item['uid']}/again").json()["state"] == "waiting"


def test_somebody_else_s_is_not_there(alice: Any, bob: Any) -> None:
    hook = alice.post("webhooks", {"name": "Import", "url": "https://receiver.example.org/x"}).json()["uid"]
    followed = follow(alice, change(0))["uid"]
    change(0, status="inactive")
    matching.match()
    sent = alice.get(f"webhooks/{hook}/deliveries").json()["items"][0]["uid"]
    anything = {"If-Match": "*"}
    refused = [
        bob.get(f"subscriptions/{followed}"), bob.patch(f"subscriptions/{followed}", {"paused": True}, **anything),
        bob.send("DELETE", f"subscriptions/{followed}"), bob.get(f"webhooks/{hook}"),
        bob.patch(f"webhooks/{hook}", {"url": "https://evil.example.org/"}, **anything), bob.post(f"webhooks/{hook}/secret"),
        bob.send("DELETE", f"webhooks/{hook}"), bob.get(f"webhooks/{hook}/deliveries"),
        bob.post(f"webhooks/{hook}/deliveries/{sent}/again"),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [404] * len(refused)
    assert bob.get("signals").json()["items"] == bob.get("subscriptions").json()["items"] == []
    made = bob.post("webhooks", {"name": "Mine", "url": "https://b.example.org/", "subscription": followed})
    assert made.status_code == 404
