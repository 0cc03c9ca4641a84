"""The secrets and signatures of webhooks, as Standard Webhooks (https://www.standardwebhooks.com) has them.

A secret is derived from the installation's key, so that the store, and who steals a backup of it, holds none.
"""

import base64
import datetime as dt
import hashlib
import hmac

from django.conf import settings

PREFIX = "whsec_"
OVERLAP = dt.timedelta(hours=24)
"""How long the secret before the present one still signs beside it."""
TOLERANCE = dt.timedelta(minutes=5)
"""How old a message may be for a receiver that follows our advice."""


def derive(uid: str, generation: int) -> str:
    """The secret of a webhook, 32 bytes: `whsec_…`."""
    text = f"technopole.webhook\0{uid}\0{generation}"
    key = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(key).decode()


def check_digits(secret: str) -> str:
    """What is kept of a secret: enough to see that it is not the same any more."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def sign(secrets: list[str], message: str, timestamp: int, body: str) -> str:
    """The `webhook-signature` of a message: one signature for each secret, with a space between."""
    signed = f"{message}.{timestamp}.{body}".encode()
    keys = [base64.b64decode(secret.removeprefix(PREFIX)) for secret in secrets]
    marks = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys]
    return " ".join(f"v1,{mark}" for mark in marks)
