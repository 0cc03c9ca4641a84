"""What belongs to the talks of a deal: agreements to keep silence, files, offers, and notices of what was agreed."""

from django.conf import settings
from django.db import models

from technopole.core.requests.models import KeptPaper
from technopole.deals.models.rows import Deal


class Nda(models.Model):
    """A version of the agreement to keep silence; it binds once both have signed it."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="ndas")
    number = models.PositiveSmallIntegerField()
    text_version = models.CharField(max_length=80)
    """What the text is called, such as `mutual, 2026-03`."""
    sha256 = models.CharField(max_length=64)
    """Of the file that is signed."""
    proposed_by = models.CharField(max_length=7)
    seller_signed_at = models.DateTimeField(null=True)
    buyer_signed_at = models.DateTimeField(null=True)

    objects: models.Manager["Nda"]

    class Meta:
        ordering = ["deal", "number"]
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="one_nda_of_number")]

    def __str__(self) -> str:
        return self.text_version


class DealPaper(KeptPaper):
    """A file of a deal. The other side may open it once both have signed an agreement to keep silence."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="papers")
    side = models.CharField(max_length=7)
    """Who handed it in: `seller` or `buyer`."""
    purpose = models.CharField(max_length=10, default="file")
    """`file`, or `contract`, which both sides and the registrar may read."""

    objects: models.Manager["DealPaper"]

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """An offer or counter-offer of one side."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=7)
    state = models.CharField(max_length=10, default="open")
    """`open`, `countered`, `accepted`, `refused`, `withdrawn` or `lapsed`."""
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    mode = models.CharField(max_length=30)
    exclusivity = models.CharField(max_length=20)
    field = models.CharField(max_length=300, blank=True)
    """The field of use."""
    area = models.CharField(max_length=300, blank=True)
    term_months = models.PositiveSmallIntegerField(null=True)
    """None: without end."""
    words = models.TextField(blank=True)
    valid_until = models.DateField()
    made_at = models.DateTimeField()

    objects: models.Manager["Proposal"]

    class Meta:
        ordering = ["deal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="one_proposal_of_number"),
            models.UniqueConstraint(fields=["deal"], condition=models.Q(state="open"), name="one_open_proposal"),
        ]
        indexes = [models.Index(fields=["state", "valid_until"], name="proposals_by_end")]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount} {self.currency}"


class Notice(models.Model):
    """A publicity notice (公示) of a deal's result: written by the seller, public once the buyer agreed, then open to
    objections until its last day."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="notices")
    uid = models.CharField(max_length=12, unique=True)
    text_en = models.TextField(blank=True)
    text_zh = models.TextField(blank=True)
    days = models.PositiveSmallIntegerField()
    with_price = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    """What it shows, fixed on the day it is published."""
    from_on = models.DateField(null=True)
    """Empty until the buyer agrees."""
    to_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    objects: models.Manager["Notice"]

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=models.Q(withdrawn_on=None), name="one_notice_of_deal"
            )
        ]

    def __str__(self) -> str:
        return self.uid


class Objection(models.Model):
    """Something said against a deal while its notice ran."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="objections")
    uid = models.CharField(max_length=12, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    objects: models.Manager["Objection"]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.uid
