"""Offers, needs and services as everybody may read them. Whoever stays unnamed is not in these rows at all."""

from django.db import models

from technopole.core.kinds import Sourced


class Offer(Sourced):
    """A technology, product or right that somebody offers."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    """Its id in the centre's folder."""
    profile = models.CharField(max_length=30)
    """`technology_offer` or `business_offer`."""
    title_en = models.CharField(max_length=500, blank=True)
    title_zh = models.CharField(max_length=500, blank=True)
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    description_zh = models.TextField(blank=True)
    advantages_en = models.TextField(blank=True)
    advantages_zh = models.TextField(blank=True)
    applications_en = models.TextField(blank=True)
    applications_zh = models.TextField(blank=True)
    trl = models.SmallIntegerField(null=True)
    """Technology readiness level, 1 to 9; without evidence it is a claim."""
    trl_evidence_en = models.TextField(blank=True)
    trl_evidence_zh = models.TextField(blank=True)
    trl_on = models.DateField(null=True)
    """The day the level was found."""
    fields = models.JSONField(default=list)
    """Symbols of the patent classification as written: `H01M 10/0525`."""
    topics = models.JSONField(default=list)
    sectors = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=120, blank=True)
    organisation_key = models.CharField(max_length=80, blank=True, db_index=True)
    """The owner's key in the centre's folder."""
    owner_uid = models.CharField(max_length=12, blank=True, db_index=True)
    """The owner's organisation in the register, where it has no key."""
    owner_en = models.CharField(max_length=300, blank=True)
    owner_zh = models.CharField(max_length=300, blank=True)
    """The owner's name where it is not in the register."""
    maker_en = models.CharField(max_length=300, blank=True)
    maker_zh = models.CharField(max_length=300, blank=True)
    rights = models.JSONField(default=list)
    """[{"kind", "number", "status", "share"}]."""
    modes = models.JSONField(default=list)
    """`transfer`, `licence_exclusive` …: see `vocabulary.MODES`."""
    price_low = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    price_high = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    negotiable = models.BooleanField(default=False)
    programme_en = models.CharField(max_length=300, blank=True)
    programme_zh = models.CharField(max_length=300, blank=True)
    year = models.SmallIntegerField(null=True)
    language = models.CharField(max_length=10, blank=True)
    """The language it was written in."""
    manager_en = models.CharField(max_length=150, blank=True)
    manager_zh = models.CharField(max_length=150, blank=True)
    """The technology manager who looks after it, where he agreed to be named."""
    published_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    status = models.CharField(max_length=12, default="live")
    anonymous = models.BooleanField(default=False)
    url = models.CharField(max_length=500, blank=True)

    objects: models.Manager["Offer"]

    class Meta:
        ordering = ["-published_on", "id"]
        indexes = [
            models.Index(fields=["status", "profile"], name="offers_by_status"),
            models.Index(fields=["-published_on", "id"], name="offers_by_day"),
        ]

    def __str__(self) -> str:
        return self.title_en or self.title_zh


class OfferSector(models.Model):
    """A sector of an offer: what lists are narrowed by."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="in_sectors")
    sector = models.CharField(max_length=60, db_index=True)

    objects: models.Manager["OfferSector"]

    def __str__(self) -> str:
        return self.sector


class OfferMode(models.Model):
    """A way in which the owner of an offer would work together."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="in_modes")
    mode = models.CharField(max_length=30, db_index=True)

    objects: models.Manager["OfferMode"]

    def __str__(self) -> str:
        return self.mode


class OfferRight(models.Model):
    """A kind of right that an offer comes with."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="with_rights")
    right = models.CharField(max_length=20, db_index=True)

    objects: models.Manager["OfferRight"]

    def __str__(self) -> str:
        return self.right


class Need(Sourced):
    """A wish or demand: as it was stated, by whom, in which post, when; or as a request written for the exchange."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    kind = models.CharField(max_length=60)
    profile = models.CharField(max_length=30, blank=True)
    """`technology_request`, `business_request` or `research_request`; empty for what was said in public."""
    title_en = models.CharField(max_length=500, blank=True)
    title_zh = models.CharField(max_length=500, blank=True)
    statement_en = models.TextField(blank=True)
    statement_zh = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    description_zh = models.TextField(blank=True)
    targets_en = models.TextField(blank=True)
    targets_zh = models.TextField(blank=True)
    """The values that an answer must reach."""
    attempts_en = models.TextField(blank=True)
    attempts_zh = models.TextField(blank=True)
    """What was tried so far."""
    stated_by_en = models.CharField(max_length=200, blank=True)
    stated_by_zh = models.CharField(max_length=200, blank=True)
    role_en = models.CharField(max_length=200, blank=True)
    """The post held on the day it was said."""
    role_zh = models.CharField(max_length=200, blank=True)
    organisation_key = models.CharField(max_length=80, blank=True, db_index=True)
    owner_uid = models.CharField(max_length=12, blank=True, db_index=True)
    """The organisation in the register that asks, where it has no key."""
    owner_en = models.CharField(max_length=300, blank=True)
    owner_zh = models.CharField(max_length=300, blank=True)
    stated_on = models.CharField(max_length=10, blank=True)
    stated_on_day = models.DateField(null=True)
    fields = models.JSONField(default=list)
    """Subjects in words, as the centre's folder gives them."""
    ipc = models.JSONField(default=list)
    """Symbols of the patent classification."""
    topics = models.JSONField(default=list)
    sectors = models.JSONField(default=list)
    trl_min = models.SmallIntegerField(null=True)
    trl_max = models.SmallIntegerField(null=True)
    country = models.CharField(max_length=2, blank=True)
    """Where the answer is wanted."""
    region = models.CharField(max_length=120, blank=True)
    modes = models.JSONField(default=list)
    rights_wanted = models.JSONField(default=list)
    """Kinds of rights that the answer should bring."""
    exclusivity = models.CharField(max_length=20, blank=True)
    budget_low = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    budget_high = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    negotiable = models.BooleanField(default=False)
    deadline = models.DateField(null=True)
    scenario_en = models.TextField(blank=True)
    scenario_zh = models.TextField(blank=True)
    """Where in the city it would be used."""
    wanted_en = models.TextField(blank=True)
    wanted_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    manager_en = models.CharField(max_length=150, blank=True)
    manager_zh = models.CharField(max_length=150, blank=True)
    anonymous = models.BooleanField(default=False)
    published_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    status = models.CharField(max_length=12, default="open")

    objects: models.Manager["Need"]

    class Meta:
        ordering = ["-stated_on_day", "id"]
        indexes = [models.Index(fields=["kind"], name="needs_by_kind")]

    def __str__(self) -> str:
        return self.title_en or self.title_zh or self.statement_en or self.statement_zh


class ServiceOffer(Sourced):
    """What a service organisation offers along the way from a result to the market."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    name_en = models.CharField(max_length=300, blank=True)
    name_zh = models.CharField(max_length=300, blank=True)
    organisation_key = models.CharField(max_length=80, blank=True, db_index=True)
    provider = models.CharField(max_length=300, blank=True)
    """Who offers it, where that is no row of the centre's organisations."""
    kinds = models.JSONField(default=list)
    """Kinds of service of GB/T 34670: see `vocabulary.SERVICE_KINDS`."""
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)

    objects: models.Manager["ServiceOffer"]

    class Meta:
        ordering = ["key", "id"]

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class ServiceKind(models.Model):
    """A kind that a service is of: what the list is narrowed by."""

    service = models.ForeignKey(ServiceOffer, on_delete=models.CASCADE, related_name="of_kinds")
    kind = models.CharField(max_length=30, db_index=True)

    objects: models.Manager["ServiceKind"]

    def __str__(self) -> str:
        return self.kind
