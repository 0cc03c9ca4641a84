"""What a reader asked of the stored topics: of all works or of the place's, narrowed, sorted, one looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from technopole.observatory.analyses import emerging
from technopole.observatory.models import Analysis
from technopole.pages import display

SCOPES = ("all", "place")
ONLY = ("", "clear", "burst")
SORTS = ("score", "growth", "began", "works", "here", "name")
Topic = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    of: str = "all"
    only: str = ""
    """`clear`: where the interval of growth lies above zero; `burst`: where a burst lasts."""
    q: str = ""
    sort: str = "score"
    topic: str = ""
    page: int = 1

    def query(self, **changes: Any) -> str:
        """The query of the address with these changes: `?of=place&topic=T1`."""
        default = Asked()
        values = {**self.__dict__, **changes}
        return "?" + urlencode({name: value for name, value in values.items() if value != getattr(default, name)})


def asked(given: QueryDict) -> Asked:
    """What the query asks for. Raises `Http404` for works that there are not; else what does not fit is passed over."""
    of = given.get("of", "all")
    if of not in SCOPES:
        raise Http404(f"There are no works {of!r}; there are {', '.join(SCOPES)}.")
    only, sort, page = given.get("only", ""), given.get("sort", ""), given.get("page", "")
    return Asked(
        of=of,
        only=only if only in ONLY else "",
        q=" ".join(given.get("q", "")[:200].split()),
        sort=sort if sort in SORTS else "score",
        topic=given.get("topic", "")[:200],
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 and int(page) else 1,
    )


@dataclass(frozen=True)
class Shown:
    """Stored topics as they were asked for."""

    analysis: Analysis
    asked: Asked

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = self.analysis.result
        return found

    @property
    def topics(self) -> list[Topic]:
        """All that are kept, the most emerging first."""
        found: list[Topic] = self.result["topics"]
        return found

    @property
    def years(self) -> list[int]:
        found: list[int] = self.result["years"]
        return found

    def lasting(self, topic: Topic) -> bool:
        """Whether a burst reaches one of the last years."""
        return any(end >= self.years[-1] - emerging.LASTING + 1 for _begin, end, _weight in topic["bursts"])

    @cached_property
    def narrowed(self) -> list[Topic]:
        """The topics that were asked for, in the order that was asked for."""
        wanted = self.asked.q.casefold().split()
        keep: dict[str, Callable[[Topic], bool]] = {
            "": lambda topic: True, "clear": lambda topic: topic["low"] > 0, "burst": self.lasting,
        }  # fmt: skip
        found = [
            topic
            for topic in self.topics
            if keep[self.asked.only](topic)
            and all(word in " ".join([*topic["name"].values(), topic.get("at") or ""]).casefold() for word in wanted)
        ]
        keys: dict[str, Callable[[Topic], Any]] = {
            "score": lambda topic: -topic["score"], "growth": lambda topic: -topic["growth"],
            "began": lambda topic: -topic["began"], "works": lambda topic: -topic["works"],
            "here": lambda topic: -topic.get("here", 0) / max(1, topic.get("in_all", 0)),
            "name": lambda topic: display.choose(topic["name"], "en").text.casefold(),
        }  # fmt: skip
        return sorted(found, key=keys[self.asked.sort])

    @cached_property
    def chosen(self) -> Topic | None:
        """The topic that is looked at. Raises `Http404` if it is none of those that are kept."""
        if not self.asked.topic:
            return None
        for topic in self.topics:
            if topic["key"] == self.asked.topic:
                return topic
        raise Http404("This topic is none of those that are told.")


def shown(request: Asked) -> Shown | None:
    """What was asked for; None if nothing was computed. One question to the store."""
    found = Analysis.objects.filter(name=emerging.NAME, scope=request.of).first()
    return Shown(found, request) if found else None


def place() -> str | None:
    """The place whose works have a result of their own; None if there is none."""
    found = Analysis.objects.filter(name=emerging.NAME, scope="place").values_list("parameters__place", flat=True)
    return found.first()
