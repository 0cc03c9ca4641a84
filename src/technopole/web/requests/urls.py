"""Addresses of requests and of what waits for whom."""

from django.urls import path

from technopole.web.requests import applying, cases, corrections, work

app_name = "requests"
urlpatterns = [
    path("my/", work.my, name="my"),
    path("inbox/", work.inbox, name="inbox"),
    path("requests/new/", applying.choose, name="choose"),
    path("requests/new/organisation.register/", applying.register, name="register"),
    path("requests/new/organisation.change/<slug:uid>/", applying.change, name="change"),
    path("requests/new/representation/<slug:uid>/", applying.represent, name="represent"),
    path("requests/<slug:uid>/", cases.case, name="request"),
    path("requests/<slug:uid>/edit/", applying.edit, name="edit"),
    path("requests/<slug:uid>/review/", applying.review, name="review"),
    path("requests/<slug:uid>/papers/", applying.attach, name="attach"),
    path("requests/<slug:uid>/papers/<slug:paper>/", cases.paper, name="paper"),
    path("requests/<slug:uid>/papers/<slug:paper>/remove/", applying.remove, name="remove"),
    path("requests/<slug:uid>/<slug:step>", cases.step, name="step"),
    path("suggest/<slug:kind>/<slug:uid>/", corrections.suggest, name="suggest"),
    path("corrections/", corrections.corrections, name="corrections"),
]
