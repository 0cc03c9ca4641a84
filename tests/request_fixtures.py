"""Vocabularies, and requests at each stage of their life."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

ANSWERS: dict[str, Any] = {
    "name_en": "Pearl Optics Institute",
    "name_zh": "明珠光学研究院",
    "aliases": [],
    "acronyms": ["POI"],
    "former_names": [],
    "type": "research_institute",
    "sectors": ["photonics"],
    "district": "pudong",
    "hub": "",
    "website": "https://pearl.example.org",
    "uscc": "52310000MJ499999XD",
    "ror": "",
    "isni": "",
    "wikidata": "",
    "lei": "",
    "established": "2019-05",
    "parents": [],
    "summary_en": "Optics for everybody.",
    "summary_zh": "",
    "sources": ["https://pearl.example.org/about"],
}


@pytest.fixture(autouse=True)
def _procedures(settings: Any) -> None:
    """Every procedure is known, as when the portal has started; passwords cost no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from technopole.core.requests import correction  # noqa: F401
    from technopole.registry import procedures  # noqa: F401


@pytest.fixture
def terms(db: Any) -> None:
    from technopole.core.sourced import By, put

    for vocabulary, key in (
        ("type", "research_institute"), ("type", "company"), ("sector", "photonics"), ("district", "pudong"),
    ):
        record = {"vocabulary": vocabulary, "key": key, "name": {"en": key.title()}}
        put("term", "centre", f"{vocabulary}:{key}", record, By(label="test"))


@pytest.fixture
def answers() -> dict[str, Any]:
    return dict(ANSWERS)


@pytest.fixture
def draft(people: SimpleNamespace, terms: None, answers: dict[str, Any]) -> Any:
    """The visitor's application, not yet sent."""
    from technopole.core.requests import services

    return services.create_draft("organisation.register", people.visitor, {"answers": answers})


@pytest.fixture
def submitted(draft: Any, people: SimpleNamespace) -> Any:
    """The visitor's application, sent."""
    from technopole.core.requests import services

    return services.submit(draft.uid, people.visitor, draft.version)


@pytest.fixture
def change_of() -> Callable[..., Any]:
    """Makes a draft that wants these answers about an organisation changed."""
    from technopole.core import sourced
    from technopole.core.requests import services
    from technopole.registry import wanted

    def draft(uid: str, applicant: Any, **asked: Any) -> Any:
        before = wanted.answers_of(sourced.merged("organisation", uid))
        after = {**before, "sources": ["https://example.org/proof"], **asked}
        payload = {"before": before, "answers": after, "subject_names": {"en": before["name_en"]}}
        return services.create_draft("organisation.change", applicant, payload, subject=("organisation", uid))

    return draft
