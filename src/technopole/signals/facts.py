"""What the one-page summary of an organisation says: public facts only, in an order that stays, with a mark of them.

The mark is a hash of the facts and not of the page: it is the same in both languages and on every day, for as long as
nothing of what the page tells has changed.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.utils import translation

from technopole.exchange import queries as exchange
from technopole.pages import display
from technopole.pages.panels import Panel, brief
from technopole.programme import queries as programme
from technopole.registry import queries as registry
from technopole.registry.models import Organisation

MARK_LENGTH = 16
_TOLD_OF_A_ROW = ("text", "sub", "when", "badge")


@dataclass(frozen=True)
class Facts:
    """The facts of one organisation, as data; `panels` are the sections of other domains."""

    organisation: Organisation
    names: list[dict[str, str]]
    identifiers: list[tuple[str, str]]
    relatives: dict[str, list[registry.Relative]]
    counts: dict[str, int]
    panels: list[Panel] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Sixteen hexadecimal digits that change with the facts."""
        row = self.organisation
        told: dict[str, Any] = {
            "uid": row.uid,
            "names": sorted([each["value"], each["language"], each["kind"]] for each in self.names),
            "identifiers": sorted(self.identifiers),
            "types": sorted(each.type for each in row.types.all()),
            "status": row.status,
            "legal_form": row.legal_form,
            "established": row.established,
            "closed": row.closed,
            "place": [row.country, row.place_name, row.district, sorted(each.hub for each in row.hubs.all())],
            "website": row.website,
            "summary": [row.summary_en, row.summary_zh],
            "relatives": sorted(
                [kind, each.organisation.uid if each.organisation else each.label]
                for kind, group in self.relatives.items()
                for each in group
            ),
            "counts": self.counts,
            "panels": _spoken(self.panels),
            "sources": sorted(map(str, row.sources)),
            "synthetic": row.synthetic,
        }
        digest = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return digest[:MARK_LENGTH]


def of(row: Organisation) -> Facts:
    """The facts of an organisation whose parts are prefetched. Cost: about ten queries."""
    return Facts(
        organisation=row,
        names=[{"value": each.value, "language": each.language, "kind": each.kind} for each in row.names.all()],
        identifiers=[(each.scheme, each.value) for each in row.identifiers.all()],
        relatives=registry.relatives(row),
        counts={
            "events": programme.events_of_organisation(row.key).count() if row.key else 0,
            "facilities": programme.facilities_of_organisation(row.key).count() if row.key else 0,
            "needs": exchange.of_organisation(row.key).count() if row.key else 0,
        },
        panels=brief("organisation", row),
    )


def _spoken(found: Iterable[Panel]) -> list[Any]:
    """Sections as data that is the same in every language of the reader."""
    with translation.override("en"):
        return [
            [_plain(panel.title), *([_plain(row.get(name)) for name in _TOLD_OF_A_ROW] for row in panel.rows)]
            for panel in found
        ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in sorted(value.items())}
    return None if value is None else str(value)


# --- what fits ----------------------------------------------------------------------------------------------------


def width(text: str) -> int:
    """How many narrow letters a text takes the room of: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def fitted(texts: Sequence[Any], room: int, language: str) -> tuple[list[Any], int]:
    """The first of `texts` that fit into so many letters, at least one, and how many are left out."""
    shown: list[Any] = []
    for text in texts:
        room -= width(display.choose(text, language).text) + 2
        if room < 0 and shown:
            break
        shown.append(text)
    return shown, len(texts) - len(shown)


def cut(text: str, room: int) -> str:
    """A text cut after so many letters, and marked as cut."""
    if width(text) <= room:
        return text
    kept, used = [], 0
    for letter in text:
        used += width(letter)
        if used > room - 1:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"
