"""What the policies count of an organisation: those it issued, told by exactly its name."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from technopole.policies.models import Policy
from technopole.registry.contributions import Counted


def of(organisation: Any) -> list[Counted]:
    """Costs one query; nothing for organisations without a Chinese name."""
    name = organisation.name_zh
    if not name:
        return []
    found = Policy.objects.filter(issuer_zh=name).count()
    return [Counted(_("Policies issued"), found, f"{reverse('policies:policies')}?{urlencode({'issuer': name})}")]
