"""Who the two sides of a trial are: whoever tries a thing, and its maker."""

from typing import Any

from django.db.models import Q

from technopole.accounts.models import Role
from technopole.accounts.queries import representatives_of
from technopole.accounts.rules import represents
from technopole.core.requests.models import Request
from technopole.core.rules import Condition, Rule, has_role
from technopole.programme.models import ShowcaseItem, Trial
from technopole.registry.models import Organisation

ASKER, MAKER = "asker", "maker"
CENTRE = ""
"""What stands for the organisation where the centre itself asks, on behalf of the city."""

staff = has_role(Role.PROGRAMME_OFFICER, Role.BROKER)
"""Who looks after trials, and speaks for makers whom nobody speaks for here."""


def maker_of(item: ShowcaseItem) -> Organisation | None:
    """The maker, where the register has it."""
    return Organisation.objects.filter(key=item.maker_key).first() if item.maker_key else None


def is_spoken_for(organisation_uid: str) -> bool:
    return bool(organisation_uid) and representatives_of(organisation_uid).exists()


def may_ask_as(actor: Any, organisation_uid: str) -> bool:
    """Whether somebody may ask for a trial as this organisation, or as the centre."""
    if organisation_uid == CENTRE:
        return staff.allows(actor)
    return organisation_uid in actor.represents


def _makes(actor: Any) -> Condition:
    """Requests about things that an organisation of the actor's makes."""
    if not actor.is_authenticated or not actor.represents:
        return False
    keys = Organisation.objects.filter(uid__in=actor.represents).exclude(key="").values("key")
    made = ShowcaseItem.objects.filter(maker_key__in=keys).values("uid")
    return Q(subject_kind="showcase", subject_uid__in=made)


def _not_the_asking_side(actor: Any) -> Condition:
    if not actor.is_authenticated:
        return False
    asking = Request.objects.filter(payload__organisation__in=list(actor.represents)).values("pk")
    return ~Q(pk__in=asking) if actor.represents else True


makers = Rule("who speaks for the maker", _makes)
decides = (makers | staff) & Rule("anybody but the asking side", _not_the_asking_side)
takes_part = represents("organisation_uid") | represents("maker_uid") | staff
may_see = takes_part | Rule("everybody, once it is published", lambda actor: Q(published_on__isnull=False))


def sides_of(actor: Any, trial: Trial) -> list[str]:
    """The sides that somebody speaks for. Costs at most one query."""
    if not actor.is_authenticated:
        return []
    is_staff = staff.allows(actor)
    found = []
    if trial.organisation_uid in actor.represents or (trial.organisation_uid == CENTRE and is_staff):
        found.append(ASKER)
    if trial.maker_uid in actor.represents or (is_staff and not is_spoken_for(trial.maker_uid)):
        found.append(MAKER)
    return found
