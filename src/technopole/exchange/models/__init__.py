"""The state of the exchange: what everybody may read (`public`), what only its owner and the market see (`working`),
the steps taken (`steps`), and the technology managers (`managers`)."""

from technopole.exchange.models.managers import TechnologyManager
from technopole.exchange.models.public import Need, Offer, ServiceOffer
from technopole.exchange.models.steps import Chain, Step
from technopole.exchange.models.working import Listing, ListingVersion

__all__ = ["Chain", "Listing", "ListingVersion", "Need", "Offer", "ServiceOffer", "Step", "TechnologyManager"]
