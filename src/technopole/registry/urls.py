from django.urls import path

from technopole.registry import lists, views
from technopole.registry.duplicates import views as duplicates
from technopole.registry.given import views as given

app_name = "registry"
urlpatterns = [
    path("organisations/counts/", views.counts, name="organisation-counts"),
    *lists.organisations.urls("organisations/"),
    path("organisations/<slug:uid>/", views.organisation, name="organisation"),
    path("resolve/", given.resolve, name="resolve"),
    path("check/", given.check, name="check"),
    path("lists/<slug:uid>/", given.one, name="given"),
    path("lists/<slug:uid>/answers.<str:form>", given.download, name="given-download"),
    path("lists/<slug:uid>/delete/", given.delete, name="given-delete"),
    path("duplicates/", duplicates.listed, name="duplicates"),
    path("duplicates/export.<str:form>", duplicates.download, name="duplicates-export"),
    path("duplicates/<slug:uid>/", duplicates.pair, name="duplicate"),
    path("duplicates/<slug:uid>/<slug:step>", duplicates.step, name="duplicate-step"),
    path("hubs/", views.hubs, name="hubs"),
    path("hubs/<slug:uid>/", views.hub, name="hub"),
]
