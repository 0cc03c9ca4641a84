"""Addresses of needs."""

from django.urls import path

from technopole.exchange import lists, views

app_name = "exchange"
urlpatterns = [
    *lists.needs.urls("needs/"),
    path("needs/<str:uid>/", views.need, name="need"),
]
