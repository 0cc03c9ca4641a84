"""My work: what waits for me, my organisations, my drafts, my requests."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from technopole.core.requests import procedures, queries
from technopole.core.requests.models import Request, State
from technopole.registry.models import Organisation
from technopole.web.requests import present, words

MOST_SHOWN = 100


def _entry(row: Request) -> dict[str, Any]:
    page = procedures.get(row.kind).page
    return {
        "request": row,
        "title": procedures.get(row.kind).title,
        "names": queries.names(row),
        "badge": words.badge(row.state),
        "url": page(row) if page else present.address("edit" if row.state == State.DRAFT else "request", row),
    }


def _awaiting(user: Any) -> list[dict[str, Any]]:
    return [
        {**_entry(item.request), "item": item, "awaited": words.AWAITED[item.what]} for item in queries.inbox(user)
    ]


@login_required
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """Everything of mine on one page."""
    user: Any = request.user
    mine = list(queries.mine(user)[:MOST_SHOWN])
    context = {
        "waiting": _awaiting(user)[:5],
        "waiting_count": queries.waiting_count(user),
        "organisations": [
            {"names": present.names_of(row), "row": row}
            for row in Organisation.objects.filter(uid__in=user.represents).order_by("sort_name")
        ],
        "drafts": [_entry(row) for row in mine if row.state == State.DRAFT],
        "sent": [_entry(row) for row in mine if row.submitted_at],
    }
    return render(request, "technopole/requests/my.html", context)


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for me, oldest due first."""
    user: Any = request.user
    context = {
        "waiting": _awaiting(user),
        "decided": [_entry(row) for row in queries.decided_by(user)[:10]],
    }
    return render(request, "technopole/requests/inbox.html", context)
