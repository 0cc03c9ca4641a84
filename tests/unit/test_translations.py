"""No page is half translated: whatever the code shows has its Chinese, and what is shipped is what was written."""

import re
import string
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

import translations  # noqa: E402

_PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def catalogue() -> translations.Catalog:
    return translations.kept()


def test_every_text_has_its_chinese(catalogue: translations.Catalog) -> None:
    assert translations.missing(catalogue) == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: translations.Catalog) -> None:
    assert translations.CATALOGUE.with_suffix(".mo").read_bytes() == translations.compiled(catalogue)


def test_a_translation_fills_the_same_places_as_its_text(catalogue: translations.Catalog) -> None:
    for message in catalogue:
        if not message.id:
            continue
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = set().union(*(_PLACE.findall(text) for text in texts))
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in strings:
            assert set(_PLACE.findall(text)) <= wanted, message.id
            assert wanted - set(_PLACE.findall(text)) <= {"n", "count"}, message.id


def test_chinese_sentences_end_as_chinese_does(catalogue: translations.Catalog) -> None:
    wrong = [
        message.string
        for message in catalogue
        if message.id and isinstance(message.string, str) and re.search(r"[\u4e00-\u9fff][.,;:?!]$", message.string)
    ]
    assert wrong == []


def test_no_text_is_its_own_translation_unless_it_is_a_name(catalogue: translations.Catalog) -> None:
    letters = set(string.ascii_letters)
    same = [
        message.id
        for message in catalogue
        if message.id and message.id == message.string and len(letters & set(message.id)) > 0 and " " in message.id
    ]
    assert same == []
