"""The page of one need."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.exchange import queries, words
from technopole.pages import display
from technopole.pages.objects import with_panels
from technopole.pages.texts import in_both
from technopole.registry import vocabulary


def need(request: HttpRequest, uid: str) -> HttpResponse:
    row = get_object_or_404(queries.needs(), uid=uid)
    party = queries.party(row)
    fields = vocabulary.sectors()
    speaker, role = in_both(row, "stated_by"), in_both(row, "role")
    context = {
        "need": row,
        "name": in_both(row, "statement"),
        "status": words.STATUSES.get(row.status),
        "facts": [
            {"label": _("What is wanted"), "text": in_both(row, "wanted")},
            {"label": _("Kind"), "text": words.KINDS.get(row.kind, row.kind.replace("_", " "))},
            {"label": _("Said by"), "values": [{"text": speaker, "sub": role}] if speaker else []},
            {"label": _("On behalf of"), "values": [party] if party["text"] else []},
            {"label": _("Said on"), "text": display.partial_date(row.stated_on, get_language())},
            {"label": _("Fields"), "values": [{"text": fields.get(key, key.replace("_", " "))} for key in row.fields]},
        ],
        "note": in_both(row, "note"),
        **with_panels("need", row, words.FIELDS),
        "trail": [{"label": _("Needs"), "url": reverse("exchange:needs")}, {"label": _("Need")}],
    }
    return render(request, "exchange/need.html", context)
