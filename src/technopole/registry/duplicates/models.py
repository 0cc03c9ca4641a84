"""Pairs that may be one organisation, the keys they are found by, and what was merged."""

from typing import Any

from django.conf import settings
from django.db import models

from technopole.core import ids


class DuplicateKey(models.Model):
    """A key (see `technopole.methods.duplicates.keys`), hashed, and an organisation that has it."""

    key = models.BigIntegerField()
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.CASCADE, related_name="+")

    objects: models.Manager["DuplicateKey"]

    class Meta:
        indexes = [models.Index(fields=["key", "organisation"], name="organisations_by_duplicate_key")]

    def __str__(self) -> str:
        return f"{self.key:x}"


class DuplicatePair(models.Model):
    """Two organisations that may be the same one, why one may think so, and what was decided."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        """They were merged."""
        DISMISSED = "dismissed"

    uid = models.CharField(max_length=12, unique=True, default=ids.new_uid)
    a = models.CharField(max_length=12)
    b = models.CharField(max_length=12, db_index=True)
    name_a = models.CharField(max_length=500)
    name_b = models.CharField(max_length=500)
    score = models.FloatField()
    manner = models.CharField(max_length=10)
    """How their names agree."""
    evidence: Any = models.JSONField(default=list)
    """[[code, log-odds], …], the weightiest first."""
    fingerprint = models.CharField(max_length=32)
    """Of the evidence: a dismissed pair is asked about again only when this changes."""
    reference = models.BooleanField(default=False)
    """Both are known from world registries only."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: models.Manager["DuplicatePair"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["a", "b"], name="one_pair_of_two")]
        indexes = [models.Index(fields=["state", "-score"], name="pairs_by_state")]

    def __str__(self) -> str:
        return f"{self.name_a} = {self.name_b}?"


class Merge(models.Model):
    """An organisation that became part of the record of another, with all that is needed to undo it."""

    gone = models.CharField(max_length=12, db_index=True)
    into = models.CharField(max_length=12, db_index=True)
    gone_key = models.CharField(max_length=80, blank=True, db_index=True)
    """Its id in the centre's folder, by which other rows may still name it."""
    gone_names: Any = models.JSONField(default=dict)
    """What it was called: {"en", "zh"}."""
    moved: Any = models.JSONField(default=dict)
    """{"records": numbers of source records, "references": {model: {field: row numbers}}}."""
    kept: Any = models.JSONField(default=dict)
    """What of its row no source states: since when it was listed, which version it was."""
    pair = models.ForeignKey(DuplicatePair, null=True, on_delete=models.SET_NULL, related_name="merges")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_why = models.TextField(blank=True)

    objects: models.Manager["Merge"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=models.Q(undone_at=None), name="merged_into_one_only")
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.into}"
