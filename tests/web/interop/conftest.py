"""The small world of the protocols, and a caller of them."""

from collections.abc import Callable
from typing import Any

import interop_world
import orjson
import pytest
from django.test import Client


@pytest.fixture
def world(db: Any) -> dict[str, str]:
    """{ROR id, or `own`: uid}."""
    return interop_world.load()


@pytest.fixture
def ask() -> Callable[..., Any]:
    """The JSON that an address answers to these parameters."""

    def asked(address: str, /, **parameters: str) -> Any:
        response = Client().get(address, parameters)
        assert response.status_code == 200, response.content[:500]
        return orjson.loads(response.content)

    return asked
