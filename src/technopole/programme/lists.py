"""The lists of events, facilities and showcase items: columns, facets, map and twins."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.core import clock
from technopole.pages import display
from technopole.pages.export_columns import plain, text_columns
from technopole.pages.exports import ExportColumn
from technopole.pages.finding import containing
from technopole.pages.listing import Column, Facet, Listing, Text
from technopole.pages.texts import in_both
from technopole.programme import queries, words
from technopole.programme.models import Event, Facility, ShowcaseItem
from technopole.registry import named, vocabulary


def _words(known: Any) -> Any:
    """How a facet names values of a fixed vocabulary."""
    return lambda values: {value: known.get(value, value.replace("_", " ")) for value in values}


# --- events ----------------------------------------------------------------------------------------------------


def when(event: Event, brief: bool = False) -> str:
    return display.date_range(event.start, event.end, get_language(), brief)


def event_link(event: Event) -> str:
    return reverse("programme:event", args=[event.uid])


def parties(roles: Any) -> str:
    """Names of organisers in the reader's language."""
    names = (named.name(role, "organisation", role.label or role.organisation_key) for role in roles)
    return display.listed([display.choose(name, get_language()).text for name in names], get_language())


def _event_point(event: Event) -> dict[str, Any] | None:
    place = queries.place_of(event)
    return place and {**place, "name": in_both(event, "name"), "url": event_link(event)}


def _series_names(values: Sequence[str]) -> dict[str, Text]:
    rows = Event.objects.filter(series_en__in=values).values_list("series_en", "series_zh").distinct()
    return {en: {"en": en, "zh": zh} for en, zh in rows}


def _find_events(rows: QuerySet[Event], text: str) -> QuerySet[Event]:
    names = ("name", "series", "place", "summary")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def _event_rows(request: HttpRequest) -> QuerySet[Event]:
    return queries.events(clock.today())


_PHASE_ORDER = list(words.PHASES)

events = Listing(
    name="events",
    title=_("Events"),
    intro=_("Conferences, forums, seminars and openings of this centre, upcoming and past."),
    rows=_event_rows,
    columns=[
        Column(
            "name", _("Name"), lambda row: {"text": in_both(row, "name"), "sub": in_both(row, "series")}, ("name_en",)
        ),
        Column("when", _("When"), lambda row: when(row, brief=True), ("starts_on",), whole=True),
        Column("place", _("Place"), lambda row: in_both(row, "place")),
        Column("organisers", _("Organisers"), lambda row: parties(row.roles.all())),
        Column("status", _("Status"), lambda row: {"text": "", "badge": words.event_status(row, clock.today())}),
    ],
    export=[
        *plain("uid", "key"),
        *text_columns("name", "series"),
        *plain("start", "end"),
        *text_columns("place"),
        *plain("districts"),
        ExportColumn("hubs", lambda row: [each.hub for each in row.hubs.all()]),
        *plain("latitude", "longitude", type="number"),
        *plain("precision", "level", "format", "status"),
        *plain("attendance", type="integer"),
        ExportColumn(
            "organisers",
            lambda row: [f"{each.role}:{each.organisation_key or each.label}" for each in row.roles.all()],
        ),
        *text_columns("summary"),
        *plain("sources"),
    ],
    link=event_link,
    facets=[
        Facet("when", _("When"), "phase", _words(words.PHASES), order=lambda value, count: _PHASE_ORDER.index(value)),
        Facet("series", _("Series"), "series_en", _series_names),
        Facet(
            "year",
            _("Year"),
            "year",
            lambda values: {value: value for value in values},
            order=lambda value, count: -int(value),
        ),
        Facet("hub", _("Hub"), "hubs__hub", vocabulary.labels(vocabulary.hubs)),
        Facet("level", _("Level"), "level", _words(words.LEVELS)),
        Facet("organisation", _("Organisation"), "roles__organisation_key", named.names_by_key, counted=False),
    ],
    search=_find_events,
    order=("-starts_on", "pk"),
    related=(queries.roles(), queries.hubs()),  # type: ignore[arg-type]
    point=_event_point,
    template="programme/events.html",
)

# --- facilities ------------------------------------------------------------------------------------------------


def facility_link(facility: Facility) -> str:
    return reverse("programme:facility", args=[facility.uid])


def hub_name(key: str) -> Text:
    return vocabulary.hubs().get(key) or ({"": key} if key else "")


def district_name(key: str) -> Text:
    return vocabulary.districts().get(key) or ({"": key} if key else "")


def _facility_point(facility: Facility) -> dict[str, Any] | None:
    place = queries.place_of(facility)
    return place and {**place, "name": in_both(facility, "name"), "url": facility_link(facility)}


def _find_facilities(rows: QuerySet[Facility], text: str) -> QuerySet[Facility]:
    names = ("name", "type", "place", "facts")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def _type_names(values: Sequence[str]) -> dict[str, Text]:
    rows = Facility.objects.filter(type_en__in=values).values_list("type_en", "type_zh").distinct()
    return {en: display.sentence_case({"en": en, "zh": zh}) for en, zh in rows}


facilities = Listing(
    name="facilities",
    title=_("Facilities"),
    intro=_("Research facilities, laboratories, shared instruments and venues."),
    rows=lambda request: Facility.objects.all(),
    columns=[
        Column("name", _("Name"), lambda row: in_both(row, "name"), ("name_en",)),
        Column("type", _("Type"), lambda row: display.sentence_case(in_both(row, "type")), ("type_en",)),
        Column("operator", _("Operated by"), lambda row: parties(row.operators.all())),
        Column("hub", _("Hub"), lambda row: hub_name(row.hub), ("hub",)),
        Column(
            "opened",
            _("Opened"),
            lambda row: display.partial_date(row.opened, get_language(), brief=True),
            ("opened_on",),
            whole=True,
        ),
        Column("status", _("Status"), lambda row: {"text": "", "badge": words.facility_status(row)}, ("status",)),
    ],
    export=[
        *plain("uid", "key"),
        *text_columns("name", "type"),
        ExportColumn("operators", lambda row: [each.organisation_key or each.label for each in row.operators.all()]),
        *plain("organisation_key", "hub", "district"),
        *text_columns("place"),
        *plain("latitude", "longitude", type="number"),
        *plain("precision", "status", "opened"),
        *text_columns("facts"),
        *plain("website", "sources"),
    ],
    link=facility_link,
    facets=[
        Facet(
            "status",
            _("Status"),
            "status",
            _words({key: word["label"] for key, word in words.FACILITY_STATUSES.items()}),
        ),
        Facet("type", _("Type"), "type_en", _type_names),
        Facet("hub", _("Hub"), "hub", vocabulary.labels(vocabulary.hubs)),
        Facet("district", _("District"), "district", vocabulary.labels(vocabulary.districts)),
        Facet("organisation", _("Organisation"), "operators__organisation_key", named.names_by_key, counted=False),
    ],
    search=_find_facilities,
    order=("name_en", "pk"),
    related=(queries.operators(),),  # type: ignore[arg-type]
    point=_facility_point,
)

# --- showcase --------------------------------------------------------------------------------------------------


def item_link(item: ShowcaseItem) -> str:
    return reverse("programme:showcase-item", args=[item.uid])


def maker(item: ShowcaseItem) -> dict[str, str]:
    return named.name(item, "maker", item.maker_label or item.maker_key)


def _find_items(rows: QuerySet[ShowcaseItem], text: str) -> QuerySet[ShowcaseItem]:
    names = ("name", "scenario", "summary")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def _scenario_names(values: Sequence[str]) -> dict[str, Text]:
    rows = ShowcaseItem.objects.filter(scenario_en__in=values).values_list("scenario_en", "scenario_zh").distinct()
    return {en: {"en": en, "zh": zh} for en, zh in rows}


showcase = Listing(
    name="showcase",
    title=_("Showcase"),
    intro=_("Things made here, and what they are for."),
    rows=lambda request: queries.showcase_by_sector(),
    columns=[
        Column("name", _("Name"), lambda row: {"text": in_both(row, "name"), "sub": maker(row)}, ("name_en",)),
        Column("scenario", _("What it is for"), lambda row: in_both(row, "scenario"), ("scenario_en",)),
        Column("summary", _("Summary"), lambda row: in_both(row, "summary")),
        Column("trials", _("Trials"), lambda row: str(row.trials or ""), whole=True),
    ],
    export=[
        *plain("uid", "key"),
        *text_columns("name", "scenario", "summary"),
        *plain("maker_key", "maker_label", "sectors", "event_key", "sources"),
    ],
    link=item_link,
    facets=[
        Facet(
            "sector",
            _("Sector"),
            "in_sectors__sector",
            vocabulary.labels(vocabulary.sectors),
            order=lambda sector, count: (sector != queries.FIRST_SECTOR, -count, sector),
        ),
        Facet("use", _("What it is for"), "scenario_en", _scenario_names),
        Facet("organisation", _("Organisation"), "maker_key", named.names_by_key, counted=False),
    ],
    search=_find_items,
    order=("-leads", "name_en", "pk"),
)
