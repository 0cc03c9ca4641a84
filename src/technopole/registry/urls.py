from django.urls import path

from technopole.registry import lists, views

app_name = "registry"
urlpatterns = [
    path("organisations/counts/", views.counts, name="organisation-counts"),
    *lists.organisations.urls("organisations/"),
    path("organisations/<slug:uid>/", views.organisation, name="organisation"),
    path("hubs/", views.hubs, name="hubs"),
    path("hubs/<slug:uid>/", views.hub, name="hub"),
]
