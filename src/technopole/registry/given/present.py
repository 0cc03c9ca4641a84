"""Answers as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.methods import identifiers
from technopole.pages.display import choose
from technopole.registry import checking, evidence, vocabulary
from technopole.registry.given import work
from technopole.registry.given.models import GivenList
from technopole.registry.vocabulary import words

LONGEST_SHOWN = 600
"""Characters of a text that the table shows."""
MOST_LISTED = 5
"""Organisations of one line, where several have its name; a download lists more."""
Words = str | Promise

SORTS: dict[str, dict[str, tuple[Words, str]]] = {
    GivenList.Purpose.RESOLVE: {
        work.NONE: (_("Without an answer"), "warn"),
        work.UNSURE: (_("Unsure"), "quiet"),
        work.ANSWERED: (_("With an answer"), "good"),
    },
    GivenList.Purpose.CHECK: {
        checking.UNKNOWN: (_("Not known here"), "warn"),
        checking.WRONG: (_("Wrong number"), "bad"),
        work.CLOSED: (_("No longer active"), "warn"),
        checking.SIMILAR: (_("Only similar"), "quiet"),
        checking.SEVERAL: (_("Several of this name"), "quiet"),
        checking.PERSON: (_("A person’s number"), "quiet"),
        checking.EMPTY: (_("Empty"), "quiet"),
        checking.FOUND: (_("Known"), "good"),
    },
}  # fmt: skip
"""The sorts of answer to each kind of list, what needs attention first: (words, tone)."""


def line(given: GivenList, number: int, text: str, sort: str, answer: Any) -> dict[str, Any]:
    """One line of the table."""
    if given.purpose == GivenList.Purpose.CHECK:
        return _checked(number, text, sort, answer or {})
    found = (answer or {}).get("found", [])
    return {
        "number": number + 1,
        "text": marked(text, [(each["start"], each["end"]) for each in found]),
        "organisations": [_resolved(each) for each in found],
    }


def _resolved(each: Mapping[str, Any]) -> dict[str, Any]:
    label, tone = evidence.likelihood(each["probability"])
    return {
        **_organisation(each),
        "badge": {"label": label, "tone": tone},
        "percent": round(each["probability"] * 100),
        "matched": "" if each["matched"] in each["name"].values() else each["matched"],
        "evidence": evidence.in_words(each["evidence"]),
    }


def _checked(number: int, text: str, sort: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    label, tone = SORTS[GivenList.Purpose.CHECK].get(sort, (sort, "quiet"))
    countries, listed = vocabulary.countries(), answer.get("organisations", [])
    return {
        "number": number + 1,
        "text": format_html("{}", _cut(text)),
        "badge": {"label": label, "tone": tone},
        "read_as": scheme(answer.get("read_as", "")),
        "problem": answer.get("wrong"),
        "organisations": [
            {
                **_organisation(each),
                "country": words(countries, [each["country"]]) if each["country"] else "",
                "status": each["status"] if each["status"] != "active" else "",
                "standing": [{"label": said["words"], "tone": said["tone"]} for said in each["standing"]],
                "successor": _organisation(each["successor"]) if each["successor"] else None,
            }
            for each in listed[:MOST_LISTED]
        ],
        "more": answer.get("more", 0) + max(0, len(listed) - MOST_LISTED),
    }


def _organisation(each: Mapping[str, Any]) -> dict[str, Any]:
    number = each["id"].removeprefix("https://ror.org/")
    return {
        "names": each["name"],
        "url": reverse("registry:organisation", args=[each["uid"]]),
        "ror": number if number != each["id"] else "",
    }


def scheme(key: str) -> Words:
    """What a line was read as."""
    if key == "name":
        return _("a name")
    if key == checking.PORTAL:
        return _("a number of this portal")
    if key in identifiers.SCHEMES:
        return identifiers.label(key, get_language() or "en")
    return ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """The text with the places that name something emphasised; everything escaped."""
    parts: list[tuple[str, SafeString | str]] = []
    at = 0
    shown = _cut(text)
    for start, end in _merged(spans, len(shown)):
        parts.append((shown[at:start], format_html("<mark>{}</mark>", shown[start:end])))
        at = end
    parts.append((shown[at:], ""))
    return format_html_join("", "{}{}", parts)


def _merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Spans in order, within the text; those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def counted(given: GivenList) -> list[tuple[str, Words, int]]:
    """(sort, words, lines) of each sort of answer that the list has, what needs attention first."""
    sorts = SORTS[given.purpose]
    return [(sort, words, given.counts[sort]) for sort, (words, _tone) in sorts.items() if given.counts.get(sort)]


def columns_to_choose(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """The columns of a file with what stands in their first rows; a column without a name cannot be chosen."""
    columns: list[dict[str, Any]] = [
        {"name": name, "samples": list(dict.fromkeys(row[place] for row in rows if place < len(row) and row[place]))}
        for place, name in enumerate(header)
        if name and header.count(name) == 1
    ]
    # proposed: the one with the longest texts, which affiliations and names usually are
    likeliest = max(columns, key=lambda column: sum(map(len, column["samples"])), default=None)
    return [{**column, "proposed": column is likeliest} for column in columns]


def name_in(names: Mapping[str, str], language: str | None) -> str:
    return choose(names, language).text
