"""The protocols' addresses: where each one's clients expect them, under the portal's own address."""

from django.urls import path, re_path

from technopole.interop import catalogue, linked
from technopole.interop.dump import views as dump
from technopole.interop.oai import views as oai
from technopole.interop.reconciliation import views as reconciliation
from technopole.interop.ror import views as ror
from technopole.interop.statistics import views as statistics

app_name = "interop"
urlpatterns = [
    path("robots.txt", linked.robots, name="robots"),
    path("organisations/<slug:uid>.jsonld", linked.organisation, name="linked"),
    path("v2/organizations", ror.organizations, name="ror-organizations"),
    re_path(r"^v2/organizations/(?P<ror>.+)$", ror.organization, name="ror-organization"),
    path("v2/heartbeat", ror.heartbeat, name="ror-heartbeat"),
    path("organizations", ror.organizations, name="ror-organizations-unversioned"),
    re_path(r"^organizations/(?P<ror>.+)$", ror.organization, name="ror-organization-unversioned"),
    path("heartbeat", ror.heartbeat, name="ror-heartbeat-unversioned"),
    path("reconcile", reconciliation.service, name="reconcile"),
    re_path(r"^reconcile/suggest/(?P<what>entity|type|property)$", reconciliation.suggestions, name="suggestions"),
    re_path(r"^reconcile/flyout/(?P<what>entity|type|property)$", reconciliation.flyout, name="flyout"),
    path("reconcile/preview/<slug:uid>", reconciliation.preview, name="preview"),
    path("reconcile/properties", reconciliation.proposals, name="properties"),
    path("oai", oai.endpoint, name="oai"),
    path("data/organisations.<str:form>", dump.organisations, name="all-organisations"),
    path("data/organisation-names.<str:form>", dump.names, name="all-names"),
    path("data/changes.jsonl", dump.feed, name="changes"),
    path("catalogue.jsonld", catalogue.catalogue, name="catalogue"),
    path("sdmx/structure.json", statistics.structure, name="sdmx-structure"),
    re_path(r"^sdmx/data/(?P<flow>[A-Z]+)\.(?P<form>csv|json)$", statistics.data, name="sdmx-file"),
    path("sdmx/data/<str:flow>", statistics.data, name="sdmx-data"),
    path("sdmx/data/<str:flow>/<str:key>", statistics.data, name="sdmx-key"),
    path("data/indicators/<str:key>.jsonstat", statistics.stat, name="json-stat"),
]
