"""The report: one file whole in itself, in both languages, with nothing in it that was not known."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import board_world
import kept
import pytest
from django.test import Client
from django.utils import timezone

from technopole.cli import environment, main
from technopole.core.errors import TechnopoleError
from technopole.observatory.models import Analysis, Indicator
from technopole.observatory.report import documents, pdf
from technopole.pages import drawing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's core indicators; starting the process that draws takes longer than all else here."""
    kept.world(board_world.core)
    monkeypatch.setattr(drawing, "_drawn", lambda text: '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')
    monkeypatch.setattr(environment, "set_up", lambda arguments: Path())
    monkeypatch.setattr("technopole.cli.observatory_report.set_up", lambda arguments: Path())


class Loads(HTMLParser):
    """Addresses that a browser would load, ids, and links within."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.within: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and (value or "").startswith("#"):
                self.within.append((value or "")[1:])
            elif name in ("src", "srcset", "data", "xlink:href", "poster") or (name == "href" and tag != "a"):
                self.loaded.append(value or "")


def words_of(page: str, part: str) -> str:
    body = page.split(f'<main class="part {part}"')[1].split("</main>")[0]
    return re.sub(r"<svg.*?</svg>|<[^>]+>", " ", body, flags=re.S)


def test_the_file_loads_nothing_and_all_its_links_lead_somewhere() -> None:
    page = documents.report()
    found = Loads(page)
    assert found.loaded == []
    assert not {"script", "link", "iframe", "img", "object"} & set(found.tags)
    assert "url(" not in page
    assert "@import" not in page
    assert len(found.ids) == len(set(found.ids))
    assert set(found.within) <= set(found.ids)
    assert found.tags.count("svg") > 2 * 2 * 8


def test_both_languages_are_whole() -> None:
    page = documents.report()
    english, chinese = words_of(page, "en"), words_of(page, "zh")
    assert "7 of 8 core targets are met" in english
    assert "8项核心指标中，7项已达到目标" in chinese
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"http\S+", "", english))
    sentences = re.findall(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}", re.sub(r"http\S+", "", chinese))
    assert sentences == []


def test_every_core_indicator_has_its_page_and_every_source_its_number() -> None:
    page = documents.report("en")
    for key in board_world.CORE:
        assert f'id="en-{key}"' in page
    assert "stcsm.sh.gov.cn" in page
    for number in re.findall(r'href="#en-source-(\d+)"', page):
        assert f'id="en-source-{number}"' in page


def test_the_report_of_2018_holds_2023_in_its_interval_and_knows_nothing_later() -> None:
    page = documents.report("en", 2018)
    shown = words_of(page, "en")
    assert "As it was known at the end of 2018" in shown
    intensity = page.split('id="en-rd_gdp_ratio"')[1].split("</section>")[0]
    low, high = re.search(r"<td>2023</td><td>([\d.]+)% to ([\d.]+)%</td>", intensity).groups()  # type: ignore[union-attr]
    assert float(low) <= 4.34 <= float(high)
    for later in ("4.34%", "4.17%", "26,000", "Target met"):
        assert later not in shown
    assert "8 core indicators; no target is stated." in shown


def test_what_was_computed_from_a_sample_says_so_and_is_left_out_of_a_report_of_an_earlier_year() -> None:
    cells = {
        "value": [3.0, 1.0], "records": [9, 2], "quotient": [1.8, 0.4], "low": [1.2, 0.1], "high": [2.6, 1.3],
        "density": [0.1, 0.1], "has": [1, 0],
    }  # fmt: skip
    result = {
        "activities": [{"id": "27", "name": {"en": "Medicine", "zh": "医学"}}, {"id": "17", "name": {"en": "Law", "zh": "法学"}}],
        "regions": [{"id": "=shanghai", "own": True, "name": {"en": "Shanghai", "zh": "上海"}, "cells": cells, "strong": {
            "27": [{"name": {"en": "Fudan University", "zh": "复旦大学"}}],
        }}],
        "compared": 4,
    }  # fmt: skip
    Analysis.objects.create(
        name="specialisation", scope="fields", parameters={"least_of_both": 3}, data={"works": "00002"}, result=result,
        samples={"works": {"en": "316 works", "zh": "316项成果"}}, made_at=timezone.now(),
    )  # fmt: skip
    page = documents.report()
    for part, said in (("en", ("Medicine", "1.8 (1.2 to 2.6)", "Beyond chance", "316 works", "sample")), ("zh", ("医学", "复旦大学", "316项成果"))):
        section = page.split(f'id="{part}-specialised"')[1].split("</section>")[0]
        for each in said:
            assert each in section
        assert "Law" not in section
    assert 'id="en-specialised"' not in documents.report("en", 2018)


@pytest.mark.parametrize(("year", "reason"), [(1950, "known by the end of 1950"), (2999, "cannot tell"), (0, "cannot tell")])
def test_a_year_without_anything_is_refused(year: int, reason: str) -> None:
    with pytest.raises(TechnopoleError, match=reason):
        documents.report("en", year)


def test_the_command_writes_the_file_and_a_missing_browser_leaves_none(tmp_path: Path, capsys: Any) -> None:
    whole, other = tmp_path / "report.html", tmp_path / "other.html"
    assert main(["observatory", "report", "--output", str(whole), "--language", "zh"]) == 0
    text = whole.read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in text
    assert 'class="switch"' not in text
    capsys.readouterr()
    assert main([
        "observatory", "report", "--output", str(other), "--pdf", str(tmp_path / "r.pdf"), "--browser", str(tmp_path / "none"),
    ]) == 2  # fmt: skip
    assert "--browser" in capsys.readouterr().err
    assert not other.exists()


def test_a_browser_that_makes_no_pdf_is_told_about(tmp_path: Path) -> None:
    with pytest.raises(TechnopoleError, match="made no PDF"):
        pdf.printed("<p>x</p>", "/bin/true")


def test_the_page_gives_the_report_as_a_download(client: Client) -> None:
    answer = client.get("/scoreboard/report.html", {"language": "en"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"Where the centre stands" in answer.content
    assert client.get("/scoreboard/report.html", {"language": "fr"}).status_code == 404
    assert "/scoreboard/report.html" in client.get("/scoreboard/").content.decode()
    Indicator.objects.all().delete()
    assert client.get("/scoreboard/report.html")["Location"] == "/scoreboard/"
