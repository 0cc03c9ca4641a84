"""People with passwords, and a browser that signs in as one of them."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from technopole.accounts.models import Grant, Role, User
from technopole.core import clock
from technopole.core.models import SourceRecord

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(autouse=True)
def _quick_and_plain(settings: Any, tmp_path: Path) -> None:
    """Quick password hashes, and no second factor asked for unless a test says so."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    settings.REQUIRE_MFA = "off"
    settings.SIGNUP = "open"
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture
def acme(db: Any) -> str:
    SourceRecord.objects.create(
        kind="organisation",
        source="centre",
        key="test:acme",
        uid="acmeacmeacme",
        record={"names": [{"value": "Acme Instruments", "language": "en", "kind": "display"}]},
        fingerprint="acme",
        loaded_at=timezone.now(),
    )
    return "acmeacmeacme"


@pytest.fixture
def folk(db: Any) -> SimpleNamespace:
    """One person of each role, and two without any; their addresses are confirmed."""

    def person(name: str, role: str = "") -> User:
        user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, display_name=name.title())
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if role:
            Grant.objects.create(user=user, role=role, granted_at=clock.now())
        return user

    return SimpleNamespace(
        nobody=person("nobody"),
        other=person("other"),
        registrar=person("registrar", Role.REGISTRAR),
        broker=person("broker", Role.BROKER),
        analyst=person("analyst", Role.ANALYST),
        officer=person("officer", Role.PROGRAMME_OFFICER),
        administrator=person("administrator", Role.ADMINISTRATOR),
    )


@pytest.fixture
def browser_of() -> Callable[[User], Client]:
    """A browser of its own, signed in with the password as this person."""

    def sign_in(user: User, **more: Any) -> Client:
        browser = Client(**more)
        browser.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
        return browser

    return sign_in
