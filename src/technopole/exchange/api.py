"""Needs over HTTP."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema

from technopole.core.rules import everyone
from technopole.exchange.models import Need
from technopole.pages.api import Bilingual, Keyset, Out, Page, Router, both, page_of
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.records import add_record_operations
from technopole.pages.api.shapes import Line, Named, Uid, named
from technopole.registry.named import with_organisation

router = Router("Exchange")

_latest_first = Keyset("needs", ("-day", "-id"))
Keys = Annotated[list[Line], Field(max_length=50)]


class NeedOut(Out):
    uid: str
    url: str
    kind: str
    statement: Bilingual
    stated_by: Bilingual
    role: Bilingual = Field(description="The post held on the day it was said.")
    organisation: Named | None
    stated_on: str | None = Field(description="As far as it is known: `2025`, `2025-07`, `2025-07-26`.")
    fields: list[str]
    wanted: Bilingual
    note: Bilingual
    status: str
    sources: list[str]
    synthetic: bool


class Filters(Schema):
    q: Line | None = Field(None, description="Words of the statement and of what is wanted.")
    kind: Keys = Field([])
    status: list[Literal["open", "answered", "closed"]] = Field([], max_length=3)
    organisation: Uid | None = Field(None, description="The uid of the organisation that stated it.")


def _rows() -> QuerySet[Need]:
    undated = dt.date(1, 1, 1)
    return with_organisation(Need.objects.annotate(day=Coalesce(F("stated_on_day"), undated)), "organisation_key")


def _shown(row: Any) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "url": reverse("exchange:need", args=[row.uid]),
        "kind": row.kind,
        **{name: both(row, name) for name in ("statement", "stated_by", "role", "wanted", "note")},
        "organisation": named(row, "organisation", row.organisation_key) if row.organisation_key else None,
        "stated_on": row.stated_on or None,
        "fields": row.fields,
        "status": row.status,
        "sources": row.sources,
        "synthetic": row.synthetic,
    }


@router.get("needs", may=everyone, response=Page[NeedOut], summary="Needs, the latest first")
def needs(
    request: HttpRequest, filters: Query[Filters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """What somebody said is wanted."""
    rows = _rows()
    for word in (filters.q or "").split()[:8]:
        found = Q()
        for column in ("statement_en", "statement_zh", "wanted_en", "wanted_zh"):
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    for column in ("kind", "status"):
        if chosen := getattr(filters, column):
            rows = rows.filter(**{f"{column}__in": chosen})
    if filters.organisation:
        rows = rows.filter(Q(organisation_uid=filters.organisation))
    return page_of(request, rows, _latest_first, _shown, cursor=cursor, limit=limit, count=count)


@router.get("needs/{uid}", may=everyone, response=NeedOut, summary="One need")
def need(request: HttpRequest, uid: Uid) -> Any:
    found = _rows().filter(uid=uid).first()
    if found is None:
        raise Http404
    return _shown(found)


add_record_operations(router, "needs/{uid}", "need", Need)

routers = (router,)
