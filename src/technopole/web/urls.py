"""Every address of the portal: each domain keeps its own, this file only says where they hang."""

from django.urls import include, path
from django.views.i18n import set_language

from technopole.web import home, information, searching, staff

urlpatterns = [
    path("", home.page, name="home"),
    path("search", searching.page, name="search"),
    path("search/suggest", searching.suggestions, name="suggest"),
    path("history/<slug:kind>/<slug:uid>/", information.history, name="history"),
    path("about/", information.about, name="about"),
    path("about/licence/", information.licence, name="licence"),
    path("about/accessibility/", information.accessibility, name="accessibility"),
    path("data/", information.data, name="data"),
    path("map/land.geojson", information.land, name="land"),
    path("office/", staff.office, name="office"),
    path("", include("technopole.registry.urls")),
    path("", include("technopole.registration.urls")),
    path("", include("technopole.supervision.urls")),
    path("", include("technopole.programme.urls")),
    path("", include("technopole.policies.urls")),
    path("", include("technopole.deals.urls")),
    path("", include("technopole.exchange.urls")),
    path("", include("technopole.observatory.urls")),
    path("", include("technopole.signals.urls")),
    path("", include("technopole.interop.urls")),
    path("", include("technopole.web.requests.urls")),
    path("", include("technopole.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language", set_language, name="set_language"),
    path("api/", include("technopole.web.api.urls")),
]
