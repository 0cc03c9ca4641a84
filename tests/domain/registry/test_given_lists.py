"""Lists that people give: read, answered in turns, kept for a time, seen by their owner only."""

import datetime as dt
import io
from types import SimpleNamespace

import names_table
import pytest
import ror_files
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook
from ror_files import FUDAN

from technopole.accounts.services import leaving
from technopole.core import clock, jobs
from technopole.core.models import Job
from technopole.registry import resolving, resolving_apart, ror_load
from technopole.registry.given import models, present, services, work
from technopole.registry.given.models import GivenList
from technopole.registry.given.problems import WORDS, ListProblem, in_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(db, monkeypatch):
    names_table.load()
    names_table.answer_here(monkeypatch)


@pytest.fixture
def alice(people):
    return SimpleNamespace(user=people.alice, session={})


@pytest.fixture
def nobody():
    return SimpleNamespace(user=AnonymousUser(), session={})


def take(request, text="", file=None, purpose="resolve", **more):
    return services.take(request, purpose, "complete", text, file, **more)


def upload(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def problem_of(request, **more):
    with pytest.raises(ListProblem) as told:
        take(request, **more)
    assert GivenList.objects.count() == 0
    assert not models.folder().exists() or list(models.folder().iterdir()) == []
    return told.value.code


def test_a_short_list_is_answered_at_once(table, alice) -> None:
    given = take(alice, "Dept. of Physics, Fudan University, Shanghai\n\n  Nowhere at all \n")
    assert (given.state, given.rows, given.done) == ("done", 2, 2)
    assert given.counts["none"] == 1
    (number, text, sort, answer), _ = work.answers_of(given).page([], 0, 10)
    assert (number, text[:5]) == (0, "Dept.")
    assert answer["found"][0]["id"] == f"https://ror.org/{FUDAN}"


def test_a_checked_list_counts_each_sort_of_answer(table, alice) -> None:
    given = take(alice, f"{FUDAN}\nFudan University\nNowhere\n{ror_files.GONE}\n", purpose="check")
    assert given.counts == {"found": 2, "unknown": 1, "closed": 1}


def test_the_only_column_of_a_file_is_taken_and_one_of_several_is_asked_for(table, alice) -> None:
    assert take(alice, file=upload("a.csv", "affiliation\nFudan University\n")).state == "done"
    given = take(alice, file=upload("a.csv", "id,affiliation\n1,Fudan University\n2,Nowhere\n"))
    assert given.state == "choosing"
    assert given.choice == {"header": ["id", "affiliation"], "rows": [["1", "Fudan University"], ["2", "Nowhere"]]}
    with pytest.raises(ListProblem):
        services.choose_column(given, "no such")
    services.choose_column(given, "affiliation")
    assert (given.state, given.rows) == ("done", 2)


def test_a_workbook_and_a_text_file_are_read(table, alice) -> None:
    book = Workbook()
    for row in (["n", "单位"], [1, "复旦大学"], [2, None], [3, "Nowhere"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    given = take(alice, file=upload("a.xlsx", file.getvalue()))
    services.choose_column(given, "单位")
    assert (given.state, given.rows) == ("done", 3)
    assert take(alice, file=upload("a.txt", "复旦大学\n\nNowhere, at all\n")).rows == 2


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", "单位,b\n复旦,1\n".encode("gb18030"), "gb18030"),
        ("a.csv", b"a\n\xff\xff\n", "encoding"),
        ("a.csv", b'a\n"open\n', "malformed"),
        ("a.csv", b"a\n1,2\n", "uneven"),
        ("a.csv", b"a\n1\x00\n", "nul"),
        ("a.csv", b"a\n", "no_lines"),
        ("a.xlsx", b"PK\x03\x04 nothing", "workbook_damaged"),
        ("a.txt", b"\xff", "encoding"),
        ("a.csv.gz", b"\x1f\x8b nothing", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_nothing_of_it_kept(alice, name, content, code) -> None:
    assert problem_of(alice, file=upload(name, content)) == code


def test_nothing_and_both_are_refused(alice) -> None:
    assert problem_of(alice) == "nothing_given"
    assert problem_of(alice, text="x", file=upload("a.csv", "a\n1\n")) == "both_given"


def test_who_is_not_signed_in_may_send_fewer_rows(table, nobody, alice, monkeypatch) -> None:
    monkeypatch.setattr(services, "SIGNED_OUT_ROWS", 3)
    assert problem_of(nobody, text="x\n" * 4) == "too_many_signed_out"
    assert take(nobody, "x\n" * 3).state == "done"
    assert take(alice, "x\n" * 4).state == "done"


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(nobody, monkeypatch) -> None:
    monkeypatch.setattr(services, "SIGNED_OUT_FILE", 10)
    assert problem_of(nobody, file=upload("a.csv", "a\n" + "x" * 20)) == "file_too_large"


def test_a_long_list_is_answered_by_the_worker_in_turns(table, alice, monkeypatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE_ROWS", 2)
    monkeypatch.setattr(work, "BATCH", 2)
    monkeypatch.setattr(work, "A_TURN", 2)
    given = take(alice, file=upload("a.csv", "a\n" + "Fudan University\n" * 9))
    assert (given.state, given.rows) == ("waiting", 0)
    Job.objects.exclude(name=work.TASK).delete()  # what else is planned since organisations were loaded
    seen = []
    for _ in range(9):
        Job.objects.filter(name=work.TASK).update(due_at=clock.now())
        jobs.run_due(limit=1)
        given.refresh_from_db()
        seen.append((given.state, given.done))
        if given.state == "done":
            break
    assert seen[0] == ("waiting", 4)
    assert seen[-1] == ("done", 9)
    assert sum(given.counts.values()) == 9


def test_a_turn_that_is_run_twice_answers_nothing_twice(table, alice, monkeypatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE_ROWS", 0)
    given = take(alice, "Fudan University\nNowhere\n")
    work.take_turn(given.uid)
    work.take_turn(given.uid)
    given.refresh_from_db()
    assert (given.state, sum(given.counts.values())) == ("done", 2)


def test_a_long_list_that_cannot_be_read_says_why(table, alice, monkeypatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE_ROWS", 2)
    given = take(alice, file=upload("a.csv", b"a\n1\n2\n3\n4\xff\n"))
    work.take_turn(given.uid)
    given.refresh_from_db()
    assert (given.state, given.problem) == ("failed", {"code": "encoding", "line": 5})


def test_without_a_table_of_names_a_list_waits_until_there_is_one(db, alice, tmp_path) -> None:
    ror_load.load(ror_files.write(tmp_path, "jsonl"))
    given = take(alice, "Fudan University\n")
    assert given.state == "waiting"
    resolving.refresh()
    work.take_turn(given.uid)
    given.refresh_from_db()
    assert given.state == "done"
    resolving_apart.stop()


def test_only_its_owner_finds_a_list(table, alice, nobody, people) -> None:
    mine, open_one = take(alice, "x\n"), take(nobody, "x\n")
    other = SimpleNamespace(user=people.administrator, session={})
    assert services.find(alice, mine.uid) == mine
    assert services.find(other, mine.uid) is services.find(nobody, mine.uid) is None
    assert services.find(nobody, open_one.uid) == open_one
    assert services.find(SimpleNamespace(user=AnonymousUser(), session={}), open_one.uid) is None
    assert services.find(alice, open_one.uid) is None


def test_a_list_whose_time_is_over_is_gone_with_its_file(table, alice) -> None:
    given = take(alice, "x\n")
    assert given.expires_at - given.created_at == dt.timedelta(days=7)
    GivenList.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert services.find(alice, given.uid) is None
    work.forget_old()
    assert GivenList.objects.count() == 0
    assert not given.folder.exists()


def test_a_person_keeps_twenty_lists_and_none_when_they_leave(table, alice, people, monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST_KEPT", 2)
    first, *_ = [take(alice, "x\n") for _ in range(3)]
    assert GivenList.objects.count() == 2
    assert not first.folder.exists()
    assert services.forget in leaving._forgotten_elsewhere
    services.forget(people.alice)
    assert GivenList.objects.count() == 0
    assert list(models.folder().iterdir()) == []


def test_every_problem_has_words_in_both_languages() -> None:
    for code in WORDS:
        problem = ListProblem(code, line=3, column="单位", most=500, signed_in=200_000).kept()
        with translation.override("en"):
            english = in_words(problem)
        with translation.override("zh-hans"):
            chinese = in_words(problem)
        assert english != chinese and "%" not in english + chinese, code


def test_marks_stand_around_what_was_found_and_everything_is_escaped() -> None:
    text = "<b>Fudan</b> & MIT"
    assert present.marked(text, [(15, 18), (3, 8), (5, 8)]) == (
        "&lt;b&gt;<mark>Fudan</mark>&lt;/b&gt; &amp; <mark>MIT</mark>"
    )
    assert present.marked("abc", [(2, 99), (-5, 1)]) == "<mark>a</mark>b<mark>c</mark>"
