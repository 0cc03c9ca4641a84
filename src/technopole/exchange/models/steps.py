"""What happened to a listing, an enquiry or a deal, each line holding the hash of the one before."""

from django.conf import settings
from django.db import models


class Step(models.Model):
    """One step of one subject. Never edited: written and read by `exchange.steps` only."""

    subject_kind = models.CharField(max_length=20)
    """`listing`, `enquiry`, `deal` …"""
    subject_uid = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    """1, 2, 3 …, without a gap."""
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=40, blank=True)
    """The actor's uid, or what acted by itself: it stays when the account is gone, and is part of the hash."""
    step = models.CharField(max_length=30)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    text = models.TextField(blank=True)
    note = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects: models.Manager["Step"]

    class Meta:
        ordering = ["subject_kind", "subject_uid", "number"]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_uid", "number"], name="one_step_of_number")
        ]
        indexes = [models.Index(fields=["subject_kind", "step", "at"], name="steps_by_kind")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_uid} {self.number}: {self.step}"


class Chain(models.Model):
    """How many steps a subject has and the hash of the last: what tells that the end of a chain was cut off."""

    subject_kind = models.CharField(max_length=20)
    subject_uid = models.CharField(max_length=12)
    count = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    objects: models.Manager["Chain"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_uid"], name="one_chain_of_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_uid}: {self.count}"
