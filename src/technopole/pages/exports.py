"""The twins of a list for programs: the same rows as CSV, JSON and Parquet, streamed."""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpResponseBase, StreamingHttpResponse

from technopole.lake import tables

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
LABELS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet"}


_ARMED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a formula begins; spreadsheets of East Asian locales take the wide forms as well."""


@dataclass(frozen=True)
class ExportColumn:
    """A column of the twins: its name, how a row gives its value, its type (text, integer, number, truth)."""

    name: str
    value: Callable[[Any], Any]
    type: str = "text"

    def of(self, row: Any) -> Any:
        value = self.value(row)
        if value is None or value in ("", [], ()):
            return None
        if self.type == "text" and not isinstance(value, str):
            if isinstance(value, dt.date | dt.datetime):
                return value.isoformat()
            if isinstance(value, list | tuple):
                return "|".join(map(str, value))
            return str(value)
        if self.type == "number":
            return float(value)
        return value


def respond(form: str, name: str, columns: Sequence[ExportColumn], rows: Iterable[Any]) -> HttpResponseBase:
    """A streamed download of `rows` in one of `FORMATS`."""
    response = StreamingHttpResponse(stream(form, columns, rows), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def stream(form: str, columns: Sequence[ExportColumn], rows: Iterable[Any]) -> Iterator[bytes]:
    """The bytes of `rows` in one of `FORMATS`, as they are made."""
    writers = {"csv": _csv, "json": _json, "parquet": _parquet}
    return writers[form](columns, rows)


def _csv(columns: Sequence[ExportColumn], rows: Iterable[Any]) -> Iterator[bytes]:
    # the mark tells spreadsheets that this is UTF-8, without which they garble Chinese
    yield codecs.BOM_UTF8
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for count, row in enumerate(rows, start=1):
        writer.writerow([unarmed(column.of(row)) for column in columns])
        if count % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def unarmed(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_ARMED) else value


def _json(columns: Sequence[ExportColumn], rows: Iterable[Any]) -> Iterator[bytes]:
    yield b"["
    for count, row in enumerate(rows):
        yield (b",\n" if count else b"\n") + orjson.dumps({column.name: column.of(row) for column in columns})
    yield b"\n]\n"


def _parquet(columns: Sequence[ExportColumn], rows: Iterable[Any]) -> Iterator[bytes]:
    types = [(column.name, column.type) for column in columns]
    return tables.parquet(types, ([column.of(row) for column in columns] for row in rows))
