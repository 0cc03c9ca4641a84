"""Rows of any table as lines of JSON and back: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import orjson
from django.apps import apps as running
from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

LEFT_OUT = frozenset(
    {
        "sessions.session",
        "usersessions.usersession",
        "pages.keptanswer",
        "core.outboxentry",
        "registry.givenlist",
    }
)
"""Not kept: sessions, so that neither a stolen nor an old backup signs anybody in; answers kept for a day in case a
request is repeated; the outbox, as the index is rebuilt; lists that people gave to be resolved, kept for days only."""

BATCH = 2000


def tables(apps: Apps = running) -> list[type[models.Model]]:
    """The tables a backup holds, in a fixed order; tables between two others (many to many) are among them."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and label(model) not in LEFT_OUT
    ]
    return sorted(found, key=label)


def label(model: type[models.Model]) -> str:
    return model._meta.label_lower


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def lines(model: type[models.Model], store: BaseDatabaseWrapper) -> Iterator[bytes]:
    """Every row of a table as a line of JSON, by its key. Memory: one batch of rows."""
    names = [column.attname for column in columns(model)]
    query = model._base_manager.order_by("pk").values_list(*names).query
    for row in query.get_compiler(connection=store).results_iter(chunked_fetch=True, chunk_size=BATCH):
        values = dict(zip(names, row, strict=True))
        yield orjson.dumps(values, default=_plain, option=orjson.OPT_APPEND_NEWLINE)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no form in a backup")


def insert(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> int:
    """Write rows as `lines` gave them, keys and dates as they were; gives how many."""
    by_name = {column.attname: column for column in columns(model)}
    count, batch = 0, []
    for row in rows:
        batch.append(model(**{name: _value(by_name[name], value) for name, value in row.items()}))
        if len(batch) == BATCH:
            count += _write(model, batch)
            batch = []
    return count + _write(model, batch)


def _write(model: type[models.Model], batch: list[models.Model]) -> int:
    own_dates = [column for column in columns(model) if getattr(column, "auto_now_add", False)]
    own_dates += [column for column in columns(model) if getattr(column, "auto_now", False)]
    kept = [(column, column.auto_now, column.auto_now_add) for column in own_dates]  # type: ignore[attr-defined]
    try:
        for column in own_dates:
            column.auto_now = column.auto_now_add = False  # type: ignore[attr-defined]
        model._base_manager.bulk_create(batch)
    finally:
        for column, now, add in kept:
            column.auto_now, column.auto_now_add = now, add  # type: ignore[attr-defined]
    return len(batch)


def _value(column: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(column, models.ForeignKey):
        column = column.target_field
    if value is None or isinstance(column, models.JSONField):
        return value
    if isinstance(column, models.BinaryField):
        return base64.b64decode(value)
    return column.to_python(value)
