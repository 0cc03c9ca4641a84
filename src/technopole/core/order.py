"""Putting rows in order alike on every store."""

from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.db.models.expressions import F, OrderBy

M = TypeVar("M", bound=Model)


def ordered(rows: QuerySet[M], *names: str) -> QuerySet[M]:
    """`rows.order_by(*names)`, where what is not known counts as smallest: SQLite has it so, PostgreSQL as largest."""
    return rows.order_by(*(_by(rows.model, name) for name in names))


def _by(model: type[Model], name: str) -> str | OrderBy:
    column = name.lstrip("-")
    try:
        field: Any = model._meta.get_field(column)
    except FieldDoesNotExist:
        return name  # what a query adds to its rows
    # said only of columns that may be empty: PostgreSQL reads its indexes in no other order than their own
    if not isinstance(field, Field) or not field.null:
        return name
    return F(column).desc(nulls_last=True) if name.startswith("-") else F(column).asc(nulls_first=True)
