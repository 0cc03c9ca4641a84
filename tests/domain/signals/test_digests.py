"""The digest: at its hour, in its reader's language, once; nothing when nothing changed; easy to end."""

import datetime as dt
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from technopole.core import clock, jobs
from technopole.core.models import Job
from technopole.signals import mail
from technopole.signals.models import Digest, Match, Reader, Subscription
from technopole.signals.services import digests, following, matching

pytestmark = pytest.mark.django_db

SUNDAY = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _a_public_portal(settings: Any) -> None:
    settings.PUBLIC_URL = "https://centre.example"
    settings.TIME_ZONE = "UTC"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Sets the time."""

    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(SUNDAY)
    return set_to


@pytest.fixture
def followed(reader: Any, change: Callable[..., str], at: Any) -> Subscription:
    return following.follow_thing(reader, "organisation", change(0))


def work() -> None:
    """What the worker does in a turn, all of it."""
    digests.plan()
    while jobs.run_due():
        continue


def test_what_changed_is_mailed_once(followed: Subscription, change: Callable[..., str]) -> None:
    change(0, status="inactive")
    work()
    work()
    assert [each.to for each in outbox.outbox] == [["visitor@example.org"]]
    assert "Status: Active → Inactive" in outbox.outbox[0].body
    assert "https://centre.example/organisations/" in outbox.outbox[0].body


def test_no_mail_when_nothing_changed(followed: Subscription) -> None:
    work()
    assert outbox.outbox == []
    assert not Digest.objects.exists()


def test_not_before_the_hour_of_the_centre_s_time_zone(
    followed: Subscription, change: Callable[..., str], at: Callable[[dt.datetime], None], settings: Any
) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    change(0, status="inactive")
    at(dt.datetime(2026, 11, 22, 22, 59, tzinfo=dt.UTC))  # 06:59 of the day after
    digests._note_done(digests.DAY_DONE, dt.date(2026, 11, 22))
    work()
    assert outbox.outbox == []
    at(dt.datetime(2026, 11, 22, 23, 1, tzinfo=dt.UTC))
    work()
    assert len(outbox.outbox) == 1
    assert Digest.objects.get().period == "2026-11-23"


def test_the_centre_s_folder_says_the_time_zone_where_the_operator_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("technopole.accounts.policy._centre", lambda: SimpleNamespace(time_zone="Asia/Shanghai"))
    assert str(digests.zone()) == "Asia/Shanghai"


def test_the_mail_is_in_its_reader_s_language(
    followed: Subscription, change: Callable[..., str], reader: Any
) -> None:
    reader.language = "zh-hans"
    reader.save()
    change(0, status="inactive")
    work()
    assert "第0光学研究所" in outbox.outbox[0].body
    assert "正常" in outbox.outbox[0].body
    assert 'lang="zh-Hans"' in outbox.outbox[0].alternatives[0].content


def test_changes_are_grouped_by_organisation(reader: Any, change: Callable[..., str], at: Any) -> None:
    change(0)
    change(1)
    following.follow_list(reader, "organisations", "")
    change(0, status="inactive")
    change(1, status="inactive")
    change(0, status="inactive", established="1999")
    work()
    text = outbox.outbox[0].body
    assert text.count("Institute of Optics 0\n") == text.count("Institute of Optics 1\n") == 1
    assert outbox.outbox[0].subject.startswith("3 changes")


def test_one_signal_that_matched_twice_is_told_once(
    followed: Subscription, reader: Any, change: Callable[..., str]
) -> None:
    following.follow_list(reader, "organisations", "")
    change(0, status="inactive")
    work()
    assert outbox.outbox[0].subject.startswith("1 change ")
    assert outbox.outbox[0].body.count("Status: Active") == 1


def test_weekly_mail_goes_out_on_monday(
    followed: Subscription, change: Callable[..., str], at: Callable[[dt.datetime], None]
) -> None:
    work()  # this week's mail is done
    following.change(followed, 1, rhythm="weekly")
    change(0, status="inactive")
    work()
    assert outbox.outbox == []
    at(SUNDAY + dt.timedelta(days=1))
    work()
    assert len(outbox.outbox) == 1


def test_a_monday_on_which_the_portal_was_down_is_made_up_for(
    followed: Subscription, change: Callable[..., str], at: Callable[[dt.datetime], None]
) -> None:
    work()
    following.change(followed, 1, rhythm="weekly")
    change(0, status="inactive")
    at(SUNDAY + dt.timedelta(days=3))
    work()
    assert len(outbox.outbox) == 1


def test_who_wants_no_mail_gets_none(followed: Subscription, change: Callable[..., str]) -> None:
    following.change(followed, 1, rhythm="never")
    change(0, status="inactive")
    work()
    assert outbox.outbox == []
    assert Match.objects.count() == 1


def test_an_address_that_nobody_proved_is_not_written_to(
    followed: Subscription, change: Callable[..., str], reader: Any
) -> None:
    reader.emailaddress_set.update(verified=False)
    change(0, status="inactive")
    work()
    assert outbox.outbox == []


def test_mail_that_fails_is_tried_again_later_with_the_same_message_id(
    followed: Subscription, change: Callable[..., str], at: Callable[[dt.datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(0, status="inactive")
    seen: list[str] = []

    def fail(self: Any, *arguments: Any, **more: Any) -> int:
        seen.append(self.extra_headers["Message-ID"])
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
        work()
        assert Job.objects.get(name="signals.mail").due_at > clock.now()
        at(SUNDAY + dt.timedelta(minutes=5))
        work()
    at(SUNDAY + dt.timedelta(hours=1))
    work()
    assert seen == [outbox.outbox[0].extra_headers["Message-ID"]] * 2
    assert Digest.objects.get().sent_at is not None


def test_a_refused_address_is_noted_and_not_written_to_until_its_owner_says_so(
    followed: Subscription, change: Callable[..., str], at: Callable[[dt.datetime], None],
    monkeypatch: pytest.MonkeyPatch, reader: Any,
) -> None:  # fmt: skip
    def refuse(self: Any, *arguments: Any, **more: Any) -> int:
        raise SMTPRecipientsRefused({"visitor@example.org": (550, b"no such user")})

    change(0, status="inactive")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        work()
    assert Digest.objects.get().refused == "550 no such user"
    assert Job.objects.get(name="signals.mail").done_at is not None
    change(0, status="active")
    at(SUNDAY + dt.timedelta(days=1))
    work()
    assert outbox.outbox == []
    following.mail_arrives(reader)
    at(SUNDAY + dt.timedelta(days=2))
    work()
    assert outbox.outbox[0].subject.startswith("2 changes")
    assert Reader.objects.get().mail_refused_at is None


def test_what_could_not_be_mailed_in_all_attempts_is_in_the_next_mail(
    followed: Subscription, change: Callable[..., str], at: Callable[[dt.datetime], None]
) -> None:
    change(0, status="inactive")
    digests.plan()
    Job.objects.filter(name="signals.mail").update(failed_at=clock.now())
    at(SUNDAY + dt.timedelta(days=1))
    work()
    assert "Status: Active → Inactive" in outbox.outbox[0].body


class Killed(BaseException):
    """The worker dies here."""


def _die(*arguments: Any, **more: Any) -> Any:
    raise Killed


def test_a_worker_that_dies_while_it_plans_plans_no_mail_twice(
    followed: Subscription, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(0, status="inactive")
    with monkeypatch.context() as patch:
        patch.setattr(digests, "_note_done", _die)
        with pytest.raises(Killed):
            digests.plan()
    work()
    assert Digest.objects.count() == len(outbox.outbox) == 1


def test_a_worker_that_dies_between_mailing_and_marking_mails_the_same_message_again(
    followed: Subscription, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(0, status="inactive")
    digests.plan()
    uid = Digest.objects.get().uid
    with monkeypatch.context() as patch:
        patch.setattr("django.db.models.query.QuerySet.update", _die)
        with pytest.raises(Killed):
            digests.send(uid)
    digests.send(uid)
    digests.send(uid)
    first, second = outbox.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_one_click_ends_mail_without_signing_in(followed: Subscription, change: Callable[..., str]) -> None:
    change(0, status="inactive")
    work()
    headers = outbox.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("https://centre.example")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    followed.refresh_from_db()
    assert followed.rhythm == "daily", "opening the address ends nothing"
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    followed.refresh_from_db()
    assert followed.rhythm == "never"


def test_a_forged_address_ends_nothing(followed: Subscription) -> None:
    token = mail.unsubscribe_token(followed.owner)
    assert Client().post(f"/unsubscribe/{token[:-1]}x/").status_code == 404
    assert Client().post("/unsubscribe/nonsense/").status_code == 404


def test_a_digest_of_many_changes_shows_the_first_hundred(
    followed: Subscription, change: Callable[..., str]
) -> None:
    for year in range(1900, 2010):
        change(0, established=str(year))
    matching.match()
    work()
    assert outbox.outbox[0].subject.startswith("110 changes")
    assert "10 more changes stand on your page." in outbox.outbox[0].body


def test_without_its_own_address_known_the_mail_names_no_bare_paths(
    followed: Subscription, change: Callable[..., str], settings: Any
) -> None:
    settings.PUBLIC_URL = ""
    change(0, status="inactive")
    work()
    assert "List-Unsubscribe" not in outbox.outbox[0].extra_headers
    assert "\n/" not in outbox.outbox[0].body
    assert timezone.is_aware(Digest.objects.get().sent_at)  # type: ignore[arg-type]
