"""Papers of reports and repairs over HTTP: attached by form or program, read by those inside, by nobody else."""

from types import SimpleNamespace
from typing import Any

import pytest
import supervision_world
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from technopole.core.sourced import By
from technopole.supervision.models import AnnualReport, ListCase, Paper
from technopole.supervision.services import papers, planned

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
    answer = attach(client_of(people.alice), report, "run.exe", b"MZ")
    assert "Only PDF, PNG, JPG, DOCX, XLSX, CSV and TXT files can be attached." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("supervision:report", args=[report.uid]), "the top of the page, where it is said"
    assert not Paper.objects.exists()


def test_the_papers_are_told_in_chinese(people: SimpleNamespace, report: AnnualReport) -> None:
    client = client_of(people.alice)
    client.cookies["django_language"] = "zh-hans"
    page = attach(client, report).content.decode()
    assert "已添加材料" in page
    assert "只有该组织、其业务主管单位和登记人员可以阅读" in page


def test_programs_attach_list_read_and_take_back(people: SimpleNamespace, report: AnnualReport) -> None:
    alice, registrar, bob = (client_of(person) for person in (people.alice, people.registrar, people.bob))
    address = f"/api/v1/supervision/report/{report.uid}/papers"
    made = alice.post(address, {"file": SimpleUploadedFile("audit.pdf", PDF)})
    assert made.status_code == 201 and made.json()["size"] == len(PDF)
    one = f"{address}/{made.json()['uid']}"
    assert [each["name"] for each in registrar.get(address).json()] == ["audit.pdf"]
    assert b"".join(registrar.get(one)) == PDF
    assert (bob.get(address).status_code, bob.get(one).status_code, Client().get(address).status_code) == (404, 404, 401)
    assert registrar.post(address, {"file": SimpleUploadedFile("b.pdf", PDF)}).status_code == 404
    assert alice.post(address, {"file": SimpleUploadedFile("b.exe", b"MZ")}).status_code == 422
    assert alice.delete(one).status_code == 204 and not Paper.objects.exists()


@pytest.mark.parametrize("kind", papers.TAKE_PAPERS)
def test_nobody_else_reads_writes_or_borrows_papers_by_page_or_program(people: SimpleNamespace, settings: Any, kind: str) -> None:
    """Bob speaks for another organisation. What Acme's rows say to the public, they may say to him; papers never."""
    settings.REQUIRE_MFA = "off"
    ours, theirs = (_row_with_paper(organisation, person, people.registrar, kind, number) for number, (organisation, person) in enumerate(
        ((people.acme, people.alice), (people.bolt, people.bob)), start=1))  # fmt: skip
    supervised = papers.TAKE_PAPERS[kind]._default_manager.get(uid=ours.subject_uid)
    assert supervised.organisation_uid == people.acme
    said, before = {"version": supervised.version}, set(Paper.objects.all())
    for person in (people.bob, people.visitor, people.officer):
        client = client_of(person)
        for row in (ours.subject_uid, theirs.subject_uid):  # its own address, and as if it were a paper of Bob's own row
            page = reverse("supervision:paper", args=[kind, row, ours.uid])
            program = f"/api/v1/supervision/{kind}/{row}/papers/{ours.uid}"
            assert (client.get(page).status_code, client.get(program).status_code) == (404, 404)
            client.post(reverse("supervision:take-back", args=[kind, row, ours.uid]), said)
            assert client.delete(program).status_code in (404, 409)
        upload = {"file": SimpleUploadedFile("b.pdf", PDF), **said}
        assert client.post(reverse("supervision:attach", args=[kind, ours.subject_uid]), upload).status_code == 404
        assert client.get(f"/api/v1/supervision/{kind}/{ours.subject_uid}/papers").status_code == 404
        sent = {"file": SimpleUploadedFile("b.pdf", PDF)}
        assert client.post(f"/api/v1/supervision/{kind}/{ours.subject_uid}/papers", sent).status_code == 404
    assert set(Paper.objects.all()) == before
    everyone = Client().get(reverse(f"supervision:{kind}", args=[ours.subject_uid]))
    assert ours.name not in everyone.content.decode()


def _row_with_paper(organisation: str, person: Any, registrar: Any, kind: str, number: int) -> Paper:
    """A row of the kind in which papers are taken, with one that its organisation attached; a listing is public."""
    supervision_world.register(organisation, "2020-03-10", number=number)
    row = supervision_world.build(organisation, person, registrar)[kind]
    if kind == "listing":
        ListCase.objects.filter(uid=row).update(state="listed")
    return papers.attach(kind, row, By(user=person), None, f"proof of {organisation}.pdf", PDF)
