"""A signal in words: for pages and mail in one language, for programs in both."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.core import signals
from technopole.core.models import Change
from technopole.core.signals import Signal
from technopole.pages import display, objects
from technopole.registration import words as registration
from technopole.registry.vocabulary import FIELDS, STATUSES, legal_form
from technopole.signals import history, things
from technopole.signals.models import Match
from technopole.signals.things import Known
from technopole.supervision import words as supervision

MOVEMENTS: dict[str, Promise] = {Match.ENTERED: _("came into the list"), Match.LEFT: _("left the list")}


def label(kind: str) -> str:
    """What a kind of signal is called, in the reader's language."""
    known = signals.get(kind)
    return str(known.label) if known else kind


def read(told: Iterable[tuple[Change, str]]) -> list[Signal]:
    """The signals of these kinds in these lines of history; an empty one where a line does not tell of it any more."""
    wanted = list(told)
    found = history.read({change.pk: change for change, _kind in wanted}.values())
    return [
        next((each for each in found.get(change.pk, ()) if each.kind == kind), None)
        or Signal(change.pk, kind, _thing(change.kind), change.uid, change.at, {})
        for change, kind in wanted
    ]


def _thing(kind: str) -> str:
    return kind if kind in things.THINGS else history.ORGANISATION


def values(signal: Signal) -> list[dict[str, Any]]:
    """What changed, field by field, in the reader's language: {label, before, after} or {label, added, removed}."""
    return [_value(name, value) for name, value in signal.values.items()]


_WORDS: dict[str, Promise] = {
    "legal_representative": _("Legal representative"),
    "chief_representative": _("Chief representative"),
    "officers": _("Officers"),
    "supervisory_unit": _("Supervisory unit"),
    "charter_approved_on": _("Charter approved on"),
    "valid_to": _("Valid until"),
    "registered_money": _("Registered money"),
    "address": _("Postal address"),
    "purpose": _("Purpose"),
    "scope": _("Scope of activities"),
    "merged": _("Merged with"),
    "separated": _("Separated from"),
    "list": _("List"),
    "ground": _("Ground"),
    "report": _("Annual report"),
    "plan": _("Plan of activities"),
    "due": _("Due"),
    "rating": _("Rating"),
    "inspection": _("Inspection"),
    "penalty": _("Penalty"),
    "progress": _("Progress report"),
    "domains": _("Web domains"),
}
"""Fields that lines of history speak of, and no record of the directory has."""
_DAYS = frozenset({"charter_approved_on", "valid_to", "due", "established", "closed"})


def _value(name: str, value: Any) -> dict[str, Any]:
    label = FIELDS.get(name) or _WORDS.get(name) or name.replace("_", " ").capitalize()
    told: dict[str, Any] = {"name": name, "label": label}
    if isinstance(value, Mapping):
        added, removed = value.get("added", ()), value.get("removed", ())
        return {
            **told,
            "added": [item(name, each) for each in added],
            "removed": [item(name, each) for each in removed],
        }
    before, after = value if isinstance(value, list) and len(value) == 2 else (None, value)
    return {**told, "before": item(name, before), "after": item(name, after)}


def item(name: str, value: Any) -> Any:
    """One value as a reader may see it: a name by its text, an identifier by scheme and number."""
    if value is None:
        return ""
    if name == "status":
        return STATUSES.get(value) or registration.STATUSES.get(value, (value,))[0]
    if name == "list" and isinstance(value, str):
        return supervision.LISTS.get(value, value)
    if name == "inspection" and isinstance(value, str):
        return supervision.CONCLUSIONS.get(value, (value,))[0]
    if name in _DAYS:
        return display.partial_date(value, get_language())
    if name == "legal_form":
        return legal_form(value)
    if isinstance(value, Mapping):
        if name == "names":
            return value.get("value", "")
        if name == "identifiers":
            return f"{str(value.get('scheme', '')).upper()} {value.get('value', '')}"
        if name == "relations":
            return value.get("label") or value.get("target") or ""
        if name == "links":
            return value.get("url", "")
    return objects.in_words(value)


def absolute(path: str) -> str:
    """A path with the portal's own address before it, where the installation was told its address."""
    base = settings.PUBLIC_URL.rstrip("/")
    if not base and settings.HTTPS and settings.HOSTS:
        base = f"https://{settings.HOSTS[0]}"
    return base + path


def page_of(signal_id: str) -> str:
    """The permanent address of a signal, as a path."""
    return reverse("signals:signal", args=[signal_id])


def row(signal: Signal, known: Mapping[tuple[str, str], Known], movement: str = "") -> dict[str, Any]:
    """A signal as the rows of pages, mail and feeds show it, in the reader's language."""
    thing = known.get((signal.thing, signal.uid)) or Known({"": signal.uid})
    return {
        "id": signal.id,
        "url": page_of(signal.id),
        "at": signal.at,
        "label": label(signal.kind),
        "kind": signal.kind,
        "names": thing.names,
        "thing_url": thing.url,
        "word": things.THINGS[signal.thing].word,
        "movement": MOVEMENTS.get(movement, ""),
        "values": values(signal),
    }


def payloads(found: Iterable[tuple[Signal, str]]) -> list[dict[str, Any]]:
    """Signals, each with its movement, as programs are sent them: texts in both languages, values as in the history."""
    all_of_them = list(found)
    known = things.of_signals(signal for signal, _movement in all_of_them)
    return [
        _payload(signal, movement, known.get((signal.thing, signal.uid), Known({"": signal.uid})))
        for signal, movement in all_of_them
    ]


def _payload(signal: Signal, movement: str, thing: Known) -> dict[str, Any]:
    labels: dict[str, str] = {}
    for short, language in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(language):
            labels[short] = label(signal.kind)
    return {
        "type": f"{signal.thing}.{signal.kind}",
        "timestamp": signal.at.isoformat(),
        "data": {
            "id": signal.id,
            "url": absolute(page_of(signal.id)),
            "kind": signal.kind,
            "label": labels,
            "thing": {
                "kind": signal.thing,
                "uid": signal.uid,
                "name": {"en": thing.names.get("en") or thing.names.get(""), "zh": thing.names.get("zh")},
                "url": absolute(thing.url) if thing.url else None,
            },
            "movement": movement or None,
            "changes": dict(signal.values),
        },
    }
