"""Who may read and do what with cases. Each rule speaks of rows of `Case`, and of requests through `over_requests`."""

from typing import Any

from django.db.models import Q

from technopole.accounts.models import Role
from technopole.core.rules import Condition, Rule, has_role
from technopole.registration import authorities

registrar = has_role(Role.REGISTRAR)
_UNSENT_FOR_UNIT = ("consent_asked", "consented")


def _acts(prefix: str) -> Any:
    def where(actor: Any) -> Condition:
        if not actor.is_authenticated or not actor.has_role(Role.REGISTRAR):
            return False
        closed = authorities.closed_to(actor)
        return ~Q(**{f"{prefix}authority__in": closed}) if closed else True

    return where


def _supervises(prefix: str) -> Any:
    def where(actor: Any) -> Condition:
        units = authorities.units_of(actor)
        return Q(**{f"{prefix}supervisory_unit__in": units}) if units else False

    return where


def _own(actor: Any) -> Condition:
    return Q(request__applicant=actor.pk) if actor.is_authenticated else False


def _sent(actor: Any) -> Condition:
    return Q(request__submitted_at__isnull=False)


def _asked(actor: Any) -> Condition:
    return Q(state__in=_UNSENT_FOR_UNIT) | Q(request__submitted_at__isnull=False)


def _of_own_organisation(actor: Any) -> Condition:
    if not actor.is_authenticated or not actor.represents:
        return False
    return Q(registration__organisation_uid__in=actor.represents)


acts_for_authority = Rule("a registrar of the authority", _acts(""))
supervises = Rule("acts for the supervisory unit", _supervises(""))
is_applicant = Rule("the applicant", _own)
sent = Rule("any case that was sent", _sent)
asked = Rule("any case that the unit was asked about", _asked)
represents_it = Rule("represents the organisation", _of_own_organisation)

may_see = is_applicant | (acts_for_authority & sent) | (supervises & asked) | (represents_it & sent)
"""Who may read a case with its papers."""

requests_of_authority = Rule("a registrar of the authority", _acts("registration_case__"))
"""The same over requests, for the procedures of core."""
requests_of_unit = Rule("acts for the supervisory unit", _supervises("registration_case__"))
asked_requests = requests_of_unit & Rule(
    "that the unit was asked about", lambda actor: Q(registration_case__state__in=_UNSENT_FOR_UNIT)
)


def sees_restricted(actor: Any, organisation_uid: str) -> bool:
    """Whether bank account, telephone and persons' details are shown: to registrars and its representatives."""
    return bool(actor.is_authenticated and (registrar.allows(actor) or organisation_uid in actor.represents))
