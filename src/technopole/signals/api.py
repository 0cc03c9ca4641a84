"""What one follows and one's webhooks, for programs. Everything is the caller's own: what is not is not there."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Status

from technopole.core.rules import signed_in
from technopole.pages.api import In, Keyset, Out, Page, Router, must_match, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.shapes import Bilingual, Line, Uid
from technopole.signals import present, queries
from technopole.signals.models import Delivery, Match, Rhythm, Subscription, Webhook
from technopole.signals.services import delivering, following
from technopole.signals.services import webhooks as hooks

router = Router("What I follow")
programs = Router("Webhooks")

Kinds = Annotated[list[Annotated[str, Field(max_length=30)]], Field(max_length=50)]
RhythmName = Literal["daily", "weekly", "never"]
Query = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SubscriptionOut(Out):
    """One thing, or one list with its filters, of which its owner is told."""

    uid: str
    version: int
    name: str | None = Field(description="What its owner calls it.")
    thing: str = Field(description="The kind of things it is about: `organisation`, `event`, …")
    thing_uid: str | None = Field(description="The thing followed; null for a list.")
    list_name: str | None = Field(description="The list followed, such as `organisations`; null for a thing.")
    filters: str | None = Field(description="The filters of the list, as the query of its page has them.")
    kinds: list[str] = Field(description="The kinds of signal it is told of; empty: all.")
    rhythm: str = Field(description="How often mail is sent: `daily`, `weekly`, `never`.")
    paused: bool
    created_at: dt.datetime


class SubscriptionIn(In):
    """Either a thing (`thing`, `thing_uid`) or a list (`list_name`, `filters`)."""

    thing: Annotated[str, Field(max_length=30)] | None = None
    thing_uid: Uid | None = None
    list_name: Annotated[str, Field(max_length=40)] | None = None
    filters: Query = ""
    kinds: Kinds = []
    rhythm: RhythmName = "daily"
    name: Annotated[Line, Field(max_length=200)] = ""


class SubscriptionChange(In):
    kinds: Kinds | None = None
    rhythm: RhythmName | None = None
    name: Annotated[Line, Field(max_length=200)] | None = None
    paused: bool | None = None


class SignalThing(Out):
    kind: str
    uid: str
    name: Bilingual
    url: str | None


class SignalOut(Out):
    """One piece of news, told because of one subscription. Its `id` stays: drop what you had."""

    id: str
    type: str = Field(description="Thing and kind, such as `organisation.renamed`.")
    at: dt.datetime
    url: str = Field(description="Its permanent address.")
    label: Bilingual
    thing: SignalThing
    movement: str | None = Field(description="`entered` or `left`, where it thereby came into a list or left it.")
    changes: dict[str, Any] = Field(description="{field: [before, after]}, or for lists {field: {added, removed}}.")
    subscription: str = Field(description="The uid of the subscription that it matched.")


class WebhookOut(Out):
    uid: str
    version: int
    name: str
    url: str
    subscription: str | None = Field(description="The uid of the one subscription it is told of; null: all.")
    state: str = Field(description="`working`, `paused`, or why it was stopped: `not taken`, `gone`, `secret lost`.")
    created_at: dt.datetime


class WebhookMade(WebhookOut):
    secret: str = Field(description="`whsec_…`: shown this once. See https://www.standardwebhooks.com.")


class WebhookIn(In):
    name: Annotated[Line, Field(min_length=1, max_length=100)]
    url: Annotated[str, Field(min_length=8, max_length=500, description="Begins with https://.")]
    subscription: Uid | None = None


class WebhookChange(In):
    name: Annotated[Line, Field(min_length=1, max_length=100)] | None = None
    url: Annotated[str, Field(min_length=8, max_length=500)] | None = None
    paused: bool | None = None


class AttemptOut(Out):
    at: dt.datetime
    status: int | None = Field(description="The response code; null when there was no answer.")
    said: str
    milliseconds: int


class DeliveryOut(Out):
    """One signal for one webhook."""

    uid: str
    message: str = Field(description="Its `webhook-id`: the same however often it is sent.")
    signal: str
    state: str = Field(description="`waiting`, `sent` or `dead`.")
    due_at: dt.datetime
    sent_at: dt.datetime | None
    attempts: list[AttemptOut] = Field(description="Newest first.")


_subscriptions = Keyset("subscriptions", ("-id",))
_signals = Keyset("signals", ("-change_id", "-id"))
_webhooks = Keyset("webhooks", ("-id",))
_deliveries = Keyset("deliveries", ("-id",))


# --- what one follows ---------------------------------------------------------------------------------------------


def _shown(row: Subscription) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "version": row.version,
        "name": row.name or None,
        "thing": row.thing,
        "thing_uid": row.thing_uid or None,
        "list_name": row.list_name or None,
        "filters": row.query if row.list_name else None,
        "kinds": row.kinds,
        "rhythm": row.rhythm,
        "paused": row.paused_at is not None,
        "created_at": row.created_at,
    }


def _own(request: HttpRequest, uid: str) -> Subscription:
    found = Subscription.objects.select_related("owner").filter(uid=uid, owner=request.user).first()  # type: ignore[misc]
    if found is None:
        raise Http404
    return found


@router.get("subscriptions", may=signed_in, response=Page[SubscriptionOut], summary="What I follow")
def subscriptions(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False) -> Any:
    """Newest first."""
    rows = queries.subscriptions(request.user)
    return page_of(request, rows, _subscriptions, _shown, cursor=cursor, limit=limit, count=count)


@router.post("subscriptions", may=signed_in, response=SubscriptionOut, summary="Follow a thing or a list")
def new_subscription(request: HttpRequest, response: HttpResponse, body: SubscriptionIn) -> Any:
    """Following the same again changes how one is told of it."""
    told: dict[str, Any] = {"kinds": body.kinds, "rhythm": Rhythm(body.rhythm), "name": body.name}
    if body.list_name is not None:
        made = following.follow_list(request.user, body.list_name, body.filters, **told)
    else:
        made = following.follow_thing(request.user, body.thing or "", body.thing_uid or "", **told)
    response["Location"] = reverse("api:v1:subscription", args=[made.uid])
    version_is(request, made.version)
    return Status(201, _shown(made))


@router.get("subscriptions/{uid}", may=signed_in, response=SubscriptionOut, summary="One subscription of mine")
def subscription(request: HttpRequest, uid: Uid) -> Any:
    row = _own(request, uid)
    version_is(request, row.version)
    return _shown(row)


@router.patch("subscriptions/{uid}", may=signed_in, response=SubscriptionOut, summary="Change how I am told")
def change_subscription(request: HttpRequest, uid: Uid, body: SubscriptionChange) -> Any:
    """What happens while it is paused is not told afterwards."""
    row = _own(request, uid)
    must_match(request, row.version)
    sent = body.model_dump(exclude_unset=True)
    row = following.change(row, row.version, **sent)
    version_is(request, row.version)
    return _shown(row)


@router.delete("subscriptions/{uid}", may=signed_in, summary="Follow it no more")
def end_subscription(request: HttpRequest, uid: Uid) -> Any:
    following.end(_own(request, uid))
    return Status(204, None)


@router.get("signals", may=signed_in, response=Page[SignalOut], summary="What I was told")
def my_signals(
    request: HttpRequest, subscription: Uid | None = None, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    """Newest first; of one subscription, or of all. A signal that matched two subscriptions is given twice."""
    rows: QuerySet[Match] = queries.told(request.user)
    if subscription is not None:
        rows = rows.filter(subscription__uid=subscription)
    page = page_of(request, rows, _signals, lambda match: match, cursor=cursor, limit=limit)
    matches: list[Match] = page["items"]
    read = present.read((match.change, match.kind) for match in matches)
    bodies = present.payloads((signal, match.movement) for signal, match in zip(read, matches, strict=True))
    page["items"] = [
        {
            **body["data"],
            "type": body["type"],
            "at": match.change.at,
            "subscription": match.subscription.uid,
        }
        for match, body in zip(matches, bodies, strict=True)
    ]
    return page


# --- webhooks ---------------------------------------------------------------------------------------------------


def _hook(row: Webhook) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "version": row.version,
        "name": row.name,
        "url": row.url,
        "subscription": row.subscription.uid if row.subscription else None,
        "state": row.stopped_why or ("paused" if row.paused_at else "working"),
        "created_at": row.created_at,
    }


def _own_hook(request: HttpRequest, uid: str) -> Webhook:
    rows = Webhook.objects.select_related("subscription", "owner")
    found = rows.filter(uid=uid, owner=request.user).first()  # type: ignore[misc]
    if found is None:
        raise Http404
    return found


@programs.get("webhooks", may=signed_in, response=Page[WebhookOut], summary="My webhooks")
def my_webhooks(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> Any:
    return page_of(request, queries.webhooks(request.user), _webhooks, _hook, cursor=cursor, limit=limit)


@programs.post("webhooks", may=signed_in, response=WebhookMade, summary="Add a webhook")
def new_webhook(request: HttpRequest, response: HttpResponse, body: WebhookIn) -> Any:
    """For staff, and for people with an API token. The secret is in this answer and in no other."""
    chosen = _own(request, body.subscription) if body.subscription else None
    made, secret = hooks.enter(request.user, body.name, body.url, chosen)
    response["Location"] = reverse("api:v1:one_webhook", args=[made.uid])
    response["Cache-Control"] = "no-store"
    version_is(request, made.version)
    return Status(201, {**_hook(made), "secret": secret})


@programs.get("webhooks/{uid}", may=signed_in, response=WebhookOut, summary="One webhook of mine")
def one_webhook(request: HttpRequest, uid: Uid) -> Any:
    row = _own_hook(request, uid)
    version_is(request, row.version)
    return _hook(row)


@programs.patch("webhooks/{uid}", may=signed_in, response=WebhookOut, summary="Change, pause or start a webhook")
def change_webhook(request: HttpRequest, uid: Uid, body: WebhookChange) -> Any:
    """`paused: false` also starts one that was stopped; what happened meanwhile is not sent afterwards."""
    row = _own_hook(request, uid)
    must_match(request, row.version)
    row = hooks.change(row, row.version, **body.model_dump(exclude_unset=True))
    version_is(request, row.version)
    return _hook(row)


@programs.delete("webhooks/{uid}", may=signed_in, summary="Remove a webhook")
def remove_webhook(request: HttpRequest, uid: Uid) -> Any:
    hooks.remove(_own_hook(request, uid))
    return Status(204, None)


@programs.post("webhooks/{uid}/secret", may=signed_in, response=WebhookMade, summary="Make a new secret")
def rotate_webhook(request: HttpRequest, response: HttpResponse, uid: Uid) -> Any:
    """For 24 hours messages are signed with both secrets."""
    row, secret = hooks.rotate(_own_hook(request, uid))
    response["Cache-Control"] = "no-store"
    version_is(request, row.version)
    return Status(201, {**_hook(row), "secret": secret})


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "message": row.message,
        "signal": f"{row.change_id}-{row.kind}",
        "state": row.state,
        "due_at": row.due_at,
        "sent_at": row.sent_at,
        "attempts": [
            {"at": each.at, "status": each.status, "said": each.said, "milliseconds": each.milliseconds}
            for each in row.log.all()
        ],
    }


@programs.get("webhooks/{uid}/deliveries", may=signed_in, response=Page[DeliveryOut], summary="What a webhook was sent")
def webhook_deliveries(request: HttpRequest, uid: Uid, cursor: Cursor | None = None, limit: Limit = LIMIT) -> Any:
    """Newest first, with every attempt; kept for a month."""
    rows = queries.deliveries(_own_hook(request, uid))
    return page_of(request, rows, _deliveries, _delivery, cursor=cursor, limit=limit)


@programs.post(
    "webhooks/{uid}/deliveries/{delivery}/again",
    may=signed_in,
    response=DeliveryOut,
    status=202,
    summary="Send it again",
)
def send_again(request: HttpRequest, uid: Uid, delivery: Uid) -> Any:
    """With the same `webhook-id` and body, within a minute."""
    rows = Delivery.objects.select_related("webhook").filter(webhook=_own_hook(request, uid), uid=delivery)
    found = rows.first()
    if found is None:
        raise Http404
    return Status(202, _delivery(delivering.send_again(found)))


routers = (router, programs)
