"""The page of an organisation: all its names, what it belongs to, who says what, and how it came to be so."""

import json
import re

import pytest
import ror_files
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ror_files import FUDAN, HOSPITAL

from technopole.core import ids, sourced
from technopole.core.sourced import By


@pytest.fixture
def show(client, register):
    def page(uid, **headers):
        answer = client.get(f"/organisations/{uid}/", headers=headers)
        assert answer.status_code == 200
        return answer.content.decode()

    return page


def ror_uid(key):
    return ids.uid_for("organisation", f"ror:{key}")


def structured(html):
    block = re.search(r'<script[^>]*type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert block, "the page has no JSON-LD"
    return json.loads(block[1])


def test_all_names_are_shown(show):
    html = show(ror_uid(FUDAN))
    for name in ("Fudan University", "复旦大学", "FDU"):
        assert name in html


def test_a_name_is_marked_with_its_language(show):
    assert re.search(r'<span lang="zh-Hans">复旦大学</span>', show(ror_uid(FUDAN)))


def test_identifiers_lead_to_their_registers(show):
    html = show(ror_uid(FUDAN))
    assert f'href="https://ror.org/{FUDAN}"' in html
    assert "isni.org" in html


def test_what_belongs_together_is_linked_both_ways(show):
    assert f'href="/organisations/{ror_uid(HOSPITAL)}/"' in show(ror_uid(FUDAN))
    assert f'href="/organisations/{ror_uid(FUDAN)}/"' in show(ror_uid(HOSPITAL))


def test_sources_and_history_are_shown(show, register):
    html = show(register["alpha"])
    assert "https://example.org/register" in html
    assert "Loaded for a test" in html


def test_a_disagreement_shows_every_claim_with_its_source(show):
    sourced.edit_locally("organisation", ror_uid(FUDAN), {"established": "1917"}, By(label="test"))
    html = show(ror_uid(FUDAN))
    section = html[html.index('id="disagree-title"') :].split("</section>")[0]
    assert "1905" in section and "1917" in section
    assert "ROR" in section and "Edited here" in section


def test_where_sources_agree_nothing_is_said_of_disagreement(show, register):
    assert "disagree-title" not in show(register["alpha"])


def test_a_reference_record_says_that_it_is_one(show, register):
    sentence = "Known here from world registries only"
    assert sentence in show(ror_uid(FUDAN))
    assert sentence not in show(register["alpha"])


def test_a_synthetic_organisation_is_marked(show, register):
    assert "synthetic" in show(register["epsilon"]).lower()


def test_a_withdrawn_organisation_says_so(show):
    assert "Withdrawn" in show(ror_uid(ror_files.GONE))


def test_linked_data_is_valid_json_of_the_organisation(show):
    data = structured(show(ror_uid(FUDAN)))
    assert data["@context"] == "https://schema.org"
    assert data["name"] == "Fudan University"
    assert {"@value": "复旦大学", "@language": "zh-Hans"} in data["alternateName"]
    assert f"https://ror.org/{FUDAN}" in data["sameAs"]
    assert data["@id"].endswith(f"/organisations/{ror_uid(FUDAN)}/")


def test_a_name_cannot_break_out_of_linked_data(show, add):
    value = '</script><script>alert("x")</script>'
    html = show(add("evil", names=[{"value": value, "language": "en", "kind": "display"}]))
    assert "<script>alert" not in html
    assert structured(html)["name"] == value


def test_the_page_is_there_in_chinese(show, register):
    html = show(register["alpha"], **{"accept-language": "zh-hans"})
    assert re.search(r"<h1[^>]*>.*?alpha公司", html, re.DOTALL)


@pytest.mark.parametrize("uid", ["nobody", "000000000000", "a" * 300])
def test_an_unknown_uid_is_not_found(client, register, uid):
    assert client.get(f"/organisations/{uid}/").status_code == 404


def test_a_page_with_many_relatives_costs_no_more_queries(client, register, add, django_assert_max_num_queries):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/organisations/{register['alpha']}/")
        return len(asked)

    add("part0", relations=[{"kind": "parent", "target": "centre:alpha", "label": ""}])
    client.get(f"/organisations/{register['alpha']}/")
    with_one = cost()
    for number in range(1, 40):
        add(f"part{number}", relations=[{"kind": "parent", "target": "centre:alpha", "label": ""}])
    assert cost() <= with_one
    with django_assert_max_num_queries(34):
        html = client.get(f"/organisations/{register['alpha']}/").content.decode()
    assert "part39" in html.lower()
