from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "technopole.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.observatory import documents, kinds, market  # noqa: F401
        from technopole.pages import panels
        from technopole.search import providers

        panels.register("market", market.of_market)
        providers.register("indicator", documents.indicators)
