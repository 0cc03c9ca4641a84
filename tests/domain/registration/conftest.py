import pytest
import registration_factory
from registration_factory import World


@pytest.fixture
def who(db) -> World:
    return registration_factory.world()
