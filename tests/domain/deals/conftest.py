import deals_world
import kept
import pytest


@pytest.fixture
def who(db) -> deals_world.World:
    return kept.world(deals_world.build)
