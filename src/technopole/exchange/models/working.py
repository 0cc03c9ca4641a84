"""Listings: the private, working side of an offer or a need that is written here."""

from django.conf import settings
from django.db import models


class Listing(models.Model):
    """An offer or a need as its owner writes it. What of it is public is a row of `Offer` or `Need`, nothing else."""

    uid = models.CharField(max_length=12, unique=True)
    """Random, and shown to nobody but those who work on it."""
    kind = models.CharField(max_length=10)
    """`offer` or `need`."""
    public_uid = models.CharField(max_length=12, unique=True)
    """The uid of the public row, from the day it is published."""
    profile = models.CharField(max_length=30)
    organisation_uid = models.CharField(max_length=12, db_index=True)
    """The owner."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who changed the words last."""
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    """The technology manager it is assigned to."""
    anonymous = models.BooleanField(default=False)
    """Of the words being written; what the public row says is in it."""
    state = models.CharField(max_length=12, default="draft")
    """Where the words being written are: see `workflow.STATES`."""
    standing = models.CharField(max_length=12, blank=True)
    """Whether a version of it is public: empty (never was), `live`, `expired` or `withdrawn`."""
    content = models.JSONField(default=dict)
    """The words being written, by the names of `questions`: private ones among them."""
    title = models.CharField(max_length=500, blank=True)
    """For lists of one's own."""
    published_version = models.PositiveIntegerField(null=True)
    """The number of the version that is public."""
    published_named = models.BooleanField(default=False)
    """Its owner's name was public once, so that it cannot become anonymous."""
    published_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    reminded = models.SmallIntegerField(null=True)
    """How many days before the end its owner was reminded last."""
    submitted_at = models.DateTimeField(null=True)
    review = models.JSONField(default=dict)
    """What the reviewer found of the words handed in last: {"by", "checks": {name: {"ok", "comment"}}, "text"}."""
    language = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Grows with every change, so that who comes second is told."""
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: models.Manager["Listing"]

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="listings_by_state"),
            models.Index(fields=["standing", "expires_on"], name="listings_by_end"),
        ]

    def __str__(self) -> str:
        return self.title or self.uid


class ListingVersion(models.Model):
    """The words of a listing as they were handed in for review. Never edited."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    anonymous = models.BooleanField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the words; the step that handed them in states it, so that a changed version is found out."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    published_on = models.DateField(null=True)

    objects: models.Manager["ListingVersion"]

    class Meta:
        ordering = ["listing", "-number"]
        constraints = [models.UniqueConstraint(fields=["listing", "number"], name="one_version_of_number")]

    def __str__(self) -> str:
        return f"{self.listing_id}/{self.number}"


class ListingSheet(models.Model):
    """A table of listings that somebody handed in, while its columns are being matched; forgotten after a week."""

    uid = models.CharField(max_length=12, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    profile = models.CharField(max_length=30)
    organisation_uid = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField()

    objects: models.Manager["ListingSheet"]

    def __str__(self) -> str:
        return self.name
