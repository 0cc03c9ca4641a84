from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "technopole.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.exchange import counted, documents, findable, kinds, panels, standing, timing  # noqa: F401
        from technopole.exchange.asking import proposing, suggesting
        from technopole.exchange.models import Listing
        from technopole.pages import actions
        from technopole.pages.panels import register
        from technopole.registry import contributions, regions
        from technopole.registry.duplicates import references
        from technopole.search import providers
        from technopole.search.corpora import spellings

        providers.register("need", documents.needs)
        providers.register("offer", documents.offers)
        providers.register("service", documents.services)
        findable.register()
        spellings.register("region", regions.spellings)
        register("organisation", panels.needs, order=40)
        register("organisation", panels.offers, order=38)
        register("organisation", panels.services, order=42)
        register("hub", panels.needs, order=40)
        register("showcase", panels.needs_of_showcase, order=40)
        contributions.register(counted.of, order=20)
        actions.register("offer", proposing.actions_of_offer, order=30)
        actions.register("need", proposing.actions_of_need, order=30)
        actions.register("need", suggesting.actions_of_need, order=20)
        references.follow(Listing, "organisation_uid")
