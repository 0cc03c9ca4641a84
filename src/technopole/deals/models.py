"""What is kept of an enquiry, a deal and a request for help. None of it is public; what becomes public is said there.

Each of the three has a state that only `taking` moves, a version, and a chain of steps (`exchange.steps`).
"""

from django.conf import settings
from django.db import models

from technopole.core.requests.models import KeptPaper


class Moved(models.Model):
    """What every row that steps are taken on has."""

    uid = models.CharField(max_length=12, unique=True)
    version = models.PositiveIntegerField(default=1)
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True


class Enquiry(Moved):
    """Interest in one offer or need. Neither side knows the other until both have consented."""

    state = models.CharField(max_length=16)
    thing_kind = models.CharField(max_length=5)
    """`offer` or `need`."""
    thing_uid = models.CharField(max_length=12, db_index=True)
    title_en = models.CharField(max_length=500, blank=True)
    title_zh = models.CharField(max_length=500, blank=True)
    """The thing's title as it was public on the day of the enquiry."""
    reference = models.BooleanField(default=False)
    """Nobody offered it here: a technology manager looks for its owner."""
    asker_uid = models.CharField(max_length=12, db_index=True)
    """The organisation that asks."""
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who wrote it, for that organisation."""
    owner_uid = models.CharField(max_length=12, blank=True, db_index=True)
    """The organisation behind the offer or need; empty while it is being looked for."""
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    """The technology manager who looks after it; any broker while there is none."""
    letter = models.CharField(max_length=4)
    """By which the owner and the manager tell those who ask about one thing from each other: A, B …"""
    language = models.CharField(max_length=10, blank=True)
    why = models.TextField()
    brings = models.TextField()
    expects = models.TextField()
    asker_consented_at = models.DateTimeField(null=True)
    owner_consented_at = models.DateTimeField(null=True)
    terms = models.CharField(max_length=40, blank=True)
    """The version of the terms of disclosure that both consented to."""
    disclosed_at = models.DateTimeField(null=True)
    expires_on = models.DateField()
    """The last day on which it can be answered."""
    reminded = models.SmallIntegerField(null=True)
    """How many days before the end those whose answer is missing were reminded last."""

    objects: models.Manager["Enquiry"]

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.UniqueConstraint(
                fields=["thing_kind", "thing_uid", "asker_uid"],
                condition=models.Q(state__in=["at_desk", "sent", "owner_consented"]),
                name="one_open_enquiry",
            ),
            models.UniqueConstraint(fields=["thing_kind", "thing_uid", "letter"], name="one_enquiry_of_letter"),
        ]
        indexes = [models.Index(fields=["state", "expires_on"], name="enquiries_by_state")]

    def __str__(self) -> str:
        return self.uid


class Deal(Moved):
    """What comes of a disclosed enquiry, from the first talk to the outcome."""

    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="deal")
    state = models.CharField(max_length=30)
    seller_uid = models.CharField(max_length=12, db_index=True)
    buyer_uid = models.CharField(max_length=12, db_index=True)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    title_en = models.CharField(max_length=500, blank=True)
    title_zh = models.CharField(max_length=500, blank=True)
    registration_from = models.DateField(null=True)
    """The day of acceptance from which the clock of the contract's registration runs."""
    registration_due = models.DateField(null=True)
    """Empty while the clock stands, such as during a supplement."""
    registration_number = models.CharField(max_length=40, blank=True)
    registered_on = models.DateField(null=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_on = models.DateField(null=True)

    objects: models.Manager["Deal"]

    class Meta:
        indexes = [
            models.Index(fields=["state", "registration_due"], name="deals_by_state"),
            models.Index(fields=["registered_on"], name="deals_by_registration"),
        ]

    def __str__(self) -> str:
        return self.uid


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


class HelpRequest(Moved):
    """One side of a deal asks a service organisation for help: valuation, legal advice, testing, finance …"""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="help_requests")
    side = models.CharField(max_length=7)
    asker_uid = models.CharField(max_length=12, db_index=True)
    provider_uid = models.CharField(max_length=12, db_index=True)
    state = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    text = models.TextField()
    price = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    done_by = models.DateField(null=True)
    """By when the provider offers to have it done."""
    answer = models.TextField(blank=True)

    objects: models.Manager["HelpRequest"]

    class Meta:
        indexes = [models.Index(fields=["provider_uid", "state"], name="help_by_provider")]

    def __str__(self) -> str:
        return self.uid


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
