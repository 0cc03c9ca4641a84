"""The API's document for programs (OpenAPI 3.1), and a page for people drawn from it by the server."""

from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from technopole.pages.api import etags, problems
from technopole.pages.api.problems import SORTS, Problem
from technopole.web.api.joined import api


@cache
def schema(prefix: str) -> dict[str, Any]:
    """The OpenAPI document of the API as it is served under `prefix`."""
    found: dict[str, Any] = orjson.loads(
        orjson.dumps(api.get_openapi_schema(path_prefix=f"{prefix}api/v1/"), option=orjson.OPT_NON_STR_KEYS)
    )
    return found


@csrf_exempt
def document(request: HttpRequest) -> HttpResponse:
    """`openapi.json`."""
    if refused := _only_reading(request):
        return refused
    response = HttpResponse(orjson.dumps(schema(get_script_prefix())), content_type="application/json")
    response["Cache-Control"] = "no-cache"
    return etags.tag(request, response)


@csrf_exempt
def entrance(request: HttpRequest) -> HttpResponse:
    """Where to begin: the addresses of the lists."""
    if refused := _only_reading(request):
        return refused
    lists = [
        path for path, operations in schema(get_script_prefix())["paths"].items()
        if "get" in operations and "{" not in path
    ]
    body = {"document": reverse("api:document"), "documentation": reverse("api:documentation"), "addresses": lists}
    return etags.tag(request, HttpResponse(orjson.dumps(body), content_type="application/json"))


def page(request: HttpRequest) -> HttpResponse:
    """The API explained, every operation with its parameters and answers."""
    described = schema(get_script_prefix())
    tags: dict[str, list[dict[str, Any]]] = {}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            tags.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    context = {
        "info": described["info"],
        "base": request.build_absolute_uri(f"{get_script_prefix()}api/v1/"),
        "tags": tags,
        "problems": [
            (status, {"slug": sort.slug, "title": gettext(sort.title), "meaning": gettext(sort.meaning)})
            for status, sort in SORTS.items()
        ],
    }
    return render(request, "technopole/api.html", context)


def _only_reading(request: HttpRequest) -> HttpResponse | None:
    if request.method in ("GET", "HEAD"):
        return None
    return problems.respond(request, Problem(405, headers={"Allow": "GET, HEAD"}))


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "may": operation["x-may"],
        "scope": operation["x-scope"],
        "parameters": [
            {
                "name": each["name"], "in": each["in"], "required": each.get("required", False),
                "type": _type(each["schema"]), "description": each.get("description", ""),
            }
            for each in operation["parameters"]
        ],
        "body": {media: _type(content["schema"]) for media, content in body.items()},
        "answers": {
            status: _answer(answer) for status, answer in operation["responses"].items() if status < "400"
        },
        "refusals": [status for status in operation["responses"] if status >= "400"],
    }


def _answer(answer: dict[str, Any]) -> str:
    sent = [_type(content.get("schema", {})) for content in answer.get("content", {}).values()]
    return ", ".join(sent) or str(answer["description"])


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(_type(each) for each in schema[several])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or schema.get("const") or "any")
