"""The pages of requests: from the first question to the decision, and what the public sees."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from technopole.core.requests import services
from technopole.core.requests.models import Request, State

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n..."


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"requests:{name}", args=args)


def posted(answers: dict[str, Any], **more: str) -> dict[str, Any]:
    """Answers as a browser sends them: lists one value a line, choices of several as they are."""
    sent = {k: "\n".join(v) if isinstance(v, list) and k != "sectors" else v for k, v in answers.items()}
    return {**sent, **more}


def test_an_organisation_is_registered_from_first_question_to_decision(
    people: SimpleNamespace, terms: None, answers: dict[str, Any]
) -> None:
    applicant, registrar = signed_in(people.visitor), signed_in(people.registrar)
    assert applicant.get(page("register")).status_code == 200
    answered = applicant.post(page("register"), posted(answers, post="Secretary", **{"continue": ""}))
    draft = Request.objects.get()
    assert answered["Location"] == page("review", draft.uid)
    shown = applicant.get(page("review", draft.uid)).content.decode()
    assert "52310000MJ499999XD" in shown and "2019-05" in shown
    applicant.post(page("review", draft.uid), {"version": draft.version})
    assert registrar.get(page("inbox")).content.decode().count("Pearl Optics Institute") >= 1
    draft.refresh_from_db()
    registrar.post(page("step", draft.uid, "decide"), {"version": draft.version, "decision": "accept"})
    draft.refresh_from_db()
    assert draft.state == State.ACCEPTED
    mine = applicant.get(page("my")).content.decode()
    assert reverse("registry:organisation", args=[draft.outcome_uid]) in mine


def test_wrong_answers_are_kept_in_the_draft_and_named_at_their_fields(
    people: SimpleNamespace, terms: None, answers: dict[str, Any]
) -> None:
    answers |= {"uscc": "52310000MJ4999999F", "website": "javascript:alert(1)", "established": "soon"}
    client = signed_in(people.visitor)
    response = client.post(page("register"), posted(answers, **{"continue": ""}))
    assert response.status_code == 422
    html = response.content.decode()
    for name in ("uscc", "website", "established"):
        assert f'href="#id_{name}"' in html and f'id="id_{name}_error"' in html
    assert Request.objects.get().payload["answers"]["uscc"] == "52310000MJ4999999F"


def test_a_draft_saved_for_later_need_not_be_complete(people: SimpleNamespace, terms: None) -> None:
    client = signed_in(people.visitor)
    response = client.post(page("register"), {"name_zh": "半成品", "later": ""})
    assert response["Location"] == page("my")
    assert "半成品" in client.get(page("my")).content.decode()


def test_the_applicant_is_shown_organisations_that_may_be_the_same(
    people: SimpleNamespace, terms: None, answers: dict[str, Any]
) -> None:
    answers |= {"name_en": "ACME instruments", "name_zh": ""}
    draft = services.create_draft("organisation.register", people.visitor, {"answers": answers})
    html = signed_in(people.visitor).get(page("review", draft.uid)).content.decode()
    assert reverse("registry:organisation", args=[people.acme]) in html
    assert page("represent", people.acme) in html


@pytest.mark.parametrize("who", ["alice", "bob", "broker", "public"])
def test_a_case_of_others_is_not_found(submitted: Any, people: SimpleNamespace, who: str) -> None:
    user = getattr(people, who)
    client = signed_in(user) if user.is_authenticated else Client()
    assert client.get(page("request", submitted.uid)).status_code == 404
    if user.is_authenticated:
        step = client.post(page("step", submitted.uid, "decide"), {"version": 2, "decision": "accept"})
        assert step.status_code == 404
        for name in ("edit", "review"):
            assert client.get(page(name, submitted.uid)).status_code == 404
    assert Request.objects.get(uid=submitted.uid).state == State.SUBMITTED


def test_pages_of_ones_own_work_ask_for_signing_in(db: Any) -> None:
    for name in ("my", "inbox", "register", "choose"):
        response = Client().get(page(name))
        assert response.status_code == 302 and "login" in response["Location"]


def test_the_registrar_cannot_decide_their_own_request_on_the_page(
    people: SimpleNamespace, terms: None, answers: dict[str, Any]
) -> None:
    own = services.apply_at_once("organisation.register", people.registrar, {"answers": answers})
    client = signed_in(people.registrar)
    assert 'name="decision"' not in client.get(page("request", own.uid)).content.decode()
    response = client.post(page("step", own.uid, "decide"), {"version": own.version, "decision": "accept"})
    assert response.status_code == 403


def test_a_stale_decision_shows_the_case_again_with_what_was_typed(submitted: Any, people: SimpleNamespace) -> None:
    services.comment(submitted.uid, people.visitor, submitted.version, "One more thing")
    said = {"version": submitted.version, "decision": "refuse", "reason": "A long careful reason"}
    response = signed_in(people.registrar).post(page("step", submitted.uid, "decide"), said)
    assert response.status_code == 409
    html = response.content.decode()
    assert "A long careful reason" in html and "One more thing" in html
    assert Request.objects.get(uid=submitted.uid).state == State.SUBMITTED


def test_a_refusal_without_reason_is_refused_on_the_page(submitted: Any, people: SimpleNamespace) -> None:
    said = {"version": submitted.version, "decision": "refuse", "reason": ""}
    response = signed_in(people.registrar).post(page("step", submitted.uid, "decide"), said)
    assert response.status_code == 422
    assert 'href="#id_reason"' in response.content.decode()


def test_internal_notes_and_names_of_reviewers_are_not_shown_to_the_applicant(
    submitted: Any, people: SimpleNamespace
) -> None:
    services.comment(submitted.uid, people.registrar, submitted.version, "Between us", internal=True)
    services.advise(submitted.uid, people.administrator, submitted.version + 1, "refuse", "Looks odd")
    html = signed_in(people.visitor).get(page("request", submitted.uid)).content.decode()
    for private in ("Between us", "Looks odd", "Administrator"):
        assert private not in html
    html = signed_in(people.registrar).get(page("request", submitted.uid)).content.decode()
    assert "Between us" in html and "Looks odd" in html


# --- papers ----------------------------------------------------------------------------------------------------


def attach(client: Client, draft: Any, name: str, content: bytes) -> Any:
    version = Request.objects.get(uid=draft.uid).version
    return client.post(page("attach", draft.uid), {"version": version, "file": SimpleUploadedFile(name, content)})


def test_a_paper_is_downloaded_by_those_who_may_read_the_request_only(
    draft: Any, people: SimpleNamespace
) -> None:
    applicant = signed_in(people.visitor)
    assert attach(applicant, draft, "章程.pdf", PDF).status_code == 302
    paper = draft.attachments.get()
    address = page("paper", draft.uid, paper.uid)
    got = applicant.get(address)
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"
    for other in (people.alice, people.registrar):
        assert signed_in(other).get(address).status_code == 404, "a draft's papers are its applicant's only"
    assert Client().get(address).status_code == 404
    services.submit(draft.uid, people.visitor, Request.objects.get(uid=draft.uid).version)
    read = signed_in(people.registrar).get(address)
    assert b"".join(read.streaming_content) == PDF
    assert signed_in(people.alice).get(address).status_code == 404


def test_a_paper_is_not_found_under_another_request(
    draft: Any, people: SimpleNamespace, answers: dict[str, Any]
) -> None:
    attach(signed_in(people.visitor), draft, "charter.pdf", PDF)
    paper = draft.attachments.get()
    other = services.create_draft("organisation.register", people.alice, {"answers": answers})
    client = signed_in(people.alice)
    assert client.get(page("paper", other.uid, paper.uid)).status_code == 404
    assert client.post(page("remove", other.uid, paper.uid), {"version": other.version}).status_code == 404
    assert draft.attachments.exists()


def test_a_paper_of_a_wrong_type_is_refused_with_the_reason(draft: Any, people: SimpleNamespace) -> None:
    response = attach(signed_in(people.visitor), draft, "charter.pdf", b"<html><script>alert(1)</script>")
    assert response.status_code == 422
    assert 'id="id_file_error"' in response.content.decode()
    assert not draft.attachments.exists()


# --- changes ---------------------------------------------------------------------------------------------------


def test_a_change_is_shown_field_by_field_before_and_after(people: SimpleNamespace, terms: None) -> None:
    client = signed_in(people.alice)
    form = client.get(page("change", people.acme))
    assert "Acme Instruments" in form.content.decode()
    sent = {"name_en": "Acme Measuring", "type": "company", "sources": "https://example.org/proof", "continue": ""}
    response = client.post(page("change", people.acme), sent)
    draft = Request.objects.get()
    assert response["Location"] == page("review", draft.uid)
    html = client.get(response["Location"]).content.decode()
    assert "<del>Acme Instruments</del>" in html and "<ins>Acme Measuring</ins>" in html


def test_a_stranger_who_wants_a_change_is_led_to_representing(people: SimpleNamespace, terms: None) -> None:
    for method in ("get", "post"):
        response = getattr(signed_in(people.bob), method)(page("change", people.acme), {})
        assert response["Location"] == page("represent", people.acme)
    assert not Request.objects.exists()


# --- corrections -----------------------------------------------------------------------------------------------


def suggestion(client: Client, uid: str, monkeypatch: pytest.MonkeyPatch, **more: str) -> Any:
    import datetime as dt

    from technopole.core import clock
    from technopole.web.requests import spam

    token = spam.token("organisation", uid)
    later = clock.now() + dt.timedelta(seconds=10)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        said = {"token": token, "wrong": "The year is wrong", "right": "1996", **more}
        return client.post(page("suggest", "organisation", uid), said)


def test_a_visitor_suggests_a_correction_and_reads_its_status_without_personal_data(
    people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Client().get(page("suggest", "organisation", people.acme)).status_code == 200
    response = suggestion(Client(), people.acme, monkeypatch, email="me@example.org")
    filed = Request.objects.get()
    assert response["Location"] == page("request", filed.uid)
    status = Client().get(response["Location"]).content.decode()
    listed = Client().get(page("corrections")).content.decode()
    assert "Acme Instruments" in status and "Acme Instruments" in listed
    for private in ("me@example.org", "The year is wrong", "1996"):
        assert private not in status + listed
    case = signed_in(people.registrar).get(page("request", filed.uid)).content.decode()
    assert "me@example.org" in case and "The year is wrong" in case


def test_a_status_stays_free_of_personal_data_for_signed_in_strangers(
    people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestion(Client(), people.acme, monkeypatch, email="me@example.org")
    filed = Request.objects.get()
    html = signed_in(people.bob).get(page("request", filed.uid)).content.decode()
    assert "me@example.org" not in html and "The year is wrong" not in html


def test_what_programs_send_is_not_kept(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    address = page("suggest", "organisation", people.acme)
    from technopole.web.requests import spam

    too_fast = {"token": spam.token("organisation", people.acme), "wrong": "x"}
    assert Client().post(address, too_fast).status_code == 422
    assert Client().post(address, {"token": "made up", "wrong": "x"}).status_code == 422
    trapped = suggestion(Client(), people.acme, monkeypatch, **{spam.TRAP: "http://spam.example"})
    assert trapped.status_code == 422
    assert not Request.objects.exists()


def test_one_address_sends_only_so_many(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from technopole.web.requests import spam

    monkeypatch.setattr(spam, "MOST_IN_AN_HOUR", 2)
    codes = [suggestion(Client(), people.acme, monkeypatch).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert Request.objects.count() == 2


def test_nothing_is_suggested_about_what_does_not_exist(db: Any) -> None:
    assert Client().get(page("suggest", "organisation", "000000000000")).status_code == 404
    assert Client().get(page("suggest", "user", "user-1")).status_code == 404


# --- costs -----------------------------------------------------------------------------------------------------


def test_the_inbox_asks_no_more_of_the_store_when_more_waits(
    people: SimpleNamespace, terms: None, answers: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    client = signed_in(people.registrar)
    for number in range(12):
        answers["name_en"] = f"Institute {number}"
        services.apply_at_once("organisation.register", people.visitor, {"answers": {**answers, "uscc": ""}})
    client.get(page("inbox"))
    with django_assert_max_num_queries(12):
        assert client.get(page("inbox")).status_code == 200
