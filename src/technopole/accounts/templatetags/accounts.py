"""Accounts in words: what happened to one, which device is signed in, how to enter the demo."""

import re
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technopole.accounts import policy
from technopole.accounts.models import Role
from technopole.accounts.services.people import DemoLogin, open_demo_logins
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

# The first that fits wins: most browsers also claim to be those below them.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("WeChat", r"MicroMessenger/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrom(?:e|ium)/|CriOS/|HeadlessChrome/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("HarmonyOS", r"HarmonyOS"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


@register.filter
def device(user_agent: str) -> str:
    """A browser as its owner would name it: Firefox on Windows. What is not known is shown as it introduced itself."""
    browser = next((name for name, mark in _BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for name, mark in _SYSTEMS if re.search(mark, user_agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:60] or _("Unknown device")


@register.simple_tag
def sign_up_is_open() -> bool:
    """Whether to offer an account."""
    return policy.sign_up_is_open()


@register.simple_tag
def demo_logins() -> list[DemoLogin]:
    """Whom a visitor of the demo may sign in as; nobody anywhere else."""
    return open_demo_logins() if policy.is_demo_centre() else []


@register.filter
def role_name(role: str) -> str:
    """The name of a role, or of being a representative."""
    return str(Role(role).label) if role in Role.values else _("Representative")


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
