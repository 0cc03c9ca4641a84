from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "technopole.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.programme import kinds  # noqa: F401
