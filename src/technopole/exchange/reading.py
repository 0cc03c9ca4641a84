"""Reference offers: what was read from registers of patents and innovations, and is offered here by nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

from technopole.core.models import SourceRecord
from technopole.search import corpora

CORPUS = "offers"
SOURCE = "reference"


def reference(uid: str) -> Mapping[str, Any] | None:
    """The record of the corpus under this uid; None if there is none. Cost: well under a millisecond."""
    found = corpora.open_corpus(CORPUS).get(uid)
    return {**found, "uid": uid} if found is not None else None


def is_reference(uid: str) -> bool:
    """Is this offer's row there only because somebody acted on a reference offer? Costs one query."""
    return SourceRecord.objects.filter(kind="offer", uid=uid, source=SOURCE).exists()


def adopted(uids: Sequence[str] | None) -> set[str]:
    """Those of these offers (of all if None) whose rows are there only because somebody acted on them. One query."""
    rows = SourceRecord.objects.filter(kind="offer", source=SOURCE)
    return set((rows if uids is None else rows.filter(uid__in=list(uids))).values_list("uid", flat=True))
