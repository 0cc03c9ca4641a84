"""Official exports through the portal: the upload kept beside the store, its mapping, its plan, its load.

A file is kept in the home's folder `imports/` for some days; what it said is in the register by then.
"""

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from technopole.accounts.models import User
from technopole.core import clock, ids
from technopole.core.errors import Conflict, Invalid, NotAllowed, SourceError, TechnopoleError
from technopole.core.jobs import enqueue, task
from technopole.core.models import Change
from technopole.core.sourced import By
from technopole.registry.official import load, words
from technopole.sources.official import columns, records
from technopole.sources.official.problems import Problem
from technopole.sources.official.records import Export
from technopole.sources.official.sheets import MOST_BYTES
from technopole.supervision import rules
from technopole.supervision.models import ImportMapping, ImportRun

AT_ONCE = 3000
"""Rows up to which a person waits for the answer; longer files are worked on by the worker."""
KEPT_DAYS = 14
PROBLEMS_KEPT, CHANGES_KEPT = 1000, 50
HISTORY_KIND = "import"


def folder() -> Path:
    return Path(settings.HOME) / "imports"


def path_of(run: ImportRun) -> Path:
    return folder() / f"{run.uid}{Path(run.file_name).suffix.lower()}"


def report_of(run: ImportRun) -> Path:
    """Where the whole report of problems is kept."""
    return folder() / f"{run.uid}.problems.csv"


def _must(by: By) -> None:
    if by.user is None or not rules.registrar.allows(by.user):
        raise NotAllowed(_("Only registrars import official exports."))


def upload(name: str, chunks: Iterable[bytes], by: By) -> ImportRun:
    """Keep an uploaded file and look at its headings. Raises `Invalid` for what is no table."""
    _must(by)
    clean = Path(name.replace("\\", "/")).name.replace("\0", "")[-150:] or "export"
    if Path(clean).suffix.lower() not in (".csv", ".txt", ".xlsx"):
        raise _refused(_("Only CSV and XLSX files can be imported."))
    run = ImportRun(uid=ids.new_uid(), file_name=clean, created_at=clock.now(), created_by=by.user)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    size = 0
    try:
        with path_of(run).open("wb") as handle:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise _refused(_("The file is larger than 50 MB. Split the export."))
                handle.write(chunk)
            handle.flush()
            os.fsync(handle.fileno())
        export = _look(run)
    except SourceError as error:
        path_of(run).unlink(missing_ok=True)
        raise _refused(str(error)) from None
    except Invalid:
        path_of(run).unlink(missing_ok=True)
        raise
    run.mapping = {column.heading: column.field for column in export.proposals}
    run.encoding = export.encoding
    run.columns = [
        {"heading": each.heading, "field": each.field, "score": each.score, "samples": list(each.samples)}
        for each in export.proposals
    ]
    with transaction.atomic():
        run.save()
        _note(run, "uploaded", by)
    return run


def _refused(why: str) -> Invalid:
    return Invalid(why, fields={"file": [why]})


def _look(run: ImportRun) -> Export:
    """The file as read, with what a person said of such headings last time, or what is proposed."""
    path = path_of(run)
    try:
        export = records.read(path, run.file_name)
    except SourceError:
        known = None
        for each in ImportMapping.objects.order_by("-used_at")[:20]:
            try:
                known = records.read(path, run.file_name, each.mapping)
                break
            except SourceError:
                continue
        if known is None:
            raise
        return known
    kept = ImportMapping.objects.filter(headings=_signature(export)).first()
    return records.read(path, run.file_name, kept.mapping) if kept else export


def _signature(export: Export) -> str:
    headings = sorted(columns.key(column.heading) for column in export.proposals)
    return hashlib.sha256("\n".join(headings).encode()).hexdigest()


def plan(uid: str, by: By, mapping: Mapping[str, str]) -> ImportRun:
    """Keep the mapping for next time and say what loading would do; nothing is written into the register."""
    _must(by)
    run = _take(uid, "uploaded", "planned", "failed")
    chosen = [field for field in mapping.values() if field]
    for field in set(chosen):
        if field not in columns.FIELDS:
            raise Invalid(_("Choose from the list."), fields={"mapping": [_("Choose from the list.")]})
        if chosen.count(field) > 1:
            why = _("Two columns are said to hold “%(field)s”.") % {"field": words.field_name(field)}
            raise Invalid(why, fields={"mapping": [why]})
    if "name" not in chosen:
        why = _("Say which column holds the names.")
        raise Invalid(why, fields={"mapping": [why]})
    export = _read(run, mapping)
    with transaction.atomic():
        run.mapping, run.error = dict(mapping), ""
        ImportMapping.objects.update_or_create(
            headings=_signature(export),
            defaults={"mapping": dict(mapping), "used_at": clock.now(), "used_by": by.user},
        )
        run.state = "planning"
        run.save()
        if export.rows > AT_ONCE:
            enqueue("supervision.plan_import", uid=run.uid, language=translation.get_language() or "en")
            return run
    _plan(run, export)
    return run


def _read(run: ImportRun, mapping: Mapping[str, str]) -> Export:
    if not path_of(run).exists():
        raise Conflict(_("The file is no longer kept. Upload it again."))
    try:
        return records.read(path_of(run), run.file_name, mapping)
    except SourceError as error:
        raise Invalid(str(error), fields={"mapping": [str(error)]}) from None


@task("supervision.plan_import")
def plan_later(uid: str, language: str) -> None:
    run = ImportRun.objects.filter(uid=uid, state="planning").first()
    if run is not None:
        with translation.override(language):
            _guarded(run, lambda: _plan(run, records.read(path_of(run), run.file_name, run.mapping)))


def _plan(run: ImportRun, export: Export) -> None:
    made = load.plan(export)
    run.counts = made.counts
    run.sample = [
        {"sheet": row.entry.sheet, "row": row.entry.row, "name": row.entry.name, "uid": row.uid,
         "fields": sorted(row.changes)}
        for row in made.rows if row.verdict == load.CHANGED
    ][:CHANGES_KEPT]  # fmt: skip
    run.problems = [_kept(problem) for problem in made.problems[:PROBLEMS_KEPT]]
    run.problem_count = len(made.problems)
    with report_of(run).open("wb") as out:
        out.writelines(words.report(made.problems))
    run.state = "planned"
    run.save()


def _kept(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code, "sheet": problem.sheet, "row": problem.row, "column": problem.column,
        "value": problem.value, "severity": problem.severity, "params": dict(problem.params),
    }  # fmt: skip


def problems_of(run: ImportRun) -> list[Problem]:
    """The kept problems, to be said in the reader's language."""
    return [Problem(**each) for each in run.problems]


def start(uid: str, by: By, *, skip_bad: bool = False) -> ImportRun:
    """Load what was planned. All or nothing, unless wrong rows may be skipped."""
    _must(by)
    run = _take(uid, "planned")
    if run.counts.get("wrong") and not skip_bad:
        raise Conflict(
            _("%(count)d rows are wrong. Correct the file, or leave those rows out.") % {"count": run.counts["wrong"]}
        )
    with transaction.atomic():
        run.skip_bad, run.state = skip_bad, "loading"
        run.save()
        many = sum(run.counts.values()) > AT_ONCE
        if many:
            enqueue("supervision.load_import", uid=run.uid, user=by.user.pk)
    if not many:
        _guarded(run, lambda: _load(run, by))
    return run


@task("supervision.load_import")
def load_later(uid: str, user: int) -> None:
    run = ImportRun.objects.filter(uid=uid, state="loading").first()
    person = User.objects.filter(pk=user).first()
    if run is not None:
        _guarded(run, lambda: _load(run, By(user=person, label="" if person else "import")))


def _load(run: ImportRun, by: By) -> None:
    made = load.plan(records.read(path_of(run), run.file_name, run.mapping))
    why = f"Loaded from {run.file_name}"
    outcome = load.load(made, By(user=by.user, label=by.label, why=why), skip_bad=run.skip_bad)
    run.counts = {
        "created": outcome.created, "changed": outcome.changed, "unchanged": outcome.unchanged,
        "left_out": made.counts["wrong"], "duplicate": made.counts["duplicate"],
    }  # fmt: skip
    run.state, run.finished_at = "loaded", clock.now()
    with transaction.atomic():
        run.save()
        _note(run, "loaded", by)


def _guarded(run: ImportRun, work: Any) -> None:
    """Do it; what the file is to blame for is told on the run's page, everything else is the worker's to repeat."""
    try:
        work()
    except TechnopoleError as error:
        run.state, run.error = "failed", str(error)[:2000]
        run.save()


def _take(uid: str, *states: str) -> ImportRun:
    run = ImportRun.objects.get(uid=uid)
    if run.state not in states:
        raise Conflict(_("This can no longer be done: the import has moved on."))
    return run


def _note(run: ImportRun, action: str, by: By) -> None:
    Change.objects.create(
        at=clock.now(), kind=HISTORY_KIND, uid=run.uid, action=action, actor=by.user, actor_label=by.label,
        why=run.file_name, diff={},
    )


@task("supervision.sweep_imports", every=dt.timedelta(days=1))
def sweep() -> None:
    """Delete uploads of which nothing came for two weeks, and the files of those that were loaded."""
    before = clock.now() - dt.timedelta(days=KEPT_DAYS)
    kept: Sequence[str] = list(ImportRun.objects.filter(created_at__gte=before).values_list("uid", flat=True))
    if not folder().is_dir():
        return
    for path in folder().iterdir():
        if path.name.split(".")[0] not in kept:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
