"""Two organisations known by what a source says of them, so that these tests need no register."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from technopole.accounts.models import Grant, Role, User
from technopole.core import clock
from technopole.core.models import SourceRecord


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """A thorough hash takes a second; these tests make a thousand."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


def _organisation(uid: str, name: str) -> str:
    SourceRecord.objects.create(
        kind="organisation",
        source="centre",
        key=f"test:{uid}",
        uid=uid,
        record={"names": [{"value": name, "language": "en", "kind": "display"}]},
        fingerprint=uid,
        loaded_at=timezone.now(),
    )
    return uid


@pytest.fixture
def acme(db: Any) -> str:
    return _organisation("acmeacmeacme", "Acme Instruments")


@pytest.fixture
def bolt(db: Any) -> str:
    return _organisation("bxbxbxbxbxbx", "Bolt Sensors")


@pytest.fixture
def folk(db: Any) -> SimpleNamespace:
    """One person of each role, and two without any."""

    def person(name: str, role: str = "") -> User:
        user = User.objects.create_user(name, f"{name}@example.org", "correct horse battery", display_name=name.title())
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
