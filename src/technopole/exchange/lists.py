"""The lists of offers, needs and services, and of what waits for review: columns, facets and twins."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.exchange import present, queries, rules, words
from technopole.exchange import working_words as working
from technopole.exchange.models import Listing as Written
from technopole.exchange.models import Need, Offer, ServiceOffer, Step
from technopole.pages import display
from technopole.pages.export_columns import plain, text_columns
from technopole.pages.exports import ExportColumn
from technopole.pages.finding import containing
from technopole.pages.listing import Column, Facet, Listing
from technopole.pages.texts import in_both
from technopole.registry import named, regions, vocabulary


def _words(known: Any) -> Any:
    """How a facet names values of a fixed vocabulary; others are shown as they are written."""
    return lambda values: {value: known.get(value, value.replace("_", " ")) for value in values}


def _statuses(known: Any) -> Any:
    return _words({key: word["label"] for key, word in known.items()})


def _day(day: Any) -> str:
    return display.partial_date(day.isoformat(), get_language(), brief=True) if day else ""


def _levels(values: Any) -> dict[str, Any]:
    return {value: words.READINESS.get(int(value), value) if value.isdigit() else value for value in values}


# --- offers ----------------------------------------------------------------------------------------------------


def offer_link(offer: Offer) -> str:
    return reverse("exchange:offer", args=[offer.uid])


def _find_offers(rows: QuerySet[Offer], text: str) -> QuerySet[Offer]:
    names = ("title", "summary", "applications")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def _offer_title(offer: Any) -> dict[str, Any]:
    owner = queries.party(offer)["text"]
    sub = owner or (_("Anonymous") if offer.anonymous else "")
    cell: dict[str, Any] = {"text": in_both(offer, "title"), "sub": sub}
    return {**cell, "mark": "synthetic"} if offer.synthetic else cell


def _readiness(offer: Offer) -> dict[str, Any]:
    if not offer.trl:
        return {"text": ""}
    claimed = not in_both(offer, "trl_evidence")
    return {"text": f"TRL\u00a0{offer.trl}", "mark": "claim"} if claimed else {"text": f"TRL\u00a0{offer.trl}"}


offers = Listing(
    name="offers",
    title=pgettext_lazy("of a technology", "Offers"),
    intro=_("Technologies, products and rights that organisations of this centre offer. Where the owner is not named, "
            "enquiries are passed on."),
    rows=lambda request: queries.offers(),
    columns=[
        Column("title", pgettext_lazy("of a technology", "Offer"), _offer_title),
        Column("profile", _("Type"), lambda row: words.PROFILES.get(row.profile, row.profile), ("profile",)),
        Column("trl", _("Readiness"), _readiness, ("trl",), whole=True),
        Column("price", _("Price"),
               lambda row: present.price(row.price_low, row.price_high, row.currency, row.negotiable)),
        Column("published_on", _("Published"), lambda row: _day(row.published_on), ("published_on",), whole=True),
        Column("status", _("Status"), lambda row: {"text": "", "badge": words.OFFER_STATUSES.get(row.status)},
               ("status",)),
    ],
    export=[
        *plain("uid", "key", "profile"),
        *text_columns("title", "summary", "description", "advantages", "applications"),
        *plain("trl", type="integer"),
        *plain("fields", "sectors", "country", "region", "organisation_key", "owner_uid"),
        *text_columns("owner"),
        *plain("rights", "modes"),
        ExportColumn("price_low", lambda row: _exact(row.price_low)),
        ExportColumn("price_high", lambda row: _exact(row.price_high)),
        *plain("currency"),
        *plain("negotiable", "anonymous", type="truth"),
        *plain("published_on", "expires_on", "status", "sources"),
        *plain("synthetic", type="truth"),
    ],
    link=offer_link,
    facets=[
        Facet("profile", _("Type"), "profile", _words(words.PROFILES)),
        Facet("sector", _("Sector"), "in_sectors__sector", vocabulary.labels(vocabulary.sectors)),
        Facet("trl", _("Readiness"), "trl", _levels, order=lambda value, count: value),
        Facet("mode", _("Ways to work together"), "in_modes__mode", _words(words.MODES)),
        Facet("right", _("Rights"), "with_rights__right", _words(words.RIGHTS)),
        Facet("status", _("Status"), "status", _statuses(words.OFFER_STATUSES), default=("live",)),
        Facet("organisation", _("Organisation"), "organisation_key", named.names_by_key, counted=False),
    ],
    search=_find_offers,
    order=("-published_on", "pk"),
    template="exchange/offers.html",
    empty_hint=_("Choose other filters, or look among the needs."),
)  # fmt: skip


def _exact(amount: Any) -> str:
    """Money in full: a number that a spreadsheet would round stays text."""
    return "" if amount is None else f"{amount:.2f}"


# --- needs -----------------------------------------------------------------------------------------------------


def link(need: Need) -> str:
    return reverse("exchange:need", args=[need.uid])


def _find(rows: QuerySet[Need], text: str) -> QuerySet[Need]:
    names = ("title", "statement", "wanted", "stated_by")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def need_name(need: Need) -> dict[str, str]:
    """What a need is called: its title, or the statement itself."""
    return in_both(need, "title") or in_both(need, "statement")


def _need_title(need: Need) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": need_name(need)}
    return {**cell, "mark": "synthetic"} if need.synthetic else cell


def _said_by(need: Need) -> dict[str, Any]:
    party = queries.party(need)
    speaker = in_both(need, "stated_by")
    if not speaker and not party["text"] and need.anonymous:
        return {"text": _("Anonymous")}
    sub = party["text"] if speaker != party["text"] else ""
    return {"text": display.sentence_case(speaker), "sub": sub} if speaker else {"text": party["text"]}


def _said_on(need: Need) -> str:
    if need.stated_on:
        return display.partial_date(need.stated_on, get_language(), brief=True)
    return _day(need.published_on)


needs = Listing(
    name="needs",
    title=_("Needs"),
    intro=_(
        "What organisations and people of this centre said they want, in their words and with the day they said it."
    ),
    rows=lambda request: queries.needs(),
    columns=[
        Column("statement", _("Statement"), _need_title),
        Column("kind", _("Kind"), lambda row: words.PROFILES.get(row.profile)
               or words.KINDS.get(row.kind, row.kind.replace("_", " ")), ("kind",)),
        Column("said_by", _("Said by"), _said_by),
        Column("said_on", _("Said on"), _said_on, ("stated_on_day",), whole=True),
        Column("status", _("Status"), lambda row: {"text": "", "badge": words.STATUSES.get(row.status)}, ("status",)),
    ],
    export=[
        *plain("uid", "key", "kind", "profile"),
        *text_columns("title", "statement", "description", "targets", "stated_by", "role"),
        *plain("organisation_key", "owner_uid"),
        *text_columns("owner"),
        *plain("stated_on", "fields", "ipc", "sectors"),
        *text_columns("wanted"),
        *plain("trl_min", "trl_max", type="integer"),
        *plain("modes"),
        ExportColumn("budget_low", lambda row: _exact(row.budget_low)),
        ExportColumn("budget_high", lambda row: _exact(row.budget_high)),
        *plain("currency", "deadline", "published_on", "expires_on", "status", "sources"),
        *plain("anonymous", "synthetic", type="truth"),
    ],
    link=link,
    facets=[
        Facet("profile", _("Type"), "profile", _words(words.PROFILES)),
        Facet("kind", _("Kind"), "kind", _words(words.KINDS)),
        Facet("status", _("Status"), "status", _statuses(words.STATUSES)),
        Facet("organisation", _("Organisation"), "organisation_key", named.names_by_key, counted=False),
    ],
    search=_find,
    order=("-stated_on_day", "pk"),
    template="exchange/needs.html",
)  # fmt: skip


# --- calls of the city -----------------------------------------------------------------------------------------


def _find_calls(rows: QuerySet[Need], text: str) -> QuerySet[Need]:
    names = ("title", "statement", "scenario")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def _call_title(need: Need) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": need_name(need), "sub": queries.party(need)["text"]}
    return {**cell, "mark": "synthetic"} if need.synthetic else cell


scenarios = Listing(
    name="scenarios",
    title=_("Scenario calls of the city"),
    intro=_("Places in the city where an authority or a district wants something new tried: a port, a hospital, a "
            "line. Those still open come first."),
    rows=lambda request: queries.scenario_calls(),
    columns=[
        Column("title", pgettext_lazy("of the city", "Call"), _call_title),
        Column("scenario", _("Scenario"), lambda row: in_both(row, "scenario")),
        Column("region", _("District or region"), lambda row: regions.names(row.region)),
        Column("deadline", _("Deadline"), lambda row: _day(row.deadline), ("deadline",), whole=True),
        Column("status", _("Status"), lambda row: {"text": "", "badge": words.STATUSES.get(row.status)}, ("status",)),
    ],
    export=[
        *plain("uid", "profile"), *text_columns("title", "statement", "scenario"), *plain("owner_uid"),
        *plain("organisation_key", "sectors", "country", "region", "deadline", "published_on", "expires_on", "status"),
        *plain("sources"), *plain("synthetic", type="truth"),
    ],
    link=link,
    facets=[
        Facet("profile", _("Type"), "profile", _words(words.PROFILES)),
        Facet("region", _("District or region"), "region", regions.labels),
        Facet("status", _("Status"), "status", _statuses(words.STATUSES)),
    ],
    search=_find_calls,
    order=("over", "deadline", "pk"),
    template="exchange/scenarios.html",
    empty_hint=_("An authority or a district states one as a request with a scenario and a deadline."),
    extra=lambda request, rows: {"open_calls": queries.scenario_calls().filter(over=0).count()},
)  # fmt: skip


# --- services --------------------------------------------------------------------------------------------------


def service_link(service: ServiceOffer) -> str:
    return reverse("exchange:service", args=[service.uid])


def _find_services(rows: QuerySet[ServiceOffer], text: str) -> QuerySet[ServiceOffer]:
    names = ("name", "summary")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")), "provider")


services = Listing(
    name="services",
    title=_("Services"),
    intro=_("What service organisations offer along the way from a result to the market."),
    rows=lambda request: queries.services(),
    columns=[
        Column("name", _("Service"), lambda row: {"text": in_both(row, "name"), "sub": in_both(row, "summary"),
                                                  **({"mark": "synthetic"} if row.synthetic else {})}),
        Column("provider", _("Provider"), queries.provider),
        Column("kinds", _("Kind of service"),
               lambda row: display.listed([str(words.SERVICE_KINDS.get(key, key)) for key in row.kinds],
                                          get_language())),
    ],
    export=[
        *plain("uid", "key"), *text_columns("name"), *plain("organisation_key", "provider", "kinds"),
        *text_columns("summary"), *plain("website", "sources"), *plain("synthetic", type="truth"),
    ],
    link=service_link,
    facets=[
        Facet("kind", _("Kind of service"), "of_kinds__kind", _words(words.SERVICE_KINDS)),
        Facet("organisation", _("Organisation"), "organisation_key", named.names_by_key, counted=False),
    ],
    search=_find_services,
    order=("name_en", "pk"),
)  # fmt: skip


# --- what waits for review -------------------------------------------------------------------------------------


def listing_link(row: Written) -> str:
    return reverse("exchange:listing", args=[row.uid])


def _written_title(row: Written) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": queries.titles(row) or row.uid, "sub": words.PROFILES.get(row.profile, row.profile)}
    return {**cell, "mark": "synthetic"} if row.synthetic else cell


inbox = Listing(
    name="inbox",
    title=_("Listings to review"),
    intro=_("What was handed in, the oldest first. Whoever wrote a listing cannot review it."),
    rows=lambda request: rules.may_see.filter(
        request.user, Written.objects.filter(submitted_at__isnull=False).select_related("author", "manager")
    ),
    columns=[
        Column("title", pgettext_lazy("of the exchange", "Listing"), _written_title, ("title",)),
        Column("author", _("Author"), lambda row: str(row.author or "")),
        Column("state", _("State"), lambda row: {"text": "", "badge": working.badge(row.state)}, ("state",)),
        Column("public", _("Public"), lambda row: {"text": "", "badge": working.standing_badge(row.standing)},
               ("standing",)),
        Column("submitted", pgettext_lazy("on a day", "Handed in"),
               lambda row: _day(row.submitted_at.date()) if row.submitted_at else "",
               ("submitted_at",), whole=True),
    ],
    export=[*plain("uid", "kind", "profile", "title", "state", "standing", "submitted_at", "expires_on")],
    link=listing_link,
    facets=[
        Facet("state", _("State"), "state", lambda keys: {key: working.STATES[key][0] for key in keys
                                                          if key in working.STATES},
              default=("in_review", "approved")),
        Facet("profile", _("Type"), "profile", _words(words.PROFILES)),
        Facet("standing", _("Public"), "standing", lambda keys: {key: working.STANDINGS[key][0] for key in keys
                                                                 if key in working.STANDINGS}),
    ],
    search=lambda rows, text: containing(rows, text, "title", "uid"),
    order=("submitted_at", "pk"),
    empty_hint=_("Nothing waits here. Choose other states to see what was decided."),
    latest=lambda: Step.objects.order_by("-pk").values_list("pk", flat=True).first(),
)  # fmt: skip
