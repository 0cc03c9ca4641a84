"""Reads of the register of social organisations."""

from django.db.models import QuerySet

from technopole.registration.models import Registration, Status

OPEN = (Status.ACTIVE, Status.LIQUIDATING)
"""Organisations that exist and hold a certificate."""


def registrations() -> QuerySet[Registration]:
    """All that were ever registered, by name."""
    return Registration.objects.order_by("sort_name", "id")


def active() -> QuerySet[Registration]:
    """The organisations that hold a certificate and are neither being liquidated nor gone."""
    return registrations().filter(status=Status.ACTIVE)


def get(code: str) -> Registration | None:
    """The organisation with this unified social credit code (or filing number), whatever its status."""
    return Registration.objects.filter(code=code.strip().upper()).first()


def of_organisation(organisation_uid: str) -> QuerySet[Registration]:
    """What is registered of an organisation of the directory, the latest first."""
    return Registration.objects.filter(organisation_uid=organisation_uid).order_by("-registered_on", "-id")
