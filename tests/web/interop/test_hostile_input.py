"""Whatever is sent to the protocols' addresses is answered, and soon: no text is a mistake of ours."""

import contextlib
import json
import time
from typing import Any

import interop_world
import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from technopole.interop.ror import advanced

World = dict[str, str]
SECONDS = 10
"""For one answer on a busy machine; an endless one takes longer."""
PARAMETERS = [
    ("/v2/organizations", "query"),
    ("/v2/organizations", "query.advanced"),
    ("/v2/organizations", "filter"),
    ("/v2/organizations", "page"),
    ("/v2/organizations", "affiliation"),
    ("/reconcile", "queries"),
    ("/reconcile", "query"),
    ("/reconcile", "extend"),
    ("/reconcile", "callback"),
    ("/reconcile/suggest/entity", "prefix"),
    ("/reconcile/suggest/type", "cursor"),
    ("/reconcile/flyout/entity", "id"),
    ("/reconcile/properties", "limit"),
    ("/oai", "verb"),
    ("/data/changes.jsonl", "since"),
    ("/data/changes.jsonl", "limit"),
]
NASTY = {
    "a megabyte": "a" * 1_000_000,
    "ten thousand commas": "," * 10_000,
    "ten thousand words": "university " * 10_000,
    "ten thousand parentheses": "(" * 10_000,
    "ten thousand quotes": '"' * 10_000,
    "ten thousand wildcards": "a*" * 10_000,
    "ten thousand colons": ":" * 10_000,
    "ten thousand backslashes": "\\" * 9_999,
    "deep arrays": "[" * 100_000,
    "control characters": "".join(map(chr, range(1, 32))),
    "marks of direction": "\u202eytisrevinU naduF\u202c \u200f\u200e\u2066\u2069",
    "half a character": "\ud800",
    "not characters": "\ufffe\uffff",
    "another script's digits": "٤٢",
    "a huge number": "9" * 5_000,
    "minus": "-1",
    "markup": "</script><script>alert(1)</script>",
    "a quotation": "'; DROP TABLE registry_organisation; --",
}


@pytest.fixture(autouse=True)
def _often(settings: Any) -> None:
    settings.API_RATES = {"anonymous": 1_000_000}


def answered(address: str, parameters: dict[str, str]) -> int:
    started = time.monotonic()
    response = Client().get(address, parameters)
    if response.streaming:
        interop_world.leave(response)
    assert time.monotonic() - started < SECONDS, "it took too long"
    assert response.status_code < 500 or response.status_code == 503, response.content[:500]
    return response.status_code


def encoded(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(("address", "name"), PARAMETERS)
def test_hostile_text_is_answered(world: World, address: str, name: str) -> None:
    for text in NASTY.values():
        answered(address, {name: encoded(text)})


@pytest.mark.parametrize("text", ["%00", "%ff%fe", "%ED%A0%80", "a%00b"])
@pytest.mark.parametrize(("address", "name"), PARAMETERS)
def test_bytes_that_are_no_text_are_answered(world: World, address: str, name: str, text: str) -> None:
    assert Client().get(f"{address}?{name}={text}").status_code in (200, 400, 401, 404, 422, 503)


@pytest.mark.parametrize("name", ["queries", "extend", "query"])
def test_a_hostile_form_is_answered(world: World, name: str) -> None:
    for text in NASTY.values():
        assert Client().post("/reconcile", {name: encoded(text)}).status_code < 500


def test_ten_megabytes_in_a_form_are_too_large(world: World) -> None:
    queries = json.dumps({"q": {"query": "a" * 10_000_000}})
    assert Client().post("/reconcile", queries, content_type="application/x-www-form-urlencoded").status_code == 413


def test_a_thousand_arguments_are_answered(world: World) -> None:
    query = "&".join(f"a{number}=1" for number in range(2000))
    for address in ("/v2/organizations", "/oai", "/reconcile", "/data/changes.jsonl"):
        assert Client().get(f"{address}?{query}").status_code < 500


@pytest.mark.parametrize("text", [encoded(text) for text in NASTY.values() if len(text) < 20_000])
def test_hostile_ids_are_answered(world: World, text: str) -> None:
    from urllib.parse import quote

    assert Client().get(f"/v2/organizations/{quote(text)}").status_code in (400, 404)


JSONS = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["query", "type", "limit", "properties", "pid", "v", "ids", "id", "settings", "q0"]), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(asked=JSONS, name=st.sampled_from(["queries", "extend"]))
@quick
def test_any_json_is_answered_by_the_reconciliation_service(world: World, asked: Any, name: str) -> None:
    text = json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace").decode()
    assert Client().get("/reconcile", {name: text}).status_code < 500


@given(text=st.text(alphabet=st.sampled_from('ab *?"():[]{}\\/-+!&|~^<>.,复ANDORT_0TO'), max_size=60))
@quick
def test_any_condition_is_answered(world: World, text: str) -> None:
    for name in ("query", "query.advanced"):
        response = Client().get("/v2/organizations", {name: text})
        assert response.status_code == 200
        assert {"errors", "items"} & set(response.json())


@given(text=st.text(max_size=300))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    with contextlib.suppress(advanced.NotUnderstood):
        assert advanced.fields(advanced.parse(text)) <= set(advanced.FIELDS)


@given(
    arguments=st.dictionaries(
        st.sampled_from(["verb", "metadataPrefix", "set", "from", "until", "identifier", "resumptionToken"]),
        st.sampled_from(["ListRecords", "GetRecord", "oai_dc", "centre", "2026-01-01", "0001-01-01", "9999-12-31T23:59:59Z"]) | st.text(max_size=30),
    )
)  # fmt: skip
@quick
def test_any_request_of_a_harvester_is_answered_with_xml(world: World, arguments: dict[str, str]) -> None:
    from xml.etree import ElementTree

    given_text = {name: encoded(text).replace("\0", "") for name, text in arguments.items()}
    response = Client().get("/oai", given_text)
    assert response.status_code == 200
    ElementTree.fromstring(response.content)


def test_a_long_condition_is_refused_before_it_costs_anything(world: World) -> None:
    cache.clear()
    condition = " OR ".join(f"names.value:a{number}*" for number in range(200))
    found = Client().get("/v2/organizations", {"query.advanced": condition}).json()
    assert "too many parts" in found["errors"][0] or "cannot be read" in found["errors"][0]
