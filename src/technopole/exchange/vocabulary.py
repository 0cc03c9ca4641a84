"""The words that offers, needs and services may use. How they are called on pages stands in `words`."""

OFFER_PROFILES = ("technology_offer", "business_offer")
NEED_PROFILES = ("technology_request", "business_request", "research_request")
PROFILES = (*OFFER_PROFILES, *NEED_PROFILES)
"""Types of profile of the Enterprise Europe Network; what tells them apart is who pays whom."""

MODES = (
    "transfer", "licence_exclusive", "licence_sole", "licence_non_exclusive", "equity", "codevelopment", "service",
    "sale", "investment",
)  # fmt: skip
RIGHTS = ("patent", "software", "design", "variety", "know_how", "layout")
RIGHT_STATUSES = ("applied", "granted", "registered", "secret", "lapsed")
EXCLUSIVITIES = ("exclusive", "sole", "non_exclusive")

OFFER_STATUSES = ("live", "expired", "withdrawn", "concluded")
NEED_STATUSES = ("open", "answered", "closed", "expired", "withdrawn")

SERVICE_KINDS = (
    "development", "transfer", "service", "consulting", "evaluation", "investment_finance", "information_platform",
    "valuation", "legal", "testing", "intermediary",
)  # fmt: skip
"""Kinds of service: the first seven as GB/T 34670-2017 tells them apart, the rest what firms ask for by name."""

MANAGER_LEVELS = ("junior", "intermediate", "senior")
