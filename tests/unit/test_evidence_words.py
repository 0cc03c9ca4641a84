"""Every code of evidence that the resolver gives has words in both languages."""

import re
from pathlib import Path

from django.utils import translation

from technopole.methods.resolution import resolver
from technopole.registry import evidence


def codes() -> set[str]:
    """The codes written in the resolver: those it adds to what it says, and the names of features it repeats."""
    source = Path(resolver.__file__).read_text("utf-8")
    body = source[source.index("def _evidence") : source.index("def _add_stated")]
    stated = re.findall(r'said(?:\.append\(| = \[)"(\w+)"|\["(\w+)" if|else "(\w+)"\]|\("(\w+)", \d\)', body)
    later = re.findall(r'"(identifier|domain|characters)"', source)
    return {code for found in stated for code in found if code} | set(later)


def test_every_code_of_evidence_has_words_in_both_languages() -> None:
    assert {"name", "acronym", "city", "identifier", "characters"} <= codes()
    assert codes() - set(evidence.WORDS) == set()
    with translation.override("zh-hans"):
        assert [code for code, words in evidence.WORDS.items() if re.search("[a-z]", str(words))] == []


def test_codes_are_said_once_and_unknown_ones_as_they_are() -> None:
    with translation.override("en"):
        assert [str(words) for words in evidence.in_words(["city", "city", "novel"])] == ["its city is named", "novel"]


def test_a_probability_is_said_in_a_word() -> None:
    with translation.override("en"):
        said = [str(evidence.likelihood(probability)[0]) for probability in (0.99, 0.9, 0.7, 0.41)]
    assert said == ["almost certain", "likely", "possible", "doubtful"]
