"""One registered organisation under supervision, the people around it, and a clock that tests set."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import supervision_world
from django.utils import timezone


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set the clock: `at("2025-03-31")` is noon of that day, `at(moment)` that moment, in the centre's time zone."""
    from technopole.core import clock

    def set_to(moment: Any) -> None:
        if isinstance(moment, str):
            moment = dt.datetime.fromisoformat(moment)
            moment = moment.replace(hour=12) if moment.time() == dt.time() else moment
        if moment.tzinfo is None:
            moment = timezone.make_aware(moment)
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: timezone.localdate(moment))

    return set_to


@pytest.fixture
def world(people: SimpleNamespace, at: Callable[..., None]) -> SimpleNamespace:
    """Alice speaks for acme, an association registered on 10 March 2020; today is 15 January 2025."""
    at("2025-01-15")
    supervision_world.register(people.acme, "2020-03-10")
    people.registration = supervision_world.registration(people.acme)
    return people
