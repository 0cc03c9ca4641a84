"""What steps are taken on: enquiries, deals, help. Each has a state that only `taking` moves, a version and a
chain of steps (`exchange.steps`)."""

from django.conf import settings
from django.db import models


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
