"""One's own pages: following from a page, being told, pausing, ending; webhooks; never somebody else's."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from technopole.accounts.services.tokens import issue_token
from technopole.core.sourced import By
from technopole.signals.models import Delivery, Subscription, Webhook
from technopole.signals.services import following, matching, webhooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(people: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(people.alice)
    return client


@pytest.fixture
def told(people: SimpleNamespace, change: Callable[..., str]) -> SimpleNamespace:
    """Alice follows organisation 0, which became inactive, and her program was told."""
    uid = change(0)
    followed = following.follow_thing(people.alice, "organisation", uid)
    issue_token(people.alice, "import", By(user=people.alice))
    hook, secret = webhooks.enter(people.alice, "Our database", "https://receiver.example.org/hook")
    change(0, status="inactive")
    matching.match()
    return SimpleNamespace(uid=uid, followed=followed, hook=hook, secret=secret, delivery=Delivery.objects.get())


def test_the_page_of_an_organisation_leads_to_following_it(alice: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    page = alice.get(f"/organisations/{uid}/").content.decode()
    assert f'href="/follow/organisation/{uid}/"' in page
    assert f'href="/organisations/{uid}/summary/"' in page


def test_following_an_organisation(alice: Client, people: SimpleNamespace, change: Callable[..., str]) -> None:
    uid = change(0)
    answer = alice.post(f"/follow/organisation/{uid}/", {"kinds": ["status", "renamed"], "rhythm": "weekly"})
    assert answer.status_code == 302
    row = Subscription.objects.get(owner=people.alice)
    assert (row.thing_uid, row.kinds, row.rhythm) == (uid, ["status", "renamed"], "weekly")


def test_a_list_is_followed_with_the_filters_of_its_page(
    alice: Client, people: SimpleNamespace, change: Callable[..., str]
) -> None:
    change(0, status="inactive")
    page = alice.get("/organisations/?status=inactive&sort=-name").content.decode()
    assert 'href="/follow/list/organisations/?status=inactive"' in page
    assert "1 entry now" in alice.get("/follow/list/organisations/?status=inactive").content.decode()
    alice.post("/follow/list/organisations/?status=inactive", {"rhythm": "daily", "name": "Sleepers"})
    row = Subscription.objects.get()
    assert (row.list_name, row.query, row.name) == ("organisations", "status=inactive", "Sleepers")
    assert row.members.count() == 1


def test_a_wrong_choice_is_told_at_its_field(alice: Client, change: Callable[..., str]) -> None:
    answer = alice.post(f"/follow/organisation/{change(0)}/", {"rhythm": "hourly"})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not Subscription.objects.exists()


def test_who_is_not_signed_in_signs_in_first(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    assert client.get(f"/follow/organisation/{uid}/")["Location"].startswith("/accounts/login/?next=/follow/")


def test_what_is_new_is_marked_until_it_was_looked_at(alice: Client, told: SimpleNamespace) -> None:
    page = alice.get("/my/changes/").content.decode()
    assert "1 change since you last looked." in page
    assert "<del>Active</del>" in page and "<ins>Inactive</ins>" in page
    last = told.followed.matches.get().pk
    alice.post("/my/changes/seen", {"last": str(last)})
    page = alice.get("/my/changes/").content.decode()
    assert "Nothing new since you last looked." in page
    assert "<ins>Inactive</ins>" in page


def test_what_came_after_the_page_was_read_stays_new(
    alice: Client, people: SimpleNamespace, told: SimpleNamespace, change: Callable[..., str]
) -> None:
    last = told.followed.matches.get().pk
    change(0, status="active")
    matching.match()
    alice.post("/my/changes/seen", {"last": str(last)})
    assert "1 change since you last looked." in alice.get("/my/changes/").content.decode()


def test_older_changes_are_on_further_pages_each_once(
    alice: Client, told: SimpleNamespace, change: Callable[..., str]
) -> None:
    for year in range(1900, 1970):
        change(0, status="inactive", established=str(year))
    matching.match()
    url, shown = "/my/changes/", 0
    while url:
        context = alice.get(url).context
        shown += sum(len(group["rows"]) for group in context["groups"])
        url = context["older_url"]
    assert shown == 71


def test_a_subscription_is_paused_resumed_and_ended_with_one_button_each(
    alice: Client, told: SimpleNamespace
) -> None:
    at = f"/my/following/{told.followed.uid}"
    alice.post(f"{at}/pause")
    told.followed.refresh_from_db()
    assert told.followed.paused_at is not None
    alice.post(f"{at}/resume")
    alice.post(f"{at}/rhythm", {"rhythm": "never"})
    told.followed.refresh_from_db()
    assert (told.followed.paused_at, told.followed.rhythm) == (None, "never")
    alice.post(f"{at}/end")
    assert not Subscription.objects.exists()


def test_a_rhythm_that_is_none_is_refused_with_a_message(alice: Client, told: SimpleNamespace) -> None:
    answer = alice.post(f"/my/following/{told.followed.uid}/rhythm", {"rhythm": "hourly"}, follow=True)
    assert "This cannot be followed so." in answer.content.decode()


def test_the_address_of_the_private_feed_is_shown_once(alice: Client) -> None:
    page = alice.post("/my/following/feed/new").content.decode()
    address = page.split('class="secret-address">')[1].split("<")[0]
    assert alice.get(address.removeprefix("http://testserver")).status_code == 200
    assert address not in alice.get("/my/following/").content.decode()


def test_a_webhook_s_secret_is_shown_once(alice: Client, told: SimpleNamespace) -> None:
    answer = alice.post("/my/webhooks/new/", {"name": "Second", "url": "https://other.example.org/x", "subscription": ""})
    secret = answer.content.decode().split('class="secret-address">')[1].split("<")[0]
    assert secret.startswith("whsec_")
    uid = Webhook.objects.get(name="Second").uid
    assert secret not in alice.get(f"/my/webhooks/{uid}/").content.decode()


def test_an_address_into_the_own_network_is_refused_at_its_field(alice: Client, told: SimpleNamespace, settings: Any) -> None:
    settings.HTTPS = True
    page = alice.post("/my/webhooks/new/", {"name": "Bad", "url": "https://10.0.0.1/x", "subscription": ""}).content.decode()
    assert "This address is not on the open internet." in page
    assert not Webhook.objects.filter(name="Bad").exists()


def test_the_page_of_a_webhook_shows_what_came_back_and_sends_again(alice: Client, told: SimpleNamespace) -> None:
    told.delivery.log.create(at=told.delivery.created_at, status=503, said="busy", milliseconds=12)
    Delivery.objects.update(state=Delivery.DEAD)
    page = alice.get(f"/my/webhooks/{told.hook.uid}/").content.decode()
    assert "503" in page and "busy" in page and told.delivery.message in page
    alice.post(f"/my/webhooks/{told.hook.uid}/again/{told.delivery.uid}")
    told.delivery.refresh_from_db()
    assert told.delivery.state == Delivery.WAITING


def test_a_new_secret_is_made_on_the_page_of_the_webhook(alice: Client, told: SimpleNamespace) -> None:
    page = alice.post(f"/my/webhooks/{told.hook.uid}/rotate").content.decode()
    assert "whsec_" in page and told.secret not in page


def test_who_has_no_token_is_told_how_to_get_a_webhook(people: SimpleNamespace) -> None:
    client = Client()
    client.force_login(people.bob)
    assert "make an API token first" in client.get("/my/webhooks/").content.decode()
    assert client.get("/my/webhooks/new/").status_code == 302


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/my/following/{followed}/"), ("post", "/my/following/{followed}/"),
        ("post", "/my/following/{followed}/end"), ("get", "/my/webhooks/{hook}/"), ("post", "/my/webhooks/{hook}/remove"),
        ("post", "/my/webhooks/{hook}/rotate"), ("post", "/my/webhooks/{hook}/again/{delivery}"),
    ],
)  # fmt: skip
def test_somebody_else_s_is_not_there(
    people: SimpleNamespace, told: SimpleNamespace, settings: Any, method: str, path: str
) -> None:
    settings.REQUIRE_MFA = "off"
    for person in (people.bob, people.administrator):
        client = Client()
        client.force_login(person)
        filled = path.format(followed=told.followed.uid, hook=told.hook.uid, delivery=told.delivery.uid)
        assert getattr(client, method)(filled).status_code == 404
    assert Subscription.objects.count() == Webhook.objects.count() == 1


@pytest.mark.parametrize("path", ["/my/changes/", "/my/following/", "/my/webhooks/"])
def test_twice_as_much_costs_as_many_queries(
    alice: Client, people: SimpleNamespace, change: Callable[..., str], path: str
) -> None:
    issue_token(people.alice, "import", By(user=people.alice))

    def more(first: int, last: int) -> None:
        for number in range(first, last):
            following.follow_thing(people.alice, "organisation", change(number))
            change(number, status="inactive")
            webhooks.enter(people.alice, f"Hook {number}", "https://receiver.example.org/")
        matching.match()

    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert alice.get(path).status_code == 200
        return len(asked)

    more(0, 5)
    alice.get(path)
    few = cost()
    more(5, 15)
    assert cost() == few


def test_the_pages_speak_chinese(alice: Client, told: SimpleNamespace) -> None:
    alice.cookies["django_language"] = "zh-hans"
    assert "状态变更" in alice.get("/my/changes/").content.decode()
    assert "我的关注" in alice.get("/my/following/").content.decode()
