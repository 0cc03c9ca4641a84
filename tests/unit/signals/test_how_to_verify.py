"""The code that the how-to gives to receivers is run here, against what the portal signs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from technopole.signals import secret

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "receive-changes-by-webhook.md"
SENT = 1_795_341_600
BODY = '{"type": "organisation.renamed", "data": {"name": "光学"}}'


@pytest.fixture(scope="module")
def is_genuine() -> Callable[..., bool]:
    """The function as the page prints it."""
    code = re.search(r"```python\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(code[1], names)
    function: Callable[..., bool] = names["is_genuine"]
    return function


def headers(*keys: str) -> dict[str, str]:
    return {
        "webhook-id": "msg_1", "webhook-timestamp": str(SENT),
        "webhook-signature": secret.sign(list(keys), "msg_1", SENT, BODY),
    }  # fmt: skip


def test_what_the_portal_signs_is_genuine(is_genuine: Callable[..., bool]) -> None:
    key = secret.derive("0123456789ab", 1)
    assert is_genuine(key, headers(key), BODY.encode(), SENT + 10)


def test_during_a_change_of_secrets_both_are_genuine(is_genuine: Callable[..., bool]) -> None:
    old, new = (secret.derive("0123456789ab", generation) for generation in (1, 2))
    assert all(is_genuine(key, headers(new, old), BODY.encode(), SENT) for key in (old, new))


def test_another_secret_body_id_or_an_old_message_is_not(is_genuine: Callable[..., bool]) -> None:
    key, other = secret.derive("0123456789ab", 1), secret.derive("0123456789ac", 1)
    good = headers(key)
    assert not is_genuine(other, good, BODY.encode(), SENT)
    assert not is_genuine(key, good, BODY.encode() + b" ", SENT)
    assert not is_genuine(key, {**good, "webhook-id": "msg_2"}, BODY.encode(), SENT)
    assert not is_genuine(key, good, BODY.encode(), SENT + 301)
