"""A centre's folder into the store: all of it or nothing, and only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from technopole.centre import current, reading
from technopole.centre.files import INDICATORS
from technopole.centre.reading import Folder, Statement
from technopole.core import clock, kinds, outbox, sourced
from technopole.core.errors import Conflict, Invalid, SourceError
from technopole.core.merge import Record, diff, fingerprint
from technopole.core.models import Change, SourceRecord
from technopole.core.sourced import By
from technopole.core.turns import alone

SOURCE = "centre"


@dataclass
class FileReport:
    """What loading did with one file's rows."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class Edit:
    """One field of one row, before and after; a row that came or went has the field ``row``."""

    file: str
    row: str
    field: str
    before: Any
    after: Any

    def __str__(self) -> str:
        where = f"{self.file} {self.row}"
        if self.field == "row":
            return f"{where}: withdrawn" if self.after is None else f"{where}: added"
        return f"{where}: {self.field}: {_short(self.before)} → {_short(self.after)}"


@dataclass
class Report:
    """What loading a folder did, file by file and field by field."""

    centre: str
    files: dict[str, FileReport] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)

    @property
    def nothing_changed(self) -> bool:
        return not self.edits

    def total(self, what: str) -> int:
        return sum(getattr(each, what) for each in self.files.values())

    def lines(self, most: int = 40) -> Iterator[str]:
        """The report in words, for people."""
        for name, each in self.files.items():
            parts = [f"{count} {what}" for what, count in vars(each).items() if count]
            yield f"{name}: {', '.join(parts) or 'no rows'}"
        shown = [edit for edit in self.edits if not (edit.field == "row" and edit.before is None)]
        yield from (str(edit) for edit in shown[:most])
        if len(shown) > most:
            yield f"… and {len(shown) - most} more changes"


def load(path: Path, *, label: str = "technopole load") -> Report:
    """Load a centre's folder. Raises `SourceErrors`, and stores nothing, if any place of it is wrong.

    Loading the same folder again changes nothing. Rows that left a file are withdrawn. Cost: about a millisecond a
    row that is new, far less for one that is not.
    """
    folder = reading.read(path)
    running = current.read_home()
    if running is not None and running.id != folder.centre.id:
        raise Conflict(
            f"This home holds the centre {running.id!r}, not {folder.centre.id!r}.",
            hint="Give each centre a home of its own: --home DIR.",
        )
    report = Report(folder.centre.id, {_table(name): FileReport() for name in folder.files})
    by = By(label=label, why=f"Loaded from the centre's folder {path.resolve().name}")
    with alone():
        for kind in dict.fromkeys([*(each.kind for each in folder.statements), *_kinds_read()]):
            _load_kind(kind, folder, report, by)
    current.write_home(folder.centre, folder.path, folder.digest)
    return report


def _table(file: str) -> str:
    """Documents of one folder are counted together."""
    return INDICATORS if file.startswith(f"{INDICATORS}/") else file


def _kinds_read() -> list[str]:
    return list(dict.fromkeys(kind for kind, _ in reading.readers().values()))


def _load_kind(kind: str, folder: Folder, report: Report, by: By) -> None:
    known = {row.key: row for row in SourceRecord.objects.filter(kind=kind, source=SOURCE)}
    said = {each.key: each for each in folder.statements if each.kind == kind}
    for each in said.values():
        if each.key not in known and each.own_key in known and each.own_key not in said:
            known[each.key] = _rename(kind, known.pop(each.own_key), each.key, by)
    fresh: dict[str, Record] = {}
    for key, each in said.items():
        counts = report.files.setdefault(_table(each.file), FileReport())
        before = known.get(key)
        if before is None:
            counts.created += 1
            report.edits.append(Edit(each.file, each.row, "row", None, each.record))
        elif before.fingerprint == fingerprint(each.record):
            counts.unchanged += 1
            continue
        else:
            counts.changed += 1
            report.edits += _edits(each, before.record)
        fresh[key] = each.record
    keys = list(fresh)
    for start in range(0, len(keys), sourced.BATCH):
        batch = {key: fresh[key] for key in keys[start : start + sourced.BATCH]}
        try:
            sourced.put_batch(kind, SOURCE, batch, by)
        except Invalid as error:
            raise _refused(said[keys[start]].file, error) from None
    _withdraw(kind, {key: row for key, row in known.items() if key not in said}, report, by)


def _withdraw(kind: str, gone: dict[str, SourceRecord], report: Report, by: By) -> None:
    if not gone:
        return
    home_of = {each: file for file, (each, _) in reading.readers().items()}
    try:
        sourced.withdraw(kind, SOURCE, list(gone), by)
    except Invalid as error:
        raise _refused(
            home_of[kind], error, "A row that was edited in the portal left the file: put it back."
        ) from None
    for key, row in gone.items():
        file = _file_of(key, kind)
        report.files.setdefault(_table(file), FileReport()).withdrawn += 1
        report.edits.append(Edit(file, str(row.record.get("key") or key.partition(":")[2]), "row", row.record, None))


def _file_of(key: str, kind: str) -> str:
    """The file that a row stood in, told by its key where several files hold one kind."""
    candidates = [file for file, (each, _) in reading.readers().items() if each == kind]
    stem = key.partition(":")[2].partition("/")[0]
    return next((file for file in candidates if Path(file).stem == stem), candidates[0])


def _rename(kind: str, row: SourceRecord, key: str, by: By) -> SourceRecord:
    """A row that was known by its id bears a ROR id now: the thing keeps its uid, edits and history.

    What a world registry said under that ROR id joins it, so that the organisation stands in the register once.
    """
    others = SourceRecord.objects.filter(kind=kind, key=key).exclude(uid=row.uid)
    for uid in sorted(set(others.values_list("uid", flat=True))):
        _join(kind, uid, row.uid, by)
    row.key = key
    row.save(update_fields=["key"])
    return row


def _join(kind: str, gone: str, kept: str, by: By) -> None:
    """Two things proved to be one: all that was said of `gone` is said of `kept`."""
    lost, before = sourced.merged(kind, gone), sourced.merged(kind, kept)
    SourceRecord.objects.filter(kind=kind, uid=gone).update(uid=kept)
    after = sourced.merged(kind, kept)
    kinds.get(kind).remove([gone])
    kinds.get(kind).project({kept: after})
    now, why = clock.now(), f"{gone} and {kept} are one: they bear the same ROR id. {by.why}"
    for uid, action, difference in (
        (gone, "withdrawn", {"record": [lost, None]}),
        (kept, "changed", diff(before, after)),
    ):
        Change.objects.create(at=now, kind=kind, uid=uid, action=action, actor_label=by.label, why=why, diff=difference)
    outbox.announce(kind, [gone, kept])


def _edits(statement: Statement, before: Record) -> Iterator[Edit]:
    for name, change in sorted(diff(before, statement.record).items()):
        old, new = (change["removed"], change["added"]) if isinstance(change, dict) else change
        if isinstance(old, dict) and isinstance(new, dict):
            for part in sorted(old.keys() | new.keys()):
                if old.get(part) != new.get(part):
                    yield Edit(statement.file, statement.row, f"{name}.{part}", old.get(part), new.get(part))
        else:
            yield Edit(statement.file, statement.row, name, old, new)


def _refused(file: str, error: Invalid, hint: str = "") -> SourceError:
    reasons = "; ".join(f"{name}: {' '.join(each)}" for name, each in error.fields.items())
    return SourceError(f"{error.message} {reasons}".strip(), file=file, hint=hint or error.hint)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("value") or value.get("label") or value.get("name") or value
    if isinstance(value, list):
        return ", ".join(_short(each) for each in value) or "nothing"
    text = "nothing" if value in (None, "") else str(value)
    return f"{text[:77]}…" if len(text) > 78 else text
