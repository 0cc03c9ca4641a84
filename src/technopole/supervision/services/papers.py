"""Papers of a report, a progress report or a repair: attached and taken back by the organisation while it writes.

What may be attached, under which name and where the bytes are kept is `core.requests.papers`' affair, as it is for
requests.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from technopole.core.errors import Conflict
from technopole.core.requests import papers
from technopole.core.rules import Rule
from technopole.core.sourced import By
from technopole.supervision import queries, rules
from technopole.supervision.flow import LISTING, MACHINES, PROGRESS, REPORT
from technopole.supervision.models import AnnualReport, ListCase, Paper, ProgressReport, Supervised
from technopole.supervision.services import steps

MOST_PAPERS = 30
TAKE_PAPERS: Mapping[str, type[Supervised]] = {
    REPORT.kind: AnnualReport, LISTING.kind: ListCase, PROGRESS.kind: ProgressReport,
}  # fmt: skip
"""The kinds of rows that papers are handed in with."""


def row_of(kind: str, uid: str, actor: Any, may: Rule) -> Any:
    """The row whose papers are asked for, or None where this person may not, or papers are not handed in with it."""
    model = TAKE_PAPERS.get(kind)
    return may.filter(actor, model._default_manager.filter(uid=uid)).first() if model is not None else None


@transaction.atomic
def attach(kind: str, uid: str, by: By, version: int | None, name: str, content: bytes) -> Paper:
    """Hand in a paper. Raises `Invalid` for a type or size that is not accepted, or one paper too many."""
    row: Any = steps.take(TAKE_PAPERS[kind], uid, version, MACHINES[kind], "attach")
    steps.must(rules.writes_own, by, row)
    papers.must_be_fewer(queries.papers_of(kind, uid).count(), MOST_PAPERS)
    made = Paper.objects.create(subject_kind=kind, subject_uid=uid, **papers.columns(name, content, by.user))
    steps.move(row, MACHINES[kind], "attach", by, made.name)
    return made


@transaction.atomic
def take_back(kind: str, uid: str, by: By, version: int | None, paper: str) -> None:
    """Take a paper back, before the report is handed in or the repair is asked for."""
    row: Any = steps.take(TAKE_PAPERS[kind], uid, version, MACHINES[kind], "take_back")
    steps.must(rules.writes_own, by, row)
    found = queries.papers_of(kind, uid).filter(uid=paper).first()
    if found is None:
        raise Conflict(_("This file has already been removed."))
    found.delete()
    steps.move(row, MACHINES[kind], "take_back", by, found.name)
