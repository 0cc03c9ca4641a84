"""What every page knows: the centre it is of."""
from typing import Any

from django.http import HttpRequest


def centre(request: HttpRequest) -> dict[str, Any]:
    return {}
