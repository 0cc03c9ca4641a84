"""What deals add to the rooms below: actions on offers and needs, references of organisations, work of every hour."""

from technopole.accounts.services import leaving
from technopole.deals import contracts, enquiries, helping, notifying, panels, performing, planned, privacy, talks  # noqa: F401
from technopole.deals.models import Deal, Enquiry, HelpRequest, Valuation
from technopole.pages import actions
from technopole.registry.duplicates import references


def join() -> None:
    """Called once, when the app starts."""
    for model, columns in (
        (Enquiry, ("asker_uid", "owner_uid")),
        (Deal, ("seller_uid", "buyer_uid")),
        (HelpRequest, ("asker_uid", "provider_uid")),
        (Valuation, ("organisation_uid",)),
    ):
        for column in columns:
            references.follow(model, column)
    actions.register("offer", panels.of_offer, order=10)
    actions.register("need", panels.of_need, order=10)
    actions.register(actions.LIST, panels.of_list, order=20)
    leaving.holds("deals", privacy.held)
