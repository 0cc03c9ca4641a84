"""Organisations with their names, identifiers and relations; hubs; the centre's vocabularies."""

from django.db import models

from technopole.core.kinds import Sourced
from technopole.registry.duplicates.models import DuplicateKey, DuplicatePair, Merge
from technopole.registry.given.models import GivenList

__all__ = [
    "DuplicateKey", "DuplicatePair", "GivenList", "Hub", "Identifier", "Link", "Merge", "Organisation",
    "OrganisationHub", "OrganisationName", "OrganisationSector", "OrganisationType", "Relation", "Term",
]  # fmt: skip


class Term(Sourced):
    """One entry of a vocabulary: a type, sector, district, or a place that observations speak of."""

    vocabulary = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: models.Manager["Term"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vocabulary", "key"], name="one_term_per_key")]
        ordering = ["vocabulary", "position", "key"]

    def __str__(self) -> str:
        return self.name_en


class Hub(Sourced):
    """A hub, zone or cluster of the centre."""

    key = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30)
    parent_key = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=60, blank=True)
    established = models.CharField(max_length=10, blank=True)
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    focus = models.JSONField(default=list)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    precision = models.CharField(max_length=20, blank=True)

    objects: models.Manager["Hub"]

    class Meta:
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name_en


class Organisation(Sourced):
    """An organisation as its sources, merged, describe it."""

    key = models.CharField(max_length=80, blank=True, db_index=True)
    """The row's id in the centre's folder, by which other rows name it; empty for reference records."""
    name = models.CharField(max_length=500)
    """The name it shows itself by, in whatever language."""
    name_en = models.CharField(max_length=500, blank=True)
    name_zh = models.CharField(max_length=500, blank=True)
    sort_name = models.CharField(max_length=200)
    status = models.CharField(max_length=12, default="active")
    legal_form = models.CharField(max_length=60, blank=True)
    established = models.CharField(max_length=10, blank=True)
    established_year = models.SmallIntegerField(null=True)
    closed = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, blank=True)
    place_name = models.CharField(max_length=200, blank=True)
    district = models.CharField(max_length=60, blank=True)
    hub = models.CharField(max_length=60, blank=True)
    """The hub it is mainly in; all of them are in `hubs`."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    precision = models.CharField(max_length=20, blank=True)
    website = models.CharField(max_length=500, blank=True)
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    reference = models.BooleanField(default=False)
    """Known from a world registry only; not an organisation of this centre."""
    weight = models.PositiveSmallIntegerField(default=0)
    """How likely people mean it when names are alike, in thousandths: breaks ties in search."""
    listed_at = models.DateTimeField(null=True)
    """When the centre first listed it."""
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: models.Manager["Organisation"]

    class Meta:
        indexes = [
            models.Index(fields=["reference", "sort_name", "id"], name="organisations_by_name"),
            models.Index(fields=["sort_name", "id"], name="all_organisations_by_name"),
            models.Index(fields=["country"], name="organisations_by_country"),
            models.Index(fields=["status"], name="organisations_by_status"),
            models.Index(fields=["district", "place_name", "id"], name="organisations_by_place"),
            models.Index(fields=["established_year", "id"], name="organisations_by_founding"),
            models.Index(fields=["updated_at"], name="organisations_by_update"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """One name of an organisation, in one language, of one kind."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    value = models.CharField(max_length=500)
    language = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)

    objects: models.Manager["OrganisationName"]

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.value


class OrganisationType(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="types")
    type = models.CharField(max_length=60)

    objects: models.Manager["OrganisationType"]

    class Meta:
        indexes = [models.Index(fields=["type", "organisation"], name="organisations_by_type")]

    def __str__(self) -> str:
        return self.type


class OrganisationSector(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sectors")
    sector = models.CharField(max_length=60)

    objects: models.Manager["OrganisationSector"]

    class Meta:
        indexes = [models.Index(fields=["sector", "organisation"], name="organisations_by_sector")]

    def __str__(self) -> str:
        return self.sector


class OrganisationHub(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="hubs")
    hub = models.CharField(max_length=60)

    objects: models.Manager["OrganisationHub"]

    class Meta:
        indexes = [models.Index(fields=["hub", "organisation"], name="organisations_of_hub")]

    def __str__(self) -> str:
        return self.hub


class Identifier(models.Model):
    """A number by which another register knows the organisation; its check digits were verified."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=12)
    value = models.CharField(max_length=60)
    preferred = models.BooleanField(default=False)

    objects: models.Manager["Identifier"]

    class Meta:
        indexes = [models.Index(fields=["scheme", "value"], name="organisations_by_identifier")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Link(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20)
    url = models.CharField(max_length=1000)

    objects: models.Manager["Link"]

    def __str__(self) -> str:
        return self.url


class Relation(models.Model):
    """What another organisation is to this one: its parent, child, predecessor, successor, or related."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12)
    target = models.CharField(max_length=90, blank=True, db_index=True)
    """`ror:…` or `centre:` and a row id; empty when only the name is known."""
    label = models.CharField(max_length=500, blank=True)

    objects: models.Manager["Relation"]

    def __str__(self) -> str:
        return f"{self.kind} {self.label or self.target}"
