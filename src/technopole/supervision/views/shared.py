"""What pages of supervision share: the organisation, its name, the trail, facts of a row, timelines."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core.sourced import By
from technopole.pages import display
from technopole.registry.lists import names_of
from technopole.registry.models import Organisation
from technopole.supervision import queries, rules, words
from technopole.supervision.models import Event, Supervised


def by(request: HttpRequest) -> By:
    return By(user=request.user)


def organisation(uid: str) -> Organisation:
    """The organisation, or 404."""
    found = Organisation.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def page_of(uid: str) -> str:
    return reverse("supervision:organisation", args=[uid])


def names(row: Organisation) -> dict[str, str]:
    return names_of(row)


def trail(row: Organisation, *steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Where one is: organisations, this one, its supervision, then `steps`."""
    inside = {"label": _("Supervision"), "url": page_of(row.uid) if steps else ""}
    return [
        {"label": _("Organisations"), "url": reverse("registry:organisations")},
        {"label": names_of(row), "url": reverse("registry:organisation", args=[row.uid])},
        inside,
        *steps,
    ]


def day(value: Any) -> str:
    return display.partial_date(value, get_language())


def sees_inside(request: HttpRequest, row: Supervised) -> bool:
    return rules.sees_inside.allows(request.user, row)


def timeline(events: Iterable[Event], actor: Any, *, inside: bool, with_kind: bool = False) -> list[dict[str, Any]]:
    """Lines of a timeline; who acted is named to registrars only, what was said to those who see inside."""
    reviews = bool(actor.is_authenticated) and rules.registrar.allows(actor)
    return [
        {
            "at": event.at,
            "text": words.DONE.get(event.action, event.action),
            "kind": words.KINDS.get(event.subject_kind, "") if with_kind else "",
            "url": address(event.subject_kind, event.subject_uid) if with_kind else "",
            "detail": event.text if inside else "",
            "by": (str(event.actor) if event.actor else event.actor_label) if reviews else "",
        }
        for event in events
    ]


def address(kind: str, uid: str) -> str:
    """The page of a row."""
    return reverse(f"supervision:{kind}", args=[uid])


def money(value: Any) -> str:
    """An amount in yuan."""
    return display.quantity(value, {"en": "yuan", "zh": "元"}, get_language()) if value is not None else ""


def waiting_for(actor: Any) -> dict[str, int]:
    """How much waits for a registrar, for the numbers of the worklist."""
    return {
        "reports": queries.to_receive(actor).count(),
        "cases": queries.cases_to_decide(actor).count(),
        "ratings": queries.ratings_to_decide(actor).count(),
        "progress": queries.progress_to_read(actor).count(),
    }
