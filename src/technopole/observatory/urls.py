"""Addresses of indicators."""

from django.urls import path

from technopole.observatory import compare, lists, scoreboard_views, views
from technopole.observatory.clusters import views as cluster_views
from technopole.observatory.composing import own_views as own_index
from technopole.observatory.composing import views as composing
from technopole.observatory.emerging import views as emerging_views
from technopole.observatory.measuring import views as measured
from technopole.observatory.networks import files as network_files
from technopole.observatory.networks import views as network_views
from technopole.observatory.specialisation import views as specialisation_views

app_name = "observatory"
urlpatterns = [
    path("clusters/", cluster_views.page, name="clusters"),
    path("clusters/<slug:source>.<slug:form>", cluster_views.twin, name="clusters-twin"),
    path("specialisation/", specialisation_views.page, name="specialisation"),
    path("specialisation/<slug:basis>.<slug:form>", specialisation_views.twin, name="specialisation-twin"),
    path("scoreboard/", scoreboard_views.page, name="scoreboard"),
    path("scoreboard.<str:form>", scoreboard_views.download, name="scoreboard-figures"),
    path("scoreboard/report.html", scoreboard_views.report, name="report"),
    *lists.indicators.urls("indicators/"),
    path("indicators/<str:key>/", views.indicator, name="indicator"),
    path("indicators/<str:key>/observations.<str:form>", views.download, name="observations"),
    path("indicators/<str:key>/chart.svg", views.chart, name="chart"),
    path("indicators/<str:key>/embed/", views.embed, name="embed"),
    path("compare/", compare.compare, name="compare"),
    path("compare/figures.<str:form>", compare.download, name="compare-figures"),
    path("composite/", composing.page, name="composite"),
    path("composite/scores.json", composing.scores, name="composite-scores"),
    path("composite/files/<str:name>", composing.file, name="composite-file"),
    path("composite/own/", own_index.own, name="composite-own"),
    path("indicators/<str:key>/computed.<str:form>", measured.measurements, name="measurements"),
    path("indicators/<str:key>/records/", measured.records, name="records"),
    path("indicators/<str:key>/records.<str:form>", measured.download, name="records-file"),
    path("networks/", network_views.networks, name="networks"),
    path("networks/network.<str:form>", network_files.file, name="network-file"),
    path("emerging/", emerging_views.page, name="emerging"),
    path("emerging/topics.<str:form>", emerging_views.twin, name="emerging-twin"),
]
