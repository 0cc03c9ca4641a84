"""Papers of reports, progress reports and repairs: when they are taken, of what kind, from whom."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from supervision_world import ANSWERS

from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests import papers as kept
from technopole.core.requests import services as requests
from technopole.core.sourced import By
from technopole.supervision import queries
from technopole.supervision.models import AnnualReport, Event, ListCase, Paper, ProgressReport
from technopole.supervision.services import listings, papers, planned, progress, reports

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n..."


def by(person: object) -> By:
    return By(user=person)


@pytest.fixture
def rows(world: SimpleNamespace, at: Callable[..., None]) -> dict[str, str]:
    """{kind: uid} of a report that is due, a listing in force and a progress report that is drafted."""
    planned.open_duties()
    report = AnnualReport.objects.get(kind="report", organisation_uid=world.acme)
    draft = progress.begin(world.acme, 2024, by(world.alice))
    listing = listings.propose(world.acme, "unreachable", by(world.registrar), "Letters came back.")
    listings.notify(listing.uid, by(world.registrar), None)
    listings.answer(listing.uid, by(world.alice), None, "We are here.")
    listings.put_on(listing.uid, by(world.registrar), None, "Not there.")
    return {"report": report.uid, "listing": listing.uid, "progress": draft.uid}


@pytest.mark.parametrize("kind", papers.TAKE_PAPERS)
def test_a_paper_is_attached_and_taken_back_with_a_line_for_each(world: SimpleNamespace, rows: dict[str, str], kind: str) -> None:
    uid = rows[kind]
    made = papers.attach(kind, uid, by(world.alice), None, "../审计报告.pdf", PDF)
    assert (made.name, made.content_type, made.size) == ("审计报告.pdf", "application/pdf", len(PDF))
    assert kept.path_of(made.sha256).read_bytes() == PDF
    papers.take_back(kind, uid, by(world.alice), None, made.uid)
    assert not queries.papers_of(kind, uid).exists()
    lines = Event.objects.filter(subject_uid=uid, action__in=("attach", "take_back")).values_list("action", "text")
    assert list(lines) == [("attach", "审计报告.pdf"), ("take_back", "审计报告.pdf")]


def test_attaching_a_paper_begins_a_report(world: SimpleNamespace, rows: dict[str, str]) -> None:
    papers.attach("report", rows["report"], by(world.alice), None, "audit.pdf", PDF)
    assert AnnualReport.objects.get(uid=rows["report"]).state == "draft"


@pytest.mark.parametrize("kind", papers.TAKE_PAPERS)
def test_what_is_not_a_paper_is_refused_as_with_requests(world: SimpleNamespace, rows: dict[str, str], kind: str) -> None:
    for name, content in (("run.exe", b"MZ"), ("proof.pdf", b"<html>"), ("empty.pdf", b""), ("large.txt", b"a" * (kept.MOST_BYTES + 1))):
        with pytest.raises(Invalid) as refused:
            papers.attach(kind, rows[kind], by(world.alice), None, name, content)
        assert refused.value.fields["file"]
    assert not Paper.objects.exists()


def test_no_more_than_the_most_are_taken(world: SimpleNamespace, rows: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST_PAPERS", 1)
    papers.attach("report", rows["report"], by(world.alice), None, "a.pdf", PDF)
    with pytest.raises(Invalid, match="No more than 1"):
        papers.attach("report", rows["report"], by(world.alice), None, "b.pdf", PDF)


@pytest.mark.parametrize("kind", papers.TAKE_PAPERS)
@pytest.mark.parametrize("who", ["bob", "visitor", "registrar", "officer"])
def test_only_the_organisation_attaches_and_takes_back(world: SimpleNamespace, rows: dict[str, str], kind: str, who: str) -> None:
    made = papers.attach(kind, rows[kind], by(world.alice), None, "a.pdf", PDF)
    person = by(getattr(world, who))
    with pytest.raises(NotAllowed):
        papers.attach(kind, rows[kind], person, None, "b.pdf", PDF)
    with pytest.raises(NotAllowed):
        papers.take_back(kind, rows[kind], person, None, made.uid)
    assert queries.papers_of(kind, rows[kind]).count() == 1


def test_what_was_handed_in_keeps_its_papers_until_it_is_sent_back(world: SimpleNamespace, rows: dict[str, str]) -> None:
    uid = rows["report"]
    made = papers.attach("report", uid, by(world.alice), None, "audit.pdf", PDF)
    reports.save(uid, by(world.alice), None, ANSWERS)
    reports.submit(uid, by(world.alice), None)
    with pytest.raises(Conflict, match="“Attach a paper” cannot be done now.*“Being written”"):
        papers.attach("report", uid, by(world.alice), None, "more.pdf", PDF)
    with pytest.raises(Conflict, match="“Take a paper back” cannot be done now"):
        papers.take_back("report", uid, by(world.alice), None, made.uid)
    reports.send_back(uid, by(world.registrar), None, "Another audit, please.")
    papers.take_back("report", uid, by(world.alice), None, made.uid)
    papers.attach("report", uid, by(world.alice), None, "audit2.pdf", PDF)


def test_the_proof_of_a_repair_is_closed_while_it_is_decided(world: SimpleNamespace, rows: dict[str, str]) -> None:
    uid = rows["listing"]
    papers.attach("listing", uid, by(world.alice), None, "lease.pdf", PDF)
    listings.ask_repair(uid, by(world.alice), None, "We moved back; the lease proves it.")
    with pytest.raises(Conflict, match="cannot be done now"):
        papers.attach("listing", uid, by(world.alice), None, "more.pdf", PDF)
    listings.refuse_repair(uid, by(world.registrar), None, "The lease is of another house.")
    papers.attach("listing", uid, by(world.alice), None, "lease2.pdf", PDF)
    assert ListCase.objects.get(uid=uid).state == "listed"


def test_a_paper_upon_an_old_version_is_refused(world: SimpleNamespace, rows: dict[str, str]) -> None:
    version = ProgressReport.objects.get(uid=rows["progress"]).version
    papers.attach("progress", rows["progress"], by(world.alice), version, "a.pdf", PDF)
    with pytest.raises(Conflict, match="Somebody else"):
        papers.attach("progress", rows["progress"], by(world.alice), version, "b.pdf", PDF)


def test_bytes_of_papers_are_swept_only_once_nobody_names_them(world: SimpleNamespace, rows: dict[str, str], at: Callable[..., None]) -> None:
    from technopole.core import clock

    first = papers.attach("report", rows["report"], by(world.alice), None, "a.pdf", PDF)
    second = papers.attach("report", rows["report"], by(world.alice), None, "b.pdf", PDF + b"other")
    papers.take_back("report", rows["report"], by(world.alice), None, second.uid)
    at((clock.now().replace(year=2100)).isoformat())
    requests.sweep_papers()
    assert kept.path_of(first.sha256).exists() and not kept.path_of(second.sha256).exists()


def test_verify_finds_a_paper_whose_bytes_are_damaged(world: SimpleNamespace, rows: dict[str, str]) -> None:
    from technopole.keeping import verify

    made = papers.attach("report", rows["report"], by(world.alice), None, "a.pdf", PDF)
    assert next(verify.attachments()).good
    kept.path_of(made.sha256).write_bytes(b"other")
    found = next(verify.attachments())
    assert not found.good and made.uid in found.what
