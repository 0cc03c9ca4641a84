"""Texts in two languages as they lie in a row's columns."""

from typing import Any


def in_both(row: Any, name: str) -> dict[str, str]:
    """The texts of columns `<name>_en` and `<name>_zh` that are filled."""
    texts = {language: getattr(row, f"{name}_{language}") for language in ("en", "zh")}
    return {language: text for language, text in texts.items() if text}
