"""What all tests share: a home of their own, and one person of each kind, of different tenants."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# before settings are read: the tests' home is never the developer's
os.environ["TECHNOPOLE_HOME"] = tempfile.mkdtemp(prefix="technopole-tests-")
(Path(os.environ["TECHNOPOLE_HOME"]) / "static").mkdir()  # whitenoise warns if it is not there
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technopole.settings")

import django
import kept
import pytest
from django.utils import translation
from hypothesis import settings as hypothesis
from whitenoise.middleware import WhiteNoiseMiddleware

django.setup()  # before test modules import models
hypothesis.register_profile("technopole", deadline=None)  # a busy machine is no failure
hypothesis.load_profile("technopole")

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Real data that a developer may have beside the repository; tests that read it skip where it is absent."""


_look_for_static_files = WhiteNoiseMiddleware.add_files_from_finders
_static_files: dict[str, Any] = {}


def _known_static_files(middleware: WhiteNoiseMiddleware) -> None:
    """Each client of a test makes the middleware anew, which would look through all static files again."""
    if not _static_files:
        _look_for_static_files(middleware)
        _static_files.update(middleware.files)
    middleware.files.update(_static_files)


WhiteNoiseMiddleware.add_files_from_finders = _known_static_files


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["TECHNOPOLE_HOME"], ignore_errors=True)


LONGEST_FIRST = (
    "test_pages.py", "test_pages_of_people.py", "test_access.py", "test_nobody_is_named_before_both_consent.py",
    "test_exchange_journey.py", "test_writers_and_kills.py", "test_columns_commands.py", "test_resolver.py",
    "test_by_hand.py", "test_registration_journeys.py", "test_backup.py", "test_moving_between_stores.py",
    "test_steps_of_deals.py", "test_exchange_load_survives_kills.py", "test_reference_offers.py",
    "test_needs_matching.py", "test_query_counts.py", "test_hostile_input.py",
)  # fmt: skip
"""Files of many seconds, the longest first. Begun last, one would keep one process busy while the others have nothing to do."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, or a skip that says why."""
    if not SHARED.is_dir():
        pytest.skip(f"the real data is not here ({SHARED.name}/ beside the repository)")
    return SHARED


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and nothing in them: a home that begins with a copy need not make them."""
    own = tmp_path_factory.getbasetemp()
    return kept.empty_store(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, empty_store: Path) -> bool:
    """The tests' own store begins with such a copy, too, where it is SQLite."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return False
    shutil.copyfile(empty_store, connection.creation._get_test_db_name())
    return True


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A test begins in English, whatever language the page of the one before was asked for in."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Index, attachments and mail of each test are its own."""
    from django.core.cache import cache

    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    # the real hash is slow on purpose; tests of passwords themselves can still read it
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    settings.ATTACHMENTS = settings.HOME / "attachments"
    cache.clear()
    yield


@pytest.fixture
def people(db: Any) -> SimpleNamespace:
    """One person of each kind: `alice` speaks for `acme`, `bob` for `bolt`, the others are staff or nobody."""
    import things

    return kept.world(things.people)
