"""Callers of the API: anybody, or a person with a token."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


class Caller:
    """Calls the API as one person, with a token; as nobody without one."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, parameters: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", parameters, headers={**self.headers, **headers})

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method, f"/api/v1/{path}", b"" if body is None else json.dumps(body), "application/json",
            headers={**self.headers, **headers},
        )  # fmt: skip

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def hand_in(self, path: str, file: Any, **headers: str) -> Any:
        return self.client.post(f"/api/v1/{path}", {"file": file}, headers={**self.headers, **headers})

    def etag(self, path: str) -> dict[str, str]:
        """The header that names the present version of a thing."""
        response = self.get(path)
        assert response.status_code == 200, response.content
        return {"If-Match": response["ETag"]}


@pytest.fixture
def calling() -> Callable[..., Caller]:
    """`calling(user)` may write; `calling(user, may_write=False)` may not; `calling()` is nobody."""
    from technopole.accounts.services.tokens import issue_token
    from technopole.core.sourced import By

    def caller(user: Any = None, *, may_write: bool = True) -> Caller:
        if user is None:
            return Caller()
        return Caller(issue_token(user, "test", By(user=user), may_write=may_write)[1])

    return caller


@pytest.fixture
def words(db: Any) -> None:
    """The vocabularies and one hub that the tests speak of."""
    from django.core.cache import cache

    from technopole.core.sourced import By, put

    for vocabulary, key, en, zh in (
        ("type", "company", "Company", "企业"),
        ("type", "university", "University", "高校"),
        ("sector", "chips", "Integrated circuits", "集成电路"),
        ("district", "pudong", "Pudong", "浦东新区"),
    ):
        record = {"vocabulary": vocabulary, "key": key, "name": {"en": en, "zh": zh}}
        put("term", "centre", f"{vocabulary}:{key}", record, By(label="test"))
    put("hub", "centre", "zhangjiang", {"key": "zhangjiang", "name": {"en": "Zhangjiang", "zh": "张江"}}, By(label="test"))
    cache.clear()
