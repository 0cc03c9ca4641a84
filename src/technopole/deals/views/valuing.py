"""What a technology may be worth: computed and kept by one organisation for itself, with every assumption."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from technopole.accounts.queries import organisation_names
from technopole.core.errors import Invalid, NotAllowed
from technopole.deals import forms, parts, rules, things, valuing, vocabulary, words
from technopole.deals.forms import CHOICE, NUMBER, PROSE, Ask
from technopole.deals.models import Deal, Valuation
from technopole.deals.views import shared
from technopole.pages import display
from technopole.pages.texts import in_both

SHOWN = 20
ASSUMPTIONS: Mapping[str, Any] = {
    "obsolescence": gettext_lazy("Obsolescence a year"),
    "price_change": gettext_lazy("Change of prices a year"),
    "royalty": gettext_lazy("Royalty, of revenue"),
    "discount": gettext_lazy("Discount rate"),
    "success": gettext_lazy("Chance of success"),
}
_ENDS = {
    "worst": gettext_lazy("unfavourable, %"), "central": gettext_lazy("central, %"),
    "best": gettext_lazy("favourable, %"),
}  # fmt: skip
CONDITIONS: Mapping[str, Any] = {
    "kind": gettext_lazy("of this kind of contract"), "exclusivity": gettext_lazy("and this exclusivity"),
    "field": gettext_lazy("and this field"), "age": gettext_lazy("and signed in the last five years"),
    "trl": gettext_lazy("and at most one level of readiness away"),
    "parties": gettext_lazy("and of at least five parties"),
}  # fmt: skip
_CURRENCY = Ask(gettext_lazy("Currency"), CHOICE, choices={code: code for code in vocabulary.CURRENCIES})


def _spread(name: str, *, needed: bool = True) -> dict[str, Ask]:
    return {
        f"{name}_{end}": Ask(format_lazy(gettext_lazy("{}: {}"), ASSUMPTIONS[name], of_end), NUMBER, needed=needed)
        for end, of_end in _ENDS.items()
    }


ASKED: dict[str, dict[str, Ask]] = {
    "cost": {
        "spent": Ask(gettext_lazy("What was spent on research and protection"), PROSE,
                     gettext_lazy("One year a line: 2024; 500000")),
        "currency": _CURRENCY, **_spread("obsolescence"), **_spread("price_change", needed=False),
    },
    "market": {
        "kind": Ask(gettext_lazy("Kind of contract"), CHOICE, choices=words.CONTRACT_KINDS),
        "field": Ask(gettext_lazy("Field of technology"), CHOICE, choices=words.FIELDS),
        "exclusive": Ask(gettext_lazy("Is it exclusive?"), CHOICE, choices=words.YES_NO),
        "trl": Ask(gettext_lazy("Technology readiness level today"), NUMBER, gettext_lazy("From 1 to 9."),
                   needed=False),
    },
    "income": {
        "revenue": Ask(gettext_lazy("Revenue with the technology"), PROSE,
                       gettext_lazy("One amount a line: of the first year from now, of the second, and so on.")),
        "currency": _CURRENCY, **_spread("royalty"), **_spread("discount"), **_spread("success"),
        "tax": Ask(gettext_lazy("Tax on royalties, %"), NUMBER, needed=False),
    },
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def value(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """The ranges that one's organisations keep for an offer, a need or a deal, and computing another."""
    user: Any = request.user
    about = _about(user, kind, uid)
    if not user.represents:
        raise PermissionDenied(_("A range of values is kept for an organisation that you represent."))
    method = request.POST.get("method") or request.GET.get("method") or "income"
    if method not in valuing.METHODS:
        raise Http404
    made = forms.made(ASKED[method])
    form, status = made({"currency": "CNY"}), 200
    problem = ""
    if request.method == "POST":
        said = made.read(request.POST)
        try:
            valuing.keep(kind, uid, request.POST.get("organisation", "") or min(user.represents), user, method, said)
            messages.success(request, _("The range is kept. Only your organisation sees it."))
            return redirect(f"{reverse('deals:value', args=[kind, uid])}?method={method}")
        except Invalid as invalid:
            form, status = made(said, invalid.fields), 422
            problem = "" if set(invalid.fields) <= set(made.base_fields) else invalid.message
        except NotAllowed as refused:
            form, problem, status = made(said), refused.message, 403
    rows = rules.own_valuations.filter(user, Valuation.objects.filter(thing_kind=kind, thing_uid=uid))
    context = {
        **about, "form": form, "problem": problem, "method": method,
        "methods": [
            {"key": each, "label": words.METHODS[each], "current": each == method} for each in valuing.METHODS
        ],
        "organisations": [
            {"uid": each, "names": names} for each, names in organisation_names(user.represents).items()
        ],
        "kept": [shown(row) for row in rows[:SHOWN]],
        "trail": [{"label": about["title"], "url": about["url"]}, {"label": _("What it may be worth")}],
    }  # fmt: skip
    return render(request, "deals/value.html", context, status=status)


def _about(user: Any, kind: str, uid: str) -> dict[str, Any]:
    if kind == "deal":
        row = rules.is_side.filter(user, Deal.objects.filter(uid=uid)).first()
        if row is None or not parts.side_of(row, user):
            raise Http404
        return {"title": in_both(row, "title"), "url": reverse("deals:deal", args=[uid]), "kind": kind}
    thing = things.public(kind, uid) if kind in ("offer", "need") else None
    if thing is None:
        raise Http404
    return {"title": thing.title, "url": thing.url, "kind": kind}


def shown(row: Valuation) -> dict[str, Any]:
    """A kept range for a page: never one number, and every assumption with its effect."""
    result = row.result
    found: dict[str, Any] = {
        "row": row, "method": words.METHODS[row.method], "when": row.made_at, "by": row.made_by,
        "answer": result.get("answer"),
        "asked": [{"label": _label(name), "text": text} for name, text in row.asked.items() if text],
    }
    if not result.get("answer"):
        found["left"] = [{"label": CONDITIONS[name], "count": count} for name, count in result["left"].items()]
        found["needed"] = result["needed"]
        return found
    found |= {end: shared.money(rounded(result[end]), row.currency) for end in ("low", "central", "high")}
    found["comparables"] = result["comparables"]
    found["effects"] = [
        {
            "name": ASSUMPTIONS.get(each["name"], each["name"]), "from": _percent(each["worst"]),
            "to": _percent(each["best"]),
            "low": shared.money(rounded(each["at_worst"]), row.currency),
            "high": shared.money(rounded(each["at_best"]), row.currency),
        }
        for each in result["effects"]
    ]  # fmt: skip
    return found


def _label(name: str) -> Any:
    every = {name: ask for asked in ASKED.values() for name, ask in asked.items()}
    return every[name].label if name in every else name


def _percent(value: str) -> str:
    return display.number((Decimal(value) * 100).normalize(), get_language()) + "%"


def rounded(amount: str) -> int:
    """To three significant digits: no method is more exact than that."""
    exact = Decimal(amount)
    if not exact:
        return 0
    return int(exact.quantize(Decimal(1).scaleb(max(0, exact.adjusted() - 2))))
