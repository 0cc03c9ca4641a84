"""The choices of a composite index, a TOML file with a section for each step.

    [impute]
    group = "Pop_group"

    [treat]
    then = "log_ct"

    [normalise]
    low = 1                       # so that a geometric mean is defined

    [treat.of.Flights]            # an exception
    then = "log_ct"

    [weights.change]
    LPI = 2

    [aggregate]
    method = ["geometric", "arithmetic", "arithmetic"]

    [uncertainty]
    draws = 1000
    weights = 0.25
    normalise = [{ low = 1 }, { method = "rank" }]

Sections and keys are those of `technopole.methods.composite.options`; whatever is not named stays as it is there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, BinaryIO

from technopole.core.errors import SourceError
from technopole.methods.composite import Options, Refused, Variations
from technopole.sources.spelling import nearest

STEPS = tuple(each.name for each in fields(Options))
VARIED = ("impute", "treat", "normalise", "aggregate")
MOST_DRAWS = 100_000


@dataclass(frozen=True)
class Drawing:
    """How often chance is asked."""

    draws: int = 1000
    seed: int = 1
    estimator: str = "saltelli"
    """`sensitivity` alone: `saltelli` or `jansen`."""
    resamples: int = 0
    """`sensitivity` alone: bootstrap samples for intervals."""


@dataclass(frozen=True)
class Model:
    """What the file chooses."""

    options: Options = field(default_factory=Options)
    weights: Mapping[int, float] | float | None = None
    """How far weights may be off, by level, or on every level below the index."""
    alternatives: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    uncertainty: Drawing | None = None
    sensitivity: Drawing | None = None

    def variations(self, depth: int) -> Variations:
        """What is uncertain, for an index of `depth` levels."""
        noise = self.weights
        if isinstance(noise, float):
            noise = dict.fromkeys(range(1, depth), noise)
        return Variations(noise or {}, **self.alternatives)


def read(stream: BinaryIO, name: str) -> Model:
    """Raises `SourceError` with the field, and what is allowed there."""
    try:
        document = tomllib.loads(stream.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8 text", file=name, hint="Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        told = str(error).split(" (at ")[0]
        hint = 'It looks like: [normalise], and below it: method = "minmax".'
        line = int(at[1]) if at else None
        raise SourceError(f"is no TOML: {told}", file=name, line=line, hint=hint) from None
    return _Reader(name).model(document)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name

    def model(self, document: Mapping[str, Any]) -> Model:
        self._known(document, (*STEPS, "uncertainty", "sensitivity"), "")
        options = Options()
        for step in STEPS:
            if step in document:
                section = self._section(document[step], step)
                options = replace(options, **{step: self._changed(getattr(options, step), section, step)})
        if "sensitivity" in document and "uncertainty" not in document:
            hint = "Add [uncertainty] with weights, or alternatives of steps."
            raise self._wrong("says nothing of what is uncertain", "sensitivity", hint)
        noise: Mapping[int, float] | float | None = None
        alternatives: dict[str, tuple[Any, ...]] = {}
        drawing = second = None
        if "uncertainty" in document:
            section = self._section(document["uncertainty"], "uncertainty")
            self._known(section, ("draws", "seed", "weights", *VARIED), "uncertainty")
            noise = self._noise(section["weights"]) if "weights" in section else None
            for step in VARIED:
                if step in section:
                    alternatives[step] = self._alternatives(options, section[step], step)
            if noise is None and not alternatives:
                hint = f"Name weights, or alternatives of: {', '.join(VARIED)}."
                raise self._wrong("says nothing of what is uncertain", "uncertainty", hint)
            counts = {key: value for key, value in section.items() if key in ("draws", "seed")}
            drawing = self._drawing(counts, "uncertainty")
        if "sensitivity" in document:
            second = self._drawing(self._section(document["sensitivity"], "sensitivity"), "sensitivity")
        return Model(options, noise, alternatives, drawing, second)

    def _drawing(self, section: Mapping[str, Any], place: str) -> Drawing:
        drawing: Drawing = self._changed(Drawing(), section, place)
        bounds = (("draws", drawing.draws, 2, MOST_DRAWS), ("seed", drawing.seed, 0, 2**63 - 1),
                  ("resamples", drawing.resamples, 0, MOST_DRAWS))  # fmt: skip
        for key, value, least, most in bounds:
            if not least <= value <= most:
                raise self._wrong(f"{value} is not allowed", f"{place}.{key}", f"Allowed: {least:,} to {most:,}.")
        if drawing.estimator not in ("saltelli", "jansen"):
            told = f"{drawing.estimator!r} is not allowed"
            raise self._wrong(told, f"{place}.estimator", "Allowed: one of: saltelli, jansen.")
        return drawing

    def _noise(self, value: Any) -> Mapping[int, float] | float:
        place = "uncertainty.weights"
        words = "a share of the weights such as 0.25, or one for each level: { 1 = 0.25, 2 = 0.1 }"
        shares = value if isinstance(value, dict) else {"1": value}
        found: dict[int, float] = {}
        for level, share in shares.items():
            sound = isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1
            if not (sound and level.isdecimal()):
                told = f"{value!r} is not allowed"
                raise self._wrong(told, place, f"Allowed: {words}.")
            found[int(level)] = float(share)
        return found if isinstance(value, dict) else found[1]

    def _alternatives(self, options: Options, value: Any, step: str) -> tuple[Any, ...]:
        place = f"uncertainty.{step}"
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            hint = "Allowed: a list of tables, each with keys of the step: [{ method = … }, { method = … }]."
            raise self._wrong("is no list of alternatives", place, hint)
        return tuple(self._changed(getattr(options, step), each, place) for each in value)

    def _changed(self, before: Any, section: Mapping[str, Any], place: str) -> Any:
        kinds = {each.name: str(each.type) for each in fields(before)}
        self._known(section, tuple(kinds), place)
        values = {
            key: self._value(value, kinds[key], f"{place}.{key}") for key, value in section.items() if key != "of"
        }
        try:
            if "of" in section:  # what the step chooses for all is where its exceptions begin
                values["of"] = self._exceptions(replace(before, **values, of={}), section["of"], f"{place}.of")
            return replace(before, **values)
        except Refused as error:
            raise self._wrong(error.message, f"{place}.{error.option}", f"{error.hint}.") from None

    def _exceptions(self, common: Any, value: Any, place: str) -> Mapping[str, Any]:
        table = self._section(value, place)
        return {
            code: self._changed(common, self._section(each, f"{place}.{code}"), f"{place}.{code}")
            for code, each in table.items()
        }

    def _value(self, value: Any, kind: str, place: str) -> Any:
        convert, words = _KINDS[kind]
        try:
            return convert(value)
        except TypeError:
            raise self._wrong(f"{value!r} is not allowed", place, f"Allowed: {words}.") from None

    def _section(self, value: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._wrong("is no section", place, f"Write [{place}], and its keys below.")
        return value

    def _known(self, section: Mapping[str, Any], allowed: tuple[str, ...], place: str) -> None:
        for key in section:
            if key not in allowed:
                hint = f"{nearest(key, allowed)} Allowed: {', '.join(allowed)}.".strip()
                raise self._wrong("is not known", f"{place}.{key}" if place else key, hint)

    def _wrong(self, told: str, place: str, hint: str) -> SourceError:
        return SourceError(told, file=self._name, field=place, hint=hint)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _refuse()


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else _refuse()


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else _refuse()


def _switch(value: Any) -> bool:
    return value if isinstance(value, bool) else _refuse()


def _each(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: tuple(map(convert, value)) if isinstance(value, list) else _refuse()


def _table(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: {key: convert(one) for key, one in value.items()} if isinstance(value, dict) else _refuse()


def _refuse() -> Any:
    raise TypeError


_KINDS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "str": (_text, "a text in quotes"),
    "float": (_number, "a number"),
    "int": (_whole, "a whole number"),
    "bool": (_switch, "true or false"),
    "tuple[str, ...]": (_each(_text), 'a list of texts: ["A", "B"]'),
    "tuple[int, ...]": (_each(_whole), "a list of whole numbers: [1, 2]"),
    "str | tuple[str, ...]": (
        lambda value: _each(_text)(value) if isinstance(value, list) else _text(value),
        "a text in quotes, or a list of them, one for each level",
    ),
    "float | tuple[float, ...]": (
        lambda value: _each(_number)(value) if isinstance(value, list) else _number(value),
        "a number, or a list of them, one for each level",
    ),
    "tuple[float, ...]": (_each(_number), "a list of numbers: [0, 100]"),
    "Mapping[str, str]": (_table(_text), "a table of texts by code"),
    "Mapping[str, float]": (_table(_number), "a table of numbers by code"),
    "Mapping[str, tuple[float, ...]]": (_table(_each(_number)), "a table of two numbers by code: A = [0, 10]"),
    "Mapping[str, Mapping[str, float]]": (_table(_table(_number)), "for each person a table of points by code"),
}
