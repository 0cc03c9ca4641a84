"""Addresses of policies."""

from django.urls import path

from technopole.policies import lists, views

app_name = "policies"
urlpatterns = [
    *lists.policies.urls("policies/"),
    path("policies/<str:uid>/", views.policy, name="policy"),
]
