import deals_world
import pytest


@pytest.fixture
def who(db) -> deals_world.World:
    return deals_world.build()
