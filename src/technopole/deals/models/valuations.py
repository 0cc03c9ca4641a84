"""What one organisation computed for itself."""

from django.conf import settings
from django.db import models


class Valuation(models.Model):
    """A range of values that one organisation computed, with its assumptions; seen by that organisation only."""

    uid = models.CharField(max_length=12, unique=True)
    organisation_uid = models.CharField(max_length=12)
    thing_kind = models.CharField(max_length=5)
    """`offer`, `need` or `deal`."""
    thing_uid = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    method = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    asked = models.JSONField(default=dict)
    """The assumptions as they were typed."""
    result = models.JSONField(default=dict)
    """{"low", "central", "high", "effects", "comparables"}, amounts as text."""

    objects: models.Manager["Valuation"]

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["organisation_uid", "thing_kind", "thing_uid"], name="valuations_of_thing")]

    def __str__(self) -> str:
        return self.uid
