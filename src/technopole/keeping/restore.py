"""restore: a backup into an empty home, on whichever store that home uses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from technopole.core.errors import Conflict, SourceError, TechnopoleError
from technopole.keeping import rows
from technopole.keeping.archive import KEPT_FROM_HOME, Manifest, Reading
from technopole.keeping.backup import Kept
from technopole.search import worker

_BELONGS_TO_ANY_HOME = {"secret.key", "serving.lock", "static"}


def read(path: Path, *, progress: Callable[[int, int | None], None] = lambda done, total: None) -> Kept:
    """Bring the backup in `path` back. Raises `Conflict` unless home and store are empty; a backup that is damaged,
    or of a newer version, leaves them empty again."""
    reading = Reading(path)
    try:
        _require_emptiness()
        total = sum(table.count for table in reading.manifest.tables)
        try:
            _make_tables(reading.manifest, path)
            done = _fill(reading, lambda count: progress(count, total))
            home = Path(settings.HOME)
            for file in reading.manifest.files:
                reading.copy_file(file, home)
        except BaseException:
            _empty_again()
            raise
    finally:
        reading.close()
    # what this version added since the backup was made, content types and permissions among it
    call_command("migrate", verbosity=0, interactive=False)
    indexed = worker.rebuild()
    return Kept(len(reading.manifest.tables), done, len(reading.manifest.files), path.stat().st_size, indexed)


def _require_emptiness() -> None:
    home = Path(settings.HOME)
    held = sorted(each.name for each in home.iterdir() if each.name not in _BELONGS_TO_ANY_HOME and not _is_store(each))
    if held:
        raise Conflict(
            f"The home {home} holds {', '.join(held[:5])} already.", hint="Restore into a new one: --home DIR."
        )
    if connection.introspection.table_names():
        raise Conflict(
            "The store has tables already.", hint="Restore into a new home, or an empty PostgreSQL database."
        )


def _is_store(path: Path) -> bool:
    """SQLite's files appear when the store is first asked; whether they hold tables, the store itself says."""
    name = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and str(path).startswith(name)


def _make_tables(manifest: Manifest, path: Path) -> None:
    """Make the tables as they were when the backup was made."""
    executor = MigrationExecutor(connection)
    targets = sorted(manifest.migrations.items())
    for target in targets:
        if target not in executor.loader.graph.nodes:
            raise SourceError(
                f"was made by version {manifest.version}, which has the tables of {'.'.join(target)}",
                file=path.name,
                hint="This version is older: restore with that one, or a newer one.",
            )
    executor.migrate(targets)


def _fill(reading: Reading, progress: Callable[[int], None]) -> int:
    """Write all rows in one transaction, and see that as many are there as were kept."""
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state(sorted(reading.manifest.migrations.items())).apps
    known = {rows.label(model): model for model in apps.get_models(include_auto_created=True)}
    done = 0
    with transaction.atomic():
        for table in reading.manifest.tables:
            model = known.get(table.name)
            if model is None:
                raise SourceError(f"holds the table {table.name}, unknown here", file=reading.path.name)
            model._base_manager.all().delete()  # rows that migrations themselves made
            written = rows.insert(model, _counted(reading.lines(table), done, progress))
            found = model._base_manager.count()
            if not written == found == table.count:
                raise TechnopoleError(f"{table.name}: {table.count} rows were kept and {found} are here.")
            done += written
        _reset_sequences(list(known.values()))
        connection.check_constraints()
    return done


def _counted(lines, done: int, progress: Callable[[int], None]):  # type: ignore[no-untyped-def]
    for number, line in enumerate(lines, 1):
        if number % 1000 == 0:
            progress(done + number)
        yield line


def _reset_sequences(tables: list[type[models.Model]]) -> None:
    """Let new rows get keys after the restored ones, where the store counts keys apart from rows (PostgreSQL)."""
    statements = connection.ops.sequence_reset_sql(no_style(), tables)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _empty_again() -> None:
    """Take away what a failed restore made."""
    names = connection.introspection.table_names()
    cascade = "" if connection.vendor == "sqlite" else " CASCADE"
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)}{cascade}")
    home = Path(settings.HOME)
    for name in KEPT_FROM_HOME:
        left = home / name
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)
