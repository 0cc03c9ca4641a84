from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "technopole.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.exchange import kinds  # noqa: F401
