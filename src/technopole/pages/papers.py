"""Papers over HTTP: what a form sends, and a kept paper as a download; the same for everything that takes papers."""

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import UploadedFile

from technopole.core import typed
from technopole.core.requests import papers
from technopole.core.requests.models import KeptPaper
from technopole.pages.api import Problem


def uploaded(request: HttpRequest) -> tuple[str, bytes]:
    """Name and bytes of the file that a form sent. Raises `Invalid` for none, and for a large one before reading it."""
    upload = request.FILES.get("file")
    if upload is None:
        raise typed.wrong("file", _("Choose a file."))
    papers.must_be_small(upload.size or 0)
    return upload.name or "", upload.read()


def received(file: UploadedFile) -> tuple[str, bytes]:
    """Name and bytes of a file that a program sent. Raises `Problem` 413 for a large one, before reading it."""
    if (file.size or 0) > papers.MOST_BYTES:
        raise Problem(413, "A paper has 10 MB at most.")
    return file.name or "", file.read()


def download(paper: KeptPaper, content_type: str = "") -> FileResponse:
    """A paper as it was handed in: to be saved, never interpreted by a browser. Who may have it is the caller's to ask.

    Raises `Http404` where its bytes are gone.
    """
    try:
        content = papers.open_kept(paper.sha256)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=paper.name, content_type=content_type or paper.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
