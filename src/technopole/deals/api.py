"""Enquiries and deals over HTTP, for their parties; certificates and the market's figures for everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Status, UploadedFile

from technopole.core import clock
from technopole.core.rules import everyone, signed_in
from technopole.deals import api_shapes as shapes
from technopole.deals import (
    contracts,
    enquiries,
    helping,
    parts,
    performing,
    queries,
    rules,
    showing,
    statistics,
    taking,
    talks,
)
from technopole.deals.models import Certificate, Deal, Enquiry, HelpRequest
from technopole.deals.transitions import ASKER, BUYER, MANAGER, OWNER, SELLER
from technopole.deals.views import shared
from technopole.pages import papers
from technopole.pages.api import Keyset, Page, Router, both, must_match, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.shapes import Line, Uid, stated

router = Router("Deals")
_latest_enquiries = Keyset("enquiries", ("-id",))
_latest_deals = Keyset("deals", ("-id",))


def _history(row: Any, own: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {"at": line["at"], "step": line["step"], "text": line["detail"], "by": str(line["by"])}
        for line in showing.timeline(row, own)
    ]


# --- enquiries ----------------------------------------------------------------------------------------------------


def _brief_enquiry(row: Enquiry) -> dict[str, Any]:
    return {
        "uid": row.uid, "version": row.version, "state": row.state, "kind": row.thing_kind, "about": row.thing_uid,
        "title": both(row, "title"), "created_at": row.created_at, "expires_on": row.expires_on,
        "synthetic": row.synthetic,
    }  # fmt: skip


def _enquiry(request: HttpRequest, row: Enquiry) -> dict[str, Any]:
    """One enquiry as this caller may see it: no side is named before both have consented."""
    version_is(request, row.version)
    own = parts.of(row, request.user)
    deal = getattr(row, "deal", None) if row.state == "talks" else None
    sides = (showing.side_of_enquiry(row, part, own) for part in (ASKER, OWNER))
    return {
        **_brief_enquiry(row), **{name: getattr(row, name) for name in enquiries.QUESTIONS},
        "sides": [
            {
                "handle": str(side["handle"]), "own": side["own"],
                "name": stated(side["names"]) if side["names"] else None,
            }
            for side in sides
        ],
        "disclosed_at": row.disclosed_at, "deal": deal.uid if deal is not None else None,
        "steps": taking.steps_for(row, request.user), "history": _history(row, own),
    }  # fmt: skip


@router.get("enquiries", may=signed_in, response=Page[shapes.EnquiryBrief], summary="Enquiries that you may see")
def enquiries_list(
    request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False
) -> Any:
    """Those that your organisations made or received, and those on your desk; the latest first."""
    rows = rules.may_see_enquiry.filter(request.user, Enquiry.objects.all())
    return page_of(request, rows, _latest_enquiries, _brief_enquiry, cursor=cursor, limit=limit, count=count)


@router.get("enquiries/{uid}", may=signed_in, response=shapes.EnquiryOut, summary="One enquiry")
def one_enquiry(request: HttpRequest, uid: Uid) -> Any:
    """With its answers and the steps you may take. The ETag is needed for every step."""
    return _enquiry(request, shared.find("enquiry", uid, request.user))


@router.post("enquiries", may=signed_in, response=shapes.EnquiryOut, summary="Enquire about an offer or a need")
def new_enquiry(request: HttpRequest, response: HttpResponse, body: shapes.EnquiryIn) -> Any:
    """Answers that tell who asks are refused, with the words that do."""
    said = {name: getattr(body, name) for name in enquiries.QUESTIONS}
    made = enquiries.send(body.kind, body.about, request.user, body.organisation, said, consents=body.consents)
    response["Location"] = reverse("api:v1:one_enquiry", args=[made.uid])
    return Status(201, _enquiry(request, made))


def _take(request: HttpRequest, kind: str, uid: str, body: shapes.StepIn) -> Any:
    row = shared.find(kind, uid, request.user)
    must_match(request, row.version)
    said = body.model_dump(exclude={"step"})
    return taking.take(kind, uid, body.step, request.user, row.version, **said)


@router.post(
    "enquiries/{uid}/steps", may=signed_in, response=shapes.EnquiryOut, summary="Take a step of an enquiry", status=200,
    if_match=True,
)  # fmt: skip
def take_enquiry_step(request: HttpRequest, uid: Uid, body: shapes.StepIn) -> Any:
    """By whoever the table of steps says: the asking side, the owner, the technology manager."""
    return _enquiry(request, _take(request, "enquiry", uid, body))


# --- deals --------------------------------------------------------------------------------------------------------


def _name(uid: str) -> dict[str, str | None]:
    names = queries.names_of(uid)
    return stated(names if "" not in names else {"en": names[""]})


def _brief_deal(row: Deal) -> dict[str, Any]:
    return {
        "uid": row.uid, "version": row.version, "state": row.state, "title": both(row, "title"),
        "registration_due": row.registration_due, "synthetic": row.synthetic,
        **{side: stated(queries.name(row, side)) for side in (SELLER, BUYER)},
    }  # fmt: skip


def _deal(request: HttpRequest, row: Deal) -> dict[str, Any]:
    """One deal as this caller may see it: registrars and who certifies see the contract, not the talks."""
    row = queries.with_names(Deal.objects.select_related("contract", "enquiry", "manager")).get(pk=row.pk)
    version_is(request, row.version)
    own = parts.of(row, request.user)
    inside = bool(own & {SELLER, BUYER, MANAGER})
    contract, certificate = getattr(row, "contract", None), getattr(row, "certificate", None)
    today = clock.today()
    files = [(each, talks.may_open(each, own)) for each in row.papers.order_by("id")]
    return {
        **_brief_deal(row), "enquiry": row.enquiry.uid if inside else None,
        "registration_number": row.registration_number or None, "registered_on": row.registered_on,
        "certificate": certificate.number if certificate is not None else None,
        "contract": contracts.stated(contract) if contract is not None else None,
        "plan": [
            {
                "number": each.number, "kind": each.kind, "title": each.title, "due_on": each.due_on,
                "amount": each.amount, "standing": performing.standing(each, today),
            }
            for each in row.milestones.all()
        ] if inside else [],
        "proposals": list(row.proposals.all()) if inside else [],
        "files": [
            {"uid": each.uid, "side": each.side, "name": each.name if opens else None,
             "sha256": each.sha256 if opens else None}
            for each, opens in files if opens or own & {SELLER, BUYER}
        ],
        "steps": taking.steps_for(row, request.user), "history": _history(row, own),
    }  # fmt: skip


@router.get("deals", may=signed_in, response=Page[shapes.DealBrief], summary="Deals that you may see")
def deals_list(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False) -> Any:
    """Those of your organisations, those on your desk, those to register or to certify; the latest first."""
    rows = queries.with_names(rules.may_see_deal.filter(request.user, Deal.objects.all()))
    return page_of(request, rows, _latest_deals, _brief_deal, cursor=cursor, limit=limit, count=count)


@router.get("deals/{uid}", may=signed_in, response=shapes.DealOut, summary="One deal")
def one_deal(request: HttpRequest, uid: Uid) -> Any:
    """With the steps you may take. The ETag is needed for every step."""
    return _deal(request, shared.find("deal", uid, request.user))


@router.post(
    "deals/{uid}/steps", may=signed_in, response=shapes.DealOut, summary="Take a step of a deal", status=200,
    if_match=True,
)  # fmt: skip
def take_deal_step(request: HttpRequest, uid: Uid, body: shapes.StepIn) -> Any:
    """By whoever the table of steps says. Files are attached at `deals/{uid}/files`."""
    return _deal(request, _take(request, "deal", uid, body))


@router.post("deals/{uid}/files", may=signed_in, response=shapes.FileOut, summary="Attach a file to a deal")
def attach_deal_file(request: HttpRequest, uid: Uid, file: File[UploadedFile], purpose: Line = "file") -> Any:
    """The other side can open it once both have signed a confidentiality agreement; a `contract` at once."""
    row = shared.find("deal", uid, request.user)
    name, content = papers.received(file)
    said = {"name": name, "content": content, "purpose": purpose}
    taken = taking.take("deal", uid, "attach", request.user, row.version, **said)
    made = taken.papers.order_by("id").last()
    return Status(201, {"uid": made.uid, "side": made.side, "name": made.name, "sha256": made.sha256})


@router.get(
    "deals/{uid}/files/{file}", may=signed_in, response=bytes, summary="One file of a deal",
    media_type="application/octet-stream",
)  # fmt: skip
def one_deal_file(request: HttpRequest, uid: Uid, file: Uid) -> Any:
    """As it was handed in, to whoever may open it."""
    row = shared.find("deal", uid, request.user)
    found = row.papers.filter(uid=file).first()
    if found is None or not talks.may_open(found, parts.of(row, request.user)):
        raise Http404
    return papers.download(found, "application/octet-stream")


# --- help ---------------------------------------------------------------------------------------------------------


def _help(request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
    version_is(request, row.version)
    return {
        **{name: getattr(row, name) for name in (
            "uid", "version", "state", "kind", "text", "price", "currency", "done_by")},
        "asked_by": _name(row.asker_uid), "asked_of": _name(row.provider_uid),
        "steps": taking.steps_for(row, request.user), "history": _history(row, parts.of(row, request.user)),
    }  # fmt: skip


@router.post("deals/{uid}/help", may=signed_in, response=shapes.HelpOut, summary="Ask a service organisation for help")
def new_help_request(request: HttpRequest, uid: Uid, body: shapes.HelpIn) -> Any:
    """It learns who asks and what for, and nothing of the deal or its other side."""
    shared.find("deal", uid, request.user)
    return Status(201, _help(request, helping.ask(uid, request.user, body.kind, body.provider, body.text)))


@router.get("help-requests/{uid}", may=signed_in, response=shapes.HelpOut, summary="One request for help")
def one_help_request(request: HttpRequest, uid: Uid) -> Any:
    """For whoever asked and for the service organisation."""
    return _help(request, shared.find("help", uid, request.user))


@router.post(
    "help-requests/{uid}/steps", may=signed_in, response=shapes.HelpOut, summary="Take a step of a request for help",
    status=200, if_match=True,
)  # fmt: skip
def take_help_step(request: HttpRequest, uid: Uid, body: shapes.StepIn) -> Any:
    """By the service organisation, or by whoever asked."""
    return _help(request, _take(request, "help", uid, body))


# --- public -------------------------------------------------------------------------------------------------------


@router.get(
    "deal-certificates/{number}", may=everyone, response=shapes.CertificateOut, summary="Verify a certificate"
)
def deal_certificate(request: HttpRequest, number: shapes.Number, code: Line = "") -> Any:
    """That it was issued and holds; with the code printed on it, what it states."""
    found = Certificate.objects.select_related("deal").filter(number=number.upper()).first()
    if found is None:
        raise Http404
    opened = contracts.is_its_code(found, code)
    return {
        "number": found.number, "issued_on": found.issued_on, "valid": contracts.is_whole(found),
        "kind": found.content["kind"], "steps": found.steps, "digest": found.digest,
        "states": found.content if opened else None,
    }  # fmt: skip


@router.get("market", may=everyone, response=shapes.MarketOut, summary="The market's figures")
def market_figures(request: HttpRequest) -> Any:
    """Registered contracts, each counted once at its seller, in yuan. What too few parties stand behind is hidden."""
    found = statistics.figures()
    sizes = found.sizes
    return {
        "contracts": found.total.contracts, "trade_cny": found.total.value,
        "mean_cny": sizes.mean if sizes else None, "median_cny": sizes.median if sizes else None,
        "largest_tenth": sizes.largest_share if sizes else None, "silent_listings": found.silent,
        "synthetic": found.synthetic, "cells": statistics.cells(found), "way": list(found.way),
    }  # fmt: skip


routers = (router,)
