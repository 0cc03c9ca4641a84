"""What else in the store names an organisation by its uid, and follows it when it is merged into another.

A room above the register that keeps uids of organisations says so once, when its app starts:
`references.follow(Report, "organisation_uid")`.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction

Moved = dict[str, dict[str, list[int]]]


@dataclass(frozen=True)
class Reference:
    """A column that holds uids of organisations; `only` are further conditions."""

    model: type[models.Model]
    column: str
    only: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return self.model._meta.label


_followed: dict[tuple[str, str], Reference] = {}


def follow(model: type[models.Model], column: str, **only: Any) -> None:
    """Rows of `model` whose `column` names a merged organisation name the survivor from then on."""
    reference = Reference(model, column, tuple(sorted(only.items())))
    _followed[reference.name, column] = reference


def move(gone: str, into: str) -> Moved:
    """Let all that names `gone` name `into`; gives the rows that were moved.

    A row that may not stand beside one that names `into` already (somebody speaks for both) stays as it is.
    """
    moved: Moved = {}
    for reference in _followed.values():
        rows = reference.model._default_manager.filter(**{reference.column: gone}, **dict(reference.only))
        numbers = []
        for pk in list(rows.values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    reference.model._default_manager.filter(pk=pk).update(**{reference.column: into})
            except IntegrityError:
                continue
            numbers.append(pk)
        if numbers:
            moved.setdefault(reference.name, {})[reference.column] = numbers
    return moved


def move_back(moved: Moved, gone: str, into: str) -> None:
    """Undo a `move`; rows that have come to name a third organisation since then are left alone."""
    for reference in _followed.values():
        numbers = moved.get(reference.name, {}).get(reference.column, [])
        rows = reference.model._default_manager.filter(**{"pk__in": numbers, reference.column: into})
        rows.update(**{reference.column: gone})
