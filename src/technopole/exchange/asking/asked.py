"""What an address of the search page asks for, and addresses that ask for a little else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest

from technopole.search.corpora import records, spellings

PAGE = 20
MOST_TEXT = 300
"""Characters of a search; what is longer is a need, to be described on the page for that."""
MOST_VALUES = 20
_LONGEST_VALUE = 120


class Asked:
    """A search as its address says it."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self._asked = {key: request.GET.getlist(key) for key in request.GET}
        self.text = " ".join(request.GET.get("q", "").split())[:MOST_TEXT]
        self.filters = filters_in(self._asked)
        self.counts = request.GET.get("counts") == "1"
        self.more = request.GET.get("more", "")
        self.page = _whole(request.GET.get("page"))

    def with_(self, **changes: Sequence[str]) -> str:
        """This address with other values of some parameters; an empty list leaves a parameter out."""
        asked = {**self._asked, **{key: list(values) for key, values in changes.items()}}
        return f"{self.path}?{urlencode({key: values for key, values in asked.items() if values}, doseq=True)}"

    def narrowed(self, name: str, values: Sequence[str]) -> str:
        """The address of the first page with these values of a facet."""
        return self.with_(**{name: values, "page": [], "more": []})

    def toggled(self, name: str, value: str) -> str:
        """The address of the first page with a value of a facet added, or taken away."""
        chosen = self.filters.get(name, [])
        return self.narrowed(name, [each for each in chosen if each != value] if value in chosen else [*chosen, value])

    def query(self) -> str:
        """What is searched for, without how it is shown: the same text for the same search."""
        return urlencode({**({"q": self.text} if self.text else {}), **dict(sorted(self.filters.items()))}, doseq=True)


def filters_in(asked: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """{facet: values} of the parameters that are facets of the corpus."""
    found = {}
    for name in records.FACETS:
        values = [spellings.one(name, value[:_LONGEST_VALUE]) for value in asked.get(name, ()) if value.strip()]
        if values:
            found[name] = list(dict.fromkeys(values))[:MOST_VALUES]
    return found


def _whole(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 6 else 1
