"""What this installation asks of accounts: may anybody sign up, who must have a second factor."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from technopole.accounts.models import Role


def sign_up_is_open() -> bool:
    """May anybody make an account? (An account of one's own holds no role.)"""
    return getattr(settings, "SIGNUP", "open") != "closed"


def _centre() -> Any:
    """The running centre. Accounts stand below it and cannot import it: `settings.CENTRE` names who knows."""
    name = getattr(settings, "CENTRE", "")
    return import_string(name)() if name else None


def is_demo_centre() -> bool:
    """Is this the demo, whose people and passwords are public?"""
    return bool(getattr(_centre(), "demo", False))


def centre_name() -> str:
    """What the centre calls itself, in the language of the reader."""
    in_chinese = (get_language() or "").startswith("zh")
    centre = _centre()
    names = [getattr(centre, "name_zh", ""), getattr(centre, "name_en", "")]
    return next((name for name in (names if in_chinese else names[::-1]) if name), "")


def centre_id() -> str:
    """The short name of the centre, the same in every language."""
    return str(getattr(_centre(), "id", "") or "centre")


def centre_words(field: str) -> dict[str, str]:
    """A text of the centre (`name`, `about`, `tagline`, `area`) in the languages that it is given in."""
    found = {language: str(getattr(_centre(), f"{field}_{language}", "")) for language in ("en", "zh")}
    return {language: text for language, text in found.items() if text}


def centre_time_zone() -> str:
    """The time zone the centre's folder names; nothing before one was loaded."""
    return str(getattr(_centre(), "time_zone", ""))


def must_have_second_factor(user: Any) -> bool:
    """Does the role of this person ask for more than a password? Not of the made-up people of the demo."""
    who = getattr(settings, "REQUIRE_MFA", "administrator")
    if who == "off" or not user.is_authenticated:
        return False
    concerned = user.is_member_of_staff if who == "staff" else user.has_role(Role.ADMINISTRATOR)
    return bool(concerned and not (user.is_demo and is_demo_centre()))
