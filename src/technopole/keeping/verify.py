"""verify: is the store whole, and do rows, attachments and index say what the sources say?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import IntegrityError, connection, models, transaction

from technopole.core import durable, kinds, sourced
from technopole.core.errors import TechnopoleError
from technopole.core.kinds import Sourced
from technopole.core.merge import merge
from technopole.core.models import OutboxEntry, SourceRecord
from technopole.core.requests import papers
from technopole.core.turns import alone
from technopole.exchange import reference, reference_index, steps
from technopole.lake import home
from technopole.lake.datasets import Dataset, datasets
from technopole.search import providers, worker
from technopole.search.corpora import building, living, meaning, querying
from technopole.search.corpora.sets import LIVE
from technopole.search.index import Index

SAMPLE = 2000
_BATCH = 500
_MOST = 5


@dataclass(frozen=True)
class Finding:
    """The outcome of one check, in words."""

    good: bool
    what: str


def everything(*, every_thing: bool = False) -> Iterator[Finding]:
    """Run all checks; they change nothing. `every_thing` compares all things with their sources, not a sample."""
    yield from store()
    for kind in kinds.names():
        yield projection(kind, None if every_thing else SAMPLE)
    yield orphans()
    yield from attachments()
    yield recorded_steps()
    yield from index()
    yield from meaning_model()
    yield from corpora_of_the_store()
    yield from lake(whole=every_thing)
    for warning in checks.run_checks(include_deployment_checks=False):
        if warning.id != "security.W004":
            yield Finding(not warning.is_serious(), f"system check {warning.id}: {warning.msg}")


def store() -> Iterator[Finding]:
    """The database's own integrity, and that every row that is referred to is there."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            problems = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        yield Finding(not problems, f"integrity of the store: {'; '.join(problems[:_MOST]) or 'whole'}")
    try:
        with transaction.atomic():
            connection.check_constraints()
        yield Finding(True, "references between tables: all lead somewhere")
    except IntegrityError as error:
        yield Finding(False, f"references between tables: {error}")


def projection(kind: str, most: int | None) -> Finding:
    """Do the rows of a kind's things equal what their sources, merged, say? Compares the first `most` things."""
    count, wrong = 0, []
    for batch in _batches(kind, most):
        count += len(batch)
        wrong += _differing(kind, batch)
    words = f"{len(wrong)} differ from their sources: {', '.join(wrong[:_MOST])}" if wrong else "as their sources say"
    return Finding(not wrong, f"{count:,} things of kind {kind}: {words}")


def repair() -> int:
    """Write anew the rows that differ from their sources, as after an update that derives rows otherwise, and rebuild
    the index; gives the number of things written. What sources said, and history, are not touched."""
    written = 0
    for kind in kinds.names():
        for batch in _batches(kind, None):
            with alone():
                wrong = set(_differing(kind, batch))
                said = sourced.statements(kind, wrong)
                kinds.get(kind).project({uid: merge(each) for uid, each in said.items()})
            written += len(wrong)
    worker.rebuild()
    return written


def orphans() -> Finding:
    """Are there rows of which no source speaks?"""
    known = SourceRecord.objects.values("uid")
    found = [
        uid
        for model in _things()
        for uid in model._default_manager.exclude(uid__in=known).values_list("uid", flat=True)
    ]
    return Finding(not found, f"rows without any source: {', '.join(found[:_MOST]) or 'none'}")


def _things() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Sourced)]


def _batches(kind: str, most: int | None) -> Iterator[list[str]]:
    rows = SourceRecord.objects.filter(kind=kind).order_by("uid").values_list("uid", flat=True).distinct()[:most]
    uids = iter(rows)
    while batch := list(islice(uids, _BATCH)):
        yield batch


class _Undo(Exception):
    """Leaves a transaction without keeping it."""


def _differing(kind: str, uids: Sequence[str]) -> list[str]:
    """Things are written anew inside a transaction that is undone, and compared before and after."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    try:
        with alone():
            before = _rows(uids)
            said = sourced.statements(kind, set(uids))
            kinds.get(kind).remove(uids)  # inserting anew is many times faster than updating in place
            kinds.get(kind).project({uid: merge(each) for uid, each in said.items()})
            after = _rows(uids)
            raise _Undo
    except _Undo:
        return [uid for uid in uids if before.get(uid) != after.get(uid)]


def _rows(uids: Sequence[str]) -> dict[str, list[Any]]:
    """{uid: its row and the rows that hang on it}, without keys, versions and times, which writing anew changes."""
    found: dict[str, list[Any]] = {}
    for model in _things():
        of_key: dict[Any, str] = {}
        own: Any = model._default_manager.filter(uid__in=uids).values()
        for row in own:
            of_key[row["id"]] = row["uid"]
            found.setdefault(row["uid"], []).append((model.__name__, _steady(model, row)))
        for relation in model._meta.related_objects:
            if not relation.one_to_many or relation.on_delete is not models.CASCADE or not of_key:
                continue
            child, column = relation.related_model, relation.field.attname
            rows: Any = child._default_manager.filter(**{f"{column}__in": list(of_key)}).values()
            for row in sorted(rows, key=lambda row: str(sorted(_steady(child, row).items()))):
                kept = _steady(child, row)
                kept.pop(column)
                found[of_key[row[column]]].append((child.__name__, kept))
    return found


def _steady(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    times = {each.attname for each in model._meta.concrete_fields if isinstance(each, models.DateTimeField)}
    return {name: value for name, value in row.items() if name not in times | {"id", "version"}}


def attachments() -> Iterator[Finding]:
    """Is every attachment's file there, with the bytes that were handed in?"""
    wrong, count = [], 0
    for attachment in papers.every():
        count += 1
        path = papers.path_of(attachment.sha256)
        if not path.is_file() or durable.sha256(path) != attachment.sha256:
            wrong.append(attachment.uid)
    words = f"{len(wrong)} are missing or damaged: {', '.join(wrong[:_MOST])}" if wrong else "all there, as handed in"
    yield Finding(not wrong, f"{count:,} attachments: {words}")


def recorded_steps() -> Finding:
    """Is the chain of steps of every listing, enquiry and deal whole, none of them altered or lost?"""
    wrong = list(steps.verify_all())
    words = f"{len(wrong)} are not whole: {'; '.join(wrong[:_MOST])}" if wrong else "whole"
    return Finding(not wrong, f"{steps.count():,} recorded steps: {words}")


def meaning_model() -> Iterator[Finding]:
    """Can the model be used that is set to rank matches by meaning? Nothing where none is set."""
    try:
        found = meaning.check()
    except TechnopoleError as error:
        yield Finding(False, f"model to rank by meaning: {error}")
    else:
        if found:
            yield Finding(True, f"model to rank by meaning: {found}")


def index() -> Iterator[Finding]:
    """Does the index say what a rebuild of it would say?"""
    waiting = OutboxEntry.objects.count()
    yield Finding(not waiting, f"outbox: {f'{waiting:,} changes wait for the worker' if waiting else 'empty'}")
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix="verify-") as folder:
        fresh = Index(folder)
        count = fresh.rebuild(providers.everything())
        good = fresh.fingerprint() == worker.open_index().fingerprint()
    yield Finding(good, f"index of {count:,} things: {'equal to' if good else 'differs from'} a rebuild")


def corpora_of_the_store() -> Iterator[Finding]:
    """Do the corpora hold of the store's things what a rebuild would hold?"""
    for name in living.corpora():
        held = living.open_corpus(name).set(LIVE).shards()
        expected = building.digest(living.expected(name))
        good = building.digest(record for shard in held for record in querying.all_of(shard)) == expected
        state = "equal to a rebuild" if good else "differs from a rebuild"
        yield Finding(good, f"corpus of {name}, {sum(shard.count for shard in held):,} of the store: {state}")


def lake(*, whole: bool) -> Iterator[Finding]:
    """Are the datasets' files as they were written (read only if `whole`), and can all of them be searched?"""
    for name in datasets(home.folder()):
        kept = Dataset(home.folder(), name)
        damaged = kept.damaged() if whole else []
        state = f"damaged: {', '.join(damaged[:_MOST])}; load it again" if damaged else "whole" if whole else "not read"
        yield Finding(not damaged, f"dataset {name}, {kept.count():,} rows: {state}")
        if name not in reference.names():
            continue  # not searched, but computed from
        good = reference_index.is_indexed(name)
        state = "of its current version" if good else f"missing or old; run technopole exchange index --dataset {name}"
        yield Finding(good, f"index of dataset {name}: {state}")
