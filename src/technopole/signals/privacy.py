"""What signals hold about a person: given to them, and forgotten when they leave."""

from typing import Any

from technopole.accounts.models import User
from technopole.signals.models import Digest, Reader, Subscription, Webhook


def held(user: User) -> dict[str, Any]:
    """JSON-able. Secrets are left out; none is kept."""
    return {
        "subscriptions": [
            {"name": str(row), "kind": row.thing, "uid": row.thing_uid, "list": row.list_name, "filters": row.query,
             "told": row.kinds, "rhythm": row.rhythm, "since": row.created_at.isoformat()}
            for row in Subscription.objects.filter(owner=user).order_by("created_at")
        ],
        "webhooks": [
            {"name": row.name, "address": row.url, "since": row.created_at.isoformat()}
            for row in Webhook.objects.filter(owner=user).order_by("created_at")
        ],
        "mails": [
            {"day": row.period, "sent": row.sent_at.isoformat() if row.sent_at else None}
            for row in Digest.objects.filter(owner=user).order_by("period")
        ],
    }  # fmt: skip


def forget(user: User) -> None:
    """Nothing is sent to somebody who left, and nothing says what they followed."""
    for model in (Webhook, Subscription, Digest, Reader):
        model._default_manager.filter(owner=user).delete()
