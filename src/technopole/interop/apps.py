from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "technopole.interop"
    label = "interop"
