"""What every object page shows at its foot: sources, disagreements, history, and how to correct it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from technopole.core import signals, sourced
from technopole.core.models import Change
from technopole.pages import display
from technopole.pages.panels import panels

SOURCE_NAMES: dict[str, Promise] = {
    "local": gettext_lazy("Edited here"),
    "registration": gettext_lazy("The register of social organisations"),
    "centre": gettext_lazy("The centre's folder"),
    "official": gettext_lazy("Official export"),
    "ror": gettext_lazy("ROR"),
    "exchange": gettext_lazy("The technology exchange"),
    "reference": gettext_lazy("Reference data"),
}
ACTIONS: dict[str, Promise] = {
    "created": pgettext_lazy("history", "Added"),
    "changed": pgettext_lazy("history", "Changed"),
    "withdrawn": pgettext_lazy("history", "Withdrawn"),
    "merged": pgettext_lazy("history", "Another record became part of it"),
    "separated": pgettext_lazy("history", "Separated again from another record"),
    "kept apart": pgettext_lazy("history", "Found to be another than one that looks like it"),
}
REASONS: tuple[tuple[re.Pattern[str], Promise], ...] = (
    (
        re.compile(r"Loaded from the centre's folder (?P<name>.+)"),
        gettext_lazy("Loaded from the centre's folder %(name)s"),
    ),
    (re.compile(r"Loaded from (?P<name>.+)"), gettext_lazy("Loaded from %(name)s")),
    (re.compile(r"exchange:published"), gettext_lazy("Published on the technology exchange")),
    (re.compile(r"exchange:revised"), gettext_lazy("A reviewed revision was published")),
    (re.compile(r"exchange:renewed"), gettext_lazy("Renewed by its owner")),
    (re.compile(r"exchange:expired"), gettext_lazy("Its last day has passed")),
    (re.compile(r"exchange:withdrawn"), gettext_lazy("Taken back")),
    (re.compile(r"request:(?P<name>\w+)"), gettext_lazy("Decided on request %(name)s")),
    (re.compile(r"merge:(?P<name>\w+)>(?P<into>\w+)"), gettext_lazy("%(name)s became part of %(into)s")),
    (re.compile(r"separate:(?P<name>\w+)<(?P<into>\w+)"), gettext_lazy("%(name)s was separated again from %(into)s")),
)
"""Reasons that programs give; they are kept in English and shown in the reader's language."""

PROGRAMS: dict[str, Promise] = {"technology exchange": gettext_lazy("The technology exchange")}
"""What parts of the program sign changes with, where a reader of a thing meets it."""

HISTORY_SHOWN = 8

_TECHNICAL = frozenset({"key", "sources", "licence", "listed", "synthetic"})
"""Fields that only tell where a record comes from, which the page shows in its own way."""


def foot(kind: str, uid: str, sources: Sequence[str], labels: Mapping[str, Any]) -> dict[str, Any]:
    """The context of components/object_foot.html. `labels` name the fields. Costs two queries."""
    return {
        "sources": [_source(text) for text in sources],
        "differences": differences(kind, uid, labels),
        "history": history(kind, uid, labels),
        "history_url": reverse("history", args=[kind, uid]),
        "suggest_url": reverse("requests:suggest", args=[kind, uid]),
    }


def with_panels(kind: str, thing: Any, labels: Mapping[str, Any]) -> dict[str, Any]:
    """The foot, and the sections that other domains add."""
    return {**foot(kind, thing.uid, thing.sources, labels), "panels": panels(kind, thing)}


def differences(kind: str, uid: str, labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields on which sources disagree, as components/disagreements.html wants them."""
    found = []
    for name, claims in sourced.disagreements(kind, uid).items():
        if name in _TECHNICAL:
            continue
        values = [
            {"text": in_words(value), "source": SOURCE_NAMES.get(source, source), "shown": place == 0}
            for place, (source, value) in enumerate(claims)
        ]
        found.append({"label": labels.get(name, name), "values": values})
    return found


def history(kind: str, uid: str, labels: Mapping[str, Any], limit: int | None = HISTORY_SHOWN) -> list[dict[str, Any]]:
    """The history of a thing, newest first, as components/history.html wants it."""
    changes = Change.history(kind, uid)
    return [
        {
            "when": change.at.date().isoformat(),
            "text": ACTIONS.get(change.action) or signals.of_action(kind, change.action) or change.action,
            "detail": display.listed(_fields(change, labels), get_language()),
            "by": str(change.actor) if change.actor else str(PROGRAMS.get(change.actor_label, change.actor_label)),
            "why": reason(change.why),
            "diff": change.diff,
        }
        for change in (changes if limit is None else changes[:limit])
    ]


def _fields(change: Change, labels: Mapping[str, Any]) -> list[str]:
    """The fields a line of history changed, in words; of what no record says only those that have a word."""
    named = change.diff if change.action in ACTIONS else [name for name in change.diff if name in labels]
    return [str(labels.get(name, name)) for name in named if name != "record"]


def reason(why: str) -> str:
    """Why something was changed, in the reader's language where a program said it."""
    for pattern, text in REASONS:
        if match := pattern.fullmatch(why):
            return str(text) % match.groupdict()
    return why


def in_words(value: Any) -> Any:
    """A value of a record as a reader may see it; texts in two languages stay so."""
    if isinstance(value, dict) and value and value.keys() <= {"en", "zh"}:
        return value
    if isinstance(value, list):
        return display.listed([str(in_words(item)) for item in value], get_language())
    if isinstance(value, dict):
        return " ".join(
            str(in_words(item)) for key, item in value.items() if item not in (None, "") and key != "removed"
        )
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(value)


def _source(text: str) -> Any:
    """A web address as it is; a known register by its name."""
    if text.startswith("https://ror.org/"):
        return {"url": text, "title": f"ROR {text.rsplit('/', 1)[1]}", "licence": "CC0"}
    return text
