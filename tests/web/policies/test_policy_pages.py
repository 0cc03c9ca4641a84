"""The page of a policy."""

import pytest
from django.test import Client

from technopole.core.sourced import By, put

pytestmark = pytest.mark.django_db


def page(client: Client, **fields: object) -> str:
    record = {
        "key": "p1", "title": {"en": "Measures", "zh": "办法"}, "document_number": "〔2024〕1号",
        "instruments": ["talent"], "sources": ["https://example.org/p1"], **fields,
    }  # fmt: skip
    uid = put("policy", "centre", "t:p1", record, By(label="test")).uids["t:p1"]
    return client.get(f"/policies/{uid}/").content.decode()


def test_a_policy_not_compared_with_the_official_text_says_so(client: Client) -> None:
    assert "Nobody has compared this entry with the official text." in page(client)


def test_a_compared_policy_does_not_warn(client: Client) -> None:
    assert "Nobody has compared" not in page(client, official=True)


def test_a_policy_without_dates_does_not_pretend_to_be_in_force(client: Client) -> None:
    assert "Validity not stated" in page(client)


def test_a_policy_shows_number_instruments_and_source(client: Client) -> None:
    text = page(client, valid_from="2024", valid_to="2999-12-31")
    for shown in ("〔2024〕1号", "Talent", "https://example.org/p1", "In force"):
        assert shown in text
