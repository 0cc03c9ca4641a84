"""A supervisory unit is told that its consent is asked for, and reminded before the time for it ends."""

import datetime as dt
from typing import Any

import pytest
import registration_factory as factory
from django.core import mail
from django.utils import timezone

from technopole.core import clock, jobs
from technopole.core.models import Job
from technopole.registration import notices, services
from technopole.registration.models import Case, TakenName

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(who, settings: Any) -> Case:
    """An association that has asked the unit for its consent, before any mail went out."""
    settings.PUBLIC_URL = "https://portal.example.org"
    case = services.begin("association", who.applicant, factory.answers("association", supervisory_unit="sast"), synthetic=True)
    return factory.take(factory.take(case, "check_name", who.applicant), "ask_consent", who.applicant)


def sent() -> list[Any]:
    """The mails that the worker sends now; each is given once."""
    jobs.run_due()
    said, mail.outbox = mail.outbox, []
    return said


def day_before_end(monkeypatch: pytest.MonkeyPatch, case: Case, days: int) -> None:
    end = notices.term(Case.objects.select_related("request").get(pk=case.pk))
    assert end is not None
    moment = timezone.make_aware(dt.datetime.combine(end - dt.timedelta(days=days), dt.time(9)))
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda: timezone.localdate(moment))
    Job.objects.filter(done_at=None).update(due_at=moment - dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Consent asked for: Test Association 0 for Research", "The consent of Test Association for Science is asked for"),
        ("zh-hans", "提请审查同意：上海市星河联氢能协会", "提请测试市科学技术协会审查同意"),
    ],
)
def test_the_unit_is_told_in_the_language_its_officer_reads(who, asked, language, subject, words):
    who.officer.language = language
    who.officer.save()
    (message,) = (each for each in sent() if each.to == [who.officer.email])
    assert message.subject == subject
    assert words in message.body and f"https://portal.example.org/registrations/cases/{asked.uid}/" in message.body


def test_nobody_is_told_for_a_unit_that_takes_the_consent_on_paper(who):
    case = services.begin(
        "association", who.applicant, factory.answers("association", supervisory_unit="commission"), synthetic=True
    )
    factory.take(factory.take(case, "check_name", who.applicant), "ask_consent", who.applicant)
    assert sent() == []


def test_a_question_that_was_taken_back_is_not_told_any_more(who, asked):
    factory.take(asked, "recall_consent", who.applicant)
    assert sent() == []


def test_the_unit_is_reminded_a_month_and_a_week_before_the_end_and_of_each_once(who, asked, monkeypatch):
    assert len(sent()) == 1
    told = []
    for days in (31, 30, 29, 7, 6, 0):
        day_before_end(monkeypatch, asked, days)
        notices.remind()
        notices.remind()
        told.append([message.subject for message in sent()])
    reminder = ["Consent still waited for: Test Association 0 for Research"]
    assert told == [[], reminder, [], reminder, [], []]


def test_a_reminder_that_could_not_be_planned_is_not_noted_as_sent(who, asked, monkeypatch):
    sent()
    day_before_end(monkeypatch, asked, 7)

    def broken(*arguments: Any, **more: Any) -> None:
        raise OSError

    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(notices, "enqueue", broken)
        notices.remind()
    notices.remind()
    assert len(sent()) == 1


def test_a_unit_that_answered_is_not_reminded(who, asked, monkeypatch):
    factory.take(asked, "consent", who.officer, number="1")
    sent()
    day_before_end(monkeypatch, asked, 7)
    notices.remind()
    assert sent() == []


def test_whoever_is_asked_late_is_not_reminded_of_days_that_have_passed(who, monkeypatch):
    case = services.begin("association", who.applicant, factory.answers("association", supervisory_unit="sast"), synthetic=True)
    case = factory.take(case, "check_name", who.applicant)
    day_before_end(monkeypatch, case, 20)
    factory.take(case, "ask_consent", who.applicant)
    sent()
    notices.remind()
    assert sent() == []
    day_before_end(monkeypatch, case, 7)
    notices.remind()
    assert len(sent()) == 1


def test_the_time_ends_with_the_draft_or_with_the_keeping_of_its_name(who, asked):
    kept = TakenName.objects.get(case=asked)
    kept.valid_until = clock.today() + dt.timedelta(days=40)
    kept.save()
    assert notices.term(Case.objects.select_related("request").get(pk=asked.pk)) == kept.valid_until


@pytest.mark.parametrize(("step", "said", "subject"), [
    ("consent", {"number": "1"}, "Consented: "), ("decline", {"text": "Not our field."}, "Not consented: "),
])  # fmt: skip
def test_the_applicant_is_told_what_the_unit_said(who, asked, step, said, subject):
    sent()
    factory.take(asked, step, who.officer, **said)
    (message,) = sent()
    assert message.to == [who.applicant.email] and message.subject.startswith(subject)
    assert said.get("text", "") in message.body
