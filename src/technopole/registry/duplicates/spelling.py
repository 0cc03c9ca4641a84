"""What spellings of one name, and addresses of one web site, share. Pure."""

import re
import unicodedata
from urllib.parse import urlsplit

from technopole.methods.chinese import simplify

_NOT_LETTERS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"^the\s+")


def name_key(name: str) -> str:
    """What two spellings of one name share: no case, width, script variant, punctuation or article.

    >>> name_key("The Fudan  University, Shanghai") == name_key("Fudan University (Shanghai)")
    True
    """
    text = simplify(unicodedata.normalize("NFKC", name)).casefold().strip()
    text = _ARTICLE.sub("", text).replace("&", " and ")
    return _NOT_LETTERS.sub("", text)


def domain_of(url: str) -> str:
    """The host of a web address without `www.`; empty if there is none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
