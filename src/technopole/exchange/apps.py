from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "technopole.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.exchange import counted, documents, kinds, panels  # noqa: F401
        from technopole.pages.panels import register
        from technopole.registry import contributions
        from technopole.search import providers

        providers.register("need", documents.needs)
        register("organisation", panels.needs, order=40)
        register("hub", panels.needs, order=40)
        contributions.register(counted.of, order=20)
