"""What somebody typed: as it is kept, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from technopole.core.errors import Invalid


def clean(text: Any, most: int | None = None) -> str:
    """A text without space around it and without the NUL characters that some programs leave in what is pasted, and
    PostgreSQL refuses; at most its first characters. Nothing is an empty text."""
    return str(text or "").replace("\0", "").strip()[:most]


def text(said: Mapping[str, Any], name: str, missing: Any = "", most: int = 4000) -> str:
    """What was said under a name; raises `Invalid` with `missing` if that was nothing."""
    found = clean(said.get(name), most)
    if missing and not found:
        raise wrong(name, missing)
    return found


def wrong(name: str, why: Any) -> Invalid:
    """What refuses the answer to one question, for one reason."""
    return Invalid(str(why), fields={name: [str(why)]})


def problem_of_web_address(address: str) -> str:
    """What is wrong with the address of a page; empty if nothing is."""
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return _("Give a full web address, such as https://example.org/page.")
    return ""


def problem_of_email(address: str) -> str:
    """What is wrong with an e-mail address; empty if nothing is."""
    try:
        validate_email(address)
    except ValidationError:
        return _("Give a full e-mail address.")
    return ""
