"""Every address of the portal: each domain keeps its own, this file only says where they hang."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("language", set_language, name="set_language"),
]
