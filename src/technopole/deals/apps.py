from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "technopole.deals"
    label = "deals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.deals import joining

        joining.join()
