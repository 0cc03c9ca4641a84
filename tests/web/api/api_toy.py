"""A small API over jobs, on which the kit is tested apart from every domain."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import Status

from technopole.core import clock, errors
from technopole.core.models import Job
from technopole.core.rules import everyone, has_role, signed_in
from technopole.pages.api import Api, In, Keyset, Out, Page, Router, must_match, page_of, version_is
from technopole.pages.api.cursors import Cursor, Limit

router = Router("Jobs")
by_name = Keyset("jobs", ("name", "id"))
newest = Keyset("newest", ("-due_at", "-id"))


class JobOut(Out):
    id: int
    name: str
    attempts: int


class JobIn(In):
    name: str
    attempts: int = 0


class JobEdit(In):
    attempts: int


def show(job: Job) -> dict[str, Any]:
    return {"id": job.pk, "name": job.name, "attempts": job.attempts}


@router.get("jobs", may=everyone, response=Page[JobOut], summary="Jobs by name")
def jobs(
    request: HttpRequest, name: str | None = None, cursor: Cursor | None = None, limit: Limit = 50, count: bool = False
) -> Any:
    rows = Job.objects.filter(name__startswith=name) if name else Job.objects.all()
    return page_of(request, rows, by_name, show, cursor=cursor, limit=limit, count=count)


@router.get("newest", may=everyone, response=Page[JobOut], summary="Jobs, newest first")
def newest_jobs(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = 50) -> Any:
    return page_of(request, Job.objects.all(), newest, show, cursor=cursor, limit=limit)


@router.get("jobs/{int:number}", may=everyone, response=JobOut, summary="One job")
def job(request: HttpRequest, number: int) -> Any:
    found = Job.objects.get(pk=number)
    version_is(request, found.attempts)
    return show(found)


@router.post("jobs", may=signed_in, response=JobOut, summary="A new job")
def new_job(request: HttpRequest, body: JobIn) -> Any:
    if body.attempts < 0:
        raise errors.Invalid("It does not fit.", fields={"attempts": ["Attempts are counted from nought."]})
    made = Job.objects.create(name=body.name, attempts=body.attempts, due_at=clock.now())
    if body.name == "half done":
        raise errors.Conflict
    return Status(201, show(made))


@router.patch("jobs/{int:number}", may=signed_in, response=JobOut, summary="Edit a job")
def edit_job(request: HttpRequest, number: int, body: JobEdit) -> Any:
    found = Job.objects.get(pk=number)
    must_match(request, found.attempts)
    found.attempts = body.attempts
    found.save()
    version_is(request, found.attempts)
    return show(found)


@router.get("staff", may=has_role("registrar"), response=list[str], summary="For registrars")
def staff(request: HttpRequest) -> Any:
    return []


@router.get("broken", may=everyone, response=list[str], summary="Fails")
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the inside of the program")


api = Api(title="Toy", version="1", urls_namespace="toy")
api.include(router)
urlpatterns = [path("api/", api.urls)]
