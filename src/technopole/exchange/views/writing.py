"""The pages of those who write listings: mine, a new one, its questions, and a look at it before it is handed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.exchange import effects, forms, lists, queries, refusals, rules, services, vocabulary, words
from technopole.exchange import working_words as working
from technopole.exchange.models import Listing
from technopole.exchange.workflow import WRITTEN
from technopole.pages.questions import Questions, version_of
from technopole.pages.texts import in_both
from technopole.registry.models import Organisation

MOST_SHOWN = 200


def may_write(user: Any) -> bool:
    """Does this person have anything to write listings for?"""
    return bool(user.is_authenticated and (user.represents or rules.broker.allows(user)))


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The listings of the organisations I represent, and those I look after."""
    user: Any = request.user
    rows = rules.writes.filter(user, Listing.objects.select_related("manager"))[:MOST_SHOWN]
    names = {row.uid: row for row in Organisation.objects.filter(uid__in={row.organisation_uid for row in rows})}
    context = {
        "listings": [
            {
                "url": lists.listing_link(row),
                "title": queries.titles(row) or _("Without a title"),
                "profile": words.PROFILES[row.profile],
                "owner": in_both(names[row.organisation_uid], "name") if row.organisation_uid in names else "",
                "badge": working.badge(row.state),
                "standing": working.standing_badge(row.standing) if row.state not in ("published", "expired") else None,
                "row": row,
            }
            for row in rows
        ],
        "may_write": may_write(user),
        "may_review": rules.broker.allows(user),
    }
    return render(request, "exchange/mine.html", context)


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Which type of profile: told apart by who pays whom."""
    context = {"profiles": forms.profiles(), "may_write": may_write(request.user)}
    return render(request, "exchange/start.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, profile: str) -> HttpResponse:
    """The questions of a new listing."""
    if profile not in vocabulary.PROFILES:
        raise Http404
    user: Any = request.user
    if not may_write(user):
        messages.info(request, _("You represent no organisation yet. Find yours and ask to represent it."))
        return redirect("registry:organisations")
    form = forms.for_profile(profile)
    owner = request.POST.get("organisation", "") or request.GET.get("organisation", "")
    if request.method == "GET":
        return _ask(request, form({"currency": "CNY", "country": "CN"}), profile, owner=owner)
    given = form.read(request.POST)
    try:
        listing = services.begin(profile, owner, user, given)
    except (Invalid, NotAllowed) as error:
        wrong = getattr(error, "fields", None) or {"organisation": [error.message]}
        return _ask(
            request, form(given, wrong), profile, owner=owner, wrong_owner=wrong.get("organisation"), status=422
        )
    return _saved(request, listing)


@login_required
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, uid: str) -> HttpResponse:
    """The questions of a listing that is being written."""
    listing = own(request, uid)
    form = forms.for_profile(listing.profile)
    if request.method == "GET":
        wrong = effects.problems(listing, request.user) if "check" in request.GET else None
        return _ask(request, form(listing.content, wrong), listing.profile, listing=listing)
    given = form.read(request.POST)
    try:
        listing = services.take(uid, "edit", request.user, version_of(request), content=given)
    except Invalid as invalid:
        return _ask(request, form(given, invalid.fields), listing.profile, listing=listing, status=422)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return _ask(request, form(given), listing.profile, listing=own(request, uid), status=409)
    return _saved(request, listing)


def _saved(request: HttpRequest, listing: Listing) -> HttpResponse:
    """After saving: leave it for later, or go on if nothing is wrong."""
    if "later" in request.POST:
        messages.success(request, _("Saved as a draft. Go on with it whenever you like."))
        return redirect("exchange:mine")
    wrong = effects.problems(listing, request.user)
    if wrong:
        form = forms.for_profile(listing.profile)
        return _ask(request, form(listing.content, wrong), listing.profile, listing=listing, status=422)
    return redirect("exchange:check", uid=listing.uid)


def _ask(
    request: HttpRequest, form: Questions, profile: str, *, listing: Listing | None = None, owner: str = "",
    wrong_owner: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    own_ones = queries.organisations_of(request.user) if listing is None else []
    context = {
        "form": form,
        "listing": listing,
        "profile": {"key": profile, "label": words.PROFILES[profile], "who_pays": words.WHO_PAYS[profile]},
        "owners": [{"uid": each.uid, "name": in_both(each, "name") or str(each)} for each in own_ones],
        "owner": owner or (own_ones[0].uid if len(own_ones) == 1 else ""),
        "owner_name": queries.organisation_link(owner)["text"] if owner and listing is None else "",
        "wrong_owner": wrong_owner or [],
        "on_behalf": listing is None and rules.broker.allows(request.user),
        "action": reverse("exchange:answers", args=[listing.uid]) if listing is not None else request.path,
        "trail": [{"label": _("My listings"), "url": reverse("exchange:mine")}, {"label": words.PROFILES[profile]}],
    }
    return render(request, "exchange/questions.html", context, status=status)


@login_required
@require_GET
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Everything as it was answered, to look at before it is handed in."""
    from technopole.exchange.views.reviewing import stated

    listing = own(request, uid)
    wrong = effects.problems(listing, request.user)
    context = {
        "listing": listing,
        "profile": words.PROFILES[listing.profile],
        "groups": stated(listing.profile, listing.content),
        "problems": [
            {"label": refusals.label_of(name), "reason": reason, "url": _question(listing, name)}
            for name, reasons in wrong.items() for reason in reasons
        ],
        "owner": queries.organisation_link(listing.organisation_uid),
        "trail": [
            {"label": _("My listings"), "url": reverse("exchange:mine")},
            {"label": queries.titles(listing) or pgettext("of the exchange", "Listing"),
             "url": lists.listing_link(listing)},
            {"label": _("Look at it")},
        ],
    }  # fmt: skip
    return render(request, "exchange/check.html", context)


def _question(listing: Listing, name: str) -> str:
    return f"{reverse('exchange:answers', args=[listing.uid])}?check=1#id_{name}"


def own(request: HttpRequest, uid: str) -> Listing:
    """A listing that the reader may write, and whose words can be written now. Strangers find none."""
    rows = Listing.objects.select_related("author", "edited_by", "manager").filter(uid=uid)
    listing: Listing | None = rules.may_see.filter(request.user, rows).first()
    if listing is None:
        raise Http404
    if not rules.writes.allows(request.user, listing):
        raise PermissionDenied
    if listing.state not in WRITTEN:
        raise Conflict(_("This listing was handed in. Take it back, or write a revision, before you change it."))
    return listing
