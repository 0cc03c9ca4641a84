import kept
import pytest
import registration_factory
from registration_factory import World


@pytest.fixture
def who(db) -> World:
    return kept.world(registration_factory.world)
