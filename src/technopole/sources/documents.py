"""YAML documents read to the letter: no key twice, no `on` that turns into true, no date that turns into an object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from technopole.core.errors import SourceError


class _Loader(yaml.SafeLoader):
    """YAML 1.2's few scalar types instead of 1.1's surprises, and errors for keys that stand twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key is not a word", key.start_mark)
            if key.value in seen:
                problem = f"the key {key.value!r} stands on line {seen[key.value]} already"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen[key.value] = key.start_mark.line + 1
            key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})$"), list(_first))


class Document(Mapping[str, Any]):
    """The values of one YAML file, and the line of each key and of each text."""

    def __init__(
        self, name: str, values: dict[str, Any], lines: dict[str, int], texts: dict[str, int] | None = None
    ) -> None:
        self.name, self._values, self._lines, self._texts = name, values, lines, texts or {}

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def line_of(self, path: str) -> int | None:
        """The line of a key such as `target.period`, or of the nearest key above it."""
        while path and path not in self._lines:
            path = path.rpartition(".")[0]
        return self._lines.get(path)

    def first_line(self, path: str) -> int | None:
        """The line of the file on which the text of a key begins: of a block after `|`, the line below the key."""
        return self._texts.get(path) or self.line_of(path)

    def error(self, path: str, problem: str, hint: str = "") -> SourceError:
        return SourceError(problem, file=self.name, line=self.line_of(path), field=path, hint=hint)


def read_yaml(path: Path, name: str) -> Document:
    """The document in a YAML file, which must be a mapping; `name` is what errors call it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8 text", file=name, hint="Save it as UTF-8.") from None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        values = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise SourceError(error.problem or "is not YAML", file=name, line=line, hint="Indent with spaces.") from None
    except yaml.YAMLError as error:
        raise SourceError(f"is not YAML: {error}", file=name, hint="Save it as plain text.") from None
    except ValueError as error:
        raise SourceError(f"holds a value that cannot be read: {error}", file=name) from None
    if not isinstance(values, dict):
        raise SourceError("does not hold keys and values", file=name, line=1, hint="Begin with `id:`.")
    lines: dict[str, int] = {}
    texts: dict[str, int] = {}
    _note_lines(node, "", lines, texts)
    return Document(name, values, lines, texts)


def _note_lines(node: Any, path: str, lines: dict[str, int], texts: dict[str, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = f"{path}.{key.value}" if path else key.value
            lines[here] = key.start_mark.line + 1
            _note_lines(value, here, lines, texts)
    elif isinstance(node, yaml.ScalarNode):
        block = node.style in ("|", ">")
        texts[path] = node.start_mark.line + 1 + block
