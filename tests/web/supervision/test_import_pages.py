"""Importing an official export through the portal: upload, columns, dry run, load, report of problems."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import official_files as files
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from technopole.core import jobs
from technopole.core.models import Change
from technopole.registry.models import Organisation
from technopole.supervision import imports
from technopole.supervision.models import ImportMapping, ImportRun

pytestmark = pytest.mark.django_db
WRONG = "52310000MJ4999999F"


@pytest.fixture
def registrar(people: SimpleNamespace, settings: Any) -> Client:
    settings.REQUIRE_MFA = "off"
    client = Client()
    client.force_login(people.registrar)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"supervision:{name}", args=args)


def upload(client: Client, path: Path) -> ImportRun:
    answer = client.post(url("imports"), {"file": SimpleUploadedFile(path.name, path.read_bytes())})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return ImportRun.objects.get(uid=answer["Location"].split("/")[-2])


def confirm(client: Client, run: ImportRun, **changed: str) -> Any:
    """Send the form of columns as the page shows it, but for what is changed by heading."""
    said: dict[str, str] = {"columns": str(len(run.columns))}
    for place, column in enumerate(run.columns):
        said[f"heading_{place}"] = column["heading"]
        said[f"field_{place}"] = changed.get(column["heading"], column["field"])
    return client.post(url("import-step", run.uid, "plan"), said)


def test_an_export_is_uploaded_checked_and_loaded(registrar: Client, tmp_path: Path) -> None:
    path = files.csv_file(tmp_path / "名录.csv", [files.row(1), files.row(2)], "gb18030")
    before = Organisation.objects.count()
    run = upload(registrar, path)
    page = registrar.get(url("import", run.uid)).content.decode()
    assert "GB 18030" in page and "统一社会信用代码" in page and "上海示例1科技学会" in page
    assert confirm(registrar, run).status_code == 302
    changes = Change.objects.count()
    assert "What loading would do" in registrar.get(url("import", run.uid)).content.decode()
    assert (Organisation.objects.count(), Change.objects.count()) == (before, changes), "a dry run writes nothing"
    assert registrar.post(url("import-step", run.uid, "load")).status_code == 302
    assert Organisation.objects.count() == before + 2
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == ("loaded", 2)
    assert registrar.post(url("import-step", run.uid, "load")).status_code == 409


def test_wrong_rows_keep_the_file_out_unless_they_are_left_out(registrar: Client, tmp_path: Path) -> None:
    before = Organisation.objects.count()
    run = upload(registrar, files.csv_file(tmp_path / "a.csv", [files.row(1), files.row(2, 统一社会信用代码=WRONG)]))
    confirm(registrar, run)
    page = registrar.get(url("import", run.uid)).content.decode()
    assert WRONG in page and "Leave 1 wrong row out" in page
    report = b"".join(registrar.get(url("import-problems", run.uid)).streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert WRONG in report and "统一社会信用代码" in report
    refused = registrar.post(url("import-step", run.uid, "load"))
    assert refused.status_code == 409 and Organisation.objects.count() == before
    assert registrar.post(url("import-step", run.uid, "load"), {"skip_bad": "on"}).status_code == 302
    assert Organisation.objects.count() == before + 1


def test_a_corrected_mapping_is_proposed_the_next_time(registrar: Client, tmp_path: Path) -> None:
    headings = ["单位名称", "统一社会信用代码", "管理处"]
    path = files.csv_file(tmp_path / "a.csv", [["甲学会", files.code(1), "上海市民政局"]], headings=headings)
    first = upload(registrar, path)
    assert first.mapping["管理处"] == ""
    confirm(registrar, first, 管理处="authority")
    assert ImportMapping.objects.count() == 1
    assert upload(registrar, path).mapping["管理处"] == "authority"


def test_two_columns_cannot_hold_the_same_and_one_must_hold_the_name(registrar: Client, tmp_path: Path) -> None:
    run = upload(registrar, files.csv_file(tmp_path / "a.csv", [files.row(1)]))
    twice = confirm(registrar, run, 序号="code")
    assert twice.status_code == 422 and "Two columns are said to hold" in twice.content.decode()
    nameless = confirm(registrar, run, 社会组织名称="")
    assert nameless.status_code == 422 and "Say which column holds the names." in nameless.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"%PDF", "Only CSV and XLSX"), ("a.xlsx", b"PK\x03\x04 no", "cannot be read as a workbook"), ("a.csv", b"", "file is empty"),
        ("a.csv", "甲,乙\n丙,丁\n".encode(), "no row of it looks like headings"), ("a.xlsx", b"\xd0\xcf\x11\xe0", "old .xls"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_with_the_reason(registrar: Client, name: str, content: bytes, why: str) -> None:
    answer = registrar.post(url("imports"), {"file": SimpleUploadedFile(name, content)} if content else {"file": io.BytesIO(b"")})
    text = answer.content.decode()
    assert answer.status_code == 422 and (why in text or not content)
    assert not ImportRun.objects.exists() and not list(imports.folder().glob("*") if imports.folder().exists() else [])


def test_a_long_file_is_worked_on_by_the_worker(registrar: Client, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    before = Organisation.objects.count()
    run = upload(registrar, files.csv_file(tmp_path / "a.csv", [files.row(1), files.row(2)]))
    confirm(registrar, run)
    run.refresh_from_db()
    assert run.state == "planning" and 'http-equiv="refresh"' in registrar.get(url("import", run.uid)).content.decode()
    jobs.run_due()
    run.refresh_from_db()
    assert run.state == "planned"
    registrar.post(url("import-step", run.uid, "load"))
    jobs.run_due()
    run.refresh_from_db()
    assert run.state == "loaded" and Organisation.objects.count() == before + 2


def test_nobody_but_registrars_imports(people: SimpleNamespace, settings: Any) -> None:
    settings.REQUIRE_MFA = "off"
    for person in (people.alice, people.broker, people.officer, people.analyst, people.visitor):
        client = Client()
        client.force_login(person)
        assert client.get(url("imports")).status_code == 403
    assert Client().get(url("imports")).status_code == 302


def test_old_uploads_are_swept(registrar: Client, tmp_path: Path) -> None:
    import datetime as dt

    run = upload(registrar, files.csv_file(tmp_path / "a.csv", [files.row(1)]))
    imports.sweep()
    assert imports.path_of(run).exists()
    ImportRun.objects.update(created_at=run.created_at - dt.timedelta(days=30))
    imports.sweep()
    assert not imports.path_of(run).exists()
    assert confirm(registrar, run).status_code == 409
