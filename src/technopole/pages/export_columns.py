"""Columns of a download that are simply columns of the row."""

from operator import attrgetter

from technopole.pages.exports import ExportColumn


def plain(*names: str, type: str = "text") -> list[ExportColumn]:
    """One column a name."""
    return [ExportColumn(name, attrgetter(name), type) for name in names]


def text_columns(*names: str) -> list[ExportColumn]:
    """The `x_en` and `x_zh` columns of texts in two languages."""
    return plain(*(f"{name}_{language}" for name in names for language in ("en", "zh")))
