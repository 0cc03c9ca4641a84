"""Who sees which requests: the check on one and the filter on a list say the same."""

from types import SimpleNamespace
from typing import Any

import pytest

from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests import queries, rules, services
from technopole.core.requests.models import Request
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db


def seen_by(actor: Any) -> set[str]:
    return {request.uid for request in queries.visible(actor)}


def test_a_draft_is_seen_by_its_applicant_only(draft: Any, people: SimpleNamespace) -> None:
    for name in ("alice", "bob", "registrar", "administrator", "broker", "public"):
        assert draft.uid not in seen_by(getattr(people, name)), name
    assert seen_by(people.visitor) == {draft.uid}


def test_a_sent_application_is_seen_by_its_applicant_and_the_registrar(submitted: Any, people: SimpleNamespace) -> None:
    sees = {name for name in vars(people) if name not in ("acme", "bolt") and seen_by(getattr(people, name))}
    assert sees == {"visitor", "registrar", "administrator"}


def test_check_and_filter_agree_for_everybody(submitted: Any, people: SimpleNamespace) -> None:
    for name in ("public", "visitor", "alice", "bob", "registrar", "broker", "administrator"):
        actor = getattr(people, name)
        for rule in (rules.may_see, rules.may_advise, rules.may_decide, rules.may_see_internal):
            filtered = rule.filter(actor, Request.objects.all())
            assert rule.allows(actor, submitted) == (submitted in filtered), (name, rule.name)


def test_a_representative_changes_their_own_organisation(people: SimpleNamespace, terms: None, change_of: Any) -> None:
    draft = change_of(people.acme, people.alice, name_zh="极致仪器", website="https://acme.example.org")
    sent = services.submit(draft.uid, people.alice, draft.version)
    services.accept(sent.uid, people.registrar, sent.version)
    acme = Organisation.objects.get(uid=people.acme)
    assert (acme.name_en, acme.name_zh, acme.website) == ("Acme Instruments", "极致仪器", "https://acme.example.org")
    assert acme.sources == ["https://example.org/proof", "https://example.org/register"]


def test_a_representative_of_another_organisation_cannot_ask_for_changes(
    people: SimpleNamespace, terms: None, change_of: Any
) -> None:
    for other in (people.bob, people.visitor, people.broker, people.public):
        with pytest.raises(NotAllowed):
            change_of(people.acme, other, name_en="Bolt's now")
    assert not Request.objects.exists()


def test_a_representative_of_another_organisation_does_not_see_the_change(
    people: SimpleNamespace, terms: None, change_of: Any
) -> None:
    draft = change_of(people.acme, people.registrar, name_en="Acme Measuring")
    services.submit(draft.uid, people.registrar, draft.version)
    assert draft.uid in seen_by(people.alice)
    assert draft.uid not in seen_by(people.bob)
    request = Request.objects.get(uid=draft.uid)
    assert not rules.may_see_internal.allows(people.alice, request)
    with pytest.raises(NotAllowed):
        services.accept(draft.uid, people.alice, request.version)
    with pytest.raises(NotAllowed):
        services.accept(draft.uid, people.registrar, request.version)


def test_a_change_that_changes_nothing_is_not_sent(people: SimpleNamespace, terms: None, change_of: Any) -> None:
    draft = change_of(people.acme, people.alice)
    with pytest.raises(Invalid):
        services.submit(draft.uid, people.alice, draft.version)


def test_a_change_cannot_take_the_identifier_of_another_organisation(
    submitted: Any, people: SimpleNamespace, change_of: Any
) -> None:
    services.accept(submitted.uid, people.registrar, submitted.version)
    draft = change_of(people.acme, people.alice, uscc="52310000MJ499999XD")
    with pytest.raises(Invalid) as refused:
        services.submit(draft.uid, people.alice, draft.version)
    assert set(refused.value.fields) == {"uscc"}


def test_a_change_leaves_alone_what_it_does_not_name(people: SimpleNamespace, terms: None, change_of: Any) -> None:
    first = change_of(people.acme, people.alice, website="https://acme.example.org")
    second = change_of(people.acme, people.alice, acronyms=["AI"])
    for draft in (first, second):
        sent = services.submit(draft.uid, people.alice, draft.version)
        services.accept(sent.uid, people.registrar, sent.version)
    acme = Organisation.objects.get(uid=people.acme)
    assert acme.website == "https://acme.example.org"
    assert acme.names.filter(kind="acronym").get().value == "AI"


def test_the_registrar_makes_somebody_a_representative(people: SimpleNamespace) -> None:
    payload = {"post": "Director", "statement": "See our site", "subject_names": {"en": "Acme Instruments"}}
    asked = services.apply_at_once("representation", people.visitor, payload, subject=("organisation", people.acme))
    assert asked.uid not in seen_by(people.alice), "others' statements about themselves are not for their colleagues"
    with pytest.raises(NotAllowed):
        services.accept(asked.uid, people.alice, asked.version)
    services.accept(asked.uid, people.registrar, asked.version)
    people.visitor.forget_rights()
    assert people.visitor.represents == {people.acme}


def test_who_already_represents_an_organisation_need_not_ask(people: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        services.apply_at_once(
            "representation", people.alice, {"post": "Boss", "statement": "Me"}, subject=("organisation", people.acme)
        )
    assert not Request.objects.exists()


def test_an_organisation_already_registered_is_not_registered_again(
    submitted: Any, people: SimpleNamespace, answers: dict[str, Any]
) -> None:
    second = services.apply_at_once("organisation.register", people.alice, {"answers": answers})
    services.accept(submitted.uid, people.registrar, submitted.version)
    with pytest.raises(Invalid):
        services.accept(second.uid, people.registrar, second.version)
    with pytest.raises(Invalid):
        services.apply_at_once("organisation.register", people.bob, {"answers": answers})


# --- corrections -----------------------------------------------------------------------------------------------


def correct(people: SimpleNamespace, kind: str = "organisation", **more: Any) -> Any:
    payload = {"wrong": "The name", "right": "Another", "subject_names": {"en": "Acme"}, "field": "name"}
    uid = people.acme if kind == "organisation" else "0123456789ab"
    return services.apply_at_once("correction", people.public, payload, subject=(kind, uid), **more)


def test_anybody_suggests_a_correction_and_its_keeper_decides(people: SimpleNamespace) -> None:
    of_acme = correct(people, email="someone@example.org", name="Some One")
    of_event = correct(people, "event")
    assert {item.request.uid for item in queries.inbox(people.registrar)} == {of_acme.uid}
    assert {item.request.uid for item in queries.inbox(people.officer)} == {of_event.uid}
    assert {item.request.uid for item in queries.inbox(people.administrator)} == {of_acme.uid, of_event.uid}
    assert queries.inbox(people.broker) == queries.inbox(people.public) == []
    with pytest.raises(NotAllowed):
        services.accept(of_event.uid, people.registrar, of_event.version)
    done = services.accept(of_acme.uid, people.registrar, of_acme.version, "Thank you")
    assert (done.outcome_kind, done.outcome_uid) == ("organisation", people.acme)


def test_what_the_public_reads_of_a_correction_holds_nothing_personal(people: SimpleNamespace) -> None:
    filed = correct(people, email="someone@example.org", name="Some One")
    shown = repr(queries.public_view(filed))
    for private in ("someone@example.org", "Some One", "The name", "Another"):
        assert private not in shown
    assert list(queries.public_requests("correction")) == [filed]


def test_a_registration_is_not_public(submitted: Any) -> None:
    assert not queries.public_requests().exists()


def test_nobody_is_asked_to_supplement_what_was_sent_without_an_account(people: SimpleNamespace) -> None:
    filed = correct(people)
    with pytest.raises(Conflict):
        services.ask_for_supplement(filed.uid, people.registrar, filed.version, "More")


# --- what waits for whom ---------------------------------------------------------------------------------------


def test_the_inbox_is_ordered_by_what_is_due_first_and_flags_what_is_late(
    submitted: Any, people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    from technopole.core import clock

    later = correct(people)
    assert [item.request.uid for item in queries.inbox(people.registrar)] == [later.uid, submitted.uid]
    soon = clock.now() + dt.timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: soon)
    assert [item.overdue for item in queries.inbox(people.registrar)] == [True, False]


def test_ones_own_request_does_not_wait_for_oneself(
    people: SimpleNamespace, terms: None, answers: dict[str, Any]
) -> None:
    services.apply_at_once("organisation.register", people.registrar, {"answers": answers})
    assert queries.inbox(people.registrar) == []
    assert [item.what for item in queries.inbox(people.administrator)] == ["decide"]


def test_a_requested_supplement_waits_for_the_applicant(submitted: Any, people: SimpleNamespace) -> None:
    assert queries.inbox(people.visitor) == []
    services.ask_for_supplement(submitted.uid, people.registrar, submitted.version, "Add the charter")
    assert [item.what for item in queries.inbox(people.visitor)] == ["supplement"]
    assert queries.inbox(people.registrar) == []


def test_internal_comments_are_for_reviewers(submitted: Any, people: SimpleNamespace) -> None:
    services.comment(submitted.uid, people.registrar, submitted.version, "Check the name", internal=True)
    services.comment(submitted.uid, people.visitor, submitted.version + 1, "When?")
    read = [event.text for event in queries.timeline(submitted, internal=False) if event.kind == "comment"]
    assert read == ["When?"]
    with pytest.raises(NotAllowed):
        services.comment(submitted.uid, people.alice, submitted.version + 2, "Nosy")
