"""A line of history is read as signals by a pure function: typed, with values before and after."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from technopole.core import signals

AT = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


def told(action: str, kind: str = "organisation", **diff: Any) -> dict[str, Any]:
    line = SimpleNamespace(pk=7, at=AT, kind=kind, uid="0123456789ab", action=action, diff=diff)
    return {each.kind: dict(each.values) for each in signals.derive(line)}


def name(value: str, kind: str = "display") -> dict[str, str]:
    return {"value": value, "language": "en", "kind": kind}


@pytest.mark.parametrize(
    ("action", "diff", "kinds"),
    [
        ("created", {}, ["new"]),
        ("withdrawn", {"record": [{"names": []}, None]}, ["removed"]),
        ("changed", {"status": ["active", "inactive"]}, ["status"]),
        ("changed", {"status": ["active", "withdrawn"]}, ["removed"]),
        ("changed", {"names": {"added": [name("New")], "removed": [name("Old")]}}, ["renamed"]),
        ("changed", {"names": {"added": [name("Alias", "alias")], "removed": []}}, ["changed"]),
        ("changed", {"names": {"added": [name("A", "label")], "removed": [name("A", "alias")]}}, ["renamed"]),
        ("changed", {"identifiers": {"added": [{"scheme": "ror", "value": "1"}], "removed": []}}, ["identifiers"]),
        ("changed", {"officers": {"added": [], "removed": [{"name": "X"}]}}, ["officers"]),
        ("changed", {"relations": {"added": [{"kind": "successor", "target": "ror:1"}], "removed": []}}, ["merged"]),
        ("changed", {"website": ["a", "b"], "status": ["active", "inactive"]}, ["status", "changed"]),
        ("changed", {"sources": {"added": ["x"], "removed": []}, "key": ["a", "b"]}, []),
        ("changed", {"links": {"added": [], "removed": []}}, []),
        ("merged", {"into": [None, "abcdefgh1234"]}, ["merged"]),
    ],
)
def test_a_change_holds_these_signals(action: str, diff: dict[str, Any], kinds: list[str]) -> None:
    assert list(told(action, **diff)) == kinds


def test_a_signal_holds_the_values_before_and_after() -> None:
    assert told("changed", status=["active", "inactive"])["status"] == {"status": ["active", "inactive"]}


def test_what_one_kind_tells_is_not_told_again_as_other_facts() -> None:
    assert told("changed", status=["a", "b"], website=["x", "y"])["changed"] == {"website": ["x", "y"]}


def test_the_id_of_a_signal_names_its_change_and_its_kind() -> None:
    line = SimpleNamespace(pk=812, at=AT, kind="event", uid="0123456789ab", action="created", diff={})
    assert [each.id for each in signals.derive(line)] == ["812-new"]


def test_a_removed_thing_is_still_known_by_its_last_record() -> None:
    record = {"names": [name("Gone")]}
    line = SimpleNamespace(
        pk=1, at=AT, kind="organisation", uid="0123456789ab", action="withdrawn", diff={"record": [record, None]}
    )
    assert next(signals.derive(line)).last == record


def test_a_room_adds_a_kind_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "_kinds", dict(signals._kinds))
    signals.register(signals.SignalKind("flooded", "Flooded", signals.on_action("flooded"), frozenset({"facility"})))
    assert told("flooded", "facility", depth=[None, "2 m"]) == {"flooded": {"depth": [None, "2 m"]}}
    assert "flooded" not in [kind.name for kind in signals.kinds_of("organisation")]


def test_reading_the_same_line_twice_gives_the_same() -> None:
    diff = {"status": ["active", "inactive"], "website": ["a", "b"]}
    assert told("changed", **diff) == told("changed", **diff)


def test_what_no_record_says_has_a_name_in_the_history() -> None:
    assert str(signals.of_action("organisation", "merged")) == "Merged or succeeded"
    assert signals.of_action("organisation", "changed") == signals.of_action("organisation", "danced") == ""
