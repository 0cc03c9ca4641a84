from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "technopole.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.policies import kinds  # noqa: F401
