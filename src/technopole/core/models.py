"""State every part shares: what sources said, what changed, and what the index and the worker must still do."""

from django.conf import settings
from django.db import models
from django.db.models import QuerySet

from technopole.core.requests.models import Advice, Attachment, Request, RequestEvent

__all__ = ["Advice", "Attachment", "Change", "Job", "OutboxEntry", "Request", "RequestEvent", "SourceRecord"]


class SourceRecord(models.Model):
    """Everything one source says of one thing, as it said it last."""

    kind = models.CharField(max_length=30)
    uid = models.CharField(max_length=12)
    source = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    record = models.JSONField()
    fingerprint = models.CharField(max_length=32)
    loaded_at = models.DateTimeField()
    joined = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How many times the thing it speaks of was merged into another: its own records come before those it was given."""

    objects: models.Manager["SourceRecord"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source", "key"], name="one_record_per_source_and_key")]
        indexes = [models.Index(fields=["kind", "uid"], name="source_record_of_thing")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"


class Change(models.Model):
    """One entry of history: who changed what, when, and why. Never edited."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    uid = models.CharField(max_length=12)
    action = models.CharField(max_length=20)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_label = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    diff = models.JSONField(default=dict)

    objects: models.Manager["Change"]

    class Meta:
        indexes = [
            models.Index(fields=["kind", "uid", "-id"], name="history_of_thing"),
            models.Index(fields=["-at"], name="history_latest"),
            models.Index(fields=["kind", "action", "-id"], name="history_latest_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.action} {self.kind} {self.uid}"

    @classmethod
    def history(cls, kind: str, uid: str) -> "QuerySet[Change]":
        """The history of one thing, newest first."""
        return cls.objects.filter(kind=kind, uid=uid).select_related("actor").order_by("-id")


class OutboxEntry(models.Model):
    """A thing whose entry in the index is out of date; written in the transaction that changed it."""

    kind = models.CharField(max_length=30)
    uid = models.CharField(max_length=12)
    at = models.DateTimeField()

    objects: models.Manager["OutboxEntry"]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class Job(models.Model):
    """Work for the worker: leased while it runs, tried again with growing pauses when it fails."""

    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    unique_key = models.CharField(max_length=150, null=True, unique=True)
    """Set for periodic work, so that it is planned once however many workers start."""

    objects: models.Manager["Job"]

    class Meta:
        indexes = [models.Index(fields=["done_at", "failed_at", "due_at"], name="jobs_due")]

    def __str__(self) -> str:
        return self.name
