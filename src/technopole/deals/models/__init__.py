"""What is kept of enquiries, deals and requests for help (`rows`), of talks, contracts and ranges of values. None of it
is public; what becomes public is said there."""

from technopole.deals.models.contracts import Certificate, Contract, Milestone, Outcome
from technopole.deals.models.rows import Deal, Enquiry, HelpRequest, Moved
from technopole.deals.models.talks import DealPaper, Nda, Notice, Objection, Proposal
from technopole.deals.models.valuations import Valuation

__all__ = [
    "Certificate", "Contract", "Deal", "DealPaper", "Enquiry", "HelpRequest", "Milestone", "Moved", "Nda", "Notice",
    "Objection", "Outcome", "Proposal", "Valuation",
]  # fmt: skip
