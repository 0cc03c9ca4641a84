"""What supervision adds to the rooms below it: sections of an organisation's page, signals, contributions, work."""

from django.utils.translation import gettext_lazy as _

from technopole.core import signals
from technopole.core.signals import SignalKind, on_action
from technopole.pages import actions, objects, panels
from technopole.registry import contributions, standing, vocabulary
from technopole.registry.duplicates import references
from technopole.registry.official import load
from technopole.supervision import imported, imports  # noqa: F401 (work of imports is known once they are imported)
from technopole.supervision import panels as own
from technopole.supervision.models import AnnualReport, CreditRecord, Event, ListCase, ProgressReport, Rating
from technopole.supervision.services import planned  # noqa: F401 (its work of every day is known once it is imported)

ORGANISATION = frozenset({"organisation"})


FIELDS = {
    "report": _("Annual report"),
    "plan": _("Plan of activities"),
    "due": _("Due"),
    "list": _("List"),
    "ground": _("Ground"),
    "rating": _("Rating"),
    "valid_to": _("Valid until"),
    "inspection": _("Annual inspection"),
    "penalty": _("Penalty"),
    "other": _("Other credit record"),
    "progress": _("Progress report"),
}
"""What history tells of an organisation under supervision, by the names used there."""


def join() -> None:
    """Called once, when the app starts."""
    for name, label, told in (
        ("overdue", _("Report overdue"), "overdue"),
        ("report_received", _("Report received"), "report_received"),
        ("listed", _("Put on a list"), "listed"),
        ("repaired", _("Taken off a list"), "repaired"),
        ("rating", _("Rating given or ended"), "rating"),
        ("inspection", _("Inspected"), "inspection"),
        ("penalty", _("Penalty"), "penalty"),
        ("credit_record", _("Other credit record"), "other"),
        ("progress_report", _("Progress report accepted"), "progress"),
    ):
        signals.register(SignalKind(name, label, on_action(told), ORGANISATION))
        objects.ACTIONS[told] = label
    vocabulary.FIELDS.update(FIELDS)
    panels.register("registration", own.of_registration)
    panels.register("organisation", own.of_organisation, order=12, brief=True)
    actions.register("organisation", own.actions, order=40)
    contributions.register(own.counted, order=60)
    standing.register("supervision", own.standing)
    load.follow(imported.follow)
    for model in (AnnualReport, CreditRecord, Event, ListCase, ProgressReport, Rating):
        references.follow(model, "organisation_uid")
