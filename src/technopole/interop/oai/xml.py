"""XML written as text: what stands in it is escaped, and what XML cannot hold is left out."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def element(name: str, content: str = "", **attributes: str) -> str:
    """An element with a text. In names of attributes a colon is written as two underscores."""
    return _element(name, escape(clean(content)), attributes)


def parent(name: str, children: Iterable[str], **attributes: str) -> str:
    """An element with elements in it."""
    return _element(name, "".join(children), attributes)


def _element(name: str, inner: str, attributes: dict[str, str]) -> str:
    given = "".join(
        f" {key.replace('__', ':')}={quoteattr(clean(value))}" for key, value in attributes.items() if value
    )
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"
