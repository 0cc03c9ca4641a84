"""A signal in words: for pages and mail in one language, for programs in both."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from technopole.core import signals
from technopole.core.models import Change
from technopole.core.signals import Signal
from technopole.pages import objects
from technopole.registry.vocabulary import FIELDS, STATUSES, legal_form
from technopole.signals import things
from technopole.signals.models import Match
from technopole.signals.things import Known

MOVEMENTS: dict[str, Promise] = {Match.ENTERED: _("came into the list"), Match.LEFT: _("left the list")}


def label(kind: str) -> str:
    """What a kind of signal is called, in the reader's language."""
    known = signals.get(kind)
    return str(known.label) if known else kind


def read(change: Change, kind: str) -> Signal:
    """The signal of this kind in a line of history; what else the line says where the kind is not told any more."""
    found = {each.kind: each for each in signals.derive(change)}
    return found.get(kind) or Signal(change.pk, kind, change.kind, change.uid, change.at, {})


def values(signal: Signal) -> list[dict[str, Any]]:
    """What changed, field by field, in the reader's language: {label, before, after} or {label, added, removed}."""
    return [_value(name, value) for name, value in signal.values.items()]


def _value(name: str, value: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "label": FIELDS.get(name) or name.replace("_", " ").capitalize()}
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
        return STATUSES.get(value, value)
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
    return [_payload(signal, movement, known[signal.thing, signal.uid]) for signal, movement in all_of_them]


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
