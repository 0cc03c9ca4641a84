"""My deals, one deal as its reader may see it, its steps, its files, and asking for help with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from technopole.accounts.models import Representation
from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.deals import (
    helping,
    notifying,
    parts,
    performing,
    queries,
    rules,
    showing,
    talks,
    things,
    words,
)
from technopole.deals.models import Deal, HelpRequest
from technopole.deals.transitions import MANAGER, REGISTRAR
from technopole.deals.views import shared
from technopole.deals.vocabulary import BUYER, OTHER, SELLER, SIDES
from technopole.exchange.models import ServiceOffer
from technopole.pages import display, papers
from technopole.pages.texts import in_both
from technopole.registry.lists import names_of
from technopole.registry.models import Organisation

SHOWN = 50
WAY = ("talks", "offered", "agreed", "contracted", "registration_accepted", "registered", "certified", "finished")
INSTEAD = {
    "contract_recorded": "agreed", "registration_asked": "contracted", "supplement_asked": "contracted",
    "registration_refused": "contracted",
}  # fmt: skip
"""States beside the way, and the one of the way that they are at."""


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The deals of my organisations, what waits for me first; requests for help that were made to them."""
    rows = queries.for_lists(rules.is_side.filter(request.user, Deal.objects.all())).order_by("-id")[:SHOWN]
    entries = [_entry(row, request.user) for row in rows]
    asked = rules.gives_help.filter(request.user, HelpRequest.objects.all()).order_by("-id")[:SHOWN]
    context = {
        "deals": sorted(entries, key=lambda entry: not entry["mine"]), "help": [help_entry(row) for row in asked],
        "trail": [{"label": _("My deals")}],
    }
    return render(request, "deals/deals.html", context)


def _entry(row: Deal, person: Any) -> dict[str, Any]:
    own = parts.of(row, person)
    side = parts.side_of(row, person)
    return {
        "title": in_both(row, "title"), "url": reverse("deals:deal", args=[row.uid]), "row": row,
        "badge": words.badge("deal", row.state), "clock": shared.clock_badge(row),
        "mine": showing.waits_for(row) in own, "sub": queries.name(row, OTHER[side]) if side else "",
        "role": words.PARTS[side] if side else "", "when": row.updated_at, "synthetic": row.synthetic,
    }  # fmt: skip


def help_entry(row: HelpRequest) -> dict[str, Any]:
    return {
        "title": words.HELP_KINDS[row.kind], "url": reverse("deals:help", args=[row.uid]),
        "badge": words.badge("help", row.state), "when": row.created_at, "synthetic": row.synthetic,
    }  # fmt: skip


@login_required
@require_GET
def deal(request: HttpRequest, uid: str) -> HttpResponse:
    """One deal: all of it to its sides and manager, the contract to registrars and to brokers who certify."""
    row = shared.find("deal", uid, request.user)
    own = parts.of(row, request.user)
    inside = bool(own & {SELLER, BUYER, MANAGER})
    here = INSTEAD.get(row.state, row.state)
    context = {
        "row": row, "title": in_both(row, "title"), "badge": words.badge("deal", row.state),
        "sides": [
            {"label": words.PARTS[side], **showing.side_of_deal(row, side), "own": side in own} for side in SIDES
        ],
        "progress": shared.progress(WAY, here, "deal", ended=row.state == "finished"),
        "waiting": shared.waiting(row, own), "steps": shared.offered("deal", row, request.user),
        "thing_url": things.address(row.enquiry.thing_kind, row.enquiry.thing_uid), "inside": inside,
        "enquiry_url": reverse("deals:enquiry", args=[row.enquiry.uid]) if inside else "",
        "facts": _facts(row), "contract": _contract(row), "plan": _plan(row) if inside else [],
        "ndas": _ndas(row) if own & {SELLER, BUYER} else [], "papers": _papers(row, own),
        "proposals": _proposals(row) if inside else [], "notice": _notice(row) if inside else None,
        "help": [help_entry(each) for each in row.help_requests.filter(side__in=own).order_by("id")],
        "may_ask_help": bool(own & {SELLER, BUYER}) and row.ended_on is None,
        "value_url": reverse("deals:value", args=["deal", row.uid]) if own & {SELLER, BUYER} else "",
        "outcomes": _outcomes(row, own), "certificate": getattr(row, "certificate", None),
        "own_sides": own & {SELLER, BUYER},
        "timeline": [_line(each) for each in showing.timeline(row, own)],
        "trail": [*_trail(own), {"label": _("Deal")}],
    }  # fmt: skip
    return render(request, "deals/deal.html", context)


def _trail(own: frozenset[str]) -> list[dict[str, Any]]:
    if own & {SELLER, BUYER}:
        return [{"label": _("My deals"), "url": reverse("deals:deals")}]
    if MANAGER not in own and REGISTRAR in own:
        return [{"label": _("Contracts to register"), "url": reverse("deals:contracts")}]
    return [{"label": _("Broker's desk"), "url": reverse("deals:desk")}]


def _facts(row: Deal) -> list[dict[str, Any]]:
    return [
        {"label": _("Technology manager"), "text": str(row.manager) if row.manager else ""},
        {"label": _("Registration number"), "text": row.registration_number},
        {"label": _("Registered on"), "text": shared.day(row.registered_on)},
        {"label": _("Decision on the registration due"), "text": shared.day(row.registration_due)},
        {"label": _("Ended on"), "text": shared.day(row.ended_on)},
    ]


def _contract(row: Deal) -> list[dict[str, Any]]:
    contract = getattr(row, "contract", None)
    if contract is None:
        return []
    foreign = contract.currency != "CNY"
    rate = f"{display.number(contract.rate.normalize(), get_language())} ({shared.day(contract.rate_on)})"
    return [
        {"label": _("Kind of contract"), "text": words.CONTRACT_KINDS[contract.kind]},
        {"label": _("Signed on"), "text": shared.day(contract.signed_on)},
        {"label": _("Contract turnover"), "text": shared.money(contract.turnover, contract.currency)},
        {"label": _("Technology trade amount"), "text": shared.money(contract.trade, contract.currency)},
        {"label": _("Technical income"), "text": shared.money(contract.income, contract.currency)},
        {"label": _("Exchange rate"), "text": rate if foreign else ""},
        {"label": _("Field of technology"), "text": words.FIELDS[contract.field]},
        {"label": _("Intellectual property"), "values": [{"text": words.IP_KINDS[each]} for each in contract.ip]},
        {"label": _("Hash of the signed file"), "text": contract.file_sha256},
    ]


def _plan(row: Deal) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "day": each.due_on, "kind": words.MILESTONE_KINDS[each.kind], "title": each.title,
            "amount": shared.money(each.amount, row.contract.currency) if each.amount is not None else "",
            "badge": words.of(words.MILESTONE_STANDINGS, performing.standing(each, today)),
            "said": each.said_on, "confirmed": each.confirmed_on,
        }
        for each in row.milestones.all()
    ]  # fmt: skip


def _ndas(row: Deal) -> list[dict[str, Any]]:
    in_force = talks.nda_in_force(row)
    return [
        {
            "row": each, "in_force": in_force is not None and in_force.pk == each.pk,
            "signed": [words.PARTS[side] for side in SIDES if talks.has_signed(each, side)],
        }
        for each in row.ndas.all()
    ]  # fmt: skip


def _papers(row: Deal, own: frozenset[str]) -> list[dict[str, Any]]:
    """Files: their names to whoever may open them, to the other side only that there is one."""
    shown = []
    for each in row.papers.order_by("id"):
        opens = talks.may_open(each, own)
        if opens or own & {SELLER, BUYER}:
            shown.append({"row": each if opens else None, "of": words.PARTS[each.side], "purpose": each.purpose})
    return shown


def _proposals(row: Deal) -> list[dict[str, Any]]:
    return [
        {
            "row": each, "by": words.PARTS[each.side], "amount": shared.money(each.amount, each.currency),
            "mode": words.MODES[each.mode],
            # an exclusive licence says it already
            "exclusivity": "" if each.mode == f"licence_{each.exclusivity}" else words.EXCLUSIVITIES[each.exclusivity],
            "badge": words.of(words.PROPOSAL_STATES, each.state),
        }
        for each in row.proposals.all()
    ]  # fmt: skip


def _notice(row: Deal) -> dict[str, Any] | None:
    notice = notifying.notice_of(row)
    if notice is None:
        return None
    return {
        "row": notice, "text": in_both(notice, "text"), "objections": list(notice.objections.all()),
        "url": reverse("deals:notice", args=[notice.uid]) if notice.from_on else "",
    }  # fmt: skip


def _outcomes(row: Deal, own: frozenset[str]) -> list[dict[str, Any]]:
    """Each side reads its own; the manager reads both."""
    rows = row.outcomes.exclude(said_on=None)
    if MANAGER not in own:
        rows = rows.filter(side__in=own)
    yes_no = {True: _("Yes"), False: _("No"), None: ""}
    currency = row.contract.currency if hasattr(row, "contract") else ""
    return [
        {
            "title": f"{words.ROUNDS[each.round]} · {words.PARTS[each.side]}", "on": each.said_on,
            "facts": [
                {"label": _("A product or process came of it"), "text": yes_no[each.product]},
                {"label": _("Revenue from it so far"), "text": shared.money(each.revenue, currency)},
                {"label": _("Jobs it has created"), "text": "" if each.jobs is None else str(each.jobs)},
                {"label": _("A further contract or project"), "text": yes_no[each.follow_on]},
                {"label": _("It failed"), "text": yes_no[each.failed]},
                {"label": _("In words"), "text": each.words},
            ],
        }
        for each in rows
    ]  # fmt: skip


def _line(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the timeline; a meeting with its day, place and who was there."""
    if line["step"] == "note_meeting" and line["note"]:
        said = [line["note"].get(name, "") for name in ("on", "place", "present")]
        return {**line, "detail": "\n".join([" · ".join(text for text in said if text), line["detail"]])}
    return line


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """One step of a deal, on a page of its own."""
    row = shared.find("deal", uid, request.user)
    context = {"heading": in_both(row, "title"), "shown": _of_step(row, step)}
    return shared.step_page(request, "deal", uid, step, context)


def _of_step(row: Deal, step: str) -> list[dict[str, Any]]:
    """What lies before whoever decides: the contract, the offer, the text to sign, the notice to agree to."""
    if step in ("confirm_contract", "return_contract", "register", "refuse_registration", "issue_certificate",
                "accept_registration", "ask_supplement"):  # fmt: skip
        return _contract(row)
    if step == "sign_nda" and (nda := talks.nda_to_sign(row)) is not None:
        return [
            {"label": _("Text"), "text": nda.text_version},
            {"label": _("Hash of the file to sign"), "text": nda.sha256},
        ]
    if step == "agree_notice" and (notice := notifying.notice_of(row)) is not None:
        price = _("Yes") if notice.with_price else _("No")
        return [
            {"label": pgettext("of a publicity notice", "Text"), "text": in_both(notice, "text")},
            {"label": _("Shows the price"), "text": price},
            {"label": _("Days"), "text": str(notice.days)},
            {"label": _("Names both sides"), "text": _("Yes")},
        ]  # fmt: skip
    found = talks.open_proposal(row)
    if step in ("accept_offer", "refuse_offer", "counter", "withdraw_offer") and found is not None:
        return [
            {"label": _("Amount"), "text": shared.money(found.amount, found.currency)},
            {"label": _("Mode"), "text": words.MODES[found.mode]},
            {"label": _("Exclusivity"), "text": words.EXCLUSIVITIES[found.exclusivity]},
            {"label": _("Field of use"), "text": found.field}, {"label": _("Area"), "text": found.area},
            {"label": _("Term in months"), "text": str(found.term_months or "")},
            {"label": _("More terms"), "text": found.words},
            {"label": _("Valid until"), "text": shared.day(found.valid_until)},
        ]  # fmt: skip
    return []


@login_required
@require_GET
def paper(request: HttpRequest, uid: str, paper: str) -> HttpResponseBase:
    """A file of a deal, to whoever may open it; always as a download."""
    row = shared.find("deal", uid, request.user)
    found = row.papers.filter(uid=paper).first()
    if found is None or not talks.may_open(found, parts.of(row, request.user)):
        raise Http404
    return papers.download(found)


# --- help ---------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def ask_help(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask a service organisation for help with one's deal."""
    row = shared.find("deal", uid, request.user)
    if not parts.side_of(row, request.user):
        raise Http404
    problems: dict[str, list[str]] = {}
    problem, status = "", 200
    if request.method == "POST":
        said = request.POST
        try:
            made = helping.ask(uid, request.user, said.get("kind", ""), said.get("provider", ""), said.get("text", ""))
            messages.success(request, _("The request is sent."))
            return redirect("deals:help", uid=made.uid)
        except Invalid as invalid:
            problems, status = invalid.fields, 422
        except (Conflict, NotAllowed) as refused:
            problem, status = refused.message, 409
    context = {
        "row": row, "title": in_both(row, "title"), "kinds": words.HELP_KINDS.items(), "providers": providers(row),
        "typed": request.POST, "problems": problems, "problem": problem,
        "back": reverse("deals:deal", args=[uid]),
        "trail": [*_trail(parts.of(row, request.user)), {"label": _("Help")}],
    }  # fmt: skip
    return render(request, "deals/ask_help.html", context, status=status)


def providers(row: Deal) -> list[dict[str, Any]]:
    """The service organisations that offer their help in public and have somebody here who would read a request."""
    keys = ServiceOffer.objects.exclude(organisation_key="").values("organisation_key")
    represented = Representation.objects.filter(ended_at=None, user__is_active=True).values("organisation_uid")
    found = Organisation.objects.filter(key__in=keys, uid__in=represented)
    found = found.exclude(uid__in=[row.seller_uid, row.buyer_uid]).order_by("sort_name")
    return [{"uid": each.uid, "names": names_of(each)} for each in found[:500]]


@login_required
@require_GET
def help_request(request: HttpRequest, uid: str) -> HttpResponse:
    """One request for help: the two who are in it, and nothing of the deal's other side."""
    row = shared.find("help", uid, request.user)
    own = parts.of(row, request.user)
    deal = [{"label": in_both(row.deal, "title"), "url": reverse("deals:deal", args=[row.deal.uid])}]
    context = {
        "row": row, "title": words.HELP_KINDS[row.kind], "badge": words.badge("help", row.state),
        "facts": [
            {"label": _("Asked by"), "text": queries.names_of(row.asker_uid)},
            {"label": _("Asked of"), "text": queries.names_of(row.provider_uid)},
            {"label": _("What help is wanted"), "text": row.text},
            {"label": _("Offered at"), "text": shared.money(row.price, row.currency)},
            {"label": _("Done by"), "text": shared.day(row.done_by)},
            {"label": _("What is offered"), "text": row.answer},
        ],
        "waiting": shared.waiting(row, own), "steps": shared.offered("help", row, request.user),
        "timeline": showing.timeline(row, own),
        "trail": [{"label": _("My deals"), "url": reverse("deals:deals")},
                  *(deal if "client" in own else []), {"label": _("Help")}],
    }  # fmt: skip
    return render(request, "deals/help.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def help_step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """One step of a request for help."""
    row = shared.find("help", uid, request.user)
    return shared.step_page(request, "help", uid, step, {"heading": words.HELP_KINDS[row.kind]})
