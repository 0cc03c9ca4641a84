"""The contract of a deal, its plan, its certificate, and what came of it."""

from django.conf import settings
from django.db import models

from technopole.deals.models.rows import Deal


class Contract(models.Model):
    """The technology contract of a deal, as one side recorded it and the other confirmed it."""

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="contract")
    recorded_by = models.CharField(max_length=7)
    kind = models.CharField(max_length=12)
    """One of the five of the Civil Code: see `vocabulary.CONTRACT_KINDS`."""
    turnover = models.DecimalField(max_digits=18, decimal_places=2)
    trade = models.DecimalField(max_digits=18, decimal_places=2)
    income = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=14, decimal_places=6)
    """Yuan for one unit of the currency."""
    rate_on = models.DateField()
    signed_on = models.DateField()
    exclusive = models.BooleanField(default=False)
    trl = models.SmallIntegerField(null=True)
    """The level of readiness on the day of the contract."""
    file_sha256 = models.CharField(max_length=64)
    """Of the signed file."""
    field = models.CharField(max_length=20)
    """One of the fields of the market's statistics."""
    ip = models.JSONField(default=list)
    """The kinds of rights it is about; `none` where there are none."""
    programme = models.CharField(max_length=10)
    seller_type = models.CharField(max_length=10)
    buyer_type = models.CharField(max_length=10)
    seller_place = models.CharField(max_length=6)
    """ISO 3166: a Chinese province (`CN-SH`) or another country (`DE`)."""
    buyer_place = models.CharField(max_length=6)
    confirmed_at = models.DateTimeField(null=True)

    objects: models.Manager["Contract"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(turnover__gte=models.F("trade"))
                & models.Q(trade__gte=models.F("income"))
                & models.Q(income__gte=0),
                name="three_amounts_in_order",
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.turnover} {self.currency}"


class Milestone(models.Model):
    """Something that a contract says is done, or paid, by a day."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    """`delivery` (the seller does, the buyer confirms) or `payment` (the buyer pays, the seller confirms)."""
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    said_on = models.DateField(null=True)
    """When whose turn it was said that it is done or paid."""
    confirmed_on = models.DateField(null=True)
    reminded = models.BooleanField(default=False)

    objects: models.Manager["Milestone"]

    class Meta:
        ordering = ["due_on", "number"]
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="one_milestone_of_number")]
        indexes = [models.Index(fields=["confirmed_on", "due_on"], name="milestones_due")]

    def __str__(self) -> str:
        return self.title


class Certificate(models.Model):
    """A certificate of a transaction (交易鉴证): what it states, and the digest of the deal's steps on its day."""

    deal = models.OneToOneField(Deal, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=12)
    """Printed on it: who has it may see by the number what the certificate states."""
    issued_on = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(default=dict)
    steps = models.PositiveIntegerField()
    """How many steps the deal had."""
    digest = models.CharField(max_length=64)
    """The hash of the last of them, which holds all before."""

    objects: models.Manager["Certificate"]

    def __str__(self) -> str:
        return self.number


class Outcome(models.Model):
    """What one side says came of a deal: asked at its end, and again after one and three years."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="outcomes")
    round = models.CharField(max_length=6)
    """`end`, `year1` or `year3`."""
    side = models.CharField(max_length=7)
    due_on = models.DateField()
    asked = models.BooleanField(default=False)
    said_on = models.DateField(null=True)
    product = models.BooleanField(null=True)
    """Whether a product or process came of it."""
    revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    """In the currency of the contract."""
    jobs = models.PositiveIntegerField(null=True)
    follow_on = models.BooleanField(null=True)
    failed = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    """Why it failed, or what more there is to say."""

    objects: models.Manager["Outcome"]

    class Meta:
        ordering = ["due_on", "side"]
        constraints = [models.UniqueConstraint(fields=["deal", "round", "side"], name="one_outcome_of_round")]
        indexes = [models.Index(fields=["said_on", "due_on"], name="outcomes_due")]

    def __str__(self) -> str:
        return f"{self.round} {self.side}"
