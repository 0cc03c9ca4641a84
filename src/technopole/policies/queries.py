"""Reading policies."""

import datetime as dt

from django.db.models import Case, QuerySet, Value, When

from technopole.policies.models import Policy


def policies(today: dt.date) -> QuerySet[Policy]:
    """All policies with their `validity` on a day: in_force, not_yet, expired, not_stated (as `words.validity`)."""
    return Policy.objects.annotate(
        validity=Case(
            When(valid_to_on__lt=today, then=Value("expired")),
            When(valid_from_on=None, then=Value("not_stated")),
            When(valid_from_on__gt=today, then=Value("not_yet")),
            default=Value("in_force"),
        )
    )
