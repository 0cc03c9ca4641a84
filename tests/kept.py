"""Worlds that many tests begin in are built once by each process of tests; later tests get a copy of them."""

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models

Made = TypeVar("Made")


@dataclass
class _Kept:
    """What a builder gave, the rows it made, the keys that their tables held before, and the files it made."""

    given: Any
    rows: dict[type[models.Model], list[models.Model]]
    before: dict[type[models.Model], set[Any]]
    files: Path


_kept: dict[tuple[Any, ...], _Kept] = {}
_folder = tempfile.TemporaryDirectory(prefix="technopole-worlds-")


def world(build: Callable[..., Made], /, *arguments: Any, **named: Any) -> Made:
    """What `build(...)` gives, and every row and every file in the home that it makes.

    It may only add rows, and depend on nothing but its arguments and the rows that are there. Where the tables it fills
    held other rows than the first time, or the home holds files, it is built anew.
    """
    key = (build, arguments, tuple(sorted(named.items())))
    kept = _kept.get(key)
    if kept is None or any(settings.HOME.iterdir()) or any(set(_keys(model)) != held for model, held in kept.before.items()):
        kept = _kept[key] = _built(lambda: build(*arguments, **named))
    else:
        for model, made in kept.rows.items():
            model._base_manager.bulk_create(made)
        shutil.copytree(kept.files, settings.HOME, dirs_exist_ok=True)
    return copy.deepcopy(kept.given)


def _built(build: Callable[[], Any]) -> _Kept:
    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    before = {model: _rows(model) for model in every}
    given = copy.deepcopy(build())
    after = {model: _rows(model) for model in every}
    for model in every:
        for key, row in before[model].items():
            assert key in after[model] and _values(after[model][key]) == _values(row), f"the world changes {row!r}"
    made = {model: [row for key, row in after[model].items() if key not in before[model]] for model in every}
    made = {model: rows for model, rows in made.items() if rows}
    files = Path(tempfile.mkdtemp(dir=_folder.name))
    shutil.copytree(settings.HOME, files, dirs_exist_ok=True)
    return _Kept(given, made, {model: set(before[model]) for model in made}, files)


def _keys(model: type[models.Model]) -> Iterable[Any]:
    return model._base_manager.order_by().values_list("pk", flat=True)


def _rows(model: type[models.Model]) -> dict[Any, models.Model]:
    return {row.pk: row for row in model._base_manager.order_by("pk")}


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
