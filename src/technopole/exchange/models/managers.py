"""Technology managers (技术经理人): who they are. What they are credited with is computed from the steps."""

from django.conf import settings
from django.db import models


class TechnologyManager(models.Model):
    """A technology manager's record: certificate, fields, languages, conflicts of interest."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="technology_manager")
    name_en = models.CharField(max_length=150, blank=True)
    name_zh = models.CharField(max_length=150, blank=True)
    level = models.CharField(max_length=20, blank=True)
    """Of the certificate: `junior`, `intermediate` or `senior`."""
    certificate_number = models.CharField(max_length=60, blank=True)
    valid_to = models.DateField(null=True)
    fields = models.JSONField(default=list)
    """Keys of the centre's sectors."""
    languages = models.JSONField(default=list)
    conflicts = models.JSONField(default=list)
    """Uids of organisations whose listings this person may not look after, with the reason: [{"uid", "why"}]."""
    fee_share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    """Percent of the fee agreed with the exchange."""
    public = models.BooleanField(default=False)
    """Agreed to be named on listings."""
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects: models.Manager["TechnologyManager"]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_en or self.name_zh or str(self.user)
