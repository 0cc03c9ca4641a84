"""Signals to programs: signed, sent until they are taken, given up in the end; nothing is lost when a worker dies."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from receiver import Receiver, receiving

from technopole.accounts.services.tokens import issue_token
from technopole.core import clock, jobs
from technopole.core.errors import Invalid, NotAllowed
from technopole.core.sourced import By
from technopole.signals import outgoing, secret
from technopole.signals.models import Attempt, Delivery, Webhook
from technopole.signals.services import delivering, following, matching, webhooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with receiving() as made:
        yield made


@pytest.fixture
def hook(reader: Any, receiver: Receiver, change: Callable[..., str]) -> SimpleNamespace:
    """The visitor's program, told of organisation 0, which the visitor follows."""
    issue_token(reader, "import", By(user=reader))
    followed = following.follow_thing(reader, "organisation", change(0))
    made, shown = webhooks.enter(reader, "Our database", receiver.url)
    return SimpleNamespace(row=made, secret=shown, followed=followed, uid=made.uid)


def told(change: Callable[..., str], status: str = "inactive") -> Delivery:
    change(0, status=status)
    matching.match()
    return Delivery.objects.latest("pk")


def later(monkeypatch: pytest.MonkeyPatch, **how_long: int) -> None:
    at = clock.now() + dt.timedelta(**how_long)
    monkeypatch.setattr(clock, "now", lambda: at)


def signed(key: str, headers: dict[str, str], body: str) -> str:
    raw = base64.b64decode(key.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(raw, text, hashlib.sha256).digest()).decode()


def test_a_signal_is_sent_signed_with_the_secret_that_was_shown(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]
) -> None:
    delivery = told(change)
    jobs.run_due()
    headers, body = receiver.got[0]
    assert headers["webhook-id"] == delivery.message
    assert headers["webhook-signature"] == signed(hook.secret, headers, body)
    assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60


def test_what_is_sent_says_what_changed_in_both_languages(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]
) -> None:
    delivery = told(change)
    jobs.run_due()
    sent = json.loads(receiver.got[0][1])
    assert sent["type"] == "organisation.status"
    assert sent["data"]["id"] == f"{delivery.change_id}-status"
    assert sent["data"]["changes"] == {"status": ["active", "inactive"]}
    assert sent["data"]["thing"]["name"] == {"en": "Institute of Optics 0", "zh": "第0光学研究所"}
    assert sent["data"]["label"] == {"en": "Status changed", "zh": "状态变更"}


def test_what_was_taken_is_not_sent_again(hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]) -> None:
    told(change)
    jobs.run_due()
    delivering.deliver_due()
    assert len(receiver.got) == 1
    assert Delivery.objects.get().state == Delivery.SENT


def test_two_subscriptions_that_match_send_it_once(
    hook: SimpleNamespace, reader: Any, receiver: Receiver, change: Callable[..., str]
) -> None:
    following.follow_list(reader, "organisations", "")
    told(change)
    jobs.run_due()
    assert len(receiver.got) == 1


def test_a_webhook_of_one_subscription_is_told_of_nothing_else(
    hook: SimpleNamespace, reader: Any, receiver: Receiver, change: Callable[..., str]
) -> None:
    webhooks.remove(hook.row)
    other = following.follow_thing(reader, "organisation", change(1))
    webhooks.enter(reader, "Only one", receiver.url, other)
    change(0, status="inactive")
    matching.match()
    assert not Delivery.objects.exists()


def test_what_is_refused_is_tried_again_later_with_the_same_id_and_body(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers = [500, 503]
    told(change)
    jobs.run_due()
    delivering.deliver_due()
    assert len(receiver.got) == 1, "not before its time"
    later(monkeypatch, seconds=6)
    delivering.deliver_due()
    later(monkeypatch, minutes=6)
    delivering.deliver_due()
    assert [headers["webhook-id"] for headers, _ in receiver.got] == [receiver.got[0][0]["webhook-id"]] * 3
    assert len({body for _, body in receiver.got}) == 1
    assert list(Attempt.objects.order_by("pk").values_list("status", flat=True)) == [500, 503, 204]
    assert Delivery.objects.get().state == Delivery.SENT


def test_a_redirect_is_not_followed(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]
) -> None:
    receiver.answers, receiver.headers = [302], {"Location": "http://169.254.169.254/latest/meta-data/"}
    told(change)
    jobs.run_due()
    assert len(receiver.got) == 1
    assert Attempt.objects.get().status == 302


def test_after_nine_attempts_it_is_given_up_and_its_owner_is_told(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers = [500] * 20
    told(change)
    jobs.run_due()
    for _turn in range(12):
        later(monkeypatch, days=1)
        delivering.deliver_due()
    assert len(receiver.got) == delivering.MOST_ATTEMPTS == 9
    assert Delivery.objects.get().state == Delivery.DEAD
    assert Webhook.objects.get().stopped_why == webhooks.NOT_TAKEN
    jobs.run_due()
    assert "Our database" in mail.outbox[-1].subject


def test_one_message_that_is_refused_for_days_does_not_stop_those_that_are_taken(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned = told(change)
    receiver.answers = [500]
    jobs.run_due()
    told(change, "active")
    jobs.run_due()
    Delivery.objects.filter(pk=poisoned.pk).update(attempts=8)
    receiver.answers = [500]
    later(monkeypatch, days=1)
    delivering.deliver_due()
    poisoned.refresh_from_db()
    assert poisoned.state == Delivery.DEAD
    assert Webhook.objects.get().stopped_why == ""


def test_an_address_that_says_it_is_gone_is_sent_nothing_more(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]
) -> None:
    receiver.answers = [410]
    told(change)
    jobs.run_due()
    told(change, "active")
    jobs.run_due()
    assert len(receiver.got) == 1
    assert Webhook.objects.get().stopped_why == webhooks.GONE


def test_nobody_there_is_noted_and_the_rest_is_not_tried_at_once(
    hook: SimpleNamespace, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Webhook.objects.update(url="http://127.0.0.1:9/hook")  # nobody listens there
    change(0, status="inactive")
    change(0, status="active")
    matching.match()
    at = clock.now()  # on a busy machine the pause would be over before it is looked for
    monkeypatch.setattr(clock, "now", lambda: at)
    jobs.run_due()
    assert Attempt.objects.count() == 1
    assert Webhook.objects.get().silences == 1
    assert not delivering.due_now().exists()


def test_an_answer_that_never_ends_is_cut_off(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "ALL_SECONDS", 0.5)
    receiver.slow = 3.0
    told(change)
    jobs.run_due()
    attempt = Attempt.objects.get()
    assert attempt.status is None and 400 < attempt.milliseconds < 2000


def test_it_is_sent_again_when_its_owner_asks(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]
) -> None:
    delivery = told(change)
    jobs.run_due()
    delivering.send_again(Delivery.objects.get())
    jobs.run_due()
    assert [headers["webhook-id"] for headers, _ in receiver.got] == [delivery.message] * 2


def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _row, fresh = webhooks.rotate(hook.row)
    told(change)
    jobs.run_due()
    headers, body = receiver.got[0]
    assert headers["webhook-signature"].split() == [signed(fresh, headers, body), signed(hook.secret, headers, body)]
    later(monkeypatch, hours=25)
    told(change, "active")
    jobs.run_due()
    headers, body = receiver.got[1]
    assert headers["webhook-signature"] == signed(fresh, headers, body)


def test_nothing_of_a_secret_is_kept(hook: SimpleNamespace) -> None:
    kept = json.dumps(list(Webhook.objects.values()), default=str)
    assert hook.secret not in kept
    assert hook.secret.removeprefix("whsec_")[:20] not in kept


def test_after_the_installation_s_key_is_lost_nothing_is_sent_with_another_secret(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], settings: Any
) -> None:
    settings.SECRET_KEY = "another key"
    told(change)
    jobs.run_due()
    assert receiver.got == []
    assert Webhook.objects.get().stopped_why == webhooks.SECRET_LOST
    webhooks.rotate(Webhook.objects.get())
    delivering.deliver_due()
    assert len(receiver.got) == 1


def test_who_runs_no_program_enters_no_webhook(people: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        webhooks.enter(people.alice, "Import", "https://receiver.example.org/")


def test_staff_enter_one_without_a_token(people: SimpleNamespace) -> None:
    assert webhooks.enter(people.analyst, "Import", "https://receiver.example.org/")[1].startswith("whsec_")


def test_the_subscription_of_somebody_else_is_not_told_of(people: SimpleNamespace, hook: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refused:
        webhooks.enter(people.analyst, "Import", "https://receiver.example.org/", hook.followed)
    assert set(refused.value.fields) == {"subscription"}


def test_a_paused_webhook_is_sent_nothing_of_its_pause(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]
) -> None:
    row = webhooks.change(hook.row, 1, paused=True)
    change(0, status="inactive")
    matching.match()
    webhooks.change(row, 2, paused=False)
    jobs.run_due()
    assert receiver.got == []


class Killed(BaseException):
    """The worker dies here: nothing catches it."""


@pytest.mark.parametrize("dies", ["before sending", "between sending and marking"])
def test_a_worker_that_dies_loses_nothing_and_doubles_have_the_same_id(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    wanted = [told(change, status).message for status in ("inactive", "active", "inactive")]
    step = "send" if dies == "before sending" else "note"

    def die(*arguments: Any) -> Any:
        raise Killed

    for _death in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(delivering, step, die)
            with pytest.raises(Killed):
                delivering.deliver(hook.uid)
    delivering.deliver(hook.uid)
    got = [headers["webhook-id"] for headers, _ in receiver.got]
    assert list(dict.fromkeys(got)) == wanted
    assert len(got) == (3 if dies == "before sending" else 5)
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.SENT}


def test_what_was_planned_is_sent_even_if_the_worker_died_before_it_planned_the_sending(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str]
) -> None:
    from technopole.core.models import Job

    told(change)
    Job.objects.all().delete()
    delivering.deliver_due()
    assert len(receiver.got) == 1


def test_what_was_sent_a_month_ago_is_forgotten(
    hook: SimpleNamespace, receiver: Receiver, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(change)
    jobs.run_due()
    later(monkeypatch, days=31)
    delivering.forget_old()
    assert not Delivery.objects.exists()


def test_the_signature_is_that_of_the_standard_s_own_example() -> None:
    """The example of https://github.com/standard-webhooks/standard-webhooks (libraries' tests)."""
    mark = secret.sign(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
    )
    assert mark == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
