"""A router on which no operation can forget to say who may call it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router as NinjaRouter
from ninja.constants import NOT_SET
from ninja.operation import Operation, PathView
from ninja.utils import contribute_operation_callback

from technopole.core.rules import Rule
from technopole.pages.api import problems
from technopole.pages.api.guard import Contract, guarded
from technopole.pages.api.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])


class Router:
    """The operations of one domain, under one heading of the documentation."""

    def __init__(self, tag: str) -> None:
        self.ninja = _Router(tags=[tag])

    def get(
        self, path: str, *, may: Rule, response: Any, summary: str, media_type: str = ""
    ) -> Callable[[View], View]:
        """A read. HEAD is answered too. `media_type` names what is sent when it is not JSON."""
        contract = Contract(may, write=False, if_match=False, media_type=media_type)
        return self._add("GET", path, contract, response, summary)

    def post(
        self, path: str, *, may: Rule, response: Any, summary: str, status: int = 201, if_match: bool = False
    ) -> Callable[[View], View]:
        """A write that makes something or moves it on; it may be repeated safely with an Idempotency-Key."""
        return self._add("POST", path, Contract(may, write=True, if_match=if_match), {status: response}, summary)

    def ask(self, path: str, *, may: Rule, response: Any, summary: str) -> Callable[[View], View]:
        """A read that asks more than an address can hold: POST, which changes nothing and needs no right to write."""
        contract = Contract(may, write=False, if_match=False, batch=True)
        return self._add("POST", path, contract, {200: response}, summary)

    def patch(self, path: str, *, may: Rule, response: Any, summary: str) -> Callable[[View], View]:
        """An edit; the caller must say with If-Match which version it edits."""
        return self._add("PATCH", path, Contract(may, write=True, if_match=True), response, summary)

    def delete(self, path: str, *, may: Rule, summary: str, if_match: bool = False) -> Callable[[View], View]:
        return self._add("DELETE", path, Contract(may, write=True, if_match=if_match), {204: None}, summary)

    def _add(
        self, method: str, path: str, contract: Contract, response: Any, summary: str
    ) -> Callable[[View], View]:
        def register(view: View) -> View:
            def guard(operation: Operation) -> None:
                decorator = guarded(operation, contract)
                operation.run = decorator(operation.run)  # type: ignore[method-assign]
                operation._run_decorators = [decorator]  # type: ignore[attr-defined]

            contribute_operation_callback(view, guard)
            self.ninja.add_api_operation(
                path, [method], view, response=response, summary=summary, operation_id=view.__name__,
                openapi_extra={"x-contract": contract},
            )
            return view

        return register


class _Router(NinjaRouter):
    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **options: Any) -> None:
        if path not in self.path_operations:
            self.path_operations[path] = _PathView()
        options.setdefault("response", NOT_SET)
        super().add_api_operation(path, methods, view_func, **options)


class _PathView(PathView):
    """All methods of one address; a method it lacks is a problem like any other."""

    def clone(self) -> "PathView":
        cloned = _PathView()
        cloned.is_async = self.is_async
        cloned.url_name = self.url_name
        cloned.operations = [operation.clone() for operation in self.operations]
        return cloned

    def _find_operation(self, request: HttpRequest) -> Operation | None:
        method = "GET" if request.method == "HEAD" else request.method
        return next((operation for operation in self.operations if method in operation.methods), None)

    def _sync_view(self, request: HttpRequest, *args: Any, **arguments: Any) -> Any:
        if self._find_operation(request) is not None:
            return super()._sync_view(request, *args, **arguments)
        allowed = sorted({method for operation in self.operations for method in operation.methods})
        allow = ", ".join([*allowed, *(["HEAD"] if "GET" in allowed else []), "OPTIONS"])
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allow})
        return problems.respond(request, Problem(405, headers={"Allow": allow}))
