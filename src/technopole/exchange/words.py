"""The words of needs on a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "talent": _("Talent"),
    "cross_industry_professionals": _("People who know two fields"),
    "regulation": _("Regulation"),
    "strategy": _("Strategy"),
    "exchange": _("Exchange"),
    "support": _("Support"),
    "mechanism": _("Mechanism"),
    "activities": _("Activities"),
    "services": _("Services"),
    "industry_chain": _("Industry chain"),
    "digital_transformation": _("Digital transformation"),
    "technology": _("Technology"),
    "partner": _("Partner"),
    "finance": _("Finance"),
    "facility": _("Facility"),
}
STATUSES: dict[str, dict[str, Any]] = {
    "open": {"label": _("Open"), "tone": "good"},
    "answered": {"label": _("Answered"), "tone": "quiet"},
    "closed": {"label": _("Closed"), "tone": "quiet"},
}
FIELDS: dict[str, Any] = {
    "kind": _("Kind"),
    "statement": _("Statement"),
    "stated_by": _("Said by"),
    "role": _("Post held"),
    "organisation": _("Organisation"),
    "stated_on": _("Said on"),
    "fields": _("Fields"),
    "wanted": _("What is wanted"),
    "status": _("Status"),
    "note": _("Note"),
    "sources": _("Sources"),
}
"""The names of fields, for history and disagreements."""

PROFILES = {
    "technology_offer": _("Technology offer"),
    "business_offer": _("Business offer"),
    "technology_request": _("Technology request"),
    "business_request": _("Business request"),
    "research_request": _("Research and development request"),
}
WHO_PAYS = {
    "technology_offer": _("The reader pays the author: for a right, a licence, or the use of a technology."),
    "business_offer": _("The author sells a product, a service or representation; the reader buys."),
    "technology_request": _("The author pays the reader: for a technology that solves a stated problem."),
    "business_request": _("The author looks for a supplier, a distributor or a business partner."),
    "research_request": _("Partners share the cost, as a rule in a funded project."),
}
"""The rule of thumb that tells profiles apart."""
MODES = {
    "transfer": _("Transfer of ownership"),
    "licence_exclusive": _("Exclusive licence"),
    "licence_sole": _("Sole licence"),
    "licence_non_exclusive": _("Non-exclusive licence"),
    "equity": _("Contribution as equity"),
    "codevelopment": _("Joint development"),
    "service": _("Technology service"),
    "sale": _("Sale of a product"),
    "investment": _("Investment"),
}
RIGHTS = {
    "patent": _("Patent"),
    "software": _("Software copyright"),
    "design": _("Design right"),
    "variety": _("Plant variety right"),
    "know_how": _("Know-how"),
    "layout": _("Layout design of integrated circuits"),
}
RIGHT_STATUSES = {
    "applied": _("applied for"),
    "granted": _("granted"),
    "registered": _("registered"),
    "secret": _("kept secret"),
    "lapsed": _("lapsed"),
}
EXCLUSIVITIES = {
    "exclusive": _("Exclusive"),
    "sole": _("Sole: the owner may use it, too"),
    "non_exclusive": _("Non-exclusive"),
}
READINESS = {
    1: _("TRL 1: basic principle observed"),
    2: _("TRL 2: concept formulated"),
    3: _("TRL 3: proof of concept by experiment"),
    4: _("TRL 4: validated in the laboratory"),
    5: _("TRL 5: validated in the relevant environment"),
    6: _("TRL 6: demonstrated in the relevant environment"),
    7: _("TRL 7: prototype in the operational environment"),
    8: _("TRL 8: complete and qualified"),
    9: _("TRL 9: proven in operation"),
}
"""Levels of technology readiness after ISO 16290, with what shows that one was reached."""
OFFER_STATUSES = {
    "live": {"label": _("Live"), "tone": "good"},
    "expired": {"label": pgettext_lazy("a listing", "Expired"), "tone": "quiet"},
    "withdrawn": {"label": _("Taken back"), "tone": "quiet"},
    "concluded": {"label": _("Concluded"), "tone": "quiet"},
}
FROM_SOURCES = {"label": _("From public sources"), "tone": "quiet"}
STATUSES |= {
    "expired": {"label": pgettext_lazy("a listing", "Expired"), "tone": "quiet"},
    "withdrawn": {"label": _("Taken back"), "tone": "quiet"},
}
SERVICE_KINDS = {
    "development": _("Technology development"),
    "transfer": _("Technology transfer"),
    "service": _("Technology service"),
    "consulting": _("Technology consulting"),
    "evaluation": _("Technology evaluation"),
    "investment_finance": _("Investment and finance"),
    "information_platform": _("Information platform"),
    "valuation": _("Valuation"),
    "legal": _("Law and intellectual property"),
    "testing": _("Testing and certification"),
    "intermediary": _("Intermediary"),
}
FIELDS |= {
    "profile": _("Type of profile"),
    "title": _("Title"),
    "summary": _("Summary"),
    "description": _("Description"),
    "advantages": _("Advantages"),
    "applications": pgettext_lazy("of a technology", "Applications"),
    "trl": _("Technology readiness level"),
    "trl_evidence": _("Evidence of the readiness level"),
    "trl_on": _("Level assessed on"),
    "sectors": _("Sectors"),
    "topics": _("Research topics"),
    "ipc": _("Patent classification"),
    "country": _("Country or region"),
    "region": _("Region"),
    "owner": _("Owner"),
    "owner_uid": _("Owner"),
    "maker": _("Maker"),
    "rights": _("Rights"),
    "modes": _("Ways to work together"),
    "price_low": _("Price from"),
    "price_high": _("Price to"),
    "currency": _("Currency"),
    "negotiable": _("Negotiable"),
    "programme": _("Programme"),
    "year": _("Year"),
    "language": _("Language"),
    "manager": _("Technology manager"),
    "published_on": _("Published on"),
    "expires_on": _("Valid until"),
    "anonymous": _("Anonymous"),
    "url": _("Web address"),
    "targets": _("Target values"),
    "attempts": _("What was tried so far"),
    "trl_min": _("Lowest readiness level"),
    "trl_max": _("Highest readiness level"),
    "rights_wanted": _("Rights wanted"),
    "exclusivity": _("Exclusivity"),
    "budget_low": _("Budget from"),
    "budget_high": _("Budget to"),
    "deadline": _("Deadline"),
    "scenario": _("Scenario in the city"),
    "name": _("Name"),
    "provider": _("Provider"),
    "website": _("Website"),
    "kinds": _("Kind of service"),
}
