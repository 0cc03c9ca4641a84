"""The page of a need."""

import pytest
from django.test import Client

from technopole.core.sourced import By, put

pytestmark = pytest.mark.django_db


def test_a_need_shows_who_said_it_in_which_post_and_when_and_is_marked_as_a_claim(client: Client) -> None:
    record = {
        "key": "n1", "kind": "talent", "statement": {"en": "People who know both"}, "stated_by": {"en": "Yang Guang"},
        "role": {"en": "research director"}, "stated_on": "2023-08-29", "wanted": {"en": "professionals"},
        "sources": ["https://example.org/n1"],
    }  # fmt: skip
    uid = put("need", "centre", "t:n1", record, By(label="test")).uids["t:n1"]
    page = client.get(f"/needs/{uid}/").content.decode()
    for shown in ("Yang Guang", "research director", "29 August 2023", "professionals", "mark-claim", "example.org/n1"):
        assert shown in page
