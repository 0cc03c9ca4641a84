"""What comes to listings with time: owners are reminded, and what is past its last day expires."""

import datetime as dt

from django.db import transaction

from technopole.core import clock
from technopole.core.jobs import enqueue, task
from technopole.exchange import notices, services
from technopole.exchange.models import Listing, ListingSheet

REMINDERS = (30, 7)
"""Days before the end on which the owner is reminded."""
SHEETS_ARE_KEPT = dt.timedelta(days=7)


def come(listing: Listing, today: dt.date) -> int | None:
    """How many days before the end the latest reminder is whose day has come; None before the first."""
    if listing.expires_on is None:
        return None
    left = (listing.expires_on - today).days
    return min((days for days in REMINDERS if left <= days), default=None)


@task("exchange.watch_listings", every=dt.timedelta(hours=1))
def watch() -> None:
    """Let expire what is past its day, and remind the owners of what soon will be, of each day once. One whose day
    passed while nobody worked is sent late, not twice."""
    services.expire_due()
    ListingSheet.objects.filter(created_at__lt=clock.now() - SHEETS_ARE_KEPT).delete()
    today = clock.today()
    ends = today + dt.timedelta(days=max(REMINDERS))
    for listing in Listing.objects.filter(standing="live", expires_on__lte=ends).iterator(chunk_size=500):
        days, known = come(listing, today), listing.reminded
        if days is None or (known is not None and known <= days):
            continue
        still = Listing.objects.filter(pk=listing.pk, standing="live", reminded=known, expires_on=listing.expires_on)
        with transaction.atomic():  # noted and planned together, or neither
            if still.update(reminded=days):
                enqueue(notices.TASK, uid=listing.uid, event=notices.REMIND)
