"""Papers handed in: told by their bytes, kept by their hash."""

import io
import os
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests import papers, services
from technopole.core.requests.models import Attachment

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n..."


def office(main: str, *others: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        for name in ("[Content_Types].xml", main, *others):
            parts.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("charter.pdf", PDF),
        ("logo.PNG", b"\x89PNG\r\n\x1a\n..."),
        ("photo.jpeg", b"\xff\xd8\xff\xe0..."),
        ("list.docx", office("word/document.xml")),
        ("list.xlsx", office("xl/workbook.xml")),
        ("members.csv", "name\n张三\n".encode()),
        ("members.csv", "name\n张三\n".encode("gb18030")),
        ("note.txt", b"Hello"),
    ],
)
def test_papers_of_accepted_types_are_accepted(name: str, content: bytes) -> None:
    assert papers.accepted(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ..."),
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg onload='alert(1)'/>"),
        ("charter.pdf", b"<html>not a pdf</html>"),
        ("photo.jpg", b"\x89PNG\r\n\x1a\n"),
        ("list.docx", office("xl/workbook.xml")),
        ("list.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")),
        ("list.xlsx", b"PK\x03\x04 broken"),
        ("members.csv", b"a,b\x00\x01"),
        ("empty.pdf", b""),
        ("large.txt", b"a" * (papers.MOST_BYTES + 1)),
        ("noending", PDF),
    ],
)
def test_a_paper_of_another_type_than_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        papers.accepted(name, content)
    assert refused.value.fields["file"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\fake\\章程.pdf", "章程.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "aSet-Cookie x.pdf"),
        ("...", "attachment"),
    ],
)
def test_a_name_keeps_nothing_that_could_mislead(name: str, clean: str) -> None:
    assert papers.clean_name(name) == clean


def test_the_same_bytes_are_kept_once(draft: Any, people: SimpleNamespace) -> None:
    first = services.attach(draft.uid, people.visitor, draft.version, "a.pdf", PDF)
    second = services.attach(draft.uid, people.visitor, draft.version + 1, "b.pdf", PDF)
    assert first.sha256 == second.sha256
    with papers.open_kept(first.sha256) as kept:
        assert kept.read() == PDF


def test_only_the_applicant_attaches_and_only_before_it_is_sent(submitted: Any, people: SimpleNamespace) -> None:
    with pytest.raises(Conflict):
        services.attach(submitted.uid, people.visitor, submitted.version, "a.pdf", PDF)
    asked = services.ask_for_supplement(submitted.uid, people.registrar, submitted.version, "Add the charter")
    for other in (people.alice, people.registrar):
        with pytest.raises(NotAllowed):
            services.attach(asked.uid, other, asked.version, "a.pdf", PDF)
    assert services.attach(asked.uid, people.visitor, asked.version, "a.pdf", PDF).name == "a.pdf"


def test_no_more_than_ten_papers(draft: Any, people: SimpleNamespace) -> None:
    for number in range(10):
        services.attach(draft.uid, people.visitor, draft.version + number, f"{number}.pdf", PDF)
    with pytest.raises(Invalid):
        services.attach(draft.uid, people.visitor, draft.version + 10, "more.pdf", PDF)


def test_a_paper_of_another_request_cannot_be_removed(
    draft: Any, people: SimpleNamespace, answers: dict[str, Any]
) -> None:
    paper = services.attach(draft.uid, people.visitor, draft.version, "a.pdf", PDF)
    other = services.create_draft("organisation.register", people.alice, {"answers": answers})
    with pytest.raises(Conflict):
        services.remove_attachment(other.uid, people.alice, other.version, paper.uid)
    with pytest.raises(NotAllowed):
        services.remove_attachment(draft.uid, people.alice, draft.version + 1, paper.uid)
    services.remove_attachment(draft.uid, people.visitor, draft.version + 1, paper.uid)
    assert not Attachment.objects.exists()


def test_the_sweep_deletes_old_bytes_that_no_request_names(draft: Any, people: SimpleNamespace) -> None:
    kept = services.attach(draft.uid, people.visitor, draft.version, "a.pdf", PDF)
    lost, fresh = papers.path_of(papers.keep(b"%PDF-lost")), papers.path_of(papers.keep(b"%PDF-fresh"))
    for path in (lost, papers.path_of(kept.sha256)):
        os.utime(path, (0, 0))
    services.sweep_papers()
    assert [Path(path).exists() for path in (lost, fresh, papers.path_of(kept.sha256))] == [False, True, True]
