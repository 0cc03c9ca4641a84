"""Reading deals: those that count, and with what their lists show of them, at the same number of queries however many
there are."""

from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from technopole.deals.models import Deal, Proposal
from technopole.deals.vocabulary import SIDES
from technopole.registry import lists
from technopole.registry.models import Organisation

OPEN = "open_proposals"
"""Where `for_lists` keeps the open offer of each deal."""


def with_names(rows: QuerySet[Deal]) -> QuerySet[Any]:
    """Deals with `seller_name_en`, `seller_name_zh`, `seller_own_name` and the same of the buyer."""
    for side in SIDES:
        found = Organisation.objects.filter(uid=OuterRef(f"{side}_uid"))
        rows = rows.annotate(
            **{
                f"{side}_{name}": Subquery(found.values(column)[:1])
                for name, column in (("name_en", "name_en"), ("name_zh", "name_zh"), ("own_name", "name"))
            }
        )
    return rows


def name(row: Any, side: str) -> dict[str, str]:
    """What `with_names` fetched: the names of a side in each language, or its own."""
    found = {language: getattr(row, f"{side}_name_{language}") or "" for language in ("en", "zh")}
    own = getattr(row, f"{side}_own_name") or getattr(row, f"{side}_uid")
    return {language: text for language, text in found.items() if text} or {"en": own}


def names_of(uid: str) -> dict[str, str]:
    """What an organisation is called, in each language; its identifier where it is gone."""
    row = Organisation.objects.filter(uid=uid).first()
    return lists.names_of(row) if row is not None else {"": uid}


def registered() -> list[Deal]:
    """Every deal whose contract is registered, in that order; made-up ones only where all are made up. One query."""
    rows = Deal.objects.filter(registered_on__isnull=False).select_related("contract").order_by("registered_on", "id")
    found = list(rows)
    return [row for row in found if not row.synthetic] or found


def for_lists(rows: QuerySet[Deal]) -> QuerySet[Any]:
    """Deals with their names, contracts and open offers at hand."""
    open_ones = Prefetch("proposals", Proposal.objects.filter(state="open"), to_attr=OPEN)
    return with_names(rows.select_related("contract")).prefetch_related(open_ones)
