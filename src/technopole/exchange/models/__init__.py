"""The state of the exchange: what everybody may read (`public`), what only its owner and the market see (`working`),
the steps taken (`steps`), what was found for needs (`standing`), and the technology managers (`managers`)."""

from technopole.exchange.models.managers import TechnologyManager
from technopole.exchange.models.public import Need, Offer, OfferMode, OfferRight, OfferSector, ServiceKind, ServiceOffer
from technopole.exchange.models.standing import Reader, Suggestion
from technopole.exchange.models.steps import Chain, Step
from technopole.exchange.models.working import Listing, ListingSheet, ListingVersion

__all__ = [
    "Chain", "Listing", "ListingSheet", "ListingVersion", "Need", "Offer", "OfferMode", "OfferRight", "OfferSector",
    "Reader", "ServiceKind", "ServiceOffer", "Step", "Suggestion", "TechnologyManager",
]  # fmt: skip
