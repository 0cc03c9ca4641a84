"""A list that somebody gave. Its lines and answers lie in the home, not in the store: they are nobody else's."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from technopole.core import ids


class GivenList(models.Model):
    """A list, whose it is, and how far it has been answered."""

    class Purpose(models.TextChoices):
        RESOLVE = "resolve"
        CHECK = "check"

    class State(models.TextChoices):
        CHOOSING = "choosing"
        """Its column is still to be chosen."""
        WAITING = "waiting"
        """To be read and answered by the worker."""
        DONE = "done"
        FAILED = "failed"

    uid = models.CharField(max_length=12, unique=True, default=ids.new_uid)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    profile = models.CharField(max_length=10, default="complete")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    """Whose it is; nobody's who was signed in: then the session of the browser knows its uid."""
    name = models.CharField(max_length=150, blank=True)
    """Of the file; empty for a pasted list."""
    column = models.CharField(max_length=500, blank=True)
    choice: Any = models.JSONField(default=dict)
    """While a column is to be chosen: {"header", "rows"}."""
    state = models.CharField(max_length=10, choices=State.choices)
    problem: Any = models.JSONField(default=dict)
    """Why it failed: {"code", "line", …}, which `given.problems` words."""
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts: Any = models.JSONField(default=dict)
    """{sort of answer: rows}, when it is done."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects: models.Manager["GivenList"]

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at"], name="lists_of_owner")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.name or self.uid}"

    @property
    def folder(self) -> Path:
        """Where its file and its answers lie."""
        return folder() / self.uid


def folder() -> Path:
    """Where all lists lie."""
    return Path(settings.HOME) / "lists"
