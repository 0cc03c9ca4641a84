"""Reading needs, with the names of the organisations or hubs on whose behalf they were stated."""

from typing import Any

from django.db.models import QuerySet

from technopole.core.order import ordered
from technopole.exchange.models import Need
from technopole.registry import named


def needs() -> QuerySet[Need]:
    """All needs; `organisation_…` and `hub_…` name who `organisation_key` stands for."""
    return named.with_hub(named.with_organisation(Need.objects.all(), "organisation_key"), "organisation_key")


def of_organisation(key: str) -> QuerySet[Need]:
    """Needs stated on behalf of an organisation or hub, the latest first."""
    return Need.objects.filter(organisation_key=key) if key else Need.objects.none()


def open_needs() -> QuerySet[Need]:
    """Needs that look for an answer, the latest first."""
    return ordered(needs().filter(status="open"), "-stated_on_day", "pk")


def party(need: Any) -> dict[str, Any]:
    """On whose behalf it was said: {"text", "url"} of the organisation or hub; empty text if none is named."""
    if need.organisation_uid or not need.hub_uid:
        return named.link(need, "organisation", "registry:organisation", need.organisation_key)
    return named.link(need, "hub", "registry:hub")
