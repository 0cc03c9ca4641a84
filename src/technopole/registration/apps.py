from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "technopole.registration"
    label = "registration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from technopole.pages import actions
        from technopole.pages.panels import register
        from technopole.registration import kinds, panels, procedures  # noqa: F401
        from technopole.registration.models import Registration
        from technopole.registry import standing
        from technopole.registry.duplicates import references

        references.follow(Registration, "organisation_uid")
        standing.register("registration", panels.standing)
        actions.register(actions.LIST, panels.of_list, order=10)
        register("organisation", panels.of_organisation, order=10, brief=True)
