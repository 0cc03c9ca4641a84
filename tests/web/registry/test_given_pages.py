"""The pages that take lists: from pasting to the answers and their files, in both languages."""

import csv
import io

import names_table
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from technopole.registry import resolving
from technopole.registry.given import services
from technopole.registry.models import GivenList


@pytest.fixture
def table(register, monkeypatch):
    resolving.refresh()
    names_table.answer_here(monkeypatch)
    return register


def send(client, page, text="", file=None, **more):
    data = {"text": text, "profile": "complete", **more}
    return client.post(f"/{page}/", {**data, "file": file} if file else data, follow=True)


def upload(content, name="people.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def test_pasted_lines_are_answered_on_a_page_of_their_own(table, client) -> None:
    response = send(client, "resolve", "Dept. of Physics, Alpha Works, Shanghai\n<b>Nowhere</b> & co\n")
    assert response.redirect_chain[0][0].startswith("/lists/")
    page = response.content.decode()
    assert f"/organisations/{table['alpha']}/" in page
    assert "<mark>Alpha Works" in page
    assert "&lt;b&gt;Nowhere&lt;/b&gt; &amp; co" in page
    assert "No organisation is sure enough." in page


def test_lines_are_narrowed_to_one_sort_of_answer(table, client) -> None:
    here = send(client, "check", "Alpha Works\nDelta Works\nNowhere\n").redirect_chain[0][0]
    tabs = {tab["url"].partition("sort=")[2]: tab["count"] for tab in client.get(here).context["tabs"]}
    assert tabs == {"": 3, "unknown": 1, "closed": 1, "found": 1}
    lines = client.get(f"{here}?sort=closed").context["lines"]
    assert [line["number"] for line in lines] == [2]
    assert len(client.get(f"{here}?sort=nonsense&page=zzz").context["lines"]) == 3


def test_a_long_list_is_paged(table, client) -> None:
    here = send(client, "check", "Alpha Works\n" * 120).redirect_chain[0][0]
    page = client.get(f"{here}?page=3").context
    assert [line["number"] for line in page["lines"]] == list(range(101, 121))
    assert page["pagination"]["next_url"] == ""
    assert page["pagination"]["previous_url"] == f"{here}?page=2"


def test_the_answers_are_a_csv_file_and_a_workbook_in_which_no_formula_runs(table, client) -> None:
    here = send(client, "resolve", "=1+1\nAlpha Works, Shanghai\n", file=None).redirect_chain[0][0]
    csv_file = client.get(f"{here}answers.csv")
    text = b"".join(csv_file.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["row"] for row in rows][:2] == ["1", "2"]
    assert rows[0]["text"] == "'=1+1"
    assert any(row["organisation_id"] == table["alpha"] for row in rows)
    workbook = client.get(f"{here}answers.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(workbook.streaming_content))).active
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    tabbed = b"".join(client.get(f"{here}answers.tsv").streaming_content).decode()
    assert tabbed.splitlines()[1].split("\t")[:2] == ["1", "'=1+1"]
    assert client.get(f"{here}answers.exe").status_code == 404


def test_the_column_of_a_file_is_chosen_in_a_second_step(table, client) -> None:
    response = send(client, "check", file=upload("id,who\n1,Alpha Works\n2,Nowhere\n"))
    here = response.redirect_chain[0][0]
    assert [column["name"] for column in response.context["columns"]] == ["id", "who"]
    assert "Alpha Works · Nowhere" in response.content.decode()
    assert client.post(here, {"column": "none"}).status_code == 422
    answered = client.post(here, {"column": "who"}, follow=True)
    assert len(answered.context["lines"]) == 2


def test_what_cannot_be_read_is_told_at_the_field_in_both_languages(db, client) -> None:
    gb = upload("单位\n复旦大学\n".encode("gb18030"))
    response = send(client, "resolve", file=gb)
    assert response.status_code == 422
    assert "GB 18030" in response.content.decode()
    client.cookies["django_language"] = "zh-hans"
    gb.seek(0)
    assert "而是 GB 18030 编码" in send(client, "resolve", file=gb).content.decode()
    assert send(client, "resolve", file=upload(b"")).status_code == 422
    assert send(client, "resolve").status_code == 422
    assert not GivenList.objects.exists()


def test_somebody_elses_list_is_not_there(table, client, people) -> None:
    here = send(client, "check", "Alpha Works\n").redirect_chain[0][0]
    other = Client()
    for address in (here, f"{here}answers.csv"):
        assert other.get(address).status_code == 404
    assert other.post(f"{here}delete/").status_code == 404
    other.force_login(people.bob)
    assert other.get(here).status_code == 404
    assert client.get(here).status_code == 200


def test_a_list_is_deleted_when_its_owner_says_so(table, client) -> None:
    here = send(client, "check", "Alpha Works\n").redirect_chain[0][0]
    assert client.get(f"{here}delete/").status_code == 405
    assert client.post(f"{here}delete/").status_code == 302
    assert client.get(here).status_code == 404
    assert not GivenList.objects.exists()


def test_a_list_of_many_rows_waits_and_says_how_far_it_is(table, client, people, monkeypatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE_ROWS", 1)
    client.force_login(people.alice)
    response = send(client, "resolve", "Alpha Works\nBeta Works\n")
    assert b"0 of 2 rows are answered." in response.content
    assert b"http-equiv" not in response.content  # a page that reloads itself takes the reader's place away
    assert client.get("/resolve/").context["lists"][0].state == "waiting"


def test_too_many_lists_in_a_minute_are_refused(table, client, settings) -> None:
    settings.API_RATES = {"anonymous_batch": 1}
    assert send(client, "check", "x").status_code == 200
    assert send(client, "check", "x").status_code == 429


def test_nothing_a_person_sent_is_kept_by_caches(table, client) -> None:
    here = send(client, "check", "Alpha Works\n").redirect_chain[0][0]
    for address in (here, "/check/", f"{here}answers.csv"):
        assert "no-store" in client.get(address)["Cache-Control"]
