"""A POST that is sent twice with the same Idempotency-Key is done once; the second time gets the first's answer.

Only successes are kept: a refused request changed nothing, so it may be mended and sent again with its key.
The effect and the kept answer are written in one transaction.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from technopole.core import clock, jobs
from technopole.pages.api.callers import Caller
from technopole.pages.api.problems import Problem
from technopole.pages.models import KeptAnswer

KEPT_FOR = dt.timedelta(hours=24)
GIVEN_UP_AFTER = dt.timedelta(minutes=2)
"""A key whose request has not ended by then was cut off, and may be taken over."""

_KEY = re.compile(r"[\x21-\x7e]{1,100}")


def once(request: HttpRequest, caller: Caller, perform: Callable[[], HttpResponse]) -> HttpResponse:
    """Perform the request, unless the caller did so before with the same key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return all_or_nothing(perform)
    if not _KEY.fullmatch(key):
        raise Problem(400, "An Idempotency-Key is 1 to 100 visible ASCII characters.")
    now = clock.now()
    mark = fingerprint(request)
    kept = _reserve(caller.key, key, mark, now)
    if kept.request_hash != mark:
        raise Problem(422, "This Idempotency-Key was used with another request; take a new one.")
    if kept.status is not None:
        return _repeat(kept)
    if kept.begun_at != now:
        raise Problem(409, "The first request with this Idempotency-Key is still being worked on.")
    try:
        response = all_or_nothing(perform, keep_in=kept)
    except BaseException:
        kept.delete()
        raise
    if kept.status is None:
        kept.delete()
    return response


def all_or_nothing(perform: Callable[[], HttpResponse], keep_in: KeptAnswer | None = None) -> HttpResponse:
    """Perform in one transaction that is undone when the answer is a refusal."""
    with transaction.atomic():
        response = perform()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif keep_in is not None:
            keep_in.status = response.status_code
            keep_in.body = response.content
            keep_in.headers = {
                name: response[name] for name in ("Content-Type", "Location", "ETag") if name in response
            }
            keep_in.save()
    return response


def fingerprint(request: HttpRequest) -> str:
    """A hash of method, address and body; of a form its parts, whose separators differ each time it is sent."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        files: list[tuple[str, Any]] = sorted(request.FILES.items())
        for name, file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _reserve(owner: str, key: str, mark: str, now: dt.datetime) -> KeptAnswer:
    """The row of this key: a new one, begun now, or the one that is there."""
    stale = KeptAnswer.objects.filter(owner=owner, key=key)
    stale.filter(expires_at__lt=now).delete()
    stale.filter(status=None, begun_at__lt=now - GIVEN_UP_AFTER).delete()
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(
                owner=owner, key=key, request_hash=mark, begun_at=now, expires_at=now + KEPT_FOR
            )
    except IntegrityError:
        return KeptAnswer.objects.get(owner=owner, key=key)


def _repeat(kept: KeptAnswer) -> HttpResponse:
    response = HttpResponse(bytes(kept.body), status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


@jobs.task("pages.forget_kept_answers", every=dt.timedelta(days=1))
def forget_old() -> None:
    """Delete answers nobody may ask for again."""
    KeptAnswer.objects.filter(expires_at__lt=clock.now()).delete()
