"""What others think a query means is weighed against the index's own order."""

from collections.abc import Iterator

import pytest

from technopole.search import opinions


@pytest.fixture(autouse=True)
def no_other_opinions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(opinions, "_opinions", {})
    yield


def test_nobody_is_asked_of_other_kinds_of_thing() -> None:
    opinions.register("organisation", lambda text: {"a": 0.9})
    assert opinions.of("Fudan", ["event"]) == {}
    assert opinions.of("Fudan", ["organisation", "event"]) == {"a": 0.9}
    assert opinions.of("Fudan", None) == {"a": 0.9}


def test_a_likely_thing_passes_the_first_and_an_unlikely_one_does_not() -> None:
    found = ["first", "second", "third"]
    assert opinions.weighed(found, str, {"third": 0.9}) == ["third", "first", "second"]
    assert opinions.weighed(found, str, {"third": 0.2}) == ["first", "third", "second"]


def test_without_opinions_the_order_stays() -> None:
    assert opinions.weighed(["b", "a", "c"], str, {}) == ["b", "a", "c"]
