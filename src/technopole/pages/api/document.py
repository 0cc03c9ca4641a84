"""The joined API and its OpenAPI 3.1 document, with what every operation has in common said for each."""

from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from technopole.pages.api import problems
from technopole.pages.api.guard import Contract
from technopole.pages.api.router import Router

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reference": {"type": "string", "description": "Names the entry in the centre’s log."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "detail"],
                "properties": {
                    "in": {"enum": ["body", "query", "path", "header", "form", "file"]},
                    "pointer": {"type": "string", "description": "A JSON pointer to the value, as a URI fragment."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

SECURITY: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of yours: `Authorization: Bearer tp_…`"},
    "session": {
        "type": "apiKey", "in": "cookie", "name": "sessionid",
        "description": "The session of the portal; writes also need the header X-CSRFToken.",
    },
}

IF_MATCH = {
    "in": "header", "name": "If-Match", "required": True, "schema": {"type": "string", "minLength": 1},
    "description": "The ETag you read; 412 when the thing was changed since.",
}
IDEMPOTENCY_KEY = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
    "description": "Any text of your own; a repetition within 24 hours gets the first answer again.",
}
IF_NONE_MATCH = {
    "in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string"},
    "description": "An ETag you have; 304 when it is still the present one.",
}

RATE_HEADERS = {
    "RateLimit-Limit": "Calls a minute.",
    "RateLimit-Remaining": "Calls left.",
    "RateLimit-Reset": "Seconds until the count begins anew.",
}


class _Json(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data, default=_other, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


class _StrictJson(Parser):
    """JSON as its standard has it: no NaN, no lone halves of characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Api(NinjaAPI):
    """All routers as one API, every error of it a problem."""

    def __init__(self, **options: Any) -> None:
        super().__init__(renderer=_Json(), parser=_StrictJson(), openapi_url=None, docs_url=None, **options)
        self._exception_handlers = {Exception: problems.respond}  # instead of ninja's, which have shapes of their own

    def include(self, router: Router) -> None:
        self.add_router("", router.ninja)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        schema["components"]["securitySchemes"] = SECURITY
        schema["components"]["responses"] = {
            f"Problem{status}": _problem_response(status) for status in problems.SORTS
        }
        schema["components"]["headers"] = {
            name: {"description": description, "schema": {"type": "integer"}}
            for name, description in RATE_HEADERS.items()
        }
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation)
        return schema


def _problem_response(status: int) -> dict[str, Any]:
    return {
        "description": problems.SORTS[status].title,
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _complete(method: str, operation: dict[str, Any]) -> None:
    contract: Contract = operation.pop("x-contract")
    parameters = operation["parameters"]
    statuses = {400, 401, 403, 404, 422, 429, 500, 503}
    if contract.write:
        statuses |= {409}
    if "requestBody" in operation:
        statuses |= {413, 415}
    if contract.if_match:
        statuses |= {412, 428}
        parameters.append(IF_MATCH)
    if method == "post" and contract.write:
        parameters.append(IDEMPOTENCY_KEY)
    if method == "get":
        parameters.append(IF_NONE_MATCH)
    rates = {name: {"$ref": f"#/components/headers/{name}"} for name in RATE_HEADERS}
    answers: dict[str, Any] = {}
    for status, response in operation["responses"].items():
        headers: dict[str, Any] = dict(rates)
        if response.get("content"):
            headers["ETag"] = {"schema": {"type": "string"}}
        answers[str(status)] = {**response, "headers": headers}
        if contract.media_type:
            answers[str(status)]["content"] = {contract.media_type: {}}
    if method == "get":
        answers["304"] = {"description": "You have it already"}
    for status in sorted(statuses):
        answers[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    operation["responses"] = answers
    open_to_all: list[dict[str, Any]] = [{}]
    operation["security"] = open_to_all if contract.may.name == "everyone" else []
    operation["security"] += [{"token": []}, {"session": []}]
    operation["x-may"] = contract.may.name
    operation["x-scope"] = "write" if contract.write else "read"
