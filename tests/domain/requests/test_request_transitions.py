"""Each step of a request: who may take it, when, and what it leaves behind."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from technopole.core import clock, jobs
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Change, Job
from technopole.core.requests import procedures, services
from technopole.core.requests.models import Request, State
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db

People = SimpleNamespace


def states(request: Any) -> list[str]:
    return [event.kind for event in request.events.all()]


def test_a_draft_is_only_its_applicants_to_edit(draft: Any, people: People, answers: dict[str, Any]) -> None:
    answers["name_en"] = "Pearl Photonics Institute"
    for other in (people.alice, people.registrar, people.administrator, people.public):
        with pytest.raises(NotAllowed):
            services.edit(draft.uid, other, {"answers": answers}, draft.version)
    edited = services.edit(draft.uid, people.visitor, {"answers": answers}, draft.version)
    assert edited.title == "Pearl Photonics Institute"
    assert states(edited) == ["created", "edited"]


def test_a_visitor_without_an_account_cannot_apply_for_registration(people: People, answers: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        services.create_draft("organisation.register", people.public, {"answers": answers})
    assert not Request.objects.exists()


def test_a_draft_with_missing_answers_is_not_sent(draft: Any, people: People, answers: dict[str, Any]) -> None:
    answers |= {"name_en": "", "name_zh": "", "uscc": "52310000MJ4999999F", "sources": []}
    draft = services.edit(draft.uid, people.visitor, {"answers": answers}, draft.version)
    with pytest.raises(Invalid) as refused:
        services.submit(draft.uid, people.visitor, draft.version)
    assert set(refused.value.fields) == {"name_en", "uscc", "sources"}
    assert Request.objects.get(uid=draft.uid).state == State.DRAFT


def test_only_its_applicant_sends_a_draft(draft: Any, people: People) -> None:
    with pytest.raises(NotAllowed):
        services.submit(draft.uid, people.registrar, draft.version)
    sent = services.submit(draft.uid, people.visitor, draft.version)
    assert sent.state == State.SUBMITTED
    assert (sent.due_at - clock.now()).days in (59, 60)
    assert sent.expires_at is None


def test_a_stale_version_is_refused(submitted: Any, people: People) -> None:
    services.start_review(submitted.uid, people.registrar, submitted.version)
    with pytest.raises(Conflict):
        services.accept(submitted.uid, people.registrar, submitted.version)
    assert Request.objects.get(uid=submitted.uid).state == State.IN_REVIEW


@pytest.mark.parametrize("who", ["visitor", "alice", "bob", "broker", "analyst", "officer", "public"])
def test_only_the_registrar_reviews_advises_and_decides(submitted: Any, people: People, who: str) -> None:
    actor = getattr(people, who)
    for step in (
        lambda: services.start_review(submitted.uid, actor, submitted.version),
        lambda: services.ask_for_supplement(submitted.uid, actor, submitted.version, "The charter"),
        lambda: services.advise(submitted.uid, actor, submitted.version, "accept"),
        lambda: services.accept(submitted.uid, actor, submitted.version),
        lambda: services.refuse(submitted.uid, actor, submitted.version, "No"),
        lambda: services.comment(submitted.uid, actor, submitted.version, "Psst", internal=True),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_nobody_decides_or_advises_on_their_own_request(people: People, terms: None, answers: dict[str, Any]) -> None:
    for person in (people.registrar, people.administrator):
        own = services.apply_at_once("organisation.register", person, {"answers": answers})
        with pytest.raises(NotAllowed):
            services.accept(own.uid, person, own.version)
        with pytest.raises(NotAllowed):
            services.refuse(own.uid, person, own.version, "No")
        with pytest.raises(NotAllowed):
            services.advise(own.uid, person, own.version, "accept")


def test_an_accepted_registration_enters_the_register_and_appoints_the_applicant(
    submitted: Any, people: People
) -> None:
    accepted = services.accept(submitted.uid, people.registrar, submitted.version, "Welcome")
    organisation = Organisation.objects.get(uid=accepted.outcome_uid)
    assert (organisation.name_en, organisation.name_zh) == ("Pearl Optics Institute", "明珠光学研究院")
    assert not organisation.reference
    assert organisation.identifiers.get().value == "52310000MJ499999XD"
    people.visitor.forget_rights()
    assert organisation.uid in people.visitor.represents
    history = Change.history("organisation", organisation.uid).get()
    assert (history.actor, history.why) == (people.registrar, f"request:{accepted.uid}")


def test_a_decision_is_made_once(submitted: Any, people: People) -> None:
    accepted = services.accept(submitted.uid, people.registrar, submitted.version)
    for version in (submitted.version, accepted.version):
        with pytest.raises(Conflict):
            services.refuse(submitted.uid, people.administrator, version, "No")
        with pytest.raises(Conflict):
            services.accept(submitted.uid, people.administrator, version)
    assert Organisation.objects.filter(name_en="Pearl Optics Institute").count() == 1


def test_what_cannot_be_carried_out_stays_undecided(
    submitted: Any, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    import technopole.registry.procedures as registry_procedures

    def fail(*args: Any, **more: Any) -> None:
        raise RuntimeError("the appointment fails after the organisation was written")

    monkeypatch.setattr(registry_procedures, "appoint_representative", fail)
    planned = Job.objects.count()
    with pytest.raises(RuntimeError):
        services.accept(submitted.uid, people.registrar, submitted.version)
    request = Request.objects.get(uid=submitted.uid)
    assert (request.state, request.version, request.decided_by) == (State.SUBMITTED, submitted.version, None)
    assert not Organisation.objects.filter(name_en="Pearl Optics Institute").exists()
    assert "accepted" not in states(request)
    assert Job.objects.count() == planned


def test_a_refusal_needs_a_reason(submitted: Any, people: People) -> None:
    with pytest.raises(Invalid):
        services.refuse(submitted.uid, people.registrar, submitted.version, "  ")
    refused = services.refuse(submitted.uid, people.registrar, submitted.version, "It is already registered.")
    assert (refused.state, refused.decided_by) == (State.REFUSED, people.registrar)


def test_a_supplement_stops_the_clock_until_it_is_supplied(submitted: Any, people: People) -> None:
    asked = services.ask_for_supplement(submitted.uid, people.registrar, submitted.version, "Add the charter")
    assert (asked.state, asked.due_at) == (State.SUPPLEMENT, None)
    assert asked.expires_at is not None
    with pytest.raises(Conflict):
        services.accept(asked.uid, people.registrar, asked.version)
    with pytest.raises(NotAllowed):
        services.supply(asked.uid, people.alice, asked.version)
    supplied = services.supply(asked.uid, people.visitor, asked.version, "Here it is")
    assert supplied.state == State.SUBMITTED
    assert supplied.due_at is not None and supplied.expires_at is None


def test_several_advise_each_once_and_one_decides(submitted: Any, people: People) -> None:
    services.advise(submitted.uid, people.registrar, submitted.version, "refuse", "Not sure")
    services.advise(submitted.uid, people.registrar, submitted.version + 1, "accept", "Sure now")
    services.advise(submitted.uid, people.administrator, submitted.version + 2, "abstain")
    assert sorted(submitted.advice.values_list("recommends", flat=True)) == ["abstain", "accept"]
    decided = services.accept(submitted.uid, people.administrator, submitted.version + 3)
    assert decided.decided_by == people.administrator
    with pytest.raises(Conflict):
        services.advise(submitted.uid, people.registrar, decided.version, "refuse")


def test_an_applicant_withdraws_until_it_is_decided(submitted: Any, people: People) -> None:
    with pytest.raises(NotAllowed):
        services.withdraw(submitted.uid, people.alice, submitted.version)
    withdrawn = services.withdraw(submitted.uid, people.visitor, submitted.version, "Not now")
    assert withdrawn.state == State.WITHDRAWN
    with pytest.raises(Conflict):
        services.accept(submitted.uid, people.registrar, withdrawn.version)


def test_drafts_and_unanswered_supplements_lapse(
    draft: Any, people: People, answers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers["uscc"] = ""
    sent = services.apply_at_once("organisation.register", people.alice, {"answers": answers})
    asked = services.ask_for_supplement(sent.uid, people.registrar, sent.version, "Add the charter")
    waiting = services.apply_at_once("organisation.register", people.bob, {"answers": answers})
    services.expire_due()
    assert not Request.objects.filter(state=State.EXPIRED).exists()
    later = clock.now() + dt.timedelta(days=procedures.get("organisation.register").draft_days + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    services.expire_due()
    services.expire_due()
    expired = set(Request.objects.filter(state=State.EXPIRED).values_list("uid", flat=True))
    assert expired == {draft.uid, asked.uid}
    assert Request.objects.get(uid=waiting.uid).state == State.SUBMITTED
    assert states(Request.objects.get(uid=draft.uid)).count("expired") == 1
    with pytest.raises(Conflict):
        services.submit(draft.uid, people.visitor, draft.version + 1)


def test_the_applicant_reads_of_each_outcome_in_their_own_language(submitted: Any, people: People) -> None:
    people.visitor.language = "zh-hans"
    people.visitor.save()
    services.refuse(submitted.uid, people.registrar, submitted.version, "名称重复")
    jobs.run_due()
    assert [message.to for message in mail.outbox] == [[people.visitor.email]] * 2
    received, refused = mail.outbox
    assert "明珠光学研究院" in refused.subject
    assert "名称重复" in refused.body and "名称重复" not in received.body


def test_history_of_a_request_tells_states_and_not_words(submitted: Any, people: People) -> None:
    services.refuse(submitted.uid, people.registrar, submitted.version, "A private reason")
    changes = Change.history("request", submitted.uid)
    assert [change.action for change in changes] == ["refused", "submitted", "created"]
    assert changes[0].diff == {"state": ["submitted", "refused"]}
    assert all("private" not in change.why for change in changes)
