from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "technopole.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.accounts.models import Representation
        from technopole.accounts.services import leaving
        from technopole.core.requests.models import Request
        from technopole.registry import contributions, counted, documents, kinds, procedures, resolving_apart  # noqa: F401
        from technopole.registry.duplicates import references
        from technopole.registry.given import services, work  # noqa: F401 (planned work)
        from technopole.search import opinions, providers

        providers.register("organisation", documents.organisations)
        providers.register("hub", documents.hubs)
        opinions.register("organisation", resolving_apart.opinion)
        references.follow(Representation, "organisation_uid")
        references.follow(Request, "subject_uid", subject_kind="organisation")
        references.follow(Request, "outcome_uid", outcome_kind="organisation")
        leaving.forgets(services.forget)
        contributions.register(counted.of, order=40)
