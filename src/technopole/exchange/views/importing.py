"""Many listings from a table: hand it in, match its columns, look at what would be made, and make the drafts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from technopole.core import clock, ids
from technopole.core.errors import Invalid, NotAllowed
from technopole.exchange import importing, queries, rules, words
from technopole.exchange.models import ListingSheet
from technopole.exchange.questions import questions
from technopole.exchange.refusals import label_of
from technopole.exchange.views.writing import may_write


class GiveForm(forms.Form):
    """A table, what it is of, and whose."""

    use_required_attribute = False
    organisation = forms.CharField(
        label=pgettext_lazy("of a listing", "Owner"), max_length=12, required=False,
        help_text=gettext_lazy("The identifier at the end of the address of the organisation's page."),
    )  # fmt: skip
    profile = forms.ChoiceField(label=gettext_lazy("Type of profile"), choices=lambda: list(words.PROFILES.items()))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX or CSV, at most 500 rows. Its first row names the columns."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Hand in a table."""
    user: Any = request.user
    if not may_write(user):
        raise PermissionDenied
    form = GiveForm(request.POST or None, request.FILES or None)
    own = queries.organisations_of(user)
    if own and not rules.broker.allows(user):
        form.fields["organisation"] = forms.ChoiceField(
            label=pgettext_lazy("of a listing", "Owner"), choices=[(each.uid, str(each)) for each in own]
        )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect("exchange:import-choose", given=_keep(form, user).uid)
            except (Invalid, NotAllowed) as error:
                form.add_error("file", error.message)
    trail = [{"label": _("My listings"), "url": reverse("exchange:mine")}, {"label": _("Import")}]
    return render(request, "exchange/import.html", {"form": form, "trail": trail}, status=status)


def _keep(form: forms.Form, user: Any) -> ListingSheet:
    upload, organisation = form.cleaned_data["file"], form.cleaned_data["organisation"]
    if not queries.organisation_link(organisation)["url"]:
        raise Invalid(_("Choose an organisation of this centre's register."))
    if organisation not in user.represents and not rules.broker.allows(user):
        raise NotAllowed(_("You do not represent this organisation."))
    if (upload.size or 0) > importing.MOST_BYTES:
        raise Invalid(_("The file is larger than 4 MB."))
    header, rows = importing.read(upload.name or "", upload.read())
    return ListingSheet.objects.create(
        uid=ids.new_uid(), owner=user, profile=form.cleaned_data["profile"], organisation_uid=organisation,
        name=(upload.name or "")[:200], header=header, rows=rows, created_at=clock.now(),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, given: str) -> HttpResponse:
    """The columns as they were matched, to be changed; what would be made of each row; and the making."""
    sheet = ListingSheet.objects.filter(uid=given, owner=request.user.pk).first()
    if sheet is None:
        raise Http404
    mapped = _mapped(sheet, request.POST if request.method == "POST" else request.GET)
    problem, status = "", 200
    if request.method == "POST" and "make" in request.POST:
        try:
            made = importing.create(
                sheet.profile, sheet.organisation_uid, sheet.rows, mapped, request.user,
                leave_out_wrong=bool(request.POST.get("leave_out")),
            )  # fmt: skip
        except (Invalid, NotAllowed) as error:
            problem, status = error.message, 422
        else:
            sheet.delete()
            said = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect("exchange:mine")
    tried = importing.dry_run(sheet.profile, sheet.rows, mapped)
    context = {
        "sheet": sheet,
        "profile": words.PROFILES[sheet.profile],
        "owner": queries.organisation_link(sheet.organisation_uid),
        "columns": _columns(sheet, mapped),
        "rows": [
            {
                "number": each.number,
                "title": each.title or "–",
                "good": not each.wrong,
                "wrong": [
                    {"label": label_of(name), "why": why} for name, reasons in each.wrong.items() for why in reasons
                ],
                "missing": [label_of(name) for name in each.missing],
            }
            for each in tried
        ],
        "good": sum(not each.wrong for each in tried),
        "bad": sum(bool(each.wrong) for each in tried),
        "problem": problem,
        "trail": [{"label": _("My listings"), "url": reverse("exchange:mine")}, {"label": _("Import")}],
    }
    return render(request, "exchange/import_choose.html", context, status=status)


def _mapped(sheet: ListingSheet, said: QueryDict) -> importing.Mapped:
    """The columns as they were chosen, or else by their headings."""
    if not any(name.startswith("column_") for name in said):
        return importing.suggest(sheet.profile, sheet.header)
    asked, found = questions(sheet.profile), {}
    for place in range(len(sheet.header)):
        name = said.get(f"column_{place}", "")
        if name in asked and name not in found:
            found[name] = place
    return found


def _columns(sheet: ListingSheet, mapped: importing.Mapped) -> list[dict[str, Any]]:
    chosen = {place: name for name, place in mapped.items()}
    every = [{"key": name, "label": question.label} for name, question in questions(sheet.profile).items()]
    return [
        {
            "place": place,
            "heading": heading or _("Column %(number)d") % {"number": place + 1},
            "sample": next((row[place] for row in sheet.rows if row[place]), "")[:80],
            "chosen": chosen.get(place, ""),
            "questions": every,
        }
        for place, heading in enumerate(sheet.header)
    ]


