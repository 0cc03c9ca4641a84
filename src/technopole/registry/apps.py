from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "technopole.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.accounts.services import leaving
        from technopole.registry import documents, kinds, procedures  # noqa: F401
        from technopole.registry.given import services, work  # noqa: F401 (planned work)
        from technopole.search import providers

        providers.register("organisation", documents.organisations)
        providers.register("hub", documents.hubs)
        leaving.forgets(services.forget)
