"""Who may do what to which rows: one rule gives both the check on one row and the filter on a list.

A rule says, for an actor, which rows it holds for: all, none, or those that fit a condition. The check on one
row asks the database the same condition, so that the two can never disagree.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

Condition = bool | Q


class Rule:
    """`where(actor)` is True (every row), False (none) or a `Q` over the rule's model."""

    def __init__(self, name: str, where: Callable[[Any], Condition]) -> None:
        self.name = name
        self.where = where

    def allows(self, actor: Any, row: Model | None = None) -> bool:
        """May `actor` do this to `row`? Without a row: to any row at all, as for a menu entry."""
        condition = self.where(actor)
        if isinstance(condition, bool):
            return condition
        if row is None:
            return True
        return type(row)._default_manager.filter(condition, pk=row.pk).exists()

    def filter(self, actor: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of `rows` for which the rule holds."""
        condition = self.where(actor)
        if isinstance(condition, bool):
            return rows if condition else rows.none()
        return rows.filter(condition).distinct()

    def __or__(self, other: "Rule") -> "Rule":
        def either(actor: Any) -> Condition:
            a, b = self.where(actor), other.where(actor)
            if a is True or b is True:
                return True
            if a is False:
                return b
            return a if b is False else a | b

        return Rule(f"{self.name} or {other.name}", either)

    def __and__(self, other: "Rule") -> "Rule":
        def both(actor: Any) -> Condition:
            a, b = self.where(actor), other.where(actor)
            if a is False or b is False:
                return False
            if a is True:
                return b
            return a if b is True else a & b

        return Rule(f"{self.name} and {other.name}", both)


everyone = Rule("everyone", lambda actor: True)
nobody = Rule("nobody", lambda actor: False)
signed_in = Rule("anyone signed in", lambda actor: bool(actor.is_authenticated))


def has_role(*roles: str) -> Rule:
    """Holds, for every row, for an actor with one of `roles` (an administrator has them all)."""
    return Rule(
        " or ".join(roles),
        lambda actor: bool(actor.is_authenticated and actor.has_role(*roles)),
    )
