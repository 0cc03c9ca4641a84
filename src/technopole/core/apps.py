from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "technopole.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # the worker never loads the pages, and yet must know the procedures and the planned work
        from technopole.core.requests import correction, services  # noqa: F401
