from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "technopole.signals"
    label = "signals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # the worker never loads the pages, and yet must know the planned work
        from technopole.accounts.services import leaving
        from technopole.pages import actions
        from technopole.signals import history, offers, privacy
        from technopole.signals.services import delivering, digests, matching  # noqa: F401

        history.join()
        leaving.holds("follows", privacy.held)
        leaving.forgets(privacy.forget)
        actions.register("organisation", offers.of_organisation)
        actions.register(actions.LIST, offers.of_list)
