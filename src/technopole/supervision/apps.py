from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "technopole.supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.supervision import joining

        joining.join()
