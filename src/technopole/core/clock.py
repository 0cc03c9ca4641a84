"""The one place that reads the time, so that tests can set it."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Today in the centre's time zone."""
    return timezone.localdate()
