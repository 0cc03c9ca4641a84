"""What of deals is public: certificates to verify, publicity notices, and the market's figures."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.deals import charts, contracts, held, notifying, statistics, words
from technopole.deals.models import Certificate, Notice
from technopole.deals.views import shared
from technopole.pages import exports
from technopole.pages.panels import panels
from technopole.pages.texts import in_both

SHOWN = 50


# --- certificates -------------------------------------------------------------------------------------------------


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Where a number is typed; a known one leads to its certificate."""
    number, code = request.GET.get("number", "").strip().upper(), request.GET.get("code", "").strip().lower()
    if number and Certificate.objects.filter(number=number).exists():
        return redirect(reverse("deals:certificate", args=[number]) + (f"?code={code}" if code else ""))
    context = {"number": number, "unknown": bool(number), "trail": [{"label": _("Verify a certificate")}]}
    return render(request, "deals/verify.html", context, status=404 if number else 200)


@require_GET
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate: that it was issued and holds, to anybody; what it states, to who has the code printed on it."""
    found = Certificate.objects.select_related("deal").filter(number=number).first()
    if found is None:
        raise Http404
    return render(request, "deals/certificate.html", shown(request, found))


def shown(request: HttpRequest, found: Certificate) -> dict[str, Any]:
    code = request.GET.get("code", "").strip().lower()
    opened = contracts.is_its_code(found, code)
    whole = contracts.is_whole(found)
    said = found.content
    facts = [{"label": _("Kind of contract"), "text": words.CONTRACT_KINDS[said["kind"]]}]
    if opened:
        facts = [
            {"label": pgettext("of a deal", "About"), "text": said["title"]},
            {"label": _("Seller"), "text": said["seller"]}, {"label": _("Buyer"), "text": said["buyer"]}, *facts,
            {"label": _("Contract turnover"), "text": shared.money(said["turnover"], said["currency"])},
            {"label": _("Technology trade amount"), "text": shared.money(said["trade"], said["currency"])},
            {"label": _("Technical income"), "text": shared.money(said["income"], said["currency"])},
            {"label": _("Signed on"), "text": shared.day(said["signed_on"])},
            {"label": _("Registration number"), "text": said["registration"]},
            {"label": _("Hash of the signed file"), "text": said["file_sha256"]},
        ]  # fmt: skip
    tone, label = ("good", _("Valid")) if whole else ("bad", _("The recorded steps do not agree with it"))
    return {
        "certificate": found, "facts": facts, "opened": opened, "wrong_code": bool(code) and not opened,
        "standing": {"label": label, "tone": tone},
        "verify_url": request.build_absolute_uri(reverse("deals:certificate", args=[found.number])),
        "trail": [{"label": _("Verify a certificate"), "url": reverse("deals:verify")}, {"label": found.number}],
    }  # fmt: skip


# --- publicity notices --------------------------------------------------------------------------------------------


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The publicity notices that run, the next to end first."""
    today = clock.today()
    rows = Notice.objects.filter(from_on__lte=today, to_on__gte=today, withdrawn_on=None).order_by("to_on", "id")
    context = {"notices": [_notice(row) for row in rows[:SHOWN]], "trail": [{"label": _("Publicity notices")}]}
    return render(request, "deals/notices.html", context)


def _notice(row: Notice) -> dict[str, Any]:
    said = row.content
    return {
        "row": row, "title": said["title"], "url": reverse("deals:notice", args=[row.uid]),
        "seller": said["seller"], "buyer": said["buyer"],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, uid: str) -> HttpResponse:
    """One publicity notice: what both sides agreed to show; and objecting to it until its last day."""
    row = Notice.objects.filter(uid=uid, from_on__lte=clock.today(), withdrawn_on=None).first()
    if row is None:
        raise Http404
    problem, status = "", 200
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        try:
            notifying.object_to(uid, request.user, request.POST.get("text", ""))
            messages.success(request, _("The objection is received. The answer will stand here."))
            return redirect("deals:notice", uid=uid)
        except (Invalid, Conflict, NotAllowed) as refused:
            problem, status = refused.message, 422 if isinstance(refused, Invalid) else 409
    said, user = row.content, request.user
    own = row.objections.filter(by=user.pk) if user.is_authenticated else []
    context = {
        **_notice(row), "text": in_both(row, "text"), "runs": notifying.runs(row, clock.today()), "own": own,
        "facts": [
            {"label": _("Seller"), "text": said["seller"]}, {"label": _("Buyer"), "text": said["buyer"]},
            {"label": _("Mode"), "text": words.MODES.get(said["mode"], "")},
            {"label": _("Exclusivity"), "text": words.EXCLUSIVITIES.get(said["exclusivity"], "")},
            {"label": _("Price"), "text": shared.money(said.get("amount"), said.get("currency", ""))},
        ],
        "problem": problem, "typed": request.POST.get("text", ""),
        "trail": [{"label": _("Publicity notices"), "url": reverse("deals:notices")}, {"label": said["title"]}],
    }  # fmt: skip
    return render(request, "deals/notice.html", context, status=status)


# --- the market ---------------------------------------------------------------------------------------------------


@require_GET
def market(request: HttpRequest) -> HttpResponse:
    """The market's figures: what was claimed of it, what the records hold, by every cut, with small cells hidden."""
    found = statistics.figures()
    twins = [
        {"format": exports.LABELS[form], "url": reverse("deals:market-export", args=[form])} for form in exports.FORMATS
    ]
    drawings = settings.HOME / "cache" / "charts"
    context = {
        **charts.page(found, drawings), **held.page(drawings),
        "figures": found, "claims": panels("market", None), "twins": twins, "trail": [{"label": _("The market")}],
    }
    return render(request, "deals/market.html", context)


@require_GET
def market_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every published cell as a row."""
    if form not in exports.FORMATS:
        raise Http404(f"There is no {form!r} twin; there are {', '.join(exports.FORMATS)}.")
    return exports.respond(form, "market", statistics.COLUMNS, statistics.cells(statistics.figures()))
