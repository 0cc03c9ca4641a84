"""Taking a list, choosing its column, deleting it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from technopole.accounts.models import User
from technopole.core import clock
from technopole.core.ids import new_uid
from technopole.core.requests.papers import clean_name
from technopole.registry.given import models, work
from technopole.registry.given.models import GivenList
from technopole.registry.given.problems import ListProblem
from technopole.registry.given.reading import pasted
from technopole.registry.resolving_apart import NotReady, ResolverFailed

SIGNED_OUT_ROWS = 500
AT_ONCE_ROWS = 2_000
"""Longer lists are answered by the worker."""
MOST_ROWS = 200_000
LARGEST_FILE = 30 * 2**20
SIGNED_OUT_FILE = 2 * 2**20
KEPT_FOR = dt.timedelta(days=7)
SIGNED_OUT_KEPT_FOR = dt.timedelta(hours=2)
MOST_KEPT = 20
"""Lists of one person; the oldest goes when one more comes."""
_SESSION = "given_lists"

State = GivenList.State


def take(
    request: HttpRequest, purpose: str, profile: str, text: str, file: UploadedFile | None, column: str = ""
) -> GivenList:
    """Keep a pasted or uploaded list for whoever sent it, and answer it if it is short. Raises `ListProblem`."""
    if file is None and not text.strip():
        raise ListProblem("nothing_given")
    if file is not None and text.strip():
        raise ListProblem("both_given")
    user: Any = request.user
    now = clock.now()
    given = GivenList(
        uid=new_uid(), purpose=purpose, profile=profile, owner=user if user.is_authenticated else None,
        state=State.WAITING, created_at=now,
        expires_at=now + (KEPT_FOR if user.is_authenticated else SIGNED_OUT_KEPT_FOR),
    )  # fmt: skip
    try:
        if file is not None:
            _keep(given, file)
            given.column = column
        given.save()
        if file is None:
            _read(given, pasted(text))
        else:
            _choose_or_read(given)
    except ListProblem:
        delete(given)
        raise
    _remember(request, given)
    return given


def choose_column(given: GivenList, column: str) -> None:
    """Take this column of its file, and answer the list if it is short. Raises `ListProblem`."""
    if column not in given.choice.get("header", ()):
        raise ListProblem("column", column=column)
    given.column, given.state = column, State.WAITING
    given.save(update_fields=["column", "state"])
    try:
        _read_file(given)
    except ListProblem as problem:
        given.state = State.CHOOSING  # another column may do, as when this one is empty
        given.save(update_fields=["state"])
        raise problem


def _choose_or_read(given: GivenList) -> None:
    upload = work.upload_of(given)
    if not upload.is_text:
        header, rows = upload.columns()
        if len(header) == 1 and not given.column:
            given.column = header[0]
        if given.column not in header:
            given.choice = {"header": header, "rows": [[cell[:100] for cell in row] for row in rows]}
            given.state = State.CHOOSING
            given.save(update_fields=["choice", "state"])
            return
        given.save(update_fields=["column"])
    _read_file(given)


def _read_file(given: GivenList) -> None:
    _read(given, work.upload_of(given).lines(given.column))


def _read(given: GivenList, lines: Iterable[str]) -> None:
    """Answer now what is short; what is long is left to the worker."""
    most = MOST_ROWS if given.owner_id else SIGNED_OUT_ROWS
    too_many = (
        ListProblem("too_many", most=most)
        if given.owner_id
        else ListProblem("too_many_signed_out", most=most, signed_in=MOST_ROWS)
    )
    lines = iter(lines)
    first = list(islice(lines, AT_ONCE_ROWS + 1))
    if len(first) > AT_ONCE_ROWS and given.owner_id and given.name:
        work.plan(given)  # the worker reads the file
        return
    work.begin(given, chain(first, islice(lines, max(0, most + 1 - len(first)))), most, too_many)
    try:
        if given.rows > AT_ONCE_ROWS or not work.answer(given, batches=AT_ONCE_ROWS // work.BATCH + 1):
            work.plan(given)
    except NotReady:
        work.plan(given)
    except ResolverFailed:
        work.fail(given, ListProblem("resolver"))


def _keep(given: GivenList, file: UploadedFile) -> None:
    most = LARGEST_FILE if given.owner else SIGNED_OUT_FILE
    if (file.size or 0) > most:
        raise ListProblem("file_too_large", most=most // 2**20)
    given.name = clean_name(file.name or "list.csv")
    given.folder.mkdir(parents=True, exist_ok=True)
    with (given.folder / "given").open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)


# --- whose it is ---------------------------------------------------------------------------------------------------


def _remember(request: HttpRequest, given: GivenList) -> None:
    if given.owner_id:
        older = GivenList.objects.filter(owner=given.owner_id).order_by("-created_at", "-pk")[MOST_KEPT:]
        for each in older:
            delete(each)
        return
    uids = [given.uid, *request.session.get(_SESSION, [])]
    for each in GivenList.objects.filter(uid__in=uids[MOST_KEPT:], owner=None):
        delete(each)
    request.session[_SESSION] = uids[:MOST_KEPT]


def find(request: HttpRequest, uid: str) -> GivenList | None:
    """The list, if it belongs to whoever asks and its time is not over."""
    user: Any = request.user
    rows = GivenList.objects.filter(uid=uid, expires_at__gt=clock.now())
    if user.is_authenticated:
        given = rows.filter(owner=user).first()
        if given is not None:
            return given
    return rows.filter(owner=None).first() if uid in request.session.get(_SESSION, []) else None


def of(request: HttpRequest, purpose: str) -> list[GivenList]:
    """The lists of whoever asks, the latest first."""
    user: Any = request.user
    rows = GivenList.objects.filter(purpose=purpose, expires_at__gt=clock.now()).order_by("-created_at", "-pk")
    if user.is_authenticated:
        return list(rows.filter(owner=user)[:MOST_KEPT])
    uids = request.session.get(_SESSION, [])
    return list(rows.filter(owner=None, uid__in=uids)) if uids else []


def delete(given: GivenList) -> None:
    """Take it away with its file and its answers."""
    shutil.rmtree(given.folder, ignore_errors=True)
    if given.pk:
        given.delete()


def sweep() -> int:
    """Delete folders that no list names any more, as when its owner's account went; gives how many."""
    here = models.folder()
    there = {path.name: path for path in here.iterdir() if path.is_dir()} if here.is_dir() else {}
    known = set(GivenList.objects.filter(uid__in=list(there)).values_list("uid", flat=True))
    young = clock.now().timestamp() - 3600
    gone = [path for uid, path in there.items() if uid not in known and path.stat().st_mtime < young]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def forget(user: User) -> None:
    """Delete the lists of somebody who leaves."""
    for given in GivenList.objects.filter(owner=user):
        delete(given)
