from typing import Any

import deals_world
import pytest


@pytest.fixture
def who(db) -> deals_world.World:
    return deals_world.build()


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.REQUIRE_MFA = "off"
