"""Who may be the organisation that somebody is about to register, or the one that is in the register already?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from technopole.methods.duplicates import score as scoring
from technopole.methods.duplicates.records import Organisation as Compared
from technopole.methods.duplicates.records import prepare
from technopole.registry.duplicates import DOMAIN, IDENTIFIER, NAME, exact, store
from technopole.registry.models import Organisation

SHOWN_FROM = 0.2
"""The score from which one that shares neither name nor number nor domain exactly is shown to an applicant."""
MOST_COMPARED = 200


@dataclass
class Possible:
    """An organisation that may be the same, and why one may think so, the strongest reason first."""

    organisation: Organisation
    reasons: list[str] = field(default_factory=list)
    """What it shares exactly: identifier, name, domain."""
    score: float = 0.0
    evidence: tuple[tuple[str, float], ...] = ()
    """What speaks for and against, in log-odds, the weightiest first."""


def find(
    names: Iterable[str] = (),
    identifiers: Mapping[str, str] | None = None,
    website: str = "",
    *,
    without: str = "",
    limit: int = 10,
    more: Mapping[str, Any] | None = None,
) -> list[Possible]:
    """Organisations that may be the one of these names, identifiers ({scheme: value}) and web site; those that share
    one of them exactly come first, of equals the likelier.

    `without` is the uid of the organisation that is asking; `more` are other parts of its record, such as types and
    country. Cost: a dozen queries, 20 to 50 ms beside 129,000 organisations.
    """
    # PostgreSQL keeps no NUL in texts, so that no name has one.
    names = [name for name in (name.replace("\0", "") for name in names) if name.strip()]
    website = website.replace("\0", "")
    numbers = {scheme: value.replace("\0", "") for scheme, value in (identifiers or {}).items() if value}
    reasons = exact.shared(names, numbers, website)
    one = prepare(
        without or "?",
        {
            **(more or {}),
            "names": [
                {"value": name, "kind": "display" if place == 0 else "label"} for place, name in enumerate(names)
            ],
            "identifiers": [{"scheme": scheme, "value": value} for scheme, value in numbers.items()],
            "links": [{"kind": "website", "url": website}] if website else [],
        },
    )
    possible = compare(one, reasons, without=without)
    strength = {IDENTIFIER: 0, NAME: 1, DOMAIN: 2}
    possible.sort(
        key=lambda each: (
            strength[each.reasons[0]] if each.reasons else 3,
            each.organisation.reference,
            -round(each.score, 2),
            each.organisation.name,
        )
    )
    return possible[:limit]


def compare(
    one: Compared, reasons: Mapping[int, list[str]] | None = None, *, without: str = "", least: float = SHOWN_FROM
) -> list[Possible]:
    """The organisations of the register beside this one: those with a reason, and those whose score is `least`."""
    reasons = reasons or {}
    counted = store.frequencies()
    found, context = store.look_alikes(one, counted)
    chosen = [*reasons, *(pk for pk in found if pk not in reasons)][:MOST_COMPARED]
    rows = {row.pk: row for row in Organisation.objects.filter(pk__in=chosen).exclude(uid=without or one.uid)}
    others = store.compared(list(rows.values()))
    pks = {other.uid: pk for pk, other in others.items()}
    certain = [other for pk, other in others.items() if pk in reasons]
    likely = [other for pk, other in others.items() if pk not in reasons]
    pairs = [*scoring.compare_all(one, certain, context), *scoring.compare_all(one, likely, context, least)]
    return [
        Possible(rows[pks[pair.b]], list(reasons.get(pks[pair.b], ())), pair.score, pair.evidence) for pair in pairs
    ]
