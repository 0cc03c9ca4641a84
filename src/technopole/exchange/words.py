"""The words of needs on a page."""

from django.utils.translation import gettext_lazy as _

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
STATUSES = {
    "open": {"label": _("Open"), "tone": "good"},
    "answered": {"label": _("Answered"), "tone": "quiet"},
    "closed": {"label": _("Closed"), "tone": "quiet"},
}
FIELDS = {
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
