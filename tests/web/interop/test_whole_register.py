"""The downloads of everything, and the feed of what changed since."""

import csv
import io
from pathlib import Path
from typing import Any

import interop_world
import orjson
import pyarrow.parquet as parquet
import pytest
import ror_files
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from technopole.core.sourced import edit_locally
from technopole.interop import things as known
from technopole.interop.dump import views

World = dict[str, str]


def body(address: str, **headers: str) -> bytes:
    response = Client().get(address, headers=headers)
    assert response.status_code == 200
    found = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    return found


def table(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(address).decode("utf-8-sig"))))


def lines(text: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in text.splitlines()]


def test_every_organisation_is_a_row_with_source_and_licence(world: World) -> None:
    rows = {row["uid"]: row for row in table("/data/organisations.csv")}
    assert set(rows) == set(world.values())
    fudan = rows[world[ror_files.FUDAN]]
    assert (fudan["ror_id"], fudan["isni"], fudan["domains"]) == (ror_files.FUDAN, "0000000101252443", "fudan.edu.cn")
    assert (fudan["stated_by"], fudan["licence"]) == ("ror", "CC0-1.0")
    assert (rows[world["own"]]["stated_by"], rows[world["own"]]["synthetic"]) == ("centre", "True")
    assert fudan["url"] == f"http://testserver/organisations/{world[ror_files.FUDAN]}/"


def test_every_name_is_a_row_of_its_own(world: World) -> None:
    rows = [row for row in table("/data/organisation-names.csv") if row["uid"] == world[ror_files.FUDAN]]
    assert [(row["name"], row["language"], row["kind"], row["position"]) for row in rows] == [
        ("Fudan University", "en", "display", "0"),
        ("复旦大学", "zh-Hans", "label", "1"),
        ("FDU", "", "acronym", "2"),
    ]


def test_json_lines_hold_names_places_and_relations_as_objects(world: World) -> None:
    rows = {row["uid"]: row for row in lines(body("/data/organisations.jsonl"))}
    assert set(rows) == set(world.values())
    fudan = rows[world[ror_files.FUDAN]]
    assert {"value": "复旦大学", "language": "zh-Hans", "kind": "label"} in fudan["names"]
    assert fudan["places"][0]["geonames"] == "1796236"
    assert fudan["relations"][0]["target"] == f"ror:{ror_files.HOSPITAL}"


@pytest.mark.parametrize("name", ["organisations", "organisation-names"])
def test_all_forms_hold_the_same_rows(world: World, name: str) -> None:
    from_csv = len(table(f"/data/{name}.csv"))
    assert len(lines(body(f"/data/{name}.jsonl"))) == from_csv
    assert parquet.read_table(io.BytesIO(body(f"/data/{name}.parquet"))).num_rows == from_csv


def test_other_forms_do_not_exist(world: World) -> None:
    assert Client().get("/data/organisations.xml").status_code == 404


def test_who_has_the_register_as_it_is_gets_nothing_again(world: World) -> None:
    response = Client().get("/data/organisations.csv")
    interop_world.leave(response)
    again = Client().get("/data/organisations.csv", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    edit_locally("organisation", world["own"], {"established": "1999"}, interop_world.BY)
    changed = Client().get("/data/organisations.csv", headers={"If-None-Match": response["ETag"]})
    assert changed.status_code == 200
    assert "Last-Modified" in changed
    interop_world.leave(changed)


def test_batches_cost_the_same_queries_each_and_lose_nothing(
    db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = interop_world.load(more=interop_world.MANY)
    monkeypatch.setattr(known, "BATCH", 10)
    with CaptureQueriesContext(connection) as asked:
        rows = lines(body("/data/organisations.jsonl"))
    assert {row["uid"] for row in rows} == set(world.values())
    assert len(asked) <= 2 * (len(world) // 10 + 2) + 4


def test_too_many_downloads_of_everything_at_once_are_told_to_come_back(world: World) -> None:
    held = [Client().get("/data/organisations.csv") for _ in range(2)]
    try:
        refused = Client().get("/data/organisations.csv")
        assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    finally:
        for response in held:
            interop_world.leave(response)
    assert body("/data/organisations.csv")
    assert views._AT_ONCE._value == 2  # type: ignore[attr-defined]  # each reader gave its place back


def test_the_head_of_a_download_takes_no_place(world: World) -> None:
    for _ in range(5):
        assert Client().head("/data/organisations.parquet").status_code == 200
    assert views._AT_ONCE._value == 2  # type: ignore[attr-defined]


# --- changes ------------------------------------------------------------------------------------------------------


def changes(since: str, **more: str) -> tuple[list[dict[str, Any]], str]:
    response = Client().get("/data/changes.jsonl", {"since": since, **more})
    assert response.status_code == 200
    return lines(response.content), response["X-Cursor"]


def test_from_the_beginning_all_that_ever_came_is_told(world: World) -> None:
    entries, _ = changes("0")
    assert {each["uid"] for each in entries if each["action"] == "created"} == set(world.values())


def test_who_goes_on_from_the_cursor_gets_what_happened_since_and_no_more(world: World) -> None:
    _, cursor = changes("latest")
    assert changes(cursor) == ([], cursor)
    uid = world[ror_files.FUDAN]
    edit_locally("organisation", uid, {"established": "1906"}, interop_world.BY)
    interop_world.remove(world[ror_files.BRIGHT])
    entries, onward = changes(cursor)
    told = [(each["uid"], each["action"], each["fields"], each["present"]) for each in entries]
    assert told == [
        (uid, "changed", ["established"], True),
        (world[ror_files.BRIGHT], "withdrawn", [], False),
    ]
    assert changes(onward) == ([], onward)


def test_of_a_merge_it_is_told_what_became_part_of_what(world: World) -> None:
    _, cursor = changes("latest")
    stays, goes = world[ror_files.FUDAN], world["own"]
    interop_world.merge(stays, goes)
    told = {(each["uid"], each["action"], each.get("into"), each.get("other")) for each in changes(cursor)[0]}
    assert (goes, "withdrawn", stays, None) in told
    assert (stays, "merged", None, goes) in told


def test_small_steps_tell_the_same_as_one_large_one(world: World) -> None:
    everything, end = changes("0")
    found: list[dict[str, Any]] = []
    cursor = "0"
    while cursor != end:
        entries, cursor = changes(cursor, limit="2")
        found += entries
    assert found == everything


def test_the_link_says_where_to_go_on(world: World) -> None:
    response = Client().get("/data/changes.jsonl", {"since": "0", "limit": "3"})
    assert response["X-More"] == "true"
    address = response["Link"].partition(">")[0].removeprefix("<http://testserver")
    assert lines(Client().get(address).content)[0]["cursor"] > lines(response.content)[-1]["cursor"]


def test_a_download_names_the_cursor_from_which_its_copy_is_kept_up(world: World) -> None:
    response = Client().head("/data/organisations.csv")
    _, latest = changes("latest")
    assert f"/data/changes.jsonl?since={latest}>" in response["Link"]


def test_no_person_is_named(world: World) -> None:
    entries, _ = changes("0")
    assert not any("actor" in each or "by" in each for each in entries)


@pytest.mark.parametrize("asked", [{"since": "x"}, {"since": "-1"}, {"limit": "0"}, {"limit": "10001"}])
def test_a_cursor_that_is_none_is_refused(world: World, asked: dict[str, str]) -> None:
    assert Client().get("/data/changes.jsonl", asked).status_code == 422
