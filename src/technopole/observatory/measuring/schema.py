"""The schema of an indicator's YAML, and the part of JSON Schema that it is written in.

One file says what may stand in the YAML: this module reads it to say what is wrong, and editors read the same file to
complete and check while one writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from technopole.sources.spelling import nearest

_TYPES = {"object": Mapping, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
_WORDS = {
    "object": "keys and values", "array": "a list", "string": "text", "boolean": "true or false",
    "integer": "a whole number", "number": "a number",
}  # fmt: skip


class Wrong(NamedTuple):
    """One thing that is wrong: where (`measure.dimensions.field`), what, and what to do."""

    path: str
    problem: str
    hint: str = ""


@cache
def text() -> str:
    """The schema as the file that editors are given."""
    return resources.files(__package__).joinpath("indicator.schema.json").read_text("utf-8")


@cache
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text())
    return loaded


def problems(document: Mapping[str, Any]) -> list[Wrong]:
    """All that is wrong with the values of a document; what is left out or empty is not. Cost: its size."""
    return list(_wrong(document, schema(), ""))


def _wrong(value: Any, rule: Mapping[str, Any], path: str) -> Iterator[Wrong]:
    rule = _resolved(rule)
    hint = _hint(rule)
    if "anyOf" in rule:
        tried = [(option, list(_wrong(value, option, path))) for option in rule["anyOf"]]
        if all(found for _, found in tried):
            # of several forms the one that the value has is meant
            alike = [found for option, found in tried if _is(value, _resolved(option).get("type"))]
            yield from alike[0] if alike else [Wrong(path, f"{_short(value)} cannot stand here", hint)]
        return
    if "enum" in rule and value not in rule["enum"]:
        yield Wrong(path, f"{_short(value)} is not known", nearest(str(value), rule["enum"]) or hint)
        return
    if "type" in rule and not _is(value, rule["type"]):
        yield Wrong(path, f"is not {_named(rule['type'])}", hint)
        return
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        yield Wrong(path, f"{_short(value)} does not fit", hint)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < rule.get("minimum", value) or value > rule.get("maximum", value):
            limits = [str(rule[name]) for name in ("minimum", "maximum") if name in rule]
            yield Wrong(path, f"{value} is out of bounds", f"Give a number from {' to '.join(limits)}.")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _wrong(each, rule.get("items", {}), f"{path}.{number}")
    elif isinstance(value, Mapping):
        yield from _wrong_keys(value, rule, path)


def _wrong_keys(value: Mapping[str, Any], rule: Mapping[str, Any], path: str) -> Iterator[Wrong]:
    known: Mapping[str, Any] = rule.get("properties", {})
    others = rule.get("additionalProperties", {})
    for name in rule.get("required", ()):
        if value.get(name) in (None, ""):
            yield Wrong(_below(path, name), "is missing", _hint(_resolved(known.get(name, {}))))
    for name, each in value.items():
        here = _below(path, name)
        pattern = _resolved(rule.get("propertyNames", {})).get("pattern", "")
        if name not in known and others is False:
            yield Wrong(here, "is no key of an indicator", nearest(str(name), known) or f"Keys: {', '.join(known)}.")
        elif not re.search(pattern, str(name)):
            yield Wrong(here, f"{name!r} is no name of a column", "Use small letters, digits and _, a letter first.")
        elif each is not None:
            yield from _wrong(each, known.get(name, others), here)


def _resolved(rule: Any) -> Mapping[str, Any]:
    if rule is True or not isinstance(rule, Mapping):
        return {}
    if "$ref" not in rule:
        return rule
    found: Any = schema()
    for part in rule["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return {**found, **{name: each for name, each in rule.items() if name != "$ref"}}


def _is(value: Any, types: Any) -> bool:
    if types is None:
        return True
    wanted = [types] if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in wanted
    return any(isinstance(value, _TYPES[each]) for each in wanted)  # type: ignore[arg-type]


def _named(types: Any) -> str:
    return " or ".join(_WORDS[each] for each in ([types] if isinstance(types, str) else types))


def _hint(rule: Mapping[str, Any]) -> str:
    said = str(rule.get("description", ""))
    return said if not said or said.endswith(".") else f"{said}."


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) < 60 else f"{said[:57]}…"
