from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "technopole.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.pages.panels import register
        from technopole.programme import counted, documents, kinds, panels  # noqa: F401
        from technopole.programme.models import Trial
        from technopole.programme.trials import procedure  # noqa: F401
        from technopole.registry import contributions
        from technopole.registry.duplicates import references
        from technopole.search import providers

        providers.register("event", documents.events)
        providers.register("facility", documents.facilities)
        providers.register("showcase", documents.showcase)
        register("organisation", panels.facilities_of_organisation, order=20)
        register("organisation", panels.events_of_organisation, order=30)
        register("hub", panels.facilities_of_hub, order=20)
        register("hub", panels.events_of_hub, order=30)
        contributions.register(counted.of, order=10)
        references.follow(Trial, "organisation_uid")
        references.follow(Trial, "maker_uid")
