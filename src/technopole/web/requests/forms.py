"""The questions of each request, one a row. What is wrong with an answer is decided by the procedure, not here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from technopole.methods import identifiers
from technopole.pages.display import choose
from technopole.pages.questions import Questions
from technopole.registry import wanted
from technopole.registry.models import Hub, Term


def _line(label: Any, hint: Any = "", *, required: bool = False, most: int = 300, **attributes: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most, widget=widget)


def _text(label: Any, hint: Any = "", *, required: bool = False, rows: int = 4, **attributes: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **attributes})
    return forms.CharField(label=label, help_text=hint, required=required, widget=widget)


_ENGLISH: dict[str, Any] = {"lang": "en"}
_CHINESE: dict[str, Any] = {"lang": "zh-Hans"}
_NARROW: dict[str, Any] = {"class": "width-date"}


class OrganisationForm(Questions):
    """What the register keeps of an organisation."""

    lists = frozenset(wanted.LISTS) - {"sectors"}
    groups: Sequence[tuple[Any, Sequence[str]]] = (
        (_("Names"), ("name_en", "name_zh", "acronyms", "aliases", "former_names")),
        (_("What it is"), ("type", "sectors", "established", "parents")),
        (_("Where it is"), ("district", "hub", "website")),
        (_("Numbers in other registers"), ("uscc", "ror", "isni", "wikidata", "lei")),
        (_("In its own words"), ("summary_en", "summary_zh")),
        (_("Proof"), ("sources", "note")),
    )

    name_en = _line(
        _("Name in English"), _("As the organisation writes it itself. One of the two names is needed."), **_ENGLISH
    )
    name_zh = _line(_("Name in Chinese"), _("The full registered name, if it has one."), **_CHINESE)
    acronyms = _text(_("Acronyms"), _("One a line, such as FDU."), rows=2)
    aliases = _text(_("Other names in use"), _("One a line, in any language."), rows=2)
    former_names = _text(_("Former names"), _("One a line."), rows=2)
    type = forms.ChoiceField(label=_("Kind of organisation"), required=True)
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"), required=False, help_text=_("All in which it works."), widget=forms.CheckboxSelectMultiple
    )
    established = _line(
        _("Established"), _("As far as known: 2021, 2021-07 or 2021-07-18."), most=10, **_NARROW
    )
    parents = _text(
        _("Belongs to"),
        _("The organisation it is part of: its exact name or its ROR address. One a line if there are several."),
        rows=2,
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    hub = forms.ChoiceField(label=_("Hub or zone"), required=False)
    website = _line(_("Website"), _("Its full address, beginning with https://"), most=500, inputmode="url")
    uscc = _line(_("Unified social credit code"), _("18 characters, from the registration certificate."), most=60)
    ror = _line(_("ROR ID"), _("Such as https://ror.org/013q1eq08. Look it up at ror.org."), most=80)
    isni = _line(_("ISNI"), _("16 digits, such as 0000 0001 0125 2443."), most=60)
    wikidata = _line(_("Wikidata item"), _("Such as Q495015."), most=80)
    lei = _line(_("Legal entity identifier (LEI)"), _("20 characters."), most=60)
    summary_en = _text(_("Summary in English"), _("What it does, in two or three plain sentences."), **_ENGLISH)
    summary_zh = _text(_("Summary in Chinese"), _("What it does, in two or three plain sentences."), **_CHINESE)
    sources = _text(
        _("Where this can be checked"),
        _("Public pages that show what you state, one web address a line."),
        required=True,
        rows=3,
    )
    note = _text(_("Note to the registrar"), _("Not published."), rows=3)

    def __init__(self, answers: Mapping[str, Any], problems: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(answers, problems)
        terms = Term.objects.filter(vocabulary__in=("type", "sector", "district"))
        known: dict[str, list[tuple[str, str]]] = {"type": [], "sector": [], "district": []}
        for term in terms:
            known[term.vocabulary].append((term.key, _shown(term)))
        nothing = ("", _gettext("Not known or none"))
        self._choose("type", [("", _gettext("Choose one")), *known["type"]])
        self._choose("sectors", known["sector"])
        self._choose("district", [nothing, *known["district"]])
        self._choose("hub", [nothing, *((hub.key, _shown(hub)) for hub in Hub.objects.all())])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class RegistrationForm(OrganisationForm):
    """The same, and what the applicant is to it."""

    groups = (*OrganisationForm.groups, (_("About you"), ("post",)))
    post = _line(
        _("Your post at the organisation"), _("You become its representative when it is registered."), most=150
    )


class RepresentationForm(Questions):
    """Who asks to speak for an organisation, and how that can be checked."""

    post = _line(_("Your post at the organisation"), required=True, most=150)
    statement = _text(
        _("How can the centre check that you may speak for it?"),
        _("Such as a page that names you, or an address at its web domain. You can attach a letter on the next page."),
        required=True,
    )


class CorrectionForm(Questions):
    """What is wrong on a page, and what would be right."""

    about = _line(_("What it is about"), _("The line of the page, such as the address or the year."), most=100)
    wrong = _text(_("What is wrong?"), required=True, rows=3)
    right = _text(_("What would be right?"), rows=3)
    source = _line(_("Where can this be checked?"), _("The web address of a public page."), most=500, inputmode="url")


class OpenCorrectionForm(CorrectionForm):
    """The same for people without an account, who may leave an address."""

    email = forms.EmailField(
        label=_("Your e-mail address"), required=False, max_length=254,
        help_text=_("Only to tell you what became of it. It is not published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def _both(term: Term | Hub) -> dict[str, str]:
    return {"en": term.name_en, "zh": term.name_zh}


def _shown(term: Term | Hub) -> str:
    return choose(_both(term), get_language()).text


# --- answers as text -------------------------------------------------------------------------------------------


class Vocabulary:
    """The names of types, sectors, districts and hubs, read once for a page."""

    _OF = {"type": "type", "sectors": "sector", "district": "district"}

    def __init__(self) -> None:
        self.names = {(term.vocabulary, term.key): _both(term) for term in Term.objects.all()}
        self.names |= {("hub", hub.key): _both(hub) for hub in Hub.objects.all()}

    def values(self, question: str, answer: Any) -> list[Any]:
        """An answer as the values a page shows; several for lists."""
        parts = answer if isinstance(answer, list) else [answer]
        vocabulary = self._OF.get(question, "hub" if question == "hub" else "")
        if vocabulary:
            return [self.names.get((vocabulary, part), part) for part in parts if part]
        if question in wanted.SCHEMES:
            return [_identifier(question, part) for part in parts if part]
        return [part for part in parts if part]


def _identifier(scheme: str, value: str) -> str:
    try:
        return identifiers.display(scheme, value)
    except identifiers.InvalidIdentifier:
        return value


def label_of(question: str) -> Any:
    """The words a question is asked with."""
    for form in (RegistrationForm, RepresentationForm, CorrectionForm):
        if question in form.base_fields:
            return form.base_fields[question].label
    return question
