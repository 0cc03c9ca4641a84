"""Policies over HTTP."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema

from technopole.core.rules import everyone
from technopole.pages.api import Bilingual, Keyset, Out, Page, Router, both, page_of
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.records import add_record_operations
from technopole.pages.api.shapes import Day, Line, Uid
from technopole.policies.models import Policy

router = Router("Policies")

_latest_first = Keyset("policies", ("-day", "-id"))
Keys = Annotated[list[Line], Field(max_length=50)]


class PolicyOut(Out):
    uid: str
    url: str
    title: Bilingual
    document_number: str | None
    issuer: Bilingual
    published: str | None = Field(description="As far as it is known: `2025`, `2025-07`, `2025-07-26`.")
    valid_from: str | None
    valid_to: str | None
    level: str | None = Field(description="`national`, `municipal` or `area`.")
    area: Bilingual
    topic: str | None
    subject: str | None
    instruments: list[str]
    summary: Bilingual
    rule_pack: str | None
    official: bool = Field(description="A person compared this entry with the official text.")
    sources: list[str]
    synthetic: bool


class Filters(Schema):
    q: Line | None = Field(None, description="Words of its titles, summaries and number.")
    level: list[Literal["national", "municipal", "area"]] = Field([], max_length=3)
    topic: Keys = Field([])
    instrument: Keys = Field([])
    in_force: Day | None = Field(None, description="In force on this day.")


def _rows() -> QuerySet[Policy]:
    undated = dt.date(1, 1, 1)
    return Policy.objects.annotate(day=Coalesce(F("published_on"), undated)).prefetch_related("instruments")


_OPTIONAL = ("document_number", "published", "valid_from", "valid_to", "level", "topic", "subject", "rule_pack")


def _shown(row: Policy) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "url": reverse("policies:policy", args=[row.uid]),
        **{name: both(row, name) for name in ("title", "issuer", "area", "summary")},
        **{name: getattr(row, name) or None for name in _OPTIONAL},
        "instruments": [each.instrument for each in row.instruments.all()],
        "official": row.official,
        "sources": row.sources,
        "synthetic": row.synthetic,
    }


@router.get("policies", may=everyone, response=Page[PolicyOut], summary="Policies, the latest first")
def policies(
    request: HttpRequest, filters: Query[Filters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Laws, measures, plans and rules; those without a known date come last."""
    rows = _rows()
    for word in (filters.q or "").split()[:8]:
        columns = ("title_en", "title_zh", "summary_en", "summary_zh", "document_number")
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    for column in ("level", "topic"):
        if chosen := getattr(filters, column):
            rows = rows.filter(**{f"{column}__in": chosen})
    if filters.instrument:
        rows = rows.filter(pk__in=Policy.objects.filter(instruments__instrument__in=filters.instrument).values("pk"))
    if filters.in_force:
        begun = Q(valid_from_on=None) | Q(valid_from_on__lte=filters.in_force)
        not_ended = Q(valid_to_on=None) | Q(valid_to_on__gte=filters.in_force)
        rows = rows.filter(begun & not_ended)
    return page_of(request, rows, _latest_first, _shown, cursor=cursor, limit=limit, count=count)


@router.get("policies/{uid}", may=everyone, response=PolicyOut, summary="One policy")
def policy(request: HttpRequest, uid: Uid) -> Any:
    found = _rows().filter(uid=uid).first()
    if found is None:
        raise Http404
    return _shown(found)


add_record_operations(router, "policies/{uid}", "policy", Policy)

routers = (router,)
