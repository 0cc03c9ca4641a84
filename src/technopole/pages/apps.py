from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "technopole.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.pages.api import idempotency  # noqa: F401
