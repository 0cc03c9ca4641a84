"""The pages of supervision: what each person sees, what each can do, and what a refused step says."""

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any

import pytest
import supervision_world
from django.test import Client
from django.urls import reverse
from supervision_world import ANSWERS

from technopole.core.sourced import By
from technopole.supervision.models import AnnualReport, CreditRecord, ListCase, ProgressReport, Rating
from technopole.supervision.services import listings, planned, progress, reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(people: SimpleNamespace, settings: Any) -> SimpleNamespace:
    """Acme, an association since 2020, owes its last annual report."""
    settings.REQUIRE_MFA = "off"
    supervision_world.register(people.acme, "2020-03-10")
    planned.open_duties()
    people.report = AnnualReport.objects.get(kind="report", organisation_uid=people.acme)
    return people


def by(person: Any) -> By:
    return By(user=person)


def client_of(person: Any) -> Client:
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"supervision:{name}", args=args)


def test_the_public_sees_the_organisations_reports_and_days(scene: SimpleNamespace) -> None:
    text = Client().get(url("organisation", scene.acme)).content.decode()
    assert "Annual reports" in text and str(scene.report.year) in text and "Enter a record" not in text
    assert "Synthetic data" in text


def test_a_report_is_written_and_handed_in_by_form(scene: SimpleNamespace) -> None:
    client = client_of(scene.alice)
    page = url("report-edit", scene.report.uid)
    assert client.get(page).status_code == 200
    kept = client.post(page, {**ANSWERS, "council": "", "version": scene.report.version, "later": "1"})
    assert kept.status_code == 302
    scene.report.refresh_from_db()
    refused = client.post(page, {**ANSWERS, "council": "", "version": scene.report.version, "submit": "1"})
    assert refused.status_code == 422 and "Answer this question." in refused.content.decode()
    scene.report.refresh_from_db()
    sent = client.post(page, {**ANSWERS, "version": scene.report.version, "submit": "1"})
    assert sent.status_code == 302 and sent["Location"] == url("report", scene.report.uid)
    scene.report.refresh_from_db()
    assert scene.report.state == "submitted"
    assert client.get(page).status_code == 200 and client.post(page, {**ANSWERS, "version": 9, "submit": "1"}).status_code == 409


def test_figures_are_public_once_received_and_words_never(scene: SimpleNamespace) -> None:
    row = reports.save(scene.report.uid, by(scene.alice), None, ANSWERS)
    reports.submit(row.uid, by(scene.alice), None)
    page = url("report", row.uid)
    assert "1,250,000" not in Client().get(page).content.decode()
    reports.receive(row.uid, by(scene.registrar), None)
    text = Client().get(page).content.decode()
    assert "1,250,000" in text and "twelve meetings" not in text and "250,000 yuan" not in text.replace("1,250,000", "")
    assert "twelve meetings" in client_of(scene.registrar).get(page).content.decode()
    whole = Client().get(url("organisation", scene.acme)).content.decode()
    assert "Five years of money" in whole


def test_a_registrar_receives_by_button_and_a_stranger_is_refused(scene: SimpleNamespace) -> None:
    row = reports.save(scene.report.uid, by(scene.alice), None, ANSWERS)
    row = reports.submit(row.uid, by(scene.alice), None)
    step = url("step", "report", row.uid, "receive")
    assert client_of(scene.bob).post(step, {"version": row.version}).status_code == 403
    assert client_of(scene.registrar).post(step, {"version": row.version - 1}).status_code == 409
    assert client_of(scene.registrar).post(step, {"version": row.version}).status_code == 302
    again = client_of(scene.registrar).post(step, {"version": row.version + 1})
    assert again.status_code == 409 and "cannot be done now" in again.content.decode()


def test_a_proposal_is_seen_by_the_organisation_and_not_by_the_public(scene: SimpleNamespace) -> None:
    case = listings.propose(scene.acme, "unreachable", by(scene.registrar), "Letters came back.")
    page = url("listing", case.uid)
    assert [client_of(who).get(page).status_code for who in (scene.public, scene.bob, scene.alice, scene.registrar)] == [404, 404, 200, 200]
    assert "Letters came back" not in Client().get(url("organisation", scene.acme)).content.decode()


def test_a_listing_is_proposed_told_answered_and_decided_by_forms(scene: SimpleNamespace) -> None:
    registrar, alice = client_of(scene.registrar), client_of(scene.alice)
    made = registrar.post(url("propose", scene.acme), {"ground": "unreachable", "facts": "Letters came back."})
    assert made.status_code == 302
    uid = ListCase.objects.get().uid
    for person, step, said in (
        (registrar, "notify", {}), (alice, "answer", {"text": "We are here."}), (registrar, "list", {"text": "Not at the registered address."}),
        (alice, "ask_repair", {"text": "The address is changed."}), (registrar, "repair", {}),
    ):  # fmt: skip
        version = ListCase.objects.get().version
        assert person.post(url("step", "listing", uid, step), {**said, "version": version}).status_code == 302, step
    text = Client().get(url("listings")).content.decode()
    assert "Acme Instruments" in text and "Repaired, off the list" in text
    panel = Client().get(reverse("registry:organisation", args=[scene.acme])).content.decode()
    assert "List of abnormal activity" not in panel


def test_a_rating_is_applied_for_assessed_and_granted_by_forms(scene: SimpleNamespace) -> None:
    registrar, alice = client_of(scene.registrar), client_of(scene.alice)
    page = url("apply", scene.acme)
    assert "Not met" in alice.get(page).content.decode()
    assert alice.post(page, {"statement": "We ask."}).status_code == 422
    today = dt.date.today()
    said = {"kind": "inspection", "year": str(today.year - 1), "conclusion": "passed", "authority": "Civil", "decided_on": today.isoformat()}
    assert registrar.post(url("enter-record", scene.acme), said).status_code == 302
    assert alice.post(page, {"statement": "We ask."}).status_code == 302
    row = Rating.objects.get()
    points = {"version": row.version, "scale": "shenzhen-2023", "points_basics": "50", "points_performance": "32"}
    assert registrar.post(url("step", "rating", row.uid, "assess"), points).status_code == 302
    assert "AAAA" in registrar.get(url("rating", row.uid)).content.decode()
    row.refresh_from_db()
    assert registrar.post(url("step", "rating", row.uid, "grant"), {"version": row.version}).status_code == 302
    text = Client().get(reverse("registry:organisation", args=[scene.acme])).content.decode()
    assert "Rating AAAA" in text and "Contribution, counted from records" in text


def test_a_wrong_record_is_shown_again_with_what_is_wrong(scene: SimpleNamespace) -> None:
    answer = client_of(scene.registrar).post(url("enter-record", scene.acme), {"kind": "inspection", "year": "20x5"})
    assert answer.status_code == 422 and "Say on which day it was decided." in answer.content.decode()
    assert not CreditRecord.objects.exists()


def test_a_progress_report_is_written_sent_and_accepted_by_forms(scene: SimpleNamespace) -> None:
    alice = client_of(scene.alice)
    assert alice.post(url("begin-progress", scene.acme), {"year": str(dt.date.today().year)}).status_code == 302
    row = ProgressReport.objects.get()
    parts = {f"{part}_{language}": "Done." for part in ("progress", "innovation", "transformation") for language in ("en", "zh")}
    assert alice.post(url("progress-edit", row.uid), {**parts, "version": row.version, "submit": "1"}).status_code == 302
    row.refresh_from_db()
    assert Client().get(url("progress", row.uid)).status_code == 404
    assert client_of(scene.registrar).post(url("step", "progress", row.uid, "accept"), {"version": row.version}).status_code == 302
    assert "Technology innovation" in Client().get(url("progress", row.uid)).content.decode()


def test_my_work_names_what_is_owed_and_the_worklists_what_waits(scene: SimpleNamespace) -> None:
    mine = client_of(scene.alice).get(url("mine")).content.decode()
    assert "Reports to hand in" in mine and url("report-edit", scene.report.uid) in mine
    row = reports.save(scene.report.uid, by(scene.alice), None, ANSWERS)
    reports.submit(row.uid, by(scene.alice), None)
    work = client_of(scene.registrar).get(url("worklists")).content.decode()
    assert "Reports to receive" in work and url("report", row.uid) in work
    assert client_of(scene.alice).get(url("worklists")).status_code == 403


@pytest.mark.parametrize("name", ["annual-reports", "listings", "ratings", "credit-records"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_list_is_a_page_and_has_its_twins(scene: SimpleNamespace, name: str, language: str) -> None:
    client = Client(HTTP_COOKIE=f"django_language={language}")
    assert client.get(url(name)).status_code == 200
    for form in ("csv", "json", "parquet"):
        assert b"".join(client.get(url(f"{name}-export", form)).streaming_content)  # type: ignore[arg-type]


def test_the_list_of_overdue_reports_names_the_day(scene: SimpleNamespace) -> None:
    AnnualReport.objects.update(due=dt.date(2020, 5, 31))
    text = Client().get(url("annual-reports") + "?overdue=yes").content.decode()
    assert "Acme Instruments" in text and "Overdue" in text and "31 May 2020" in text
    panel = Client().get(reverse("registry:organisation", args=[scene.acme])).content.decode()
    assert "was due on 31 May 2020" in panel


def test_each_number_of_the_contribution_opens_as_many_records(people: SimpleNamespace) -> None:
    import things

    from technopole.registry import contributions
    from technopole.registry.models import Organisation

    things.add_terms()
    for number in range(2):
        for kind in ("organisation", "event", "facility", "showcase", "need"):
            things.add(kind, number)
    answered = {**things.need(7), "organisation": "org1", "status": "answered"}
    things.put("need", "centre", "test:need7", answered, things.BY)
    organisation = Organisation.objects.get(key="org1")
    counted = {str(each.label): each for each in contributions.of(organisation)}
    assert {label: each.number for label, each in counted.items()} == {
        "Events organised or supported": 1, "Facilities operated": 1, "Things shown": 1, "Needs stated": 2, "of which answered": 1,
        "Relations stated with other organisations": 1,
    }  # fmt: skip
    for label, each in counted.items():
        if "?" in each.url:
            path, _mark, query = each.url.partition("?")
            rows = Client().get(f"{path}export.json?{query}")
            assert len(json.loads(b"".join(rows.streaming_content))) == each.number, label  # type: ignore[arg-type]


def test_listings_and_ratings_of_others_are_not_found(scene: SimpleNamespace) -> None:
    rating = Rating.objects.create(
        uid="0123456789ab", organisation_uid=scene.acme, applied_on=dt.date(2025, 1, 1), rules="r",
        created_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), updated_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    assert client_of(scene.bob).get(url("rating", rating.uid)).status_code == 404
    row = progress.begin(scene.acme, 2024, by(scene.alice))
    assert client_of(scene.bob).get(url("progress-edit", row.uid)).status_code == 404
    assert client_of(scene.registrar).get(url("progress-edit", row.uid)).status_code == 404
