"""Papers handed in with requests."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, File, Status, UploadedFile

from technopole.core.requests import services
from technopole.core.requests.models import Request
from technopole.core.rules import signed_in
from technopole.pages.api import Router
from technopole.pages.api.shapes import Uid
from technopole.pages.papers import download, received
from technopole.web.api.request_shapes import AttachmentOut
from technopole.web.api.requests import find

router = Router("Requests")
PaperKey = Annotated[str, Field(pattern="^[a-z_]{0,40}$")]


@router.post("requests/{uid}/attachments", may=signed_in, response=AttachmentOut, summary="Hand in a paper")
def attach_paper(request: HttpRequest, uid: Uid, file: File[UploadedFile], paper: PaperKey = "") -> Any:
    """PDF, PNG, JPG, DOCX, XLSX, CSV or TXT, 10 MB at most. `paper` says which of those asked for it is."""
    asked = find(request, uid)
    return Status(201, services.attach(uid, request.user, asked.version, *received(file), paper))


@router.get(
    "requests/{uid}/attachments/{attachment}", may=signed_in, response=bytes, summary="One paper",
    media_type="application/octet-stream",
)
def one_paper(request: HttpRequest, uid: Uid, attachment: Uid) -> Any:
    """The file as it was handed in; to be saved, never shown in place."""
    return download(_of(find(request, uid), attachment), "application/octet-stream")


@router.delete("requests/{uid}/attachments/{attachment}", may=signed_in, summary="Take a paper back")
def remove_paper(request: HttpRequest, uid: Uid, attachment: Uid) -> Any:
    """Before the request is sent."""
    asked = find(request, uid)
    _of(asked, attachment)
    services.remove_attachment(uid, request.user, asked.version, attachment)
    return Status(204, None)


def _of(asked: Request, uid: str) -> Any:
    found = asked.attachments.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


routers = (router,)
