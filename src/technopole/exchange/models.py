"""Needs: what somebody said is wanted."""

from django.db import models

from technopole.core.kinds import Sourced


class Need(Sourced):
    """A wish or demand, as it was stated, by whom, in which post, when."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    kind = models.CharField(max_length=60)
    statement_en = models.TextField(blank=True)
    statement_zh = models.TextField(blank=True)
    stated_by_en = models.CharField(max_length=200, blank=True)
    stated_by_zh = models.CharField(max_length=200, blank=True)
    role_en = models.CharField(max_length=200, blank=True)
    """The post held on the day it was said."""
    role_zh = models.CharField(max_length=200, blank=True)
    organisation_key = models.CharField(max_length=80, blank=True, db_index=True)
    stated_on = models.CharField(max_length=10, blank=True)
    stated_on_day = models.DateField(null=True)
    fields = models.JSONField(default=list)
    wanted_en = models.TextField(blank=True)
    wanted_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)
    status = models.CharField(max_length=12, default="open")

    objects: models.Manager["Need"]

    class Meta:
        ordering = ["-stated_on_day", "id"]
        indexes = [models.Index(fields=["kind"], name="needs_by_kind")]

    def __str__(self) -> str:
        return self.statement_en or self.statement_zh
