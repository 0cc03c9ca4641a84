"""What deals hold about a person, given to them.

What was said in a deal belongs to its two sides and stays when a person leaves; steps keep the number of the account,
which then leads nowhere.
"""

from typing import Any

from technopole.accounts.models import User
from technopole.deals.models import Enquiry, Objection, Valuation


def held(user: User) -> dict[str, Any]:
    """JSON-able: what this person wrote."""
    return {
        "enquiries": [
            {
                "about": row.thing_uid, "sent": row.created_at.isoformat(), "why": row.why, "brings": row.brings,
                "expects": row.expects, "state": row.state,
            }
            for row in Enquiry.objects.filter(asker=user).order_by("id")
        ],
        "valuations": [
            {"about": row.thing_uid, "method": row.method, "made": row.made_at.isoformat(), "assumptions": row.asked}
            for row in Valuation.objects.filter(made_by=user).order_by("id")
        ],
        "objections": [
            {"at": row.at.isoformat(), "text": row.text} for row in Objection.objects.filter(by=user).order_by("id")
        ],
    }  # fmt: skip
