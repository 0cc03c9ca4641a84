"""The history of an account in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technopole.accounts.models import Role
from technopole.core.models import Change

register = template.Library()

_WORDS = {
    "created": gettext_lazy("Account made"),
    "role_granted": gettext_lazy("Role given"),
    "role_revoked": gettext_lazy("Role taken back"),
    "appointed": gettext_lazy("Appointed to speak for an organisation"),
    "post_changed": gettext_lazy("Post changed"),
    "representation_ended": gettext_lazy("No longer speaks for an organisation"),
    "token_issued": gettext_lazy("API token made"),
    "token_revoked": gettext_lazy("API token revoked"),
    "session_ended": gettext_lazy("A device signed out"),
    "sessions_ended": gettext_lazy("All devices signed out"),
    "suspended": gettext_lazy("Account suspended"),
    "restored": gettext_lazy("Account opened again"),
    "left": gettext_lazy("Account deleted by its owner"),
}


@register.filter
def what_happened(change: Change) -> str:
    """One line of an account's history, with the role or organisation it is about."""
    words = str(_WORDS.get(change.action, change.action))
    diff: dict[str, Any] = change.diff
    if role := diff.get("role"):
        return _("%(what)s: %(about)s") % {"what": words, "about": Role(role).label if role in Role.values else role}
    if organisation := diff.get("organisation"):
        return _("%(what)s: %(about)s") % {"what": words, "about": organisation}
    return words
