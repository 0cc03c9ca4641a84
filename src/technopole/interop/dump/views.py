"""The downloads of the whole register, made while they are read, and the feed of changes."""

import datetime as dt
from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import http_date

from technopole.core.models import Change
from technopole.interop import things
from technopole.interop.dump import changes, columns
from technopole.interop.public import base_url, public, unchanged
from technopole.interop.things import Thing
from technopole.pages import exports
from technopole.pages.api.problems import Problem
from technopole.registry.models import Organisation

FORMS = {"csv": "CSV", "jsonl": "JSON lines", "parquet": "Parquet"}
_LINES = "application/jsonl; charset=utf-8"
_AT_ONCE = BoundedSemaphore(2)
"""Downloads of everything at one time in a process: each takes a thread for half a minute."""


@public(seconds=0)
def organisations(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every organisation: a table, or with all its names and relations as JSON lines."""
    base = base_url(request)

    def with_addresses() -> Iterator[dict[str, Any]]:
        for thing in _everything():
            yield {"thing": thing, "url": _address(base, thing)}

    def lines() -> Iterator[bytes]:
        for each in with_addresses():
            yield _line(columns.whole(each["thing"], each["url"]))

    return _download(request, "organisations", form, columns.ORGANISATIONS, with_addresses(), lines())


@public(seconds=0)
def names(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every name of every organisation, a row each."""

    def rows() -> Iterator[dict[str, Any]]:
        for thing in _everything():
            yield from columns.names_of(thing)

    def lines() -> Iterator[bytes]:
        for row in rows():
            yield _line({column.name: column.of(row) for column in columns.NAMES})

    return _download(request, "organisation-names", form, columns.NAMES, rows(), lines())


def _everything() -> Iterator[Thing]:
    for batch in things.stream(Organisation.objects.all()):
        yield from batch


def _address(base: str, thing: Thing) -> str:
    return f"{base}/organisations/{thing.uid}/"


def _line(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def _download(
    request: HttpRequest, name: str, form: str, of: Any, rows: Iterator[Any], lines: Iterator[bytes]
) -> HttpResponseBase:
    """The file as it is made; 304 for who has that of the last change; 503 while too many are made."""
    if form not in FORMS:
        raise Http404(f"There is no {form!r} form; there are {', '.join(FORMS)}.")
    cursor = changes.latest()
    known = HttpResponse()
    known["ETag"] = f'W/"{name}.{form}.{cursor}"'
    known["Cache-Control"] = "public, no-cache"
    if same := unchanged(request, known):
        return same
    response: HttpResponseBase
    if form == "jsonl":
        response = StreamingHttpResponse(lines, content_type=_LINES)
        response["Content-Disposition"] = f'attachment; filename="{name}.jsonl"'
    else:
        response = exports.respond(form, name, of, rows)
    assert isinstance(response, StreamingHttpResponse)
    if request.method != "HEAD":
        if not _AT_ONCE.acquire(blocking=False):
            raise Problem(503, "Others are downloading the whole register just now.", headers={"Retry-After": "60"})
        response.streaming_content = _Held(response.streaming_content)
    for header in ("ETag", "Cache-Control"):
        response[header] = known[header]
    response["Last-Modified"] = http_date(_last_change().timestamp())
    feed = request.build_absolute_uri(reverse("interop:changes"))
    # what changes while the file is made may be in it or not; the feed from here on tells it in any case
    response["Link"] = f'<{feed}?since={cursor}>; rel="monitor"; type="application/jsonl"'
    return response


class _Held:
    """A download that counts as one as long as it is read, and no longer, also when its reader goes away."""

    def __init__(self, parts: Any) -> None:
        self._parts, self._holds = iter(parts), True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return bytes(next(self._parts))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._holds:
            self._holds = False
            _AT_ONCE.release()


def _last_change() -> dt.datetime:
    at = Change.objects.order_by("-id").values_list("at", flat=True).first()
    return at or dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@public(seconds=0)
def feed(request: HttpRequest) -> HttpResponseBase:
    """A line for each change after `since`; the Link header says where to go on, now or later."""
    asked = request.GET.get("since", "0")
    cursor = changes.latest() if asked == "latest" else _whole(asked, "since", 0, 2**62)
    limit = _whole(request.GET.get("limit", str(changes.LIMIT)), "limit", 1, changes.MOST)
    found = changes.since(cursor, limit)
    response = HttpResponse(b"".join(map(_line, found.entries)), content_type=_LINES)
    here = request.build_absolute_uri(reverse("interop:changes"))
    response["Link"] = f'<{here}?since={found.cursor}&limit={limit}>; rel="next"'
    response["X-Cursor"] = str(found.cursor)
    response["X-More"] = "true" if found.more else "false"
    response["Cache-Control"] = "no-cache"
    return response


def _whole(text: str, name: str, least: int, most: int) -> int:
    try:
        number = int(text[:25])
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        where = {"in": "query", "pointer": f"#/{name}", "detail": f"A whole number from {least} to {most}."}
        raise Problem(422, errors=[where])
    return number
