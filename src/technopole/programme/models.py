"""Events with those who organise them, facilities, the things shown, and trials of them."""

from django.conf import settings
from django.db import models

from technopole.core.kinds import Sourced


class Event(Sourced):
    """One event, or one edition of a series."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    series_en = models.CharField(max_length=200, blank=True)
    series_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    name_zh = models.CharField(max_length=300, blank=True)
    start = models.CharField(max_length=10, blank=True)
    """As far as it is known: `2025`, `2025-07`, `2025-07-26`."""
    end = models.CharField(max_length=10, blank=True)
    starts_on = models.DateField(null=True)
    """The earliest day that `start` may mean, to sort by."""
    ends_on = models.DateField(null=True)
    """The latest day that `end`, or else `start`, may mean."""
    year = models.SmallIntegerField(null=True)
    place_en = models.CharField(max_length=300, blank=True)
    place_zh = models.CharField(max_length=300, blank=True)
    districts = models.JSONField(default=list)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    precision = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=30, blank=True)
    format = models.CharField(max_length=20, blank=True)
    attendance = models.PositiveIntegerField(null=True)
    key_numbers = models.JSONField(default=dict)
    """{"en": […], "zh": […]} as the sources word them."""
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=20, default="announced")

    objects: models.Manager["Event"]

    class Meta:
        indexes = [
            models.Index(fields=["-starts_on", "id"], name="events_by_start"),
            models.Index(fields=["year"], name="events_by_year"),
            models.Index(fields=["series_en"], name="events_by_series"),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class EventRole(models.Model):
    """An organisation's part in an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)
    organisation_key = models.CharField(max_length=80, blank=True, db_index=True)
    label = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: models.Manager["EventRole"]

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.role}: {self.organisation_key or self.label}"


class EventHub(models.Model):
    """A hub in which an event takes place."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="hubs")
    hub = models.CharField(max_length=60, db_index=True)

    objects: models.Manager["EventHub"]

    def __str__(self) -> str:
        return self.hub


class Facility(Sourced):
    """A research facility, laboratory, venue or network of shared instruments."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    name_en = models.CharField(max_length=300, blank=True)
    name_zh = models.CharField(max_length=300, blank=True)
    type_en = models.CharField(max_length=200, blank=True)
    type_zh = models.CharField(max_length=200, blank=True)
    organisation_key = models.CharField(max_length=80, blank=True, db_index=True)
    """The facility itself as an organisation of the register, if it is one."""
    hub = models.CharField(max_length=60, blank=True, db_index=True)
    district = models.CharField(max_length=60, blank=True)
    place_en = models.CharField(max_length=300, blank=True)
    place_zh = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    precision = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, blank=True)
    opened = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True)
    facts_en = models.TextField(blank=True)
    facts_zh = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)

    objects: models.Manager["Facility"]

    class Meta:
        ordering = ["name_en", "id"]
        verbose_name_plural = "facilities"

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class FacilityOperator(models.Model):
    """Who runs a facility."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="operators")
    organisation_key = models.CharField(max_length=80, blank=True, db_index=True)
    label = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: models.Manager["FacilityOperator"]

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.organisation_key or self.label


class ShowcaseItem(Sourced):
    """A thing shown: what it is, who made it, what for."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    name_en = models.CharField(max_length=300, blank=True)
    name_zh = models.CharField(max_length=300, blank=True)
    maker_key = models.CharField(max_length=80, blank=True, db_index=True)
    maker_label = models.CharField(max_length=300, blank=True)
    scenario_en = models.CharField(max_length=200, blank=True)
    scenario_zh = models.CharField(max_length=200, blank=True)
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    sectors = models.JSONField(default=list)
    event_key = models.CharField(max_length=90, blank=True, db_index=True)
    """The event at which it was shown."""

    objects: models.Manager["ShowcaseItem"]

    class Meta:
        ordering = ["name_en", "id"]

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class ShowcaseSector(models.Model):
    """A sector of a thing shown: what the list is narrowed by."""

    item = models.ForeignKey(ShowcaseItem, on_delete=models.CASCADE, related_name="in_sectors")
    sector = models.CharField(max_length=60, db_index=True)

    objects: models.Manager["ShowcaseSector"]

    def __str__(self) -> str:
        return self.sector


class Trial(models.Model):
    """A trial of a thing shown that its maker agreed to. Public only once both sides consent to its result."""

    uid = models.CharField(max_length=12, unique=True)
    version = models.PositiveIntegerField(default=1)
    item_uid = models.CharField(max_length=12, db_index=True)
    request_uid = models.CharField(max_length=12)
    """The request it came of, whose timeline goes on with it."""
    state = models.CharField(max_length=12, default="agreed")
    """`agreed`, `done` or `called_off`."""
    organisation_uid = models.CharField(max_length=12, blank=True, db_index=True)
    """Who tries it; empty: the centre itself."""
    maker_uid = models.CharField(max_length=12, blank=True, db_index=True)
    """Its maker; empty where the register has none."""
    scenario = models.CharField(max_length=300)
    district = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=300, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    measured = models.TextField()
    paid_by = models.CharField(max_length=20)
    language = models.CharField(max_length=10, blank=True)
    """In which the request was written."""
    result_en = models.TextField(blank=True)
    result_zh = models.TextField(blank=True)
    asker_consented_at = models.DateTimeField(null=True)
    asker_consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    maker_consented_at = models.DateTimeField(null=True)
    maker_consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_on = models.DateField(null=True)
    """The day on which both had consented; null while it is not public."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: models.Manager["Trial"]

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["item_uid", "published_on"], name="trials_of_item")]

    def __str__(self) -> str:
        return self.scenario
