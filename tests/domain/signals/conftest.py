"""A person with a proven address, things to follow, and changes of them."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import things

from technopole.core.sourced import put


@pytest.fixture
def reader(people: SimpleNamespace) -> Any:
    """The visitor, whose address is proven."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=people.visitor, email=people.visitor.email, verified=True, primary=True)
    return people.visitor


@pytest.fixture
def change(db: Any) -> Callable[..., str]:
    """Puts organisation `number` anew with other facts; gives its uid."""

    def do(number: int, **more: Any) -> str:
        record = things.organisation(number, **more)
        return next(iter(put("organisation", "centre", f"test:{record['key']}", record, things.BY).uids.values()))

    return do
