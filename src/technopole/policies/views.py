"""The page of one policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core import clock
from technopole.pages import display
from technopole.pages.objects import with_panels
from technopole.pages.texts import in_both
from technopole.policies import words
from technopole.policies.models import Policy


def policy(request: HttpRequest, uid: str) -> HttpResponse:
    row = get_object_or_404(Policy.objects.prefetch_related("instruments"), uid=uid)
    language = get_language()
    instruments = [words.INSTRUMENTS.get(each.instrument, each.instrument) for each in row.instruments.all()]
    context = {
        "policy": row,
        "name": in_both(row, "title"),
        "intro": in_both(row, "summary"),
        "status": words.status(row, clock.today()),
        "facts": [
            {"label": _("Document number"), "text": row.document_number},
            {"label": _("Issued by"), "text": in_both(row, "issuer")},
            {"label": _("Published"), "text": display.partial_date(row.published, language)},
            {"label": _("Valid from"), "text": display.partial_date(row.valid_from, language) or _("Not stated")},
            {"label": _("Valid to"), "text": display.partial_date(row.valid_to, language) or _("No end stated")},
            {"label": _("Level"), "text": words.LEVELS.get(row.level, row.level)},
            {"label": _("Area"), "text": in_both(row, "area")},
            {"label": _("Topic"), "text": words.TOPICS.get(row.topic, row.topic.replace("_", " "))},
            {"label": _("Works by"), "values": [{"text": word} for word in instruments]},
            {"label": _("Concerns"), "text": words.SUBJECTS.get(row.subject, row.subject)},
            {"label": _("Official text compared"), "text": _("Yes") if row.official else _("No")},
        ],
        **with_panels("policy", row, words.FIELDS),
        "trail": [{"label": _("Policies"), "url": reverse("policies:policies")}, {"label": in_both(row, "title")}],
    }
    return render(request, "policies/policy.html", context)
