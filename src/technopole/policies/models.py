"""Policies as a catalogue: what each is called, who issued it, from when to when, by which means it works."""

from django.db import models

from technopole.core.kinds import Sourced


class Policy(Sourced):
    """A law, measure, plan or rule."""

    key = models.CharField(max_length=90, blank=True, db_index=True)
    title_en = models.CharField(max_length=400, blank=True)
    title_zh = models.CharField(max_length=400, blank=True)
    document_number = models.CharField(max_length=200, blank=True)
    issuer_en = models.CharField(max_length=300, blank=True)
    issuer_zh = models.CharField(max_length=300, blank=True)
    published = models.CharField(max_length=10, blank=True)
    published_on = models.DateField(null=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_from_on = models.DateField(null=True)
    """The earliest day that `valid_from` may mean."""
    valid_to = models.CharField(max_length=10, blank=True)
    valid_to_on = models.DateField(null=True)
    """The latest day that `valid_to` may mean."""
    level = models.CharField(max_length=20, blank=True)
    area_en = models.CharField(max_length=200, blank=True)
    area_zh = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    rule_pack = models.CharField(max_length=60, blank=True)
    official = models.BooleanField(default=False)
    """A person compared this entry with the official text."""

    objects: models.Manager["Policy"]

    class Meta:
        ordering = ["-published_on", "id"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title_en or self.title_zh


class PolicyInstrument(models.Model):
    """A class of means by which a policy works."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="instruments")
    instrument = models.CharField(max_length=40, db_index=True)

    objects: models.Manager["PolicyInstrument"]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.instrument
