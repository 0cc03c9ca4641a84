"""What every kind of thing has: its history, and what each source says of it."""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest
from ninja import Field

from technopole.core import sourced
from technopole.core.models import Change, SourceRecord
from technopole.core.rules import Rule, everyone
from technopole.pages.api.cursors import LIMIT, Cursor, Keyset, Limit, page_of
from technopole.pages.api.router import Router
from technopole.pages.api.shapes import Out, Page, Uid

_newest_first = Keyset("history", ("-id",))


class HistoryEntry(Out):
    """One change: what was done, when and why. Persons are not named."""

    at: dt.datetime
    action: str = Field(description="`created`, `changed` or `withdrawn`.")
    by_editor: bool = Field(description="A person of the centre did it; otherwise a load of a source.")
    why: str
    diff: dict[str, Any] = Field(description="{field: [before, after]}, or for lists {field: {added, removed}}.")


class Statement(Out):
    """All that one source says of the thing, as it said it last."""

    source: str = Field(description="`local` (edited here), `centre` (the centre’s folder), `ror`, …")
    key: str = Field(description="How the source calls it.")
    loaded_at: dt.datetime
    record: dict[str, Any]


class Claim(Out):
    source: str
    value: Any


class Disagreement(Out):
    """A field on which sources differ; the first claim is the one shown."""

    field: str
    claims: list[Claim]


class Sources(Out):
    """Where what we say of the thing comes from."""

    cited: list[str] = Field(description="The public pages its sources cite.")
    statements: list[Statement]
    disagreements: list[Disagreement]


def add_record_operations(
    router: Router, path: str, kind: str, model: type[Model], shown: Rule = everyone, name: str = ""
) -> None:
    """Hang `…/history` and `…/sources` under `path`, the address of one thing. `shown` says which rows are public."""
    words = name or kind

    def find(request: HttpRequest, uid: str) -> Any:
        row = shown.filter(request.user, model._default_manager.filter(uid=uid)).first()
        if row is None:
            raise Http404
        return row

    def history(request: HttpRequest, uid: Uid, cursor: Cursor | None = None, limit: Limit = LIMIT) -> Any:
        return history_page(request, kind, find(request, uid).uid, cursor, limit)

    def sources(request: HttpRequest, uid: Uid) -> Any:
        return sources_of(kind, find(request, uid))

    history.__name__, sources.__name__ = f"{kind}_history", f"{kind}_sources"
    told, said = f"History of one {words}", f"What each source says of one {words}"
    router.get(f"{path}/history", may=everyone, response=Page[HistoryEntry], summary=told)(history)
    router.get(f"{path}/sources", may=everyone, response=Sources, summary=said)(sources)


def history_page(request: HttpRequest, kind: str, uid: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of what happened to one thing, newest first. Cost: one query."""
    return page_of(request, Change.history(kind, uid), _newest_first, _entry, cursor=cursor, limit=limit)


def sources_of(kind: str, row: Any) -> dict[str, Any]:
    """What each source says of the thing in this row, and where they disagree. Cost: two queries."""
    return {
        "cited": row.sources,
        "statements": list(SourceRecord.objects.filter(kind=kind, uid=row.uid).order_by("source", "key")),
        "disagreements": [
            {"field": field, "claims": [{"source": source, "value": value} for source, value in claims]}
            for field, claims in sourced.disagreements(kind, row.uid).items()
        ],
    }


def _entry(change: Change) -> dict[str, Any]:
    return {
        "at": change.at, "action": change.action, "by_editor": change.actor_id is not None, "why": change.why,
        "diff": change.diff,
    }
