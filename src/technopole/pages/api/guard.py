"""What happens around every operation: caller, limit, permission, precondition; then the operation; then headers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja.operation import Operation

from technopole.core.rules import Rule
from technopole.pages.api import callers, etags, idempotency, problems, rates
from technopole.pages.api.problems import Problem


@dataclass(frozen=True)
class Contract:
    """What an operation promises: who may, what scope of token it needs, whether it edits a version."""

    may: Rule
    write: bool
    if_match: bool
    media_type: str = ""
    batch: bool = False
    """Asks many things at once, in a body: limited more narrowly than other reads."""

    @property
    def rate(self) -> str:
        return rates.WRITE if self.write else rates.BATCH if self.batch else rates.READ


def guarded(operation: Operation, contract: Contract) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """A decorator for `operation.run` that keeps the contract."""
    parameters = _names(operation, "query")
    reads_json = any(model.__ninja_param_source__ == "body" for model in operation.models)
    reads_form = any(model.__ninja_param_source__ in ("form", "file") for model in operation.models)

    def decorate(run: Callable[..., Any]) -> Callable[..., HttpResponse]:
        def perform(request: HttpRequest, **arguments: Any) -> HttpResponse:
            request.api_headers = {}  # type: ignore[attr-defined]
            try:
                caller = callers.identify(request)
                request.api_headers.update(rates.spend(caller, contract.rate).headers())  # type: ignore[attr-defined]
                _permit(request, caller, contract)
                _preconditions(request, contract, parameters, reads_json, reads_form)
                if contract.write:
                    response = _written(request, caller, lambda: run(request, **arguments))
                else:
                    response = run(request, **arguments)
                if response.status_code in (200, 201) and not response.streaming:
                    response = etags.tag(request, response)
            except Exception as error:  # noqa: BLE001 (whatever it is, the caller gets a problem)
                response = problems.respond(request, error)
            return _finish(request, response)

        return perform

    return decorate


def require(request: HttpRequest, rule: Rule, row: Model | None = None) -> None:
    """Refuse with 401 or 403 unless the caller may, for this row."""
    if not rule.allows(request.user, row):
        raise problems.refusal(request)


def _written(request: HttpRequest, caller: callers.Caller, perform: Callable[[], HttpResponse]) -> HttpResponse:
    if request.method == "POST":
        return idempotency.once(request, caller, perform)
    return idempotency.all_or_nothing(perform)


def _permit(request: HttpRequest, caller: callers.Caller, contract: Contract) -> None:
    if contract.write and not caller.may_write:
        raise Problem(403, "This token may only read; make one that may write.")
    require(request, contract.may)


def _preconditions(
    request: HttpRequest, contract: Contract, parameters: frozenset[str], reads_json: bool, reads_form: bool
) -> None:
    if contract.if_match and not request.headers.get("If-Match"):
        raise Problem(428)
    sent = request.content_type or ""
    if reads_json and not (sent == "application/json" or sent.endswith("+json")):
        raise Problem(415, "Send the body as application/json.")
    if reads_form and sent != "multipart/form-data":
        raise Problem(415, "Send the file as multipart/form-data.")
    unknown = [name for name in request.GET if name not in parameters]
    if unknown:
        raise Problem(
            422,
            errors=[
                {"in": "query", "pointer": problems.pointer(name), "detail": "There is no such parameter."}
                for name in unknown
            ],
        )


def _names(operation: Operation, source: str) -> frozenset[str]:
    names: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == source:
            names.update(getattr(model, "__ninja_flatten_map__", None) or model.model_fields)
    return frozenset(names)


def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    for name, value in request.api_headers.items():  # type: ignore[attr-defined]
        if name not in response:
            response[name] = value
    if "Cache-Control" not in response:
        response["Cache-Control"] = "no-cache" if request.user.is_anonymous else "private, no-cache"
    patch_vary_headers(response, ("Authorization", "Cookie"))
    return response
