"""The register's pages and API: what is public, what is not, and what each page leads to."""

import csv
import io
import json
from typing import Any

import kept
import pytest
import registration_factory as factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from registration_factory import World

from technopole.accounts.services.tokens import issue_token
from technopole.core.sourced import By, put
from technopole.pages import panels
from technopole.registration import services

pytestmark = pytest.mark.django_db

RESTRICTED = ("0000 0000 0000", "021-00000000", "made-up@example.org", "Synthetic Person, chair")


@pytest.fixture
def who(db: Any) -> World:
    return kept.world(factory.world)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"registration:{name}", args=args)


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_entry_shows_the_public_what_is_public_and_no_more(who: World) -> None:
    made = factory.registered(who)
    shown = html(Client(), page("registration", made.code))
    for text in (made.code, made.name_zh, "Test Civil Affairs Bureau", "Synthetic Person 0", "学术交流"):
        assert text in shown
    assert not [text for text in RESTRICTED if text in shown]
    assert "mark-synthetic" in shown


@pytest.mark.parametrize("reader", ["first", "applicant"])
def test_bank_account_and_telephone_are_shown_to_registrar_and_representative(who: World, reader: str) -> None:
    made = factory.registered(who)
    shown = html(signed_in(getattr(who, reader)), page("registration", made.code))
    assert all(text in shown for text in RESTRICTED)


def test_a_stranger_who_is_signed_in_sees_the_public_fields_only(who: World) -> None:
    made = factory.registered(who)
    shown = html(signed_in(who.stranger), page("registration", made.code))
    assert not [text for text in RESTRICTED if text in shown]


def test_neither_twins_nor_api_give_what_is_not_published(who: World) -> None:
    made = factory.registered(who)
    for address in (
        *(reverse("registration:registrations-export", args=[form]) for form in ("csv", "json")),
        "/api/v1/registrations", f"/api/v1/registrations/{made.code}",
    ):  # fmt: skip
        response = Client().get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert made.code.encode() in body
        assert not [text for text in RESTRICTED if text.encode() in body], address


def test_the_list_is_filtered_by_form_status_and_year(who: World) -> None:
    factory.register(who, 6)
    rows = lambda query: list(  # noqa: E731
        csv.DictReader(
            io.StringIO(
                b"".join(Client().get(f"{page('registrations-export', 'csv')}?{query}").streaming_content).decode("utf-8-sig")
            )
        )
    )
    assert len(rows("")) == 6 and len(rows("form=foundation")) == 2 and rows("status=deregistered") == []
    assert {row["legal_form"] for row in rows("form=foundation")} == {"foundation"}
    assert len(rows(f"year={rows('')[0]['registered_on'][:4]}")) == 6


def test_a_code_in_small_letters_leads_to_the_entry(who: World) -> None:
    made = factory.registered(who)
    response = Client().get(page("registration", made.code.lower()))
    assert response.status_code == 302 and response["Location"] == page("registration", made.code)


def test_a_superseded_certificate_says_so_at_its_own_address(who: World) -> None:
    made = factory.registered(who)
    number = made.certificates.get().number
    case = services.begin_about(made, "change", who.applicant, {"reason": "It moved", "address": "9 Moved Road"})
    factory.decide(factory.send(case, who), who)
    old = html(Client(), f"{page('certificate', made.code)}?number={number}")
    assert "Superseded" in old and "9 Moved Road" not in old
    assert "9 Moved Road" in html(Client(), page("certificate", made.code))
    assert Client().get(f"{page('certificate', made.code)}?number=1").status_code == 404


def test_the_name_check_answers_a_script_with_the_answer_alone(who: World) -> None:
    made = factory.registered(who)
    query = f"?form=association&name_zh={made.name_zh}"
    answer = Client().get(page("name-check") + query, headers={"HX-Request": "true"}).content.decode()
    assert made.code in answer and "<html" not in answer
    whole = html(Client(), page("name-check") + query)
    assert made.code in whole and "<html" in whole


def test_rooms_above_add_their_sections_to_an_entry(who: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_providers", {})
    panels.register("registration", lambda row: panels.Panel("Rating", [{"text": f"AAA for {row.code}"}]))
    made = factory.registered(who)
    assert f"AAA for {made.code}" in html(Client(), page("registration", made.code))


def test_the_organisation_s_own_page_leads_to_its_entry(who: World) -> None:
    made = factory.registered(who)
    shown = html(Client(), reverse("registry:organisation", args=[made.organisation_uid]))
    assert page("registration", made.code) in shown


def test_an_application_with_wrong_answers_is_kept_and_says_what_is_wrong(who: World) -> None:
    said = factory.answers("association", registered_money="much", website="javascript:alert(1)")
    response = signed_in(who.applicant).post(page("new", "association"), {**said, "continue": ""})
    shown = response.content.decode()
    assert response.status_code == 422
    for name in ("registered_money", "website"):
        assert f'href="#id_{name}"' in shown and f'id="id_{name}_error"' in shown
    assert services.Case.objects.get().request.payload["answers"]["registered_money"] == "much"


def test_a_case_shows_its_papers_steps_and_conditions_to_the_registrar(who: World) -> None:
    case = factory.send(services.begin("association", who.applicant, factory.answers("association"), synthetic=True), who)
    shown = html(signed_in(who.first), page("case", case.request.uid))
    for text in ('id="step-accept"', "Conditions of the rules", "Draft charter", "association-2013"):
        assert text in shown
    assert 'id="step-submit"' not in shown


def test_a_step_that_fails_shows_the_case_again_with_what_was_typed(who: World) -> None:
    case = next(each for each in factory.stages(who, 1) if each.state == "in_review")
    sent = {"version": case.request.version, "decision": "refuse", "reason": "A long careful reason"}
    response = signed_in(who.first).post(page("step", case.request.uid, "prepare"), sent)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "A long careful reason" in shown and 'id="id_prepare_remedy_error"' in shown


def test_a_stale_step_is_told_and_changes_nothing(who: World) -> None:
    case = next(each for each in factory.stages(who, 1) if each.state == "in_review")
    response = signed_in(who.first).post(page("step", case.request.uid, "prepare"), {"version": 1, "decision": "register"})
    assert response.status_code == 409
    assert services.Case.objects.get(pk=case.pk).state == "in_review"


def test_the_applicant_does_not_learn_of_a_decision_before_it_is_approved(who: World) -> None:
    case = next(each for each in factory.stages(who, 1) if each.state == "in_review")
    said = {"decision": "refuse", "reason": "Not to be known yet", "remedy": "Later"}
    case = factory.take(case, "prepare", who.first, **said)
    assert "Not to be known yet" in html(signed_in(who.second), page("case", case.request.uid))
    assert "Not to be known yet" not in html(signed_in(who.applicant), page("case", case.request.uid))


def test_a_paper_is_attached_and_read_by_the_unit_that_was_asked_only(who: World) -> None:
    case = services.begin("association", who.applicant, factory.answers("association", supervisory_unit="sast"), synthetic=True)
    upload = {"version": case.request.version, "paper": "charter", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4\n")}
    assert signed_in(who.applicant).post(page("attach", case.request.uid), upload).status_code == 302
    paper = reverse("requests:paper", args=[case.request.uid, case.request.attachments.get(paper="charter").uid])
    assert signed_in(who.officer).get(paper).status_code == 404
    case = factory.take(factory.take(case, "check_name", who.applicant), "ask_consent", who.applicant)
    read = signed_in(who.officer).get(paper)
    assert read.status_code == 200 and b"".join(read.streaming_content).startswith(b"%PDF")
    assert signed_in(who.first).get(paper).status_code == 404, "nothing was sent to the registrar yet"
    assert signed_in(who.stranger).get(paper).status_code == 404


def test_the_general_page_of_requests_leads_to_the_case(who: World) -> None:
    case = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    response = signed_in(who.applicant).get(reverse("requests:request", args=[case.request.uid]))
    assert response["Location"] == page("case", case.request.uid)


def test_a_notice_is_public_while_it_runs(who: World) -> None:
    case = next(each for each in factory.stages(who, 1) if each.state == "in_review")
    factory.take(case, "publish_notice", who.first, text_zh="公示内容", text_en="Notice text")
    assert "Notice text" in html(Client(), page("notices"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_case_in_every_state_can_be_looked_at_in_both_languages(who: World, language: str) -> None:
    readers = [signed_in(person) for person in (who.applicant, who.first)]
    for reader in readers:
        reader.cookies["django_language"] = language
    for case in factory.stages(who, 1):
        for reader in readers:
            assert reader.get(page("case", case.request.uid)).status_code in (200, 404)


# --- the API -----------------------------------------------------------------------------------------------------


def calling(user: Any) -> dict[str, str]:
    _token, secret = issue_token(user, "test", By(user=user), may_write=True)
    return {"Authorization": f"Bearer {secret}"}


def test_an_organisation_is_registered_over_the_api(who: World) -> None:
    record = {
        "key": "civil", "kind": "civil_affairs", "name": {"en": "Bureau"}, "area": "上海", "region": "310000", "code_segment": "500"
    }  # fmt: skip
    put("authority", "centre", "test:civil", record, factory.BY)
    headers = {person: calling(getattr(who, person)) for person in ("applicant", "first", "second")}

    def post(person: str, path: str, body: Any, tag: str = "") -> Any:
        sent = {**headers[person], **({"If-Match": tag} if tag else {})}
        return Client().post(f"/api/v1/{path}", json.dumps(body), "application/json", headers=sent)

    body = {"legal_form": "association", "answers": factory.answers("association")}
    made = post("applicant", "registration-cases", body)
    assert made.status_code == 201 and made.json()["steps"][:2] == ["edit", "check_name"]
    uid = made.json()["uid"]
    file = {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4\n")}
    attached = Client().post(f"/api/v1/requests/{uid}/attachments?paper=charter", file, headers=headers["applicant"])
    assert attached.status_code == 201 and attached.json()["paper"] == "charter"
    tag = Client().get(f"/api/v1/registration-cases/{uid}", headers=headers["applicant"])["ETag"]
    papers = ["application_form", "capital_verification", "premises_proof", "founders", "members_list"]
    for person, said in (
        ("applicant", {"step": "check_name"}), ("applicant", {"step": "submit"}),
        ("first", {"step": "accept", "on_paper": papers}), ("first", {"step": "start_review"}),
        ("first", {"step": "prepare", "decision": "register"}), ("second", {"step": "approve"}),
        ("first", {"step": "issue_certificate"}),
    ):  # fmt: skip
        response = post(person, f"registration-cases/{uid}/steps", said, tag)
        assert response.status_code == 200, response.content
        tag = response["ETag"]
    code = response.json()["registration"]
    assert code.startswith("5131000050000001"), "of the segment that the authority hands out"
    assert Client().get(f"/api/v1/registrations/{code}").json()["certificates"][0]["standing"] == "valid"


def test_an_illegal_step_over_the_api_is_a_problem_with_its_reason(who: World) -> None:
    case = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    response = Client().post(
        f"/api/v1/registration-cases/{case.request.uid}/steps", json.dumps({"step": "supply"}), "application/json",
        headers={**calling(who.applicant), "If-Match": "*"},
    )  # fmt: skip
    assert response.status_code == 409 and "Send what was missing" in response.json()["detail"]


def test_the_name_check_of_the_api_names_who_has_the_name(who: World) -> None:
    made = factory.registered(who)
    answer = Client().get(f"/api/v1/registration-names?name_zh={made.name_zh}").json()
    assert answer["verdict"] == "taken" and answer["bearers"][0]["code"] == made.code
