"""Indicators, and the observations made of them: dated, sourced, kept side by side where they disagree."""

from decimal import Decimal

from django.db import models

from technopole.core.kinds import Sourced


class Indicator(Sourced):
    """What is measured, in which unit, which way is better, and the target."""

    key = models.CharField(max_length=80, unique=True)
    name_en = models.CharField(max_length=300, blank=True)
    name_zh = models.CharField(max_length=300, blank=True)
    definition_en = models.TextField(blank=True)
    definition_zh = models.TextField(blank=True)
    unit = models.JSONField(default=dict)
    """{"id", "en", "zh", "decimals", "scale"} as far as stated."""
    direction = models.CharField(max_length=6, default="none")
    core = models.PositiveSmallIntegerField(null=True)
    """Its number among the core indicators."""
    place = models.CharField(max_length=60, blank=True)
    """The place it is about unless said otherwise."""
    baseline = models.JSONField(default=dict)
    """{"period", "value", "note"}"""
    target = models.JSONField(default=dict)
    """{"period", "operator", "value", "source"}"""
    frequency = models.CharField(max_length=40, blank=True)
    method_en = models.TextField(blank=True)
    method_zh = models.TextField(blank=True)
    group = models.CharField(max_length=60, blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)

    objects: models.Manager["Indicator"]

    class Meta:
        ordering = ["core", "group", "name_en"]

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class Observation(Sourced):
    """One statement of one source about one indicator, place and period."""

    key = models.CharField(max_length=200, blank=True)
    indicator = models.CharField(max_length=80)
    place = models.CharField(max_length=60)
    period = models.CharField(max_length=25)
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    """The value to sort and compare by; empty when the source says that it is missing."""
    stated = models.CharField(max_length=40, blank=True)
    """The value with the digits that its source gives."""
    unit = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12)
    qualifier = models.CharField(max_length=120, blank=True)
    published = models.CharField(max_length=10, blank=True)
    published_on = models.DateField(null=True)
    speaker_en = models.CharField(max_length=200, blank=True)
    speaker_zh = models.CharField(max_length=200, blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)

    objects: models.Manager["Observation"]

    class Meta:
        ordering = ["indicator", "place", "period_end", "id"]
        indexes = [
            models.Index(fields=["indicator", "place", "period_end"], name="observations_by_indicator"),
            models.Index(fields=["key"], name="observations_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place} {self.period}: {self.stated or '–'}"

    @property
    def number(self) -> Decimal | None:
        """The value exactly as stated."""
        return Decimal(self.stated) if self.stated else None
