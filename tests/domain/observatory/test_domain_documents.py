"""What the index is given of the domains' things."""

from typing import Any

import pytest

from technopole.core.sourced import By, put
from technopole.search import providers

pytestmark = pytest.mark.django_db
THINGS: dict[str, dict[str, Any]] = {
    "event": {"name": {"en": "Forum", "zh": "论坛"}, "series": {"en": "Series"}, "hubs": ["bay"]},
    "facility": {"name": {"en": "Light source", "zh": "光源"}, "hub": "bay"},
    "showcase": {"name": {"en": "Robot", "zh": "机器人"}, "sectors": ["ai"]},
    "policy": {"title": {"en": "Measures", "zh": "办法"}, "instruments": ["talent"]},
    "need": {"kind": "talent", "statement": {"en": "People", "zh": "人才"}, "fields": ["ai"]},
    "indicator": {"name": {"en": "Firms", "zh": "企业"}, "group": "enterprises"},
}


@pytest.mark.parametrize("kind", THINGS)
def test_a_thing_is_findable_by_its_names_in_both_languages_and_leads_to_its_page(kind: str, client: Any) -> None:
    record = {"key": "x", "sources": ["https://example.org"], **THINGS[kind]}
    uid = put(kind, "centre", "t:x", record, By(label="test")).uids["t:x"]
    (document,) = providers.documents(kind, [uid])
    texts = next(iter(value for value in THINGS[kind].values() if isinstance(value, dict)))
    assert {name.value for name in document.names} == set(texts.values())
    assert (document.uid, document.kind) == (uid, kind)
    assert client.get(document.url).status_code == 200


def test_a_draft_of_an_event_gives_the_index_nothing() -> None:
    record = {"key": "x", "name": {"en": "Secret"}, "status": "draft"}
    uid = put("event", "centre", "t:x", record, By(label="test")).uids["t:x"]
    assert providers.documents("event", [uid]) == []
