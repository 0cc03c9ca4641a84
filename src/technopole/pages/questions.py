"""Forms whose answers are kept however incomplete they are, and what a sent form says of the row it was shown with.

What is wrong with answers is decided elsewhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, QueryDict


def version_of(request: HttpRequest) -> int:
    """The version of the row that the sent form was shown with; where none was sent, one that no row has."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class Questions(forms.Form):
    """A form that shows answers and the problems found with them, and is saved however incomplete it is."""

    use_required_attribute = False
    groups: Sequence[tuple[Any, Sequence[str]]] = ()
    lists: frozenset[str] = frozenset()
    """Questions answered with one value a line."""

    def __init__(
        self, answers: Mapping[str, Any], problems: Mapping[str, Sequence[str]] | None = None, *, auto_id: str = "id_%s"
    ) -> None:
        shown = {name: "\n".join(value) if name in self.lists else value for name, value in answers.items()}
        super().__init__(initial=shown, auto_id=auto_id)
        if problems:
            self._errors = ErrorDict({name: ErrorList(reasons) for name, reasons in problems.items()})
        for name, field in self.fields.items():
            if problems and name in problems:
                field.widget.attrs["aria-invalid"] = "true"
                place = auto_id % name
                field.widget.attrs["aria-describedby"] = f"{place}_helptext {place}_error"

    def sections(self) -> list[dict[str, Any]]:
        """The questions under their headings."""
        if not self.groups:
            return [{"title": "", "fields": list(self)}]
        return [{"title": title, "fields": [self[name] for name in names]} for title, names in self.groups]

    @classmethod
    def read(cls, posted: QueryDict) -> dict[str, Any]:
        """The answers of a sent form, as they were given."""
        answers: dict[str, Any] = {}
        for name, field in cls.base_fields.items():
            value = field.widget.value_from_datadict(posted, {}, name)
            if name in cls.lists:
                value = [line.strip() for line in str(value or "").splitlines() if line.strip()]
            elif isinstance(value, str) or value is None:
                value = (value or "").replace("\x00", "").replace("\r\n", "\n").strip()
            answers[name] = value
        return answers
