from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "technopole.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.policies import counted, documents, kinds  # noqa: F401
        from technopole.registry import contributions
        from technopole.search import providers

        providers.register("policy", documents.policies)
        contributions.register(counted.of, order=30)
