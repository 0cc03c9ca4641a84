"""Papers handed in, with a request or a report: what may be, told by the bytes, not the name; where they are kept."""

import hashlib
import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from technopole.core import clock, durable, ids
from technopole.core.errors import Invalid
from technopole.core.requests.models import KeptPaper

MOST_BYTES = 10 * 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
_SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def accepted(name: str, content: bytes) -> str:
    """The content type of a paper that may be handed in. Raises `Invalid`, saying what is wrong with it.

    The ending of the name and the bytes must agree: a script called report.pdf is refused.
    """
    if not content:
        raise _refused(_("The file is empty."))
    must_be_small(len(content))
    ending = PurePosixPath(name.lower()).suffix.lstrip(".")
    ending = "jpg" if ending == "jpeg" else ending
    if ending not in TYPES:
        raise _refused(_("Only PDF, PNG, JPG, DOCX, XLSX, CSV and TXT files can be attached."))
    if not _is(ending, content):
        raise _refused(_("The content of the file is not what its name says. Save it again as PDF and attach that."))
    return TYPES[ending]


def _refused(why: str) -> Invalid:
    return Invalid(why, fields={"file": [why]})


def _is(ending: str, content: bytes) -> bool:
    if ending in _SIGNATURES:
        return content.startswith(_SIGNATURES[ending])
    if ending in _MAIN_PART:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                names = set(parts.namelist())
        except zipfile.BadZipFile:
            return False
        has_macros = any(part.lower().endswith("vbaproject.bin") for part in names)
        return {"[Content_Types].xml", _MAIN_PART[ending]} <= names and not has_macros
    return _is_text(content)


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):  # Excel in Chinese still saves CSV as GB 18030
        try:
            return _CONTROLS.search(content.decode(encoding)) is None
        except UnicodeDecodeError:
            continue
    return False


def clean_name(name: str) -> str:
    """The file's own name without folders and characters that a header or a screen could misread."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '"<>:|?*').strip(" .")
    if len(name) > 150:
        stem, dot, ending = name.rpartition(".")
        name = stem[: 149 - len(ending)] + dot + ending
    return name or "attachment"


def columns(name: str, content: bytes, by: Any) -> dict[str, Any]:
    """The columns of a `KeptPaper` for a file that is handed in; its bytes are kept.

    Raises `Invalid` for a type or size that is not accepted.
    """
    return {
        "uid": ids.new_uid(), "content_type": accepted(name, content), "name": clean_name(name), "size": len(content),
        "sha256": keep(content), "added_at": clock.now(), "added_by": by,
    }  # fmt: skip


def every() -> Iterator[KeptPaper]:
    """All papers that were handed in and not taken back, of whatever they belong to."""
    for model in KeptPaper.__subclasses__():
        yield from model._default_manager.order_by("id").iterator()


def must_be_small(size: int) -> None:
    """Raise `Invalid` for a file of more bytes than are taken; asked of an upload before it is read."""
    if size > MOST_BYTES:
        raise _refused(_("The file is larger than 10 MB."))


def must_be_fewer(there: int, most: int) -> None:
    """Raise `Invalid` where one more paper would be one too many."""
    if there >= most:
        raise _refused(_("No more than %(most)d files can be attached.") % {"most": most})


def _folder() -> Path:
    return Path(settings.ATTACHMENTS)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash are kept."""
    return _folder() / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Write the bytes durably and give their SHA-256. The same bytes are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if target.exists():
        os.utime(target)  # so that a sweep running now takes it for new
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{uuid4().hex}")
    with open(partial, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(partial, target)
    durable.sync(target.parent)
    durable.sync(_folder())
    return sha256


def open_kept(sha256: str) -> BinaryIO:
    """The kept bytes, for reading."""
    return open(path_of(sha256), "rb")


def sweep(known: set[str], before: float) -> int:
    """Delete kept bytes that no paper names any more and that were written before this time (seconds since 1970).

    Gives how many were deleted.
    """
    gone = 0
    for path in _folder().glob("??/*"):
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
