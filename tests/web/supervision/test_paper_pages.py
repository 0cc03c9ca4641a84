"""Papers of reports and repairs over HTTP: attached by form or program, read by those inside, by nobody else."""

from types import SimpleNamespace
from typing import Any

import pytest
import supervision_world
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from technopole.supervision.models import AnnualReport, Paper
from technopole.supervision.services import planned

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n..."


@pytest.fixture
def report(people: SimpleNamespace, settings: Any) -> AnnualReport:
    settings.REQUIRE_MFA = "off"
    supervision_world.register(people.acme, "2020-03-10")
    planned.open_duties()
    return AnnualReport.objects.get(kind="report", organisation_uid=people.acme)


def client_of(person: Any) -> Client:
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def attach(client: Client, report: AnnualReport, name: str = "审计报告.pdf", content: bytes = PDF) -> Any:
    report.refresh_from_db()
    said = {"version": report.version, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("supervision:attach", args=["report", report.uid]), said, follow=True)


def test_a_paper_is_attached_read_and_taken_back_by_form(people: SimpleNamespace, report: AnnualReport) -> None:
    alice = client_of(people.alice)
    page = attach(alice, report).content.decode()
    paper = Paper.objects.get()
    address = reverse("supervision:paper", args=["report", report.uid, paper.uid])
    assert "审计报告.pdf" in page and address in page and "Remove" in page
    assert "Papers attached: 1" in alice.get(reverse("supervision:report-edit", args=[report.uid])).content.decode()
    report.refresh_from_db()
    alice.post(reverse("supervision:take-back", args=["report", report.uid, paper.uid]), {"version": report.version})
    assert not Paper.objects.exists() and alice.get(address).status_code == 404


def test_a_registrar_downloads_and_others_find_nothing(people: SimpleNamespace, report: AnnualReport) -> None:
    attach(client_of(people.alice), report)
    address = reverse("supervision:paper", args=["report", report.uid, Paper.objects.get().uid])
    response = client_of(people.registrar).get(address)
    assert b"".join(response) == PDF and response["Content-Disposition"].startswith("attachment")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    page = reverse("supervision:report", args=[report.uid])
    assert "审计报告.pdf" in client_of(people.registrar).get(page).content.decode()
    for person in (people.public, people.bob, people.visitor):
        assert client_of(person).get(address).status_code == 404
        assert "审计报告.pdf" not in client_of(person).get(page).content.decode()


def test_a_refused_paper_says_why_on_the_page(people: SimpleNamespace, report: AnnualReport) -> None:
    page = attach(client_of(people.alice), report, "run.exe", b"MZ").content.decode()
    assert "Only PDF, PNG, JPG, DOCX, XLSX, CSV and TXT files can be attached." in page
    assert not Paper.objects.exists()


def test_the_papers_are_told_in_chinese(people: SimpleNamespace, report: AnnualReport) -> None:
    client = client_of(people.alice)
    client.cookies["django_language"] = "zh-hans"
    page = attach(client, report).content.decode()
    assert "已添加材料" in page
    assert "只有该组织、其业务主管单位和登记人员可以阅读" in page


def test_programs_attach_list_read_and_take_back(people: SimpleNamespace, report: AnnualReport) -> None:
    alice, registrar, bob = (client_of(person) for person in (people.alice, people.registrar, people.bob))
    papers = f"/api/v1/supervision/report/{report.uid}/papers"
    made = alice.post(papers, {"file": SimpleUploadedFile("audit.pdf", PDF)})
    assert made.status_code == 201 and made.json()["size"] == len(PDF)
    one = f"{papers}/{made.json()['uid']}"
    assert [each["name"] for each in registrar.get(papers).json()] == ["audit.pdf"]
    assert b"".join(registrar.get(one)) == PDF
    assert (bob.get(papers).status_code, bob.get(one).status_code, Client().get(papers).status_code) == (404, 404, 401)
    assert registrar.post(papers, {"file": SimpleUploadedFile("b.pdf", PDF)}).status_code == 404
    assert alice.post(papers, {"file": SimpleUploadedFile("b.exe", b"MZ")}).status_code == 422
    assert alice.delete(one).status_code == 204 and not Paper.objects.exists()
