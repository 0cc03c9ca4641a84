"""What people follow, what of the history matched it, and what was sent of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from technopole.core.models import Change


class Rhythm(models.TextChoices):
    """How often a subscription is mailed."""

    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly, on Mondays")
    NEVER = "never", _("No mail; on the page and in my feed")


class Subscription(models.Model):
    """Somebody wants to be told of one thing, or of a list as its filters narrow it."""

    uid = models.CharField(max_length=12, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    name = models.CharField(max_length=200, blank=True)
    """What its owner calls it; empty: named after what it follows."""
    thing = models.CharField(max_length=30)
    """The kind of things followed."""
    thing_uid = models.CharField(max_length=12, blank=True)
    """The thing followed; empty for a list."""
    list_name = models.CharField(max_length=40, blank=True)
    query = models.CharField(max_length=2000, blank=True)
    """The filters of the list, as the page's address has them."""
    kinds = models.JSONField(default=list)
    """The kinds of signal wanted; empty: all."""
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    paused_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    since = models.BigIntegerField()
    """The last change when it was made: what came before is not told."""
    version = models.PositiveIntegerField(default=1)

    objects: models.Manager["Subscription"]

    class Meta:
        indexes = [models.Index(fields=["thing", "thing_uid"], name="subscriptions_of_thing")]

    def __str__(self) -> str:
        return self.name or f"{self.list_name or self.thing} {self.thing_uid or self.query}"


class Member(models.Model):
    """A thing that was in the list of a subscription when it was looked at last: so that leaving it is seen."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="members")
    uid = models.CharField(max_length=12)

    objects: models.Manager["Member"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "uid"], name="one_member_per_list")]

    def __str__(self) -> str:
        return self.uid


class Position(models.Model):
    """How far the history was read: all changes up to this one have been matched."""

    name = models.CharField(max_length=20, unique=True)
    change = models.BigIntegerField(default=0)

    objects: models.Manager["Position"]

    def __str__(self) -> str:
        return f"{self.name}: {self.change}"


class Digest(models.Model):
    """One mail to one person: what of their subscriptions matched since the one before."""

    uid = models.CharField(max_length=12, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    period = models.CharField(max_length=20)
    """The day it was made for, `2026-11-22`: one mail a person and day at most."""
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    refused = models.CharField(max_length=300, blank=True)
    """Why it cannot be sent at all: the address was refused."""

    objects: models.Manager["Digest"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "period"], name="one_digest_per_day")]

    def __str__(self) -> str:
        return f"{self.period} {self.owner_id}"


class Match(models.Model):
    """A signal that matched a subscription: told once, however often the history is read."""

    ENTERED, LEFT = "entered", "left"

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="matches")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    movement = models.CharField(max_length=10, blank=True)
    """Whether the thing thereby came into the list, or left it."""
    digest = models.ForeignKey(Digest, null=True, on_delete=models.SET_NULL, related_name="matches")

    objects: models.Manager["Match"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "change", "kind"], name="one_match_per_signal")]
        indexes = [models.Index(fields=["subscription", "digest"], name="matches_to_mail")]

    def __str__(self) -> str:
        return f"{self.change_id}-{self.kind}"


class Reader(models.Model):
    """What we keep of a person who reads signals: how far they looked, their feed's address, whether mail arrives."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reader")
    seen = models.BigIntegerField(default=0)
    """The last match they looked at."""
    feed_digest = models.CharField(max_length=64, null=True, unique=True)
    """The SHA-256 of the secret part of their private feed's address; None while they have none."""
    feed_made_at = models.DateTimeField(null=True)
    mail_refused_at = models.DateTimeField(null=True)
    """Since when mail to them is refused: none is sent until they say that their address is right."""

    objects: models.Manager["Reader"]

    def __str__(self) -> str:
        return str(self.owner)


class Webhook(models.Model):
    """An address of a program that wants each signal as it comes."""

    uid = models.CharField(max_length=12, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.CASCADE, related_name="webhooks")
    """Which subscription it is told of; None: all of its owner's."""
    generation = models.PositiveIntegerField(default=1)
    """The secret is derived from this installation's key, this address's uid and this number: nothing of it is kept."""
    check_digits = models.CharField(max_length=16)
    """The beginning of the secret's hash: tells whether the key is still the one the secret was derived from."""
    rotated_at = models.DateTimeField(null=True)
    """When the secret was replaced last: for a day the one before signs too."""
    paused_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=30, blank=True)
    """Set when we stopped it: nothing was taken for too long, or the secret is lost."""
    not_before = models.DateTimeField(null=True)
    """Nothing is sent until then, because nobody answered."""
    silences = models.PositiveSmallIntegerField(default=0)
    """How often in a row nobody answered."""
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: models.Manager["Webhook"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One signal for one webhook: what is sent stays the same, its id too, however often it is sent."""

    WAITING, SENT, DEAD = "waiting", "sent", "dead"

    uid = models.CharField(max_length=12, unique=True)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    body = models.TextField()
    state = models.CharField(max_length=10, default=WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects: models.Manager["Delivery"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "change", "kind"], name="one_delivery_per_signal")]
        indexes = [models.Index(fields=["state", "due_at"], name="deliveries_due")]

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """Its `webhook-id`: receivers drop what they had."""
        return f"msg_{self.uid}"


class Attempt(models.Model):
    """One try at a delivery, and what came of it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    """The response code; None when there was no answer."""
    said = models.CharField(max_length=300, blank=True)
    """The beginning of the answer, or why there was none."""
    milliseconds = models.PositiveIntegerField(default=0)

    objects: models.Manager["Attempt"]

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at} {self.status or self.said}"
