"""Who may: one rule gives the check on one row and the filter on a list."""

from typing import Any

from django.db.models import Q

from technopole.accounts.models import Role
from technopole.accounts.rules import represents
from technopole.core.rules import Condition, Rule, has_role
from technopole.registration.models import Authority, Registration
from technopole.registry.models import Organisation

registrar = has_role(Role.REGISTRAR)
its_own = represents("organisation_uid")


def _supervised(actor: Any) -> Condition:
    if not actor.is_authenticated or not actor.represents:
        return False
    keys = Organisation.objects.filter(uid__in=actor.represents).exclude(key="").values("key")
    units = Authority.objects.filter(organisation_key__in=keys).exclude(organisation_key="").values("key")
    uids = Registration.objects.filter(supervisory_unit__in=units).values("organisation_uid")
    return Q(organisation_uid__in=uids)


for_unit = Rule("the supervisory unit", _supervised)
"""Who speaks for the organisation that supervises this one."""

writes_own = its_own
sees_inside = its_own | for_unit | registrar
"""Whole reports, notices before a listing, applications: not public."""
receives_for_unit = for_unit | registrar
"""A registrar may note what the unit received on paper."""
decides = registrar
