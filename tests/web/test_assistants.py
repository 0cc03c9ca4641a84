"""Assistants look up what everybody may read over the Model Context Protocol, cite it, and change nothing."""

import json
import os
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import hidden_world
import kept
import pytest
import things
from django.db import connection
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp.server.mcpserver.exceptions import ToolError

from technopole import cli
from technopole.core.ids import uid_for
from technopole.core.sourced import By, put
from technopole.exchange.models import Listing
from technopole.interop.mcp import server, shapes
from technopole.search import worker

pytestmark = pytest.mark.django_db

NOBODY = "0" * 12
LISTS = ("search_needs", "search_organisations", "search_policies", "list_indicators")
MADE_UP = {
    "key": "dream", "profile": "technology_offer", "title": {"en": "Dream battery", "zh": "梦幻电池"},
    "summary": {"en": "It does not exist."}, "status": "live", "trl": 3, "synthetic": True,
    "sources": ["https://example.org/dreams"],
}  # fmt: skip


@pytest.fixture
def hidden(db: Any) -> Listing:
    """An anonymous offer that is public, whose owner is only in what is private."""
    return kept.world(hidden_world.everything)[2]


@pytest.fixture
def made_up(db: Any) -> str:
    put("offer", "centre", "dream", dict(MADE_UP), By(label="test"))
    worker.catch_up_once()
    return uid_for("offer", "dream")


# --- a real client over standard input and output ---------------------------------------------------------------


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)  # what is not committed cannot be copied
def test_an_assistant_asks_every_tool_and_never_hears_of_a_hidden_owner(hidden: Listing, settings: Any) -> None:
    home = Path(settings.HOME)
    connection.ensure_connection()
    with closing(sqlite3.connect(home / "store.sqlite3")) as store:
        connection.connection.backup(store)
    with ThreadPoolExecutor(1) as apart:  # a browser of tests before this one may have left a loop in our own thread
        said = apart.submit(anyio.run, _converse, home, hidden.public_uid).result()
    answers, told = said["answers"], json.dumps(said, ensure_ascii=False)
    assert hidden_world.leaks("mcp", told) == []
    assert {name for name, _ in answers} == {tool.__name__ for tool in server.TOOLS}
    wrong = {name: answer["error"] for name, answer in answers if answer["error"]}
    assert wrong == {}
    found = dict(answers)
    (offer,) = [each for each in found["search_offers"]["content"]["items"] if each["uid"] == hidden.public_uid]
    assert (offer["owner"], offer["standing"], offer["synthetic"]) == (None, "listing", False)
    assert offer["url"] == f"https://portal.example/exchange/offers/{hidden.public_uid}/"
    assert found["get_offer"]["content"]["data"]["organisation"] is None
    first = found["match_need"]["content"]["items"][0]
    assert first["uid"] == hidden.public_uid
    assert [each["term"] for each in first["reasons"]["terms"]]
    refusals = dict(said["refusals"])
    assert "There is nothing public under this uid" in refusals["get_offer"]
    assert "less than or equal to 50" in refusals["search_offers limit"]
    assert "at most 20000 characters" in refusals["match_need text"]
    assert "no such facet: colour" in refusals["search_offers facet"]
    assert said["tools"] and all(tool["read_only"] and tool["schema"] for tool in said["tools"])
    assert json.loads(said["resource"])["uid"] == hidden.public_uid
    assert "match_need" in said["prompt"]


async def _converse(home: Path, uid: str) -> dict[str, Any]:
    process = StdioServerParameters(
        command=sys.executable,
        args=["-m", "technopole.cli", "mcp", "--home", str(home)],
        env={**os.environ, "TECHNOPOLE_HOME": str(home), "TECHNOPOLE_URL": "https://portal.example"},
    )
    async with Client(stdio_client(process), mode="legacy") as client:
        listed = (await client.list_tools()).tools
        answers = []
        for name, given in (
            ("search_offers", {"text": hidden_world.TITLE}), ("get_offer", {"uid": uid}),
            ("match_need", {"text": "A ceramic separator that does not shrink", "trl_min": 4, "fields": ["H01M"]}),
            ("search_needs", {"text": ""}), ("search_organisations", {"text": "acme"}), ("search_policies", {}),
            ("list_services", {}), ("list_indicators", {}), ("market_figures", {}),
        ):  # fmt: skip
            answers.append((name, _plain(await client.call_tool(name, given))))
        found = dict(answers)
        assert {name: answer["text"] for name, answer in answers if answer["error"]} == {}
        assert [name for name in LISTS if not found[name]["content"]["items"]] == []
        for name, of in (("get_need", "search_needs"), ("get_organisation", "search_organisations"), ("get_policy", "search_policies")):
            answers.append((name, _plain(await client.call_tool(name, {"uid": found[of]["content"]["items"][0]["uid"]}))))
        key = found["list_indicators"]["content"]["items"][0]["key"]
        answers.append(("get_indicator", _plain(await client.call_tool("get_indicator", {"key": key}))))
        refusals = []
        for what, name, given in (
            ("get_offer", "get_offer", {"uid": NOBODY}), ("search_offers limit", "search_offers", {"text": "x", "limit": 51}),
            ("match_need text", "match_need", {"text": "x" * 20_001}),
            ("search_offers facet", "search_offers", {"text": "x", "filters": {"colour": ["red"]}}),
        ):  # fmt: skip
            refusals.append((what, _plain(await client.call_tool(name, given))["error"]))
        read = await client.read_resource(f"technopole://offer/{uid}")
        with pytest.raises(MCPError):
            await client.read_resource(f"technopole://offer/{NOBODY}")
        prompt = await client.get_prompt("find_technology", {"need": "less dust"})
        return {
            "answers": answers, "refusals": refusals, "resource": read.contents[0].text, "prompt": str(prompt),
            "tools": [{"read_only": each.annotations.read_only_hint, "schema": each.output_schema} for each in listed],
        }  # fmt: skip


def _plain(answer: Any) -> dict[str, Any]:
    text = " ".join(part.text for part in answer.content)
    return {"error": text if answer.is_error else "", "content": answer.structured_content, "text": text}


# --- what the look-ups give -------------------------------------------------------------------------------------


def test_what_is_made_up_says_so_in_every_list_and_record(made_up: str) -> None:
    listed = server.search_offers("dream battery")
    assert [(each.uid, each.synthetic, each.warning) for each in listed.items] == [(made_up, True, shapes.MADE_UP)]
    assert listed.warning == shapes.SOME_MADE_UP
    record = server.get_offer(made_up)
    assert (record.synthetic, record.warning) == (True, shapes.MADE_UP)


def test_a_record_cites_the_portals_page_and_what_its_source_cites(made_up: str, settings: Any) -> None:
    record = server.get_offer(made_up)
    assert record.url == f"/exchange/offers/{made_up}/"
    assert [each.url for each in record.citations] == [record.url, "https://example.org/dreams"]
    assert record.citations[1].name == "example.org"
    settings.PUBLIC_URL = "https://portal.example/"
    assert server.get_offer(made_up).url == f"https://portal.example/exchange/offers/{made_up}/"


def test_a_figure_has_its_unit_period_status_and_source(db: Any) -> None:
    things.add("indicator", 0)
    things.add("observation", 0)
    key = server.list_indicators().items[0].key
    (figure, *_) = server.get_indicator(key).figures
    assert figure.period and figure.status
    assert figure.unit
    assert isinstance(figure.citations, list)


def test_what_the_portal_refuses_is_told_as_an_error_of_the_tool(db: Any) -> None:
    tool = server._answering(server.get_need, ToolError)
    with pytest.raises(ToolError, match="There is nothing public under this uid or key. Look for it with"):
        tool(uid=NOBODY)
    with pytest.raises(ToolError, match="in_force"):
        server._answering(server.search_policies, ToolError)(in_force="2026-99-99")


# --- the command ------------------------------------------------------------------------------------------------


def test_other_machines_are_answered_only_under_a_name_that_was_given(capsys: Any, tmp_path: Path) -> None:
    assert cli.main(["mcp", "--http", "0.0.0.0:8765", "--home", str(tmp_path)]) == 2
    assert "0.0.0.0 can be reached from other machines. Say under which name with --host NAME" in capsys.readouterr().err
    assert cli.main(["mcp", "--host", "portal.example", "--home", str(tmp_path)]) == 2
    assert "--host is for --http" in capsys.readouterr().err


def test_the_protocols_kit_is_not_imported_by_other_commands() -> None:
    import subprocess

    code = "import sys, technopole.cli; technopole.cli.parser(); print([name for name in sys.modules if name.split('.')[0] == 'mcp'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
