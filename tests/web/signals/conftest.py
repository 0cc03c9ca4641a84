"""Somebody who follows, and what changes."""

from collections.abc import Callable
from typing import Any

import pytest
import things

from technopole.core.sourced import put


@pytest.fixture
def change(db: Any) -> Callable[..., str]:
    """Puts organisation `number` anew with other facts; gives its uid."""

    def do(number: int, **more: Any) -> str:
        record = things.organisation(number, **more)
        return next(iter(put("organisation", "centre", f"test:{record['key']}", record, things.BY).uids.values()))

    return do
