"""Listings over HTTP: for those who write them, and for the exchange that reviews and publishes them."""

from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Status

from technopole.core.rules import signed_in
from technopole.exchange import een, effects, owners, publishing, rules, steps
from technopole.exchange import services as taking
from technopole.exchange.api import shapes
from technopole.exchange.models import Listing
from technopole.exchange.publishing import Published
from technopole.exchange.workflow import LISTING, WRITTEN
from technopole.pages.api import Keyset, Page, Router, must_match, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.shapes import Line, Uid

router = Router("Listings of the exchange")
_latest_first = Keyset("exchange-listings", ("-id",))


def _rows() -> Any:
    return Listing.objects.select_related("author", "edited_by", "manager")


def _find(request: HttpRequest, uid: str) -> Listing:
    found: Listing | None = rules.may_see.filter(request.user, _rows().filter(uid=uid)).first()
    if found is None:
        raise Http404
    return found


def brief(row: Listing) -> dict[str, Any]:
    return {
        **{
            name: getattr(row, name)
            for name in (
                "uid", "version", "kind", "profile", "title", "anonymous", "state", "published_on", "expires_on",
                "synthetic",
            )
        },
        "organisation": row.organisation_uid,
        "standing": row.standing or None,
        "public": row.public_uid if row.standing else None,
    }  # fmt: skip


def detailed(request: HttpRequest, row: Listing) -> dict[str, Any]:
    """One listing; says its version to the caller."""
    version_is(request, row.version)
    return {
        **brief(row),
        "content": row.content,
        "problems": effects.problems(row, request.user) if row.state in WRITTEN else {},
        "review": {name: said for name, said in row.review.items() if name != "by"},
        "steps": taking.steps_for(row, request.user),
    }


@router.get(
    "exchange-listings", may=signed_in, response=Page[shapes.ExchangeListingOut], summary="Listings that you may see"
)
def exchange_listings(
    request: HttpRequest, mine: bool = False, state: Line | None = None, kind: Literal["offer", "need"] | None = None,
    cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False,
) -> Any:  # fmt: skip
    """Those of the organisations you represent; for exchange brokers also whatever was handed in. The latest first."""
    rule = rules.writes if mine else rules.may_see
    rows = rule.filter(request.user, Listing.objects.all())
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    return page_of(request, rows, _latest_first, brief, cursor=cursor, limit=limit, count=count)


@router.get("exchange-listings/{uid}", may=signed_in, response=shapes.ExchangeListingDetail, summary="One listing")
def exchange_listing(request: HttpRequest, uid: Uid) -> Any:
    """With its answers and the steps you may take. The ETag is needed for every step."""
    return detailed(request, _find(request, uid))


@router.post("exchange-listings", may=signed_in, response=shapes.ExchangeListingDetail, summary="Draft a listing")
def new_exchange_listing(request: HttpRequest, response: HttpResponse, body: shapes.ListingIn) -> Any:
    """Answers may be missing until it is handed in; those given have to have their shapes."""
    made = taking.begin(body.profile, body.organisation, request.user, body.content)
    response["Location"] = reverse("api:v1:exchange_listing", args=[made.uid])
    return Status(201, detailed(request, made))


@router.patch("exchange-listings/{uid}", may=signed_in, response=shapes.ExchangeListingDetail, summary="Change a draft")
def edit_exchange_listing(request: HttpRequest, uid: Uid, body: shapes.ContentIn) -> Any:
    """Answers that are named are changed, the others stay; an empty text takes an answer back."""
    row = _find(request, uid)
    must_match(request, row.version)
    content = {**row.content, **body.content}
    return detailed(request, taking.take(uid, "edit", request.user, row.version, content=content))


@router.post(
    "exchange-listings/{uid}/steps", may=signed_in, response=shapes.ExchangeListingDetail, summary="Take a step",
    status=200, if_match=True,
)  # fmt: skip
def take_exchange_step(request: HttpRequest, uid: Uid, body: shapes.ListingStepIn) -> Any:
    """By whoever the table of steps says: its writers, a second exchange broker for review, the exchange."""
    row = _find(request, uid)
    must_match(request, row.version)
    said = {
        "content": body.content, "text": body.text, "manager": body.manager,
        "checks": {name: check.model_dump() for name, check in body.checks.items()},
    }  # fmt: skip
    taken = taking.take(uid, body.step, request.user, row.version, **said)
    return detailed(request, taken)


@router.get(
    "exchange-listings/{uid}/steps", may=signed_in, response=list[shapes.ExchangeStepOut],
    summary="What happened to a listing",
)  # fmt: skip
def exchange_listing_steps(request: HttpRequest, uid: Uid) -> Any:
    """Every step with its hash; each holds the hash of the one before."""
    return list(steps.of(LISTING, _find(request, uid).uid))


@router.get(
    "exchange-listings/{uid}/versions", may=signed_in, response=list[shapes.ExchangeVersionOut],
    summary="The versions of a listing",
)  # fmt: skip
def exchange_listing_versions(request: HttpRequest, uid: Uid) -> Any:
    """What was handed in, the latest first."""
    return list(_find(request, uid).versions.order_by("-number"))


@router.get("exchange-listings/{uid}/een", may=signed_in, response=shapes.EenOut, summary="A listing as an EEN profile")
def exchange_listing_een(request: HttpRequest, uid: Uid, language: shapes.Language = "en") -> Any:
    """The words being written as the Enterprise Europe Network would read them, without what stays private."""
    row = _find(request, uid)
    said = Published(
        kind=row.kind, profile=row.profile, content=row.content, anonymous=row.anonymous,
        owner=owners.of(row.organisation_uid), status="live", published_on=row.published_on,
        expires_on=row.expires_on, synthetic=row.synthetic,
    )  # fmt: skip
    return een.profile(publishing.public_record(said), row.public_uid, language)
