"""Trials of things shown over HTTP: those published, asking for one, and the steps of its two sides."""

import datetime as dt
from functools import partial
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Field, Schema, Status

from technopole.core.rules import everyone, signed_in
from technopole.pages.api import Bilingual, Keyset, Out, Page, Router, both, must_match, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.shapes import Line, Uid, Word, word
from technopole.programme import queries
from technopole.programme.models import Trial
from technopole.programme.trials import procedure, sides, steps
from technopole.registry import vocabulary

router = Router("Programme")


class TrialOut(Out):
    """A trial that its maker agreed to."""

    uid: str
    url: str
    version: int
    item: str = Field(description="Uid of the thing shown.")
    state: str = Field(description="`agreed`, `done` or `called_off`.")
    organisation: str | None = Field(description="Uid of whoever tries it; null: the centre itself.")
    maker: str | None = Field(description="Uid of its maker, where the register has it.")
    scenario: str
    district: Word | None
    place: str | None
    starts: dt.date
    ends: dt.date
    measured: str
    result: Bilingual
    published_on: dt.date | None = Field(description="Null while not both sides have consented.")
    may: list[str] = Field(description="The steps that you may take now.")


class TrialIn(Schema):
    organisation: Uid | None = Field(None, description="One that you represent; null: the centre, for its officers.")
    scenario: Annotated[str, Field(max_length=300)]
    district: Line = Field("", description="A key of the vocabulary `district`.")
    place: Annotated[str, Field(max_length=300)] = ""
    starts: dt.date
    ends: dt.date
    measured: Annotated[str, Field(max_length=4000)]
    paid_by: Literal["asker", "maker", "shared", "public"]
    note: Annotated[str, Field(max_length=4000)] = ""


class TrialStepIn(Schema):
    step: Literal["report", "consent", "retract", "call_off"]
    result_en: Annotated[str, Field(max_length=8000)] = ""
    result_zh: Annotated[str, Field(max_length=8000)] = ""
    text: Annotated[str, Field(max_length=8000)] = Field("", description="Why it is called off.")


class TrialAsked(Out):
    request: str = Field(description="Uid of the request, which is read and decided like any other.")


_trials_latest_first = Keyset("trials", ("-published_on", "-id"))


def _trial(request: HttpRequest, row: Trial) -> dict[str, Any]:
    return {
        **{
            name: getattr(row, name)
            for name in ("uid", "version", "state", "scenario", "starts", "ends", "measured", "published_on")
        },
        "url": reverse("programme:trial", args=[row.uid]),
        "item": row.item_uid,
        "organisation": row.organisation_uid or None,
        "maker": row.maker_uid or None,
        "district": word(row.district, vocabulary.districts()) if row.district else None,
        "place": row.place or None,
        "result": both(row, "result"),
        "may": steps.steps_for(row, request.user),
    }


@router.get(
    "showcase/{uid}/trials", may=everyone, response=Page[TrialOut], summary="Published trials of one thing shown"
)
def showcase_trials(
    request: HttpRequest, uid: Uid, cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False
) -> Any:
    """Those whose result both sides consented to publish, the latest first."""
    _found(queries.showcase(), uid)
    rows = Trial.objects.filter(item_uid=uid, published_on__isnull=False)
    shape = partial(_trial, request)
    return page_of(request, rows, _trials_latest_first, shape, cursor=cursor, limit=limit, count=count)


@router.post("showcase/{uid}/trials", may=signed_in, response=TrialAsked, summary="Ask for a trial")
def ask_showcase_trial(request: HttpRequest, response: HttpResponse, uid: Uid, body: TrialIn) -> Any:
    """Goes to those who speak for the maker and to the centre, who decide it as a request."""
    said = body.model_dump(mode="json", exclude={"organisation"})
    item = _found(queries.showcase(), uid)
    sent = procedure.ask(item, request.user, body.organisation or sides.CENTRE, said, get_language() or "")
    response["Location"] = reverse("api:v1:one_request", args=[sent.uid])
    return Status(201, {"request": sent.uid})


def _find_trial(request: HttpRequest, uid: str) -> Trial:
    return _found(sides.may_see.filter(request.user, Trial.objects.all()), uid)  # type: ignore[no-any-return]


@router.get("trials/{uid}", may=everyone, response=TrialOut, summary="One trial")
def trial(request: HttpRequest, uid: Uid) -> Any:
    """A published one, or one that you take part in. The ETag is needed for every step."""
    row = _find_trial(request, uid)
    version_is(request, row.version)
    return _trial(request, row)


@router.post(
    "trials/{uid}/steps", may=signed_in, response=TrialOut, summary="Take a step in a trial", status=200, if_match=True
)
def take_trial_step(request: HttpRequest, uid: Uid, body: TrialStepIn) -> Any:
    """Write the result, consent to publish it, take the consent back, or call the trial off; each side for itself."""
    row = _find_trial(request, uid)
    must_match(request, row.version)
    said = body.model_dump(exclude={"step"})
    taken = steps.take(uid, body.step, request.user, row.version, **said)
    version_is(request, taken.version)
    return _trial(request, taken)


def _found(rows: QuerySet[Any], uid: str) -> Any:
    row = rows.filter(uid=uid).first()
    if row is None:
        raise Http404
    return row
