"""Indicators; the observations made of them, dated, sourced, kept side by side where they disagree; and what was
computed from the lake: measurements with all that led to them, and analyses whose results pages show."""

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
    measure = models.JSONField(default=dict)
    """How it is computed from records, as `measuring.definition` reads it; empty if it is only reported."""

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


class Measuring(models.Model):
    """One computation of an indicator from records, with all that is needed to do it again. The newest counts."""

    DONE, EMPTY, FAILED = "done", "empty", "failed"

    indicator = models.CharField(max_length=80)
    status = models.CharField(max_length=6)
    problem = models.TextField(blank=True)
    """What went wrong, where, and what to do."""
    query = models.TextField()
    """The statement as it was run."""
    fingerprint = models.CharField(max_length=64)
    """SHA-256 of the definition: together with `data` it tells whether anything changed."""
    data = models.JSONField(default=dict)
    """{dataset: version} that the statement read."""
    samples = models.JSONField(default=dict)
    """{dataset: what it covers, in two languages} of those that are known to be only a part of what is out there."""
    synthetic = models.BooleanField(default=False)
    records = models.BigIntegerField(default=0)
    """How many records were counted."""
    file = models.CharField(max_length=120, blank=True)
    """The records themselves: a Parquet file in the home's folder of records."""
    seconds = models.FloatField(default=0.0)
    measured_at = models.DateTimeField()

    objects: models.Manager["Measuring"]

    class Meta:
        ordering = ["indicator", "-measured_at", "-id"]
        indexes = [models.Index(fields=["indicator", "-measured_at"], name="measurings_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.measured_at:%Y-%m-%d}"


class Measurement(models.Model):
    """One computed value: of a place and period, in all or of one member of a disaggregation."""

    measuring = models.ForeignKey(Measuring, on_delete=models.CASCADE, related_name="values")
    place = models.CharField(max_length=60)
    period = models.CharField(max_length=25)
    period_start = models.DateField()
    period_end = models.DateField()
    dimension = models.CharField(max_length=40, blank=True)
    """What it is disaggregated by; empty for the whole."""
    member = models.CharField(max_length=200, blank=True)
    label_en = models.CharField(max_length=300, blank=True)
    label_zh = models.CharField(max_length=300, blank=True)
    value = models.FloatField()
    records = models.BigIntegerField()
    """How many records it was computed from."""

    objects: models.Manager["Measurement"]

    class Meta:
        ordering = ["measuring", "place", "period_end", "dimension", "-value", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["measuring", "place", "period", "dimension", "member"], name="one_value_of_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measuring.indicator} {self.place} {self.period}: {self.value:g}"


class Analysis(models.Model):
    """A result computed from the lake for a page: clusters, a network, a specialisation map, emerging topics."""

    name = models.CharField(max_length=40)
    scope = models.CharField(max_length=80, blank=True)
    """Which of several results of one name."""
    parameters = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    """{dataset: version} that it was computed from."""
    samples = models.JSONField(default=dict)
    synthetic = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)
    made_at = models.DateTimeField()

    objects: models.Manager["Analysis"]

    class Meta:
        ordering = ["name", "scope"]
        constraints = [models.UniqueConstraint(fields=["name", "scope"], name="one_result_of_each")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.name, self.scope)))


class RankedCluster(Sourced):
    """One line of a published ranking of science and technology clusters, as it was printed."""

    key = models.CharField(max_length=80, blank=True)
    ranking = models.CharField(max_length=40)
    """Which ranking, such as `gii`."""
    edition = models.PositiveSmallIntegerField()
    cluster = models.CharField(max_length=80)
    """The same in all editions."""
    rank = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=200, blank=True)
    name_zh = models.CharField(max_length=200, blank=True)
    economies = models.JSONField(default=list)
    """Two letters of ISO 3166, each that it lies in."""
    pct_applications = models.PositiveIntegerField(null=True)
    publications = models.PositiveIntegerField(null=True)
    pct_share = models.CharField(max_length=10, blank=True)
    """Shares of the world in percent, with the digits of the print."""
    publications_share = models.CharField(max_length=10, blank=True)
    total_share = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    own = models.BooleanField(default=False)
    """The cluster that this centre lies in."""
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)

    objects: models.Manager["RankedCluster"]

    class Meta:
        ordering = ["ranking", "-edition", "rank", "name_en"]

    def __str__(self) -> str:
        return f"{self.edition} {self.rank} {self.name_en or self.name_zh}"
