"""The kinds of things a centre keeps. Each domain registers its own; loading, history and search know only this."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Model

from technopole.core.merge import Record, never_alike


def _no_other_keys(records: Mapping[str, Record]) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its name, how its merged record becomes rows, and how else it may be recognised."""

    name: str
    project: Callable[[Mapping[str, Record]], None]
    """Write the rows of these things, {uid: merged record}; called inside the transaction that changed them."""
    remove: Callable[[Sequence[str]], None]
    """Delete the rows of things that no source speaks of any more."""
    recognise: Callable[[Mapping[str, Record]], Mapping[str, str]] = field(default=_no_other_keys)
    """{key: uid} for records, {key: record}, that speak of a thing already known by another key."""
    validate: Callable[[Record], dict[str, list[str]]] = field(default=lambda record: {})
    """Why a merged record may not stand, {field: reasons}; empty when it may."""
    alike: Callable[[str, Any, Any], bool] = field(default=never_alike)
    """Whether two values of a field, though not equal, say the same in the words of different sources."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; called once, when its app starts."""
    _kinds[kind.name] = kind
    return kind


def get(name: str) -> Kind:
    return _kinds[name]


def names() -> list[str]:
    return sorted(_kinds)


# --- things that are one row of one table ---------------------------------------------------------------------


def flat(name: str, model: type[Model], columns: Callable[[Record], dict[str, Any]], **more: Any) -> Kind:
    """A kind whose things are one row each: `columns(merged)` gives the row's values, `uid` apart."""

    def project(things: Mapping[str, Record]) -> None:
        upsert(model, {uid: columns(merged) for uid, merged in things.items()})

    def remove(uids: Sequence[str]) -> None:
        model._default_manager.filter(uid__in=uids).delete()

    return Kind(name=name, project=project, remove=remove, **more)


def upsert(model: type[Model], rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Model]:
    """Write rows known by uid, one insert for the new and one update for the known; gives them back by uid."""
    manager = model._default_manager
    known: dict[str, Model] = {row.uid: row for row in manager.filter(uid__in=list(rows))}  # type: ignore[attr-defined]
    fresh = []
    for uid, values in rows.items():
        if uid in known:
            for column, value in values.items():
                setattr(known[uid], column, value)
        else:
            fresh.append(model(uid=uid, **values))
    if known:
        written = _columns_of(rows.values())
        manager.bulk_update(known.values(), written, batch_size=200)
    manager.bulk_create(fresh, batch_size=2000)
    return {**known, **{row.uid: row for row in fresh}}  # type: ignore[attr-defined]


def _columns_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return list(names)


def both(text: Mapping[str, str] | None, language: str) -> str:
    """The part of a text in two languages that is in `language`, or nothing."""
    return (text or {}).get(language, "")


class Sourced(models.Model):
    """What every thing's row has: its uid, where it comes from, and a version for those who edit it."""

    uid = models.CharField(max_length=12, unique=True)
    sources = models.JSONField(default=list)
    synthetic = models.BooleanField(default=False)

    class Meta:
        abstract = True
