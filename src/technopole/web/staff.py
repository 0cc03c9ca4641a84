"""The back office: what each role finds its work in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from technopole.accounts.models import User
from technopole.core import kinds
from technopole.core.models import Change, Job, OutboxEntry
from technopole.core.requests import queries
from technopole.pages import objects
from technopole.registry.queries import of_centre
from technopole.web import searching

LATEST = 15


def _latest() -> QuerySet[Change]:
    changes = Change.objects.select_related("actor").filter(kind__in=kinds.names()).exclude(action="created")
    return changes.order_by("-id")[:LATEST]


@login_required
def office(request: HttpRequest) -> HttpResponse:
    """What waits, what changed lately, and whether the machinery is well."""
    user = request.user
    assert isinstance(user, User)
    if not user.is_member_of_staff:
        raise PermissionDenied
    context: dict[str, Any] = {
        "stats": [
            {"label": _("Waiting for a decision"), "value": len(queries.inbox(user)), "url": reverse("requests:inbox")},
            {"label": _("Organisations"), "value": of_centre().count(), "url": reverse("registry:organisations")},
        ],
        "changes": [
            {
                "at": change.at,
                "action": objects.ACTIONS.get(change.action, change.action),
                "what": searching.KINDS.get(change.kind, change.kind),
                "kind": change.kind,
                "uid": change.uid,
                "by": change.actor or change.actor_label,
                "why": objects.reason(change.why),
            }
            for change in _latest()
        ],
        "machinery": [
            {"label": _("Waiting to be indexed"), "text": str(OutboxEntry.objects.count())},
            {"label": _("Work planned"), "text": str(Job.objects.filter(done_at=None, failed_at=None).count())},
            {"label": _("Work failed"), "text": str(Job.objects.exclude(failed_at=None).count())},
        ],
        "may_register": user.has_role("registrar"),
        "may_broker": user.has_role("broker"),
        "may_see_people": user.has_role("administrator", "registrar"),
    }
    return render(request, "technopole/office.html", context)
