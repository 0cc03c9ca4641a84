"""The query language of `query.advanced`: fields, phrases, wildcards, ranges, AND, OR, NOT, groups.

The part of Lucene's syntax that ROR documents (https://ror.readme.io/docs/api-advanced-query). Any text is either a
condition or refused: no text makes it slow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FIELDS = (
    "admin.created.date", "admin.created.schema_version", "admin.last_modified.date",
    "admin.last_modified.schema_version", "domains", "established", "external_ids.all", "external_ids.preferred",
    "external_ids.type", "id", "links.type", "links.value", "locations.geonames_id",
    "locations.geonames_details.continent_code", "locations.geonames_details.continent_name",
    "locations.geonames_details.country_code", "locations.geonames_details.country_name",
    "locations.geonames_details.country_subdivision_code", "locations.geonames_details.country_subdivision_name",
    "locations.geonames_details.lat", "locations.geonames_details.lng", "locations.geonames_details.name",
    "names.lang", "names.types", "names.value", "relationships.id", "relationships.label", "relationships.type",
    "status", "types",
)  # fmt: skip

MOST_PARTS = 60
_DEEPEST = 12


class NotUnderstood(ValueError):
    """The text is no condition."""


@dataclass(frozen=True)
class Match:
    """A field's value is so; without field, some field's is."""

    fields: tuple[str, ...]
    text: str
    phrase: bool = False


@dataclass(frozen=True)
class Range:
    """A field's value lies between; None has no end."""

    field: str
    low: str | None
    high: str | None
    with_low: bool = True
    with_high: bool = True


@dataclass(frozen=True)
class Exists:
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Any:
    parts: tuple["Node", ...]


Node = Match | Range | Exists | Not | All | Any

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\()|(?P<close>\))
      |(?P<and>AND\b|&&)|(?P<or>OR\b|\|\|)|(?P<not>NOT\b|!)
      |(?P<range>[\[{]\s*(?P<low>"[^"]*"|[^\s\]}"]+)\s+TO\s+(?P<high>"[^"]*"|[^\s\]}"]+)\s*[\]}])
      |(?P<field>(?:[A-Za-z_]|\\\*|\.|\*)+):(?!//)
      |(?P<compare>[<>]=?)(?=[\w-])
      |"(?P<phrase>(?:[^"\\]|\\.)*)"(?:~\d*|\^[\d.]+)*
      |(?P<must>[+-])(?=\S)
      |(?P<word>(?:\\.|[^\s()"\\:\[\]{}])+(?:(?::(?=//)|:(?=\d))(?:\\.|[^\s()"\\])*)?)
    )""",
    re.VERBOSE | re.DOTALL,
)
_SORTS = ("open", "close", "and", "or", "not", "range", "field", "compare", "phrase", "must", "word")
_UNESCAPE = re.compile(r"\\(.)", re.DOTALL)
_WEIGHT = re.compile(r"(?<!\\)(?:~\d*(?:\.\d+)?|\^\d+(?:\.\d+)?)+$")


def parse(text: str) -> Node:
    """The condition that the text states. Raises `NotUnderstood`. Cost: linear in its length."""
    tokens = list(_tokens(text))
    if not tokens:
        raise NotUnderstood("the query is empty")
    if len(tokens) > 4 * MOST_PARTS:
        raise NotUnderstood(f"the query has too many parts: {MOST_PARTS} words or conditions are allowed")
    reader = _Reader(tokens)
    found = reader.either(0)
    if reader.at < len(tokens):
        raise NotUnderstood("the query has a parenthesis that was not opened")
    if reader.parts > MOST_PARTS:
        raise NotUnderstood(f"the query has too many parts: {MOST_PARTS} words or conditions are allowed")
    return found


def fields(node: Node | None) -> set[str]:
    """The fields that a condition names."""
    match node:
        case Match() | Exists():
            return set(node.fields)
        case Range():
            return {node.field}
        case Not():
            return fields(node.part)
        case All() | Any():
            return {name for part in node.parts for name in fields(part)}
    return set()


def _tokens(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.end() == at:
            raise NotUnderstood(f"the query cannot be read at '{text[at : at + 20].strip()}'")
        kind = next(name for name in _SORTS if found[name] is not None)
        yield kind, found
        at = found.end()


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, tokens: list[tuple[str, re.Match[str]]]) -> None:
        self._tokens, self.at, self.parts = tokens, 0, 0

    def either(self, depth: int, within: tuple[str, ...] = ()) -> Node:
        if depth > _DEEPEST:
            raise NotUnderstood("the query has too many parentheses in each other")
        parts = [self._both(depth, within)]
        while self._kind() == "or":
            self.at += 1
            parts.append(self._both(depth, within))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _both(self, depth: int, within: tuple[str, ...]) -> Node:
        parts = [self._one(depth, within)]
        while (kind := self._kind()) not in ("", "or", "close"):
            self.at += kind == "and"
            parts.append(self._one(depth, within))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, depth: int, within: tuple[str, ...]) -> Node:
        denied = False
        while self._kind() in ("not", "must"):
            denied ^= self._kind() == "not" or self._tokens[self.at][1]["must"] == "-"
            self.at += 1
        found = self._part(depth, within)
        return Not(found) if denied else found

    def _part(self, depth: int, within: tuple[str, ...]) -> Node:
        kind, token = self._next()
        self.parts += 1
        if kind == "open":
            found = self.either(depth + 1, within)
            if self._kind() != "close":
                raise NotUnderstood("the query has a parenthesis that is not closed")
            self.at += 1
            return found
        if kind == "field":
            return self._of_field(token["field"], depth)
        if kind == "phrase":
            return Match(within, _UNESCAPE.sub(r"\1", token["phrase"]), phrase=True)
        if kind == "range" and len(within) == 1:
            low, high = (None if end == "*" else end.strip('"') for end in (token["low"], token["high"]))
            whole = token["range"]
            return Range(within[0], low, high, whole[0] == "[", whole[-1] == "]")
        if kind == "compare" and len(within) == 1:
            _, word = self._next("word")
            sign, end = token["compare"], word["word"]
            if sign[0] == ">":
                return Range(within[0], end, None, with_low=sign == ">=")
            return Range(within[0], None, end, with_high=sign == "<=")
        if kind == "word":
            return Match(within, _WEIGHT.sub("", token["word"]))
        raise NotUnderstood(f"the query cannot be read at '{token[0].strip()[:20]}'")

    def _of_field(self, name: str, depth: int) -> Node:
        if name == "_exists_":
            _, token = self._next("word")
            return Exists(_named(token["word"]))
        return self._part(depth, _named(name))

    def _kind(self) -> str:
        return self._tokens[self.at][0] if self.at < len(self._tokens) else ""

    def _next(self, wanted: str = "") -> tuple[str, re.Match[str]]:
        if self.at >= len(self._tokens) or (wanted and self._kind() != wanted):
            raise NotUnderstood("the query ends where a word or a condition is needed")
        self.at += 1
        return self._tokens[self.at - 1]


def _named(name: str) -> tuple[str, ...]:
    """The fields that a name stands for: itself, or all beneath it (`names.\\*`)."""
    plain = name.replace("\\", "")
    if plain in FIELDS:
        return (plain,)
    stem = plain.removesuffix("*").removesuffix(".")
    if found := tuple(field for field in FIELDS if field.startswith(f"{stem}.")):
        return found
    raise NotUnderstood(f"string '{name[:100]}' contains an illegal field name")
