"""Names and numbers checked: found, several, closed with a successor, mistyped, unknown."""

from types import SimpleNamespace

import pytest
import ror_files
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ror_files import BRIGHT, FUDAN, GONE

from technopole.core.sourced import By, put
from technopole.registry import checking, ror_load, standing
from technopole.registry.standing import Standing

pytestmark = pytest.mark.django_db


def nobody(texts):
    return [[] for _ in texts]


@pytest.fixture
def known(db, tmp_path):
    ror_load.load(ror_files.write(tmp_path, "jsonl"))


def one(text, resolve=nobody):
    return checking.check([text], resolve)[0]


def ids_of(answer):
    return [each.organisation_id for each in answer.organisations]


def test_a_number_is_found_in_any_spelling(known) -> None:
    for text in (FUDAN, f"https://ror.org/{FUDAN}", "0000 0001 0125 2443", f"ROR: {FUDAN.upper()}"):
        answer = one(text)
        assert (answer.result, ids_of(answer)) == ("found", [f"https://ror.org/{FUDAN}"]), text


def test_a_name_is_found_whatever_the_case_of_its_letters(known) -> None:
    for text in ("Fudan University", "FUDAN university", "复旦大学", "復旦大學", " FDU "):
        answer = one(text)
        assert (answer.reading.scheme, answer.result, ids_of(answer)) == (
            "name", "found", [f"https://ror.org/{FUDAN}"],
        ), text  # fmt: skip


def test_a_mistyped_number_is_told_and_looked_up_nowhere(known) -> None:
    wrong = FUDAN[:-2] + f"{(int(FUDAN[-2:]) + 1) % 100:02}"
    answer = one(wrong)
    assert (answer.result, answer.reading.scheme, answer.organisations) == ("wrong", "ror", [])


def test_what_was_withdrawn_leads_to_its_successor(known) -> None:
    put("organisation", "centre", "test:last", {
        "key": "last", "names": [{"value": "Last Works", "language": "en", "kind": "display"}], "status": "withdrawn",
        "relations": [{"kind": "successor", "target": f"ror:{FUDAN}", "label": "Fudan University"}],
        "sources": ["https://example.org"],
    }, By(label="test"))  # fmt: skip
    answer = one("Last Works")
    assert answer.closed
    assert answer.organisations[0].successor.organisation_id == f"https://ror.org/{FUDAN}"


def test_of_a_chain_of_successors_the_last_is_named(known) -> None:
    for key, target in (("first", "second"), ("second", FUDAN)):
        put("organisation", "centre", f"test:{key}", {
            "key": key, "names": [{"value": f"{key} works", "language": "en", "kind": "display"}],
            "status": "withdrawn", "sources": ["https://example.org"],
            "identifiers": [{"scheme": "ror", "value": ror_files.ror_id(77)}] if key == "second" else [],
            "relations": [{"kind": "successor", "label": target,
                           "target": f"ror:{ror_files.ror_id(77) if target == 'second' else target}"}],
        }, By(label="test"))  # fmt: skip
    assert one("first works").organisations[0].successor.organisation_id == f"https://ror.org/{FUDAN}"


def test_several_of_one_name_are_listed_the_centres_own_first(known) -> None:
    uid = next(iter(put("organisation", "centre", "test:bright", {
        "key": "bright", "names": [{"value": "Bright Dairy", "language": "en", "kind": "display"}], "status": "active",
        "sources": ["https://example.org"],
    }, By(label="test")).uids.values()))  # fmt: skip
    answer = one("bright dairy")
    assert (answer.result, ids_of(answer)) == ("several", [uid, f"https://ror.org/{BRIGHT}"])


def test_the_portals_own_number_is_found(known) -> None:
    uid = one(FUDAN).organisations[0].uid
    answer = one(uid)
    assert (answer.reading.scheme, answer.result, answer.organisations[0].uid) == ("uid", "found", uid)
    assert one("zzzz11112222").reading.scheme == "name"


def test_the_resolver_is_asked_for_names_that_nobody_bears_and_for_those_only(known) -> None:
    uid = one(FUDAN).organisations[0].uid
    asked: list[str] = []

    def resolve(texts):
        asked.extend(texts)
        return [[SimpleNamespace(uid=uid, probability=0.97, start=0, end=len(text))] for text in texts]

    found, number, name = checking.check(["Fudan Univ.", FUDAN, "Fudan University"], resolve)
    assert asked == ["Fudan Univ."]
    assert (found.result, found.organisations[0].probability) == ("found", 0.97)


def test_who_is_named_in_a_part_of_the_line_only_is_similar(known) -> None:
    uid = one(FUDAN).organisations[0].uid
    near = [[SimpleNamespace(uid=uid, probability=0.99, start=0, end=16)]]
    answer = one("Fudan University Press of the East", lambda texts: near)
    assert answer.result == "similar"


def test_a_person_and_an_empty_line_are_told(known) -> None:
    assert one("0000-0002-1825-0097").result == "person"
    assert one("  \u200f ").result == "empty"
    assert one("Nowhere at all").result == "unknown"


def test_standing_that_other_rooms_know_is_told_and_may_mean_closed(known, monkeypatch) -> None:
    monkeypatch.setattr(standing, "_providers", {})
    standing.register("test", lambda uids: {uid: [Standing("abnormal", "On the abnormal list", "warn")] for uid in uids})
    answer = one(FUDAN)
    assert [each.code for each in answer.organisations[0].standing] == ["abnormal"]
    assert not answer.closed
    standing.register("more", lambda uids: {uid: [Standing("deregistered", "Deregistered", closed=True)] for uid in uids})
    assert one(FUDAN).closed


def test_columns_of_an_answer(known) -> None:
    assert checking.as_rows(one(FUDAN)) == [
        ("ror", FUDAN, "yes", "found", f"https://ror.org/{FUDAN}", "Fudan University", "active", "", "")
    ]
    assert checking.as_rows(one("Nowhere")) == [("name", "Nowhere", "", "unknown", "", "", "", "", "")]
    assert checking.as_rows(one(GONE))[0][6] == "withdrawn"


def test_a_hundred_lines_cost_as_many_queries_as_ten(known) -> None:
    lines = [FUDAN, "Fudan University", GONE, "Nowhere", "Bright Dairy"]
    counted = []
    for times in (2, 20):
        with CaptureQueriesContext(connection) as asked:
            checking.check(lines * times, nobody)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 15
