"""API tokens: shown once, kept as a digest, refused the moment they end."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import serializers

from technopole.accounts.models import ApiToken
from technopole.accounts.services import roles, tokens
from technopole.core import clock
from technopole.core.errors import Invalid, NotAllowed
from technopole.core.models import Change
from technopole.core.sourced import By

pytestmark = pytest.mark.django_db


def issue(folk: SimpleNamespace, **more: Any) -> tuple[ApiToken, str]:
    return tokens.issue_token(folk.nobody, "Nightly import", By(user=folk.nobody), **more)


def test_a_token_says_whose_it_is_and_what_it_may(folk: SimpleNamespace) -> None:
    _token, secret = issue(folk, may_write=True)
    user = tokens.authenticate_token(secret)
    assert user == folk.nobody
    assert user.api_token.may_write  # type: ignore[union-attr]


def test_a_secret_has_its_prefix_and_forty_random_signs(folk: SimpleNamespace) -> None:
    first, second = issue(folk)[1], issue(folk)[1]
    assert first.startswith("tp_") and len(first) == 43 and first != second


def test_the_secret_is_never_stored(folk: SimpleNamespace) -> None:
    _token, secret = issue(folk)
    kept = serializers.serialize("json", [*ApiToken.objects.all(), *Change.objects.all()])
    assert secret not in kept
    assert secret[8:] not in kept


def test_a_wrong_secret_is_nobodys(folk: SimpleNamespace) -> None:
    token, secret = issue(folk)
    for wrong in ("", "tp_", secret[:-1], secret + "x", secret.swapcase(), token.digest, "tp_" + "é" * 40, "\ud800"):
        assert tokens.authenticate_token(wrong) is None


def test_a_revoked_token_is_refused_at_once(folk: SimpleNamespace) -> None:
    token, secret = issue(folk)
    tokens.revoke_token(token, By(user=folk.nobody))
    assert tokens.authenticate_token(secret) is None
    assert Change.history("user", folk.nobody.uid).first().action == "token_revoked"  # type: ignore[union-attr]


def test_an_expired_token_is_refused(folk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    token, secret = issue(folk)
    monkeypatch.setattr(clock, "now", lambda: token.expires_at)
    assert tokens.authenticate_token(secret) is None


def test_a_token_of_a_suspended_person_is_refused(folk: SimpleNamespace) -> None:
    _token, secret = issue(folk)
    roles.suspend(folk.nobody, By(user=folk.administrator))
    assert tokens.authenticate_token(secret) is None


@pytest.mark.parametrize("days", [-1, 0, 366, 4000])
def test_a_token_lives_a_year_at_most(folk: SimpleNamespace, days: int) -> None:
    with pytest.raises(Invalid) as refused:
        issue(folk, expires_at=clock.now() + dt.timedelta(days=days))
    assert "expires_at" in refused.value.fields


def test_a_token_needs_a_name(folk: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        tokens.issue_token(folk.nobody, "  ", By(user=folk.nobody))


def test_nobody_makes_a_token_for_another_not_even_an_administrator(folk: SimpleNamespace) -> None:
    for who in (folk.other, folk.administrator):
        with pytest.raises(NotAllowed):
            tokens.issue_token(folk.nobody, "Mine", By(user=who))


def test_a_stranger_revokes_no_token_but_an_administrator_does(folk: SimpleNamespace) -> None:
    token, secret = issue(folk)
    with pytest.raises(NotAllowed):
        tokens.revoke_token(token, By(user=folk.other))
    assert tokens.authenticate_token(secret) is not None
    tokens.revoke_token(token, By(user=folk.administrator, why="Found on a public site"))
    assert tokens.authenticate_token(secret) is None


def test_use_is_noted_once_a_minute_at_most(
    folk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    token, secret = issue(folk)
    start = token.created_at
    for seconds, noted, queries in ((1, 1, 2), (30, 1, 1), (62, 62, 2)):
        monkeypatch.setattr(clock, "now", lambda s=seconds: start + dt.timedelta(seconds=s))
        with django_assert_num_queries(queries):
            tokens.authenticate_token(secret)
        token.refresh_from_db()
        assert token.last_used_at == start + dt.timedelta(seconds=noted)


def test_a_known_and_an_unknown_secret_cost_the_same_reads(
    folk: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    _token, secret = issue(folk)
    tokens.authenticate_token(secret)
    for asked in (secret, "tp_" + "a" * 40, "nonsense"):
        with django_assert_num_queries(1):
            tokens.authenticate_token(asked)
