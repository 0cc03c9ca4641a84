"""What a contract's form begins with, from what the register and the talks know; whoever records it corrects it."""

from typing import Any

from technopole.deals import talks
from technopole.deals.models import Deal
from technopole.registry.models import Organisation

_TYPES = {
    "university": "university", "education": "university", "research_institute": "institute",
    "state_key_laboratory": "institute", "research_facility": "institute", "facility": "institute",
    "government": "government", "company": "firm", "hospital": "institute", "healthcare": "institute",
}  # fmt: skip
_KINDS = {
    "transfer": "transfer", "licence_exclusive": "licence", "licence_sole": "licence",
    "licence_non_exclusive": "licence", "codevelopment": "development", "service": "service",
}  # fmt: skip


def contract(deal: Deal) -> dict[str, Any]:
    """Kind, amount and exclusivity of the accepted offer; what the two sides are."""
    said: dict[str, Any] = {"currency": "CNY", "programme": "own"}
    accepted = talks.accepted_proposal(deal)
    if accepted is not None:
        said |= {
            "kind": _KINDS.get(accepted.mode, ""), "turnover": accepted.amount, "trade": accepted.amount,
            "income": accepted.amount, "currency": accepted.currency,
            "exclusive": "yes" if accepted.exclusivity == "exclusive" else "no",
        }  # fmt: skip
    for side, uid in (("seller", deal.seller_uid), ("buyer", deal.buyer_uid)):
        row = Organisation.objects.filter(uid=uid).prefetch_related("types").first()
        if row is None:
            continue
        if row.country and row.country != "CN":
            said |= {f"{side}_type": "abroad", f"{side}_place": row.country}
        else:
            said[f"{side}_type"] = next((_TYPES[each.type] for each in row.types.all() if each.type in _TYPES), "")
    return said
