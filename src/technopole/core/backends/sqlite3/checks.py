"""A system check on the SQLite that this Python links."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

REPAIRED = (3, 51, 3)
ENGINE = "technopole.core.backends.sqlite3"


@register
def sqlite_is_new_enough(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Warn about a SQLite that can damage a WAL file when a writer and a checkpoint of another connection meet."""
    uses_it = settings.DATABASES["default"]["ENGINE"] == ENGINE
    if not uses_it or sqlite3.sqlite_version_info >= REPAIRED:
        return []
    return [
        Warning(
            f"This Python links SQLite {sqlite3.sqlite_version}; before 3.51.3 a writer that meets another "
            "connection's checkpoint can damage the store.",
            hint="Technopole's one-writer lock keeps them apart. Open the store with no other program while it runs.",
            id="technopole.W001",
        )
    ]
