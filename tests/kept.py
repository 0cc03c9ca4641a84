"""What many tests begin with is made once, and copied: worlds by each process of tests, an empty store by one of them."""

import copy
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

Made = TypeVar("Made")


@dataclass
class _Kept:
    """What a builder gave, the rows it made, the keys that their tables held before, and the files it made."""

    given: Any
    rows: dict[type[models.Model], list[models.Model]]
    before: dict[type[models.Model], set[Any]]
    files: Path
    only_adds: bool


_kept: dict[tuple[Any, ...], _Kept] = {}
_folder = tempfile.TemporaryDirectory(prefix="technopole-worlds-")


def world(build: Callable[..., Made], /, *arguments: Any, **named: Any) -> Made:
    """What `build(...)` gives, and every row and every file in the home that it makes.

    It may depend on nothing but its arguments and the rows that are there. Where the tables it fills held other rows
    than the last time, or the home holds files, it is built anew; where it changes rows, always.
    """
    key = (build, arguments, tuple(sorted(named.items())))
    kept = _kept.get(key)
    if kept is None or any(settings.HOME.iterdir()) or any(set(_keys(model)) != held for model, held in kept.before.items()):
        kept = _built(lambda: build(*arguments, **named))
        if kept.only_adds:
            _kept[key] = kept
    else:
        with transaction.atomic():  # rows may name rows of tables that come later
            for model, made in kept.rows.items():
                model._base_manager.bulk_create(made)
        shutil.copytree(kept.files, settings.HOME, dirs_exist_ok=True)
    return copy.deepcopy(kept.given)


def _built(build: Callable[[], Any]) -> _Kept:
    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    before = {model: _rows(model) for model in every}
    given = copy.deepcopy(build())
    after = {model: _rows(model) for model in every}
    only_adds = all(
        key in after[model] and _values(after[model][key]) == _values(row)
        for model in every for key, row in before[model].items()
    )  # fmt: skip
    made = {model: [row for key, row in after[model].items() if key not in before[model]] for model in every}
    made = {model: rows for model, rows in made.items() if rows}
    files = Path(tempfile.mkdtemp(dir=_folder.name))
    shutil.copytree(settings.HOME, files, dirs_exist_ok=True)
    return _Kept(given, made, {model: set(before[model]) for model in made}, files, only_adds)


def _keys(model: type[models.Model]) -> Iterable[Any]:
    return model._base_manager.order_by().values_list("pk", flat=True)


def _rows(model: type[models.Model]) -> dict[Any, models.Model]:
    return {row.pk: row for row in model._base_manager.order_by("pk")}


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


_MIGRATE = """
from argparse import Namespace
from technopole.cli import environment
import sys
environment.set_up(Namespace(home=sys.argv[1]))
environment.migrate()
"""


def empty_store(folder: Path) -> Path:
    """An SQLite file with every table and nothing in them, made in `folder` by whoever asks first: it takes seconds."""
    home = folder / "empty-store"
    with (folder / "empty-store.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            half = folder / "empty-store-half"
            without_url = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            done = subprocess.run([sys.executable, "-c", _MIGRATE, str(half)], env=without_url, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            half.rename(home)
    return home / "store.sqlite3"
