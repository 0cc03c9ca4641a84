"""Addresses of supervision."""

from django.urls import path

from technopole.supervision import lists
from technopole.supervision.views import cases, importing, organisation, papers, work

app_name = "supervision"
urlpatterns = [
    path("organisations/<slug:uid>/supervision/", organisation.organisation, name="organisation"),
    path("organisations/<slug:uid>/supervision/record/", organisation.enter_record, name="enter-record"),
    path("organisations/<slug:uid>/supervision/listing/", organisation.propose, name="propose"),
    path("organisations/<slug:uid>/supervision/rating/", organisation.apply, name="apply"),
    path("organisations/<slug:uid>/supervision/progress/", organisation.begin_progress, name="begin-progress"),
    *lists.annual_reports.urls("supervision/reports/"),
    path("supervision/reports/<slug:uid>/", cases.report, name="report"),
    path("supervision/reports/<slug:uid>/edit/", cases.edit_report, name="report-edit"),
    *lists.ratings.urls("supervision/ratings/"),
    path("supervision/ratings/<slug:uid>/", cases.rating, name="rating"),
    *lists.listings.urls("supervision/lists/"),
    path("supervision/lists/<slug:uid>/", cases.listing, name="listing"),
    *lists.credit_records.urls("supervision/records/"),
    path("supervision/records/<slug:uid>/", cases.record, name="record"),
    path("supervision/progress/<slug:uid>/", cases.progress, name="progress"),
    path("supervision/progress/<slug:uid>/edit/", cases.edit_progress, name="progress-edit"),
    path("supervision/<slug:kind>/<slug:uid>/papers/", papers.attach, name="attach"),
    path("supervision/<slug:kind>/<slug:uid>/papers/<slug:paper>/", papers.paper, name="paper"),
    path("supervision/<slug:kind>/<slug:uid>/papers/<slug:paper>/remove/", papers.take_back, name="take-back"),
    path("supervision/<slug:kind>/<slug:uid>/<slug:step>", cases.step, name="step"),
    path("my/supervision/", work.mine, name="mine"),
    path("office/supervision/", work.worklists, name="worklists"),
    path("office/import/", importing.imports, name="imports"),
    path("office/import/<slug:uid>/", importing.run, name="import"),
    path("office/import/<slug:uid>/<slug:step>", importing.step, name="import-step"),
    path("office/import/<slug:uid>/problems.csv", importing.problems, name="import-problems"),
]
