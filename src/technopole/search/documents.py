"""What the index holds of one findable thing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

_KEPT_TEXT = 4000
"""Characters of free text that are kept for excerpts; all of it is searchable."""


class Name(NamedTuple):
    """One name of a thing."""

    value: str
    language: str | None = None
    """BCP 47, such as ``zh-Hans``; None where nobody said."""
    kind: str = "label"
    """``display``, ``label``, ``alias``, ``acronym`` or ``former``."""


@dataclass(frozen=True, slots=True)
class Document:
    """A findable thing, as its domain describes it to the index."""

    uid: str
    kind: str
    names: list[Name]
    title_en: str = ""
    title_zh: str = ""
    text: str = ""
    """Free text in any language."""
    facets: dict[str, list[str]] = field(default_factory=dict)
    """Such as ``{"sector": ["ai"], "country": ["CN"]}``."""
    url: str = ""
    weight: float = 0.0
    """How likely people mean this thing when names are alike: 0 to 1."""
    public: bool = True
    updated: int = 0
    """When it was last changed, in seconds since 1970."""

    def all_names(self) -> list[Name]:
        """The names, and the titles where they are not among them."""
        known = {name[0] for name in self.names}
        titles = ((self.title_en, "en"), (self.title_zh, "zh-Hans"))
        added = [Name(title, language, "display") for title, language in titles if title and title not in known]
        return [*added, *(name for name in self.names if name[0])]

    def stored(self) -> tuple[bytes, str]:
        """What a search gives back, as JSON, and a digest of everything the document says."""
        body: dict[str, Any] = {
            "uid": _clean(self.uid),
            "kind": _clean(self.kind),
            "names": [[_clean(name[0]), name[1], name[2]] for name in self.all_names()],
            "title_en": _clean(self.title_en),
            "title_zh": _clean(self.title_zh),
            "text": _clean(self.text[:_KEPT_TEXT]),
            "url": _clean(self.url),
            "weight": self.weight,
            "updated": self.updated,
        }
        stored = orjson.dumps(body)
        facets = {_clean(facet): sorted(map(_clean, values)) for facet, values in self.facets.items()}
        rest = orjson.dumps([facets, _clean(self.text), self.public], option=orjson.OPT_SORT_KEYS)
        return stored, hashlib.blake2b(stored + rest, digest_size=16).hexdigest()


def _clean(text: str) -> str:
    """Without lone surrogates, which no UTF-8 can hold."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()
