"""What the register itself counts of an organisation: its parts and relations."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.registry.contributions import Counted
from technopole.registry.models import Relation


def of(organisation: Any) -> list[Counted]:
    """Relations with other organisations as its record states them. Costs one query."""
    stated = Relation.objects.filter(organisation=organisation).count()
    page = reverse("registry:organisation", args=[organisation.uid])
    return [Counted(_("Relations stated with other organisations"), stated, f"{page}#relatives-title")]
