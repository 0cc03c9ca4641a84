from typing import Any

import deals_world
import kept
import pytest


@pytest.fixture
def who(db) -> deals_world.World:
    return kept.world(deals_world.build)


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.REQUIRE_MFA = "off"
