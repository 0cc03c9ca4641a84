"""Why a list cannot be read or answered, as a code that is kept and as a sentence in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.pages import display

_RESAVE = _("Save it as “CSV UTF-8 (comma delimited)” or as XLSX.")

WORDS: dict[str, tuple[Any, Any]] = {
    "encoding": (_("Line %(line)s is not UTF-8 text."), _RESAVE),
    "gb18030": (
        _("Line %(line)s is not UTF-8 text but GB 18030, as spreadsheets save it on a Chinese computer."), _RESAVE
    ),
    "utf16": (_("The file is UTF-16 text, not UTF-8."), _RESAVE),
    "nul": (_("Line %(line)s holds a character that belongs to no text."), _("Remove it.")),
    "malformed": (
        _("Line %(line)s is not well-formed CSV."),
        _("A cell that holds a comma, a quote or a line break stands in double quotes, its quotes doubled."),
    ),
    "carriage": (_("The lines end with a bare carriage return."), _RESAVE),
    "uneven": (
        _("Line %(line)s has more or fewer cells than the first line has columns."),
        _("Look for a missing comma, or for a comma inside a cell that is not quoted."),
    ),
    "empty": (_("The file is empty."), _("Its first line names the columns.")),
    "column": (_("There is no column “%(column)s”."), _("Choose one of those that there are.")),
    "twice": (_("The column “%(column)s” stands in the file twice."), _("Rename one of them.")),
    "separator": (_("The cells are not separated by commas."), _RESAVE),
    "damaged": (_("The file breaks off or is damaged."), _("Save it again.")),
    "too_long": (_("Line %(line)s is far too long."), _("Look for a quote that is not closed.")),
    "workbook_damaged": (_("The file is no XLSX workbook, or is damaged."), _("Save it again as XLSX or CSV.")),
    "workbook_too_large": (_("The workbook is too large."), _("Send only the column that matters, or a CSV file.")),
    "workbook_empty": (_("The first sheet of the workbook is empty."), _("Its first row names the columns.")),
    "no_lines": (_("The list is empty."), _("Give at least one name, affiliation or number.")),
    "too_many": (_("The list has more than %(most)s rows."), _("Send it in parts, or use the command line.")),
    "too_many_signed_out": (
        _("The list has more than %(most)s rows."), _("Sign in to send up to %(signed_in)s rows, or send it in parts.")
    ),
    "file_too_large": (_("The file is larger than %(most)s MB."), _("Send it in parts, or use the command line.")),
    "nothing_given": (_("Nothing was given."), _("Paste a list or choose a file.")),
    "both_given": (_("A list was pasted and a file chosen."), _("Give one of them.")),
    "resolver": (_("The resolver could not answer."), _("Try again later; the centre’s log says more.")),
}  # fmt: skip


class ListProblem(Exception):
    """A list cannot be read or answered; `code` is one of `WORDS`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: value for name, value in values.items() if value not in (None, "")}

    def kept(self) -> dict[str, Any]:
        """What is kept with the list."""
        return {"code": self.code, **self.values}


def in_words(problem: Mapping[str, Any]) -> str:
    """What is wrong and what to do, in the present language."""
    what, remedy = WORDS.get(problem.get("code", ""), WORDS["resolver"])
    language = display.short_language(get_language())
    values = {"line": "?", "column": "?", "most": "?", "signed_in": "?"}
    values |= {
        name: display.number(value, language) if isinstance(value, int) else value for name, value in problem.items()
    }
    space = "" if language == "zh" else " "
    return f"{what % values}{space}{remedy % values}"
