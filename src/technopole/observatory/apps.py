from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "technopole.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.observatory import documents, kinds  # noqa: F401
        from technopole.search import providers

        providers.register("indicator", documents.indicators)
