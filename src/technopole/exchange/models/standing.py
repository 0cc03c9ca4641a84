"""Open needs stand: what was found for them while nobody was looking, each pair once."""

from django.conf import settings
from django.db import models


class Suggestion(models.Model):
    """An offer that might meet a need. Private: seen by those who work on the need, and never by the offer's side."""

    need_uid = models.CharField(max_length=12)
    """Of the public need."""
    offer_uid = models.CharField(max_length=12)
    """Of the public offer, or of the reference record."""
    score = models.FloatField()
    title_en = models.CharField(max_length=500, blank=True)
    title_zh = models.CharField(max_length=500, blank=True)
    """What the offer was called on that day."""
    synthetic = models.BooleanField(default=False)
    reference = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: models.Manager["Suggestion"]

    class Meta:
        ordering = ["-found_at", "-score", "id"]
        constraints = [models.UniqueConstraint(fields=["need_uid", "offer_uid"], name="one_suggestion_of_pair")]
        indexes = [models.Index(fields=["offer_uid"], name="suggestions_of_offer")]

    def __str__(self) -> str:
        return f"{self.offer_uid} for {self.need_uid}"


class Reader(models.Model):
    """How far a reader of the history has come."""

    name = models.CharField(max_length=30, unique=True)
    change = models.BigIntegerField(default=0)

    objects: models.Manager["Reader"]

    class Meta:
        verbose_name = "reader of the history"

    def __str__(self) -> str:
        return f"{self.name}: {self.change}"
