"""The check of a name: is it formed as it must be, does it hold words it may not, and who has it or one like it.

Names of the register and names kept for applicants are compared by their parts; the directory's by their keys.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.core.cache import cache as shared
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core import clock
from technopole.core.errors import Invalid
from technopole.methods import social_names
from technopole.methods.social_names import Parts, Words
from technopole.pages.texts import in_both
from technopole.registration import authorities, rules_in_force
from technopole.registration.authorities import Known
from technopole.registration.models import Case, Registration, TakenName
from technopole.registry.duplicates import exact
from technopole.registry.models import Identifier, Organisation, Term

FREE, SIMILAR, TAKEN, UNFIT = "free", "similar", "taken", "unfit"
MOST_SHOWN = 10


@dataclass(frozen=True)
class Bearer:
    """Who has a name that is the same or alike."""

    how: str
    """`same`, `same_core`, `same_word` or `alike`."""
    name: Mapping[str, str]
    kind: str
    """`registration`, `kept` (for another applicant) or `organisation` (of the directory)."""
    code: str = ""
    uid: str = ""
    """Of the organisation in the directory."""
    until: dt.date | None = None
    blocks: bool = False


@dataclass(frozen=True)
class Check:
    """What a check of a name found."""

    parts: Parts
    problems: Mapping[str, list[str]] = field(default_factory=dict)
    bearers: tuple[Bearer, ...] = ()

    @property
    def verdict(self) -> str:
        """`unfit` (not formed as it must be), `taken`, `similar` (a registrar judges) or `free`."""
        if self.problems:
            return UNFIT
        if any(each.blocks for each in self.bearers):
            return TAKEN
        return SIMILAR if self.bearers else FREE


@cache
def _lexicon() -> dict[str, Any]:
    text = resources.files("technopole.registration").joinpath("data/names.yaml").read_text(encoding="utf-8")
    lexicon: dict[str, Any] = yaml.safe_load(text)
    return lexicon


def _districts() -> list[str]:
    """The Chinese names of the centre's districts, with and without what they end in."""
    names = Term.objects.filter(vocabulary="district").exclude(name_zh="").values_list("name_zh", flat=True)
    return list(names)


def known_words() -> Words:
    """Areas, fields and legal forms by which names are taken apart."""
    return shared.get_or_set("registration:words", _known_words, 30) or _known_words()


def _known_words() -> Words:
    lexicon = _lexicon()
    endings = lexicon["area_endings"]
    areas = [*lexicon["national_areas"], *lexicon["areas"]]
    for name in _districts():
        areas += [name, *(name.removesuffix(ending) for ending in endings if len(name) > len(ending) + 1)]
    forms = [suffix for form in rules_in_force.forms().values() for suffix in form.suffixes]
    return social_names.words(areas, endings, lexicon["fields"], forms)


def check(
    name_zh: str,
    name_en: str,
    form: str,
    authority: Known | None,
    *,
    without_case: Case | None = None,
    without: Registration | None = None,
) -> Check:
    """Whether an organisation of this legal form may bear these names, and who has them or names like them.

    `without_case` and `without` are the case and the organisation that ask. Cost: a handful of queries.
    """
    name_zh, name_en = (name.replace("\0", "") for name in (name_zh, name_en))  # which PostgreSQL keeps in no text
    parts = social_names.parse(name_zh, known_words())
    found = _problems(name_zh, name_en, parts, form, authority)
    bearers = _bearers(name_zh, name_en, parts, without_case, without)
    return Check(parts, found, tuple(bearers[:MOST_SHOWN]))


def register_of(form: str) -> Known | None:
    """The authority that registers a legal form today; the first where there are several."""
    version = rules_in_force.in_force(rules_in_force.forms()[form], clock.today())
    return next(iter(authorities.of_kind(version.authority)), None) if version else None


# --- form ------------------------------------------------------------------------------------------------------


def _problems(name_zh: str, name_en: str, parts: Parts, form: str, authority: Known | None) -> dict[str, list[str]]:
    reasons: list[str] = []
    suffixes = rules_in_force.forms()[form].suffixes
    if not name_zh:
        return {"name_zh": [_("Give the Chinese name: it is the one that is registered.")]}
    if suffixes and not any(social_names.key(name_zh).endswith(suffix) for suffix in suffixes):
        reasons.append(_("The name of this legal form ends in one of: %(words)s.") % {"words": "、".join(suffixes)})
    if not parts.area and form != "international_organisation":
        reasons.append(_("The name begins with the area, such as %(area)s.") % {"area": _area(authority)})
    if not parts.core:
        reasons.append(_("The name lacks a word that tells the organisation from others."))
    lexicon = _lexicon()
    listed = {each["word"]: each["reason"] for each in lexicon["forbidden"]}
    for word in social_names.forbidden(name_zh, listed):
        reasons.append(f"“{word}”: {_in_language(listed[word])}")
    national = lexicon["national_words"]
    is_local = authority is not None and authority.level != "national"
    if is_local and form not in ("overseas_office", "international_organisation"):
        for word in social_names.forbidden(name_zh, national["words"]):
            reasons.append(f"“{word}”: {_in_language(national['reason'])}")
    problems = {"name_zh": reasons} if reasons else {}
    if in_english := social_names.forbidden(name_en, listed):
        problems["name_en"] = [f"“{word}”: {_in_language(listed[word])}" for word in in_english]
    return problems


def _area(authority: Known | None) -> str:
    return (authority.area if authority else "") or "上海"


def _in_language(texts: Mapping[str, str]) -> str:
    return texts["zh" if (get_language() or "").startswith("zh") else "en"]


# --- who has it ------------------------------------------------------------------------------------------------


def _bearers(
    name_zh: str, name_en: str, parts: Parts, without_case: Case | None, without: Registration | None
) -> list[Bearer]:
    release_expired()
    taken = TakenName.objects.filter(released_at=None).select_related("registration")
    if without_case is not None:
        taken = taken.exclude(case=without_case)
    if without is not None:
        taken = taken.exclude(registration=without)
    keys = {social_names.key(name_zh), social_names.key(name_en)} - {""}
    same = list(taken.filter(key_zh__in=keys) | taken.filter(key_en__in=keys))
    found = [_of_taken(row, social_names.SAME, blocks=True) for row in same]
    found += _alike(parts, taken.exclude(pk__in=[row.pk for row in same]))
    known = {each.uid for each in found if each.uid}
    return found + _of_directory(name_zh, name_en, known, without.organisation_uid if without else "")


def _alike(parts: Parts, taken: Any) -> list[Bearer]:
    if not parts.core:
        return []
    columns = list(taken.exclude(core="").values_list("pk", "core", "distinctive", "area"))
    near = [each for each in columns if _one_area(parts.area, each[3])]
    likeness: dict[int, str] = {}
    for place in social_names.alike(parts.core, [core for _pk, core, _word, _area in near], MOST_SHOWN):
        likeness[near[place][0]] = social_names.ALIKE
    for pk, core, distinctive, _area_of_it in near:
        if core == parts.core:
            likeness[pk] = social_names.SAME_CORE
        elif parts.distinctive and distinctive == parts.distinctive:
            likeness[pk] = social_names.SAME_WORD
    order = {social_names.SAME_CORE: 0, social_names.SAME_WORD: 1, social_names.ALIKE: 2}
    ranked = sorted(likeness, key=lambda pk: (order[likeness[pk]], pk))[:MOST_SHOWN]
    rows = TakenName.objects.select_related("registration").in_bulk(ranked)
    return [_of_taken(rows[pk], likeness[pk], blocks=False) for pk in ranked]


def _one_area(a: str, b: str) -> bool:
    """A city and its districts are one area; so is what names none."""
    return a.startswith(b) or b.startswith(a)


def _of_taken(row: TakenName, how: str, *, blocks: bool) -> Bearer:
    bearer = row.registration
    return Bearer(
        how=how, name=in_both(row, "name"), kind="registration" if bearer else "kept",
        code=bearer.code if bearer else "", uid=bearer.organisation_uid if bearer else "",
        until=row.valid_until, blocks=blocks,
    )  # fmt: skip


def _of_directory(name_zh: str, name_en: str, known: set[str], without: str) -> list[Bearer]:
    """Organisations of the directory of the same name; one with a credit code is registered somewhere, and has it."""
    bearers = Organisation.objects.filter(pk__in=exact.shared([name_zh, name_en], {}, ""))
    possible = list(bearers.exclude(uid__in=known | {without}).order_by("reference", "name", "pk")[:MOST_SHOWN])
    coded = set(
        Identifier.objects.filter(organisation__in=possible, scheme="uscc").values_list("organisation_id", flat=True)
    )
    return [
        Bearer(
            how=social_names.SAME, name=in_both(row, "name") or {"en": row.name}, kind="organisation", uid=row.uid,
            blocks=row.pk in coded,
        )
        for row in possible
    ]  # fmt: skip


# --- keeping ---------------------------------------------------------------------------------------------------


def keep(case: Case, found: Check, name_zh: str, name_en: str, days: int) -> TakenName:
    """Keep the names for a case. Raises `Invalid` naming who has them, or what is wrong with them."""
    require(found)
    release(case)
    borne = set()  # of the organisation's own names those that stay are not kept twice
    if case.registration is not None:
        own = TakenName.objects.filter(registration=case.registration, released_at=None)
        borne = {key for row in own for key in (row.key_zh, row.key_en)}
    key_zh, key_en = (social_names.key(name) for name in (name_zh, name_en))
    return TakenName.objects.create(
        name_zh=name_zh, name_en=name_en, key_zh="" if key_zh in borne else key_zh,
        key_en="" if key_en in borne else key_en, core=found.parts.core, distinctive=found.parts.distinctive[:100],
        area=found.parts.area[:60], case=case, taken_at=clock.now(),
        valid_until=clock.today() + dt.timedelta(days=days),
    )  # fmt: skip


def require(found: Check) -> None:
    """Raise `Invalid` unless nobody has the name and it is formed as it must be."""
    if found.problems:
        raise Invalid(
            _("This name cannot be registered."), fields={name: list(why) for name, why in found.problems.items()}
        )
    bearer = next((each for each in found.bearers if each.blocks), None)
    if bearer is not None:
        raise Invalid(has_it(bearer), fields={"name_zh": [has_it(bearer)]})


def has_it(bearer: Bearer) -> str:
    """Who has the name, in words."""
    name = " · ".join(text for text in (bearer.name.get("zh"), bearer.name.get("en")) if text)
    if bearer.kind == "kept":
        return _("“%(name)s” is kept for another applicant until %(day)s.") % {"name": name, "day": bearer.until}
    if bearer.code:
        return _("“%(name)s” (%(code)s) has this name.") % {"name": name, "code": bearer.code}
    return _("“%(name)s” has this name.") % {"name": name}


def kept(case: Case) -> TakenName | None:
    """The names kept for a case today."""
    row = TakenName.objects.filter(case=case, released_at=None).first()
    return row if row is not None and (row.valid_until is None or row.valid_until >= clock.today()) else None


def release(case: Case) -> None:
    """The names kept for a case are free again; those that an organisation bears are not the case's any more."""
    TakenName.objects.filter(case=case, registration=None, released_at=None).update(released_at=clock.now())


def release_of(registration: Registration) -> None:
    """The names of an organisation are free again."""
    TakenName.objects.filter(registration=registration, released_at=None).update(released_at=clock.now())


def bear(case: Case, registration: Registration) -> None:
    """What was kept for the case is the organisation's name from now on; what it was called before is free again."""
    release_of(registration)
    for row in TakenName.objects.filter(case=case, released_at=None):
        row.registration, row.valid_until = registration, None
        row.key_zh, row.key_en = social_names.key(row.name_zh), social_names.key(row.name_en)
        row.save()


def release_expired() -> None:
    """Names whose time of keeping has run out are free."""
    late = TakenName.objects.filter(released_at=None, registration=None, valid_until__lt=clock.today())
    if late.exists():
        late.update(released_at=clock.now())
