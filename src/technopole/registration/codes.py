"""Codes and numbers that the register hands out, each once."""

import datetime as dt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core.errors import Invalid
from technopole.methods import identifiers
from technopole.registration.authorities import Known
from technopole.registration.models import Counter, Registration
from technopole.registry.models import Identifier

SYNTHETIC_SEGMENT = "MJ49"
"""The beginning of organisation codes of what is made up; no real organisation gets one."""
DEFAULT_REGION = "310000"


def next_number(series: str) -> int:
    """The next number of a series, from 1. Call inside the transaction that uses it."""
    counter, _made = Counter.objects.select_for_update().get_or_create(series=series)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def compose(code_start: str, authority: Known, *, synthetic: bool) -> str:
    """A credit code that nobody bears yet, from the authority's segment. Raises `Invalid` where it has none."""
    segment = SYNTHETIC_SEGMENT if synthetic else authority.code_segment
    if not segment:
        why = _("This authority hands out no codes of its own: type in the code that was assigned.")
        raise Invalid(why, fields={"code": [why]})
    while True:
        number = next_number(f"code:{segment}")
        code = identifiers.compose_uscc(code_start, authority.region or DEFAULT_REGION, segment, number)
        if not is_borne(code):
            return code


def is_borne(code: str) -> bool:
    """Does an organisation of the register or the directory bear this code?"""
    return (
        Registration.objects.filter(code=code).exists() or Identifier.objects.filter(scheme="uscc", value=code).exists()
    )


def check_typed(text: str, code_start: str) -> str:
    """A code as somebody typed it, in its one form. Raises `Invalid` saying what is wrong with it."""
    try:
        code = identifiers.normalise("uscc", text)
    except identifiers.InvalidIdentifier as error:
        why = error.explain(get_language() or "en")
        raise Invalid(why, fields={"code": [why]}) from None
    why = ""
    if not code.startswith(code_start):
        why = _("The code of this legal form begins with %(start)s.") % {"start": code_start}
    elif code[8:12] == SYNTHETIC_SEGMENT:
        why = _("Codes with %(segment)s are kept for made-up organisations.") % {"segment": SYNTHETIC_SEGMENT}
    elif is_borne(code):
        why = _("Another organisation bears this code.")
    if why:
        raise Invalid(why, fields={"code": [why]})
    return code


def filing_number(day: dt.date) -> str:
    """The number of a temporary activity's filing."""
    return f"TA{day:%Y}{next_number(f'activity:{day:%Y}'):06d}"


def certificate_number(authority: Known, day: dt.date) -> str:
    """The number of a certificate: division, year, running number."""
    region = authority.region or DEFAULT_REGION
    return f"{region}-{day:%Y}-{next_number(f'certificate:{region}:{day:%Y}'):06d}"
