"""A composite index from chosen indicators: what the page says, what its program gets, and what goes on elsewhere."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from test_comparing_places import indicator, observation

from technopole import cli
from technopole.core.errors import SourceError
from technopole.observatory.composing import choice
from technopole.observatory.composing.index import work_out
from technopole.observatory.composing.own import work_out as work_out_own

pytestmark = pytest.mark.django_db

VALUES = {  # town leads in firms, lake in papers; patents say the same as firms
    "town": ("50", "10", "5.2", "3"), "hill": ("30", "20", "3.1", "4"), "lake": ("10", "60", "1.2", "9"),
    "moor": ("20", "30", "2.2", "1"), "glen": ("40", "15", "4.1", "7"),
}  # fmt: skip


@pytest.fixture
def places() -> None:
    cache.clear()
    for key in ("firms", "papers", "patents"):
        indicator(key)
    indicator("waste", "down")
    indicator("rain", "none")
    for place, values in VALUES.items():
        for key, value in zip(("firms", "papers", "patents", "waste"), values, strict=True):
            observation(key, place, "2020", value)
        observation("rain", place, "2020", "1")


def test_the_address_holds_every_choice_and_nothing_that_is_usual(places: None) -> None:
    asked = QueryDict(
        "i=firms&i=papers&p=hill&p=town&p=lake&w.firms=7.5&w.papers=5&aggregate=geometric&period=2020&noise=50&treat=never"
    )
    chosen = choice.read(asked)
    assert chosen.query == (
        "i=firms&i=papers&p=hill&p=town&p=lake&w.firms=7.5&period=2020&aggregate=geometric&noise=50"
    )
    assert choice.read(QueryDict(chosen.query)) == chosen
    assert choice.read(QueryDict("i=firms&i=papers&w.firms=nan&w.papers=99")).weights == {"firms": 5.0, "papers": 10.0}


def test_what_no_way_is_better_of_is_not_offered(places: None) -> None:
    assert [each.indicator.key for each in choice.read(QueryDict("")).candidates] == ["firms", "papers", "patents", "waste"]


def test_the_page_tells_ranks_how_sure_they_are_and_what_counts_twice(client: Client, places: None) -> None:
    page = client.get("/composite/").content.decode()
    for told in (
        "of 1,000 draws of other choices", "Firms and Patents (1.00)", "No figure is missing.", "Ranks move by",
        "Ahead of the next in", "Cronbach", 'type="range"', "model.toml",
    ):  # fmt: skip
        assert told in page
    assert client.get("/composite/", headers={"Accept-Language": "zh-hans"}).status_code == 200


def test_weights_decide_and_the_program_gets_the_same_as_the_page(client: Client, places: None) -> None:
    def first(query: str) -> str:
        answer = client.get(f"/composite/scores.json?i=firms&i=papers&{query}").json()
        assert answer["problem"] == "" and answer["html"].count('viewBox="0 0 ') >= 2
        return str(answer["ranking"][0]["place"])

    assert first("w.firms=10&w.papers=1") == "town" and first("w.firms=1&w.papers=10") == "lake"
    answer = client.get("/composite/scores.json?i=firms&i=papers&w.firms=10&w.papers=0").json()
    assert answer["weights"] == {"firms": "100%", "papers": "0%"}
    assert [row["rank"] for row in answer["ranking"]] == [1, 2, 3, 4, 5]


def test_gaps_are_told_and_a_place_with_too_many_is_left_out(client: Client, places: None) -> None:
    for key in ("firms", "papers"):
        observation(key, "fen", "2020", "12")
    observation("patents", "fen", "2020", "2")
    observation("firms", "isle", "2020", "12")
    query = "&".join(f"p={place}" for place in (*VALUES, "fen", "isle"))
    page = client.get(f"/composite/?{query}&fill=mean").content.decode()
    assert "4% of the figures are missing: Waste (1)." in page and "filled in with the mean of the other places" in page
    assert "they have less than two thirds of the indicators: isle." in page


@pytest.mark.parametrize(("query", "told"), [
    ("i=firms", "at least two indicators"),
    ("i=firms&i=papers&w.firms=0&w.papers=0", "Give at least one indicator a weight"),
    ("i=firms&i=papers&p=town&p=hill", "Fewer than three of these places"),
    ("i=firms&i=papers&period=1999", "Fewer than three of these places"),
])  # fmt: skip
def test_an_index_that_cannot_be_is_refused_in_words(client: Client, places: None, query: str, told: str) -> None:
    assert told in client.get(f"/composite/?{query}").content.decode()
    assert told in client.get(f"/composite/scores.json?{query}").json()["problem"]
    assert client.get(f"/composite/files/iData.csv?{query}").status_code == 422


@pytest.mark.parametrize("query", ["", "aggregate=copeland&fill=unit_mean&w.firms=2", "normalise=zscore&vary=weights"])
def test_the_command_line_goes_on_from_the_page_with_the_same_scores(
    client: Client, places: None, tmp_path: Path, query: str
) -> None:
    for name in ("scores.csv", "iData.csv", "iMeta.csv", "model.toml"):
        (tmp_path / name).write_bytes(client.get(f"/composite/files/{name}?{query}").content)
    files = {option: str(tmp_path / name) for option, name in (
        ("--data", "iData.csv"), ("--meta", "iMeta.csv"), ("--config", "model.toml"), ("--output", "out.csv"),
    )}  # fmt: skip
    assert cli.main(["observatory", "composite", *(part for pair in files.items() for part in pair)]) == 0
    page = list(csv.DictReader(io.StringIO((tmp_path / "scores.csv").read_text("utf-8-sig"))))
    command = {row["uCode"]: row for row in csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig")))}
    for row in page:
        other = command[row["place"]]
        assert (row["rank"], row["rank_5"], row["rank_95"]) == (other["Rank"], other["Rank_5"], other["Rank_95"])
        assert float(row["score"]) == pytest.approx(float(other["Index"]), abs=1e-12)


def test_whoever_asks_too_often_waits(client: Client, places: None, settings) -> None:
    settings.API_RATES = {"anonymous": 1}
    assert client.get("/composite/scores.json").status_code == 200
    assert client.get("/composite/scores.json").status_code == 429
    assert client.get("/composite/").status_code == 429


def test_without_figures_the_page_says_where_they_come_from(client: Client) -> None:
    cache.clear()
    assert "Nothing to make an index of yet" in client.get("/composite/").content.decode()
    assert client.get("/composite/files/nothing.zip").status_code == 404


def test_who_is_ahead_is_counted_over_the_draws(places: None) -> None:
    index = work_out(choice.read(QueryDict("i=firms&i=papers&w.firms=10&w.papers=0")))
    town, lake = (index.stages.kept.index(place) for place in ("town", "lake"))
    assert index.ahead(town, lake) == 1.0 and index.ahead(lake, town) == 0.0


META = """iCode,Level,Parent,Weight,Direction,Type
A,1,I,1,1,Indicator
B,1,I,1,-1,Indicator
I,2,,1,1,Aggregate
"""
DATA = "uCode,A,B\nNA,1,9\nu,2,5\nv,4,3\n<b>w,9,1\n"


def own(client: Client, data: str = DATA, meta: str = META, **more: str) -> tuple[int, str]:
    files = {"table": ("iData.csv", data), "meta": ("iMeta.csv", meta)}
    if "model" in more:
        files["model"] = ("model.toml", more.pop("model"))
    sent = {key: SimpleUploadedFile(name, text.encode()) for key, (name, text) in files.items()}
    response = client.post("/composite/own/", {**sent, **more})
    return response.status_code, response.content.decode("utf-8-sig")


def test_own_tables_are_worked_out_and_shown(client: Client) -> None:
    cache.clear()
    status, page = own(client)
    assert status == 200 and "&lt;b&gt;w" in page and "<b>w" not in page and "of 1,000 draws" in page
    status, table = own(client, answer="csv", model="[weights.change]\nB = 0\n")
    assert status == 200 and table.splitlines()[:2] == ["uCode,I,Rank,Rank_5,Rank_50,Rank_95", "<b>w,100.0,1,1.0,1.0,1.0"]


@pytest.mark.parametrize(("wrong", "told"), [
    ({"data": "uCode,A,B\nu,1,x\n"}, "Line 2, column B: &#x27;x&#x27; is no number"),
    ({"meta": META.replace("A,1,I", "A,1,J")}, "Line 2, column Parent: "),
    ({"model": "[treat]\nskewnes = 1"}, "In treat.skewnes: is not known. Did you mean &#x27;skewness&#x27;?"),
    ({"model": "[aggregate]\nmethod = 'geometric'"}, "a geometric mean is undefined for the score 0"),
    ({"data": "uCode,A,B\n" + "".join(f"u{n},{n},1\n" for n in range(301))}, "The file has 301 units"),
    ({"data": "\x1f\u008b"}, "iData.csv"),
    ({"model": "#" * (1024 * 1024 + 1)}, "The file is larger than 1 MiB"),
    ({"model": "[uncertainty]\nnormalise = [" + "{}," * 101 + "]"}, "101 combinations"),
])  # fmt: skip
def test_what_is_wrong_with_own_tables_is_told_at_the_file(client: Client, wrong: dict[str, str], told: str) -> None:
    cache.clear()
    status, page = own(client, **wrong)
    assert status == 422 and told in page


def test_compressed_tables_are_not_opened_and_files_are_needed(client: Client) -> None:
    cache.clear()
    with pytest.raises(SourceError, match="is compressed"):
        work_out_own(gzip.compress(DATA.encode()), META.encode())
    assert client.post("/composite/own/").status_code == 422
    assert client.get("/composite/own/").status_code == 200


def test_draws_grow_fewer_for_large_tables_that_are_outranked() -> None:
    many = "uCode,A,B\n" + "".join(f"u{n},{n},{n % 7 or ''}\n" for n in range(300))
    index = work_out_own(many.encode(), META.encode(), b"[aggregate]\nmethod = 'copeland_wins'\n[impute]\nmethod = 'none'")
    assert index.draws == 370
