"""From the check of a name to the certificate, through the real services; and what each step writes."""

import datetime as dt
from typing import Any

import pytest
import registration_factory as factory
from django.core import mail

from technopole.core import clock, jobs, sourced
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Change
from technopole.core.requests import services as requests
from technopole.methods.identifiers import is_valid
from technopole.registration import queries, services
from technopole.registration.models import Registration, Status, TakenName
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", factory.FORMS)
def test_an_organisation_of_each_legal_form_is_registered(who, form):
    made = factory.registered(who, form, 7)
    assert made.status == Status.ACTIVE and made.synthetic
    assert made in queries.active() and queries.get(made.code.lower()) == made
    organisation = Organisation.objects.get(uid=made.organisation_uid)
    assert organisation.status == "active" and organisation.synthetic and not organisation.reference
    if form != "overseas_activity":
        assert is_valid("uscc", made.code) and made.code[8:12] == "MJ49"
        assert organisation.identifiers.get(scheme="uscc").value == made.code
    who.applicant.forget_rights()
    assert made.organisation_uid in who.applicant.represents


def test_the_organisation_is_a_sourced_record_of_the_register(who):
    made = factory.registered(who)
    said = sourced.statements("organisation", {made.organisation_uid})[made.organisation_uid]
    assert list(said) == ["registration"]
    assert said["registration"][0]["established"] == made.registered_on.isoformat()


def test_a_direct_kind_needs_no_supervisory_unit_and_another_kind_does(who):
    direct = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    assert direct.direct
    other = services.begin("association", who.applicant, factory.answers("association", 1, direct_kind=""), synthetic=True)
    assert not other.direct
    other = factory.take(other, "check_name", who.applicant)
    with pytest.raises(Invalid) as refused:
        factory.take(other, "ask_consent", who.applicant)
    assert "supervisory_unit" in refused.value.fields


def test_a_unit_that_is_chosen_consents_even_where_none_is_needed(who):
    case = services.begin("association", who.applicant, factory.answers("association", supervisory_unit="sast"), synthetic=True)
    case = factory.take(case, "check_name", who.applicant)
    with pytest.raises(Conflict):
        factory.take(case, "submit", who.applicant)
    made = factory.decide(factory.send(services.Case.objects.get(pk=_back(case, who).pk), who), who).registration
    assert made is not None and made.supervisory_unit == "sast" and made.consent_number


def _back(case: Any, who: Any) -> Any:
    return factory.take(case, "release_name", who.applicant)


def test_a_consent_on_paper_is_recorded_only_for_a_unit_nobody_acts_for(who):
    said = factory.answers("international_organisation", 1)
    case = services.begin("international_organisation", who.applicant, said, synthetic=True)
    case = factory.take(case, "check_name", who.applicant)
    case = factory.take(case, "ask_consent", who.applicant)
    with pytest.raises(NotAllowed, match="consents itself"):
        factory.take(case, "record_consent", who.first, number="1", on="2026-01-01")
    said = factory.answers("international_organisation", 2, supervisory_unit="commission")
    case = services.begin("international_organisation", who.applicant, said, synthetic=True)
    assert factory.send(case, who).state == "submitted"


def test_the_clock_starts_when_the_papers_are_complete(who):
    case = factory.send(services.begin("association", who.applicant, factory.answers("association"), synthetic=True), who)
    assert case.request.due_at is None
    with pytest.raises(Invalid, match="Missing") as refused:
        factory.take(case, "accept", who.first, on_paper=["charter"])
    assert "Application form" in refused.value.fields["papers"][0]
    case = factory.take(case, "ask_supplement", who.first, text="The list of members")
    assert case.request.due_at is None and case.request.expires_at is not None
    case = factory.take(case, "supply", who.applicant, text="Here")
    papers = ["application_form", "capital_verification", "premises_proof", "founders", "members_list", "charter"]
    case = factory.take(case, "accept", who.first, on_paper=papers)
    assert case.rules == "association-2013" and case.accepted_on == clock.today()
    assert (case.request.due_at - clock.now()).days in (59, 60)


def test_an_attached_paper_counts_as_the_one_it_is_said_to_be(who):
    case = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    requests.attach(case.request.uid, who.applicant, case.request.version, "charter.pdf", b"%PDF-1.4\n", "charter")
    case = factory.send(case, who)
    others = ["application_form", "capital_verification", "premises_proof", "founders", "members_list"]
    case = factory.take(case, "accept", who.first, on_paper=others)
    assert case.request.payload["papers"] == {"papers": ["charter"], "on_paper": sorted(others)}


def test_every_step_writes_who_when_and_the_list_of_papers(who):
    case = list(factory.stages(who, 3))[-1]
    events = list(case.request.events.order_by("id"))
    assert [event.kind for event in events[1:]] == [
        "check_name", "ask_consent", "consent", "submit", "ask_supplement", "supply", "accept", "start_review", "prepare",
        "approve", "issue_certificate",
    ]  # fmt: skip
    assert all(event.actor_id and event.at for event in events)
    accepted = Change.objects.get(kind="request", uid=case.request.uid, action="accept")
    assert accepted.diff["rules"] == "association-2013" and len(accepted.diff["on_paper"]) == 6
    moves = [(event.from_state, event.to_state) for event in events if event.to_state]
    assert ("submitted", "accepted") in moves and ("decision_prepared", "registered") in moves


def test_a_condition_that_is_not_met_stands_against_granting(who):
    said = factory.answers("association", person_members="20", unit_members="29")
    case = factory.send(services.begin("association", who.applicant, said, synthetic=True), who)
    with pytest.raises(Invalid) as refused:
        factory.decide(case, who)
    assert "art. 10 (1)" in refused.value.fields["decision"][0]
    assert not Registration.objects.exists()


def test_a_refusal_names_reason_and_remedy_and_frees_the_name(who):
    case = factory.send(services.begin("association", who.applicant, factory.answers("association"), synthetic=True), who)
    case = factory.decide(case, who, "refuse", reason="False papers", remedy="Object within 60 days")
    assert case.state == "refused"
    assert "False papers" in case.request.decision_reason and "Object within 60 days" in case.request.decision_reason
    assert not TakenName.objects.filter(released_at=None).exists()
    jobs.run_due()
    assert "Object within 60 days" in mail.outbox[-1].body and mail.outbox[-1].to == [who.applicant.email]


@pytest.mark.parametrize("missing", ["reason", "remedy"])
def test_a_refusal_without_reason_or_remedy_is_not_prepared(who, missing):
    case = factory.send(services.begin("association", who.applicant, factory.answers("association"), synthetic=True), who)
    with pytest.raises(Invalid) as refused:
        factory.decide(case, who, "refuse", **{missing: ""})
    assert list(refused.value.fields) == [missing]


def test_whoever_prepared_a_decision_does_not_approve_it(who):
    case = next(each for each in factory.stages(who, 1) if each.state == "decision_prepared")
    for step, said in (("approve", {}), ("return_decision", {"text": "Again"})):
        with pytest.raises(NotAllowed, match="second person"):
            factory.take(case, step, who.first, **said)
    assert factory.take(case, "return_decision", who.second, text="Look again").state == "in_review"


def test_nobody_decides_on_their_own_application(who):
    case = services.begin("association", who.first, factory.answers("association"), synthetic=True)
    case = factory.take(case, "check_name", who.first)
    case = factory.take(case, "submit", who.first)
    with pytest.raises(NotAllowed, match="your own"):
        factory.take(case, "accept", who.first, on_paper=[])


def test_a_notice_that_runs_stands_against_the_decision(who, monkeypatch):
    case = next(each for each in factory.stages(who, 1) if each.state == "in_review")
    case = factory.take(case, "publish_notice", who.first, text_zh="公示", text_en="Notice")
    with pytest.raises(Invalid, match="conditions|notice|It cannot"):
        factory.take(case, "prepare", who.first, decision="register")
    later = clock.today() + dt.timedelta(days=8)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert factory.take(case, "prepare", who.first, decision="register").state == "decision_prepared"


def test_a_field_visit_is_kept_with_its_findings(who):
    case = next(each for each in factory.stages(who, 1) if each.state == "in_review")
    with pytest.raises(Invalid):
        factory.take(case, "record_visit", who.first, on="2999-01-01", place="A", found="B", conclusion="C")
    case = factory.take(case, "record_visit", who.first, on="2026-01-05", place="Test Road", found="Rooms", conclusion="Fit")
    assert case.state == "in_review" and case.visits[0]["found"] == "Rooms"


def test_a_real_case_without_a_segment_asks_for_the_code_that_was_assigned(who):
    case = services.begin("association", who.applicant, factory.answers("association"), synthetic=False)
    case = factory.send(case, who)
    with pytest.raises(Invalid) as refused:
        factory.decide(case, who)
    assert "code" in refused.value.fields
    case = factory.Case.objects.get(pk=case.pk)
    for code in ("51310000MJ4900013X", "52310000MJ499999XD", "nonsense"):
        with pytest.raises(Invalid):
            factory.take(case, "prepare", who.first, decision="register", code=code)
    from technopole.methods.identifiers import compose_uscc

    code = compose_uscc("51", "310000", "500000", 9)
    factory.take(case, "prepare", who.first, decision="register", code=code)
    case = factory.take(case, "approve", who.second)
    assert case.registration is not None and case.registration.code == code and not case.registration.synthetic


def test_an_organisation_that_is_in_the_directory_already_is_joined_not_doubled(who):
    from things import add, add_terms

    add_terms()
    uid = add("organisation", 1)
    case = factory.send(services.begin("association", who.applicant, factory.answers("association"), synthetic=True), who)
    case = factory.decide(case, who, link=uid)
    assert case.registration is not None and case.registration.organisation_uid == uid
    assert Organisation.objects.get(uid=uid).legal_form == "社会团体"


def test_a_draft_that_is_left_lapses_and_frees_its_name(who, monkeypatch):
    case = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    case = factory.take(case, "check_name", who.applicant)
    later = clock.now() + dt.timedelta(days=200)
    monkeypatch.setattr(clock, "now", lambda: later)
    requests.expire_due()
    case.refresh_from_db()
    assert case.state == "lapsed" and not TakenName.objects.filter(released_at=None).exists()


def test_an_overseas_office_applies_within_thirty_days_of_the_consent(who, monkeypatch):
    case = services.begin("overseas_office", who.applicant, factory.answers("overseas_office", 1), synthetic=True)
    case = factory.take(case, "check_name", who.applicant)
    case = factory.take(case, "ask_consent", who.applicant)
    case = factory.take(case, "consent", who.officer, number="1")
    later = clock.today() + dt.timedelta(days=31)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "today", lambda: later)
        with pytest.raises(Conflict, match="30 days"):
            factory.take(case, "submit", who.applicant)
    assert factory.take(case, "submit", who.applicant).state == "submitted"


def test_the_rules_of_the_day_of_acceptance_apply(who, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2012, 5, 1))
    said = factory.answers("association", supervisory_unit="sast")
    case = services.begin("association", who.applicant, said, synthetic=True)
    assert not case.direct, "before the reform of 2013 nothing is registered directly"
    made = factory.decide(factory.send(case, who), who)
    assert made.rules == "association-1998" and made.registration is not None
    assert made.registration.rules == "association-1998"


def test_generic_steps_of_requests_do_not_pass_over_the_table(who):
    case = factory.send(services.begin("association", who.applicant, factory.answers("association"), synthetic=True), who)
    for step in (requests.accept, requests.start_review):
        with pytest.raises(Conflict, match="steps of its own"):
            step(case.request.uid, who.first, case.request.version)
