"""Corpora by themselves: what domains know of spellings is in their own tests."""

import pytest

from technopole.search.corpora import spellings


@pytest.fixture(autouse=True)
def no_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spellings, "_tables", {})
