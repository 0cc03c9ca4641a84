"""Social organisations for tests, made up and marked so, each registered through the real services.

`world()` makes authorities and people; `register(world, 20)` gives twenty registered organisations of all forms;
`path(...)` takes one case as far as a test wants.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from technopole.accounts.models import Grant, Representation, User
from technopole.core import clock
from technopole.core.sourced import By, put
from technopole.registration import moves, services
from technopole.registration.models import Case, Registration

BY = By(label="test")
FORMS = (
    "association", "social_service_institution", "foundation", "overseas_office", "overseas_activity",
    "international_organisation",
)  # fmt: skip
_WORDS = ["星河", "云帆", "启明", "远望", "金桥", "长风", "丹青", "白鹭", "青松", "海燕", "朝阳", "明珠", "紫竹", "浦江", "银杏", "天目", "沧浪", "松涛", "鹏程", "翠微"]
_SECOND = ["联", "创", "达", "信", "和", "盛", "安", "宁", "科", "新", "源", "泰", "华", "瑞", "嘉", "博", "弘", "卓", "睿", "恒"]
_FIELDS = ["氢能", "人工智能", "区块链", "集成电路", "生物医药", "新材料", "量子", "机器人", "海洋科技", "网络安全", "储能", "光学", "医学", "农业", "知识产权"]
_ENDINGS = {
    "association": ("协会", "Association"), "social_service_institution": ("研究院", "Institute"),
    "foundation": ("基金会", "Foundation"), "overseas_office": ("代表处", "Representative Office"),
    "international_organisation": ("联盟", "Alliance"), "overseas_activity": ("", "Activity"),
}  # fmt: skip


@dataclass
class World:
    """Who there is: an applicant, a unit's officer, two registrars and one more; and the authorities' keys."""

    applicant: User
    officer: User
    first: User
    second: User
    stranger: User
    civil_affairs: str = "civil"
    public_security: str = "security"
    unit: str = "sast"
    paper_unit: str = "commission"
    people: dict[str, User] = field(default_factory=dict)


def person(name: str, *roles: str) -> User:
    user, made = User.objects.get_or_create(
        username=name, defaults={"email": f"{name}@example.org", "display_name": name.title()}
    )
    if made:
        for role in roles:
            Grant.objects.create(user=user, role=role, granted_at=clock.now())
    return user


def authorities() -> None:
    """A civil affairs bureau, a public security bureau, a unit that is represented here, and one that is not."""
    names = [{"value": "Test Association for Science", "language": "en", "kind": "display"}]
    put("organisation", "centre", "test:unit-org", {"key": "unit-org", "names": names, "types": ["people_organisation"]}, BY)
    for key, kind, en, zh, more in (
        ("civil", "civil_affairs", "Test Civil Affairs Bureau", "测试市民政局", {}),
        ("security", "public_security", "Test Public Security Bureau", "测试市公安局", {}),
        ("sast", "supervisory_unit", "Test Association for Science", "测试市科学技术协会", {"organisation": "unit-org"}),
        ("commission", "supervisory_unit", "Test Science Commission", "测试市科学技术委员会", {}),
    ):
        record = {
            "key": key, "kind": kind, "name": {"en": en, "zh": zh}, "area": "上海", "region": "310000", "level": "local",
            "sources": ["https://example.org/authorities"], **more,
        }  # fmt: skip
        put("authority", "centre", f"test:{key}", record, BY)


def world() -> World:
    """Authorities and people. Calling it again gives the same."""
    authorities()
    made = World(
        applicant=person("applicant"), officer=person("officer-of-unit"), first=person("first-registrar", "registrar"),
        second=person("second-registrar", "registrar"), stranger=person("stranger"),
    )  # fmt: skip
    from technopole.registry.models import Organisation

    uid = Organisation.objects.get(key="unit-org").uid
    if not made.officer.representations.filter(organisation_uid=uid, ended_at=None).exists():
        Representation.objects.create(user=made.officer, organisation_uid=uid, since=clock.now())
        made.officer.forget_rights()
    return made


def names(form: str, number: int) -> tuple[str, str]:
    """A Chinese and an English name that no other number has, of distinctive words that are not alike."""
    zh, en = _ENDINGS[form]
    if not zh:
        return "", f"Test {en} {number}"
    place = number // len(_WORDS)
    second, third = place % len(_SECOND), place // len(_SECOND)
    word = _WORDS[number % len(_WORDS)] + _SECOND[second] + (_SECOND[third] if third else "")
    field_of_work = _FIELDS[number % len(_FIELDS)]
    return f"上海市{word}{field_of_work}{zh}", f"Test {en} {number} for Research"


def answers(form: str, number: int = 0, chance: random.Random | None = None, **more: Any) -> dict[str, Any]:
    """Answers that the rules in force accept."""
    chance = chance or random.Random(number)
    zh, en = names(form, number)
    said: dict[str, Any] = {
        "name_zh": zh or "测试临时活动", "name_en": en, "authority": "civil", "supervisory_unit": "",
        "district": chance.choice(("pudong", "huangpu", "xuhui")), "address": f"{chance.randint(1, 999)} Test Road",
        "area_of_activity": "上海市", "purpose": "Synthetic: research and exchange", "scope": "学术交流、研究、咨询（合成数据）",
        "registered_money": str(chance.choice((30_000, 100_000, 500_000))), "staff_full_time": str(chance.randint(1, 40)),
        "legal_representative": f"Synthetic Person {number}", "phone": "021-00000000", "email": "made-up@example.org",
        "bank_account": "0000 0000 0000", "officers": "Synthetic Person, chair", "post": "Secretary",
        "contact": "Synthetic Person",
    }  # fmt: skip
    if form == "association":
        said |= {"direct_kind": chance.choice(("science", "charity")), "person_members": "50", "unit_members": "12"}
    elif form == "social_service_institution":
        said |= {"direct_kind": "science", "nature": "legal_person"}
    elif form == "foundation":
        said |= {"direct_kind": "charity", "foundation_kind": "public_local", "registered_money": "4000000"}
    elif form == "international_organisation":
        said |= {"supervisory_unit": "sast", "person_members": "9", "unit_members": "30", "registered_money": "100000"}
    else:
        said |= {"authority": "security", "home_name": f"Made-up Trust {number}", "home_country": "DE"}
        if form == "overseas_office":
            said |= {"supervisory_unit": "sast", "home_years": "5", "home_liable": "yes", "chief_representative": "Synthetic"}
        else:
            today = clock.today()
            said |= {
                "partner": "Test Association for Science", "activity_from": str(today + _days(20)),
                "activity_to": str(today + _days(50)),
            }  # fmt: skip
    return said | more


def _days(count: int) -> Any:
    import datetime as dt

    return dt.timedelta(days=count)


def take(case: Case, step: str, by: Any, **said: Any) -> Case:
    """Take a step upon the case as it is now."""
    fresh = Case.objects.select_related("request").get(pk=case.pk)
    return services.take(fresh.request.uid, step, by, fresh.request.version, **said)


def send(case: Case, who: World) -> Case:
    """From a draft in order to an application that was sent."""
    if moves.asks_for_name(case, case.request.payload["answers"]):
        case = take(case, "check_name", who.applicant)
    if moves.needs_consent(case):
        case = take(case, "ask_consent", who.applicant)
        if case.supervisory_unit == who.unit:
            case = take(case, "consent", who.officer, number=f"T-{case.pk}")
        else:
            case = take(case, "record_consent", who.first, number=f"T-{case.pk}", on=str(clock.today()))
    return take(case, "submit", who.applicant)


def decide(case: Case, who: World, decision: str = "register", **said: Any) -> Case:
    """From a sent application to the decision that two registrars made."""
    version = moves.version_on(case, clock.today())
    assert version is not None
    case = take(case, "accept", who.first, on_paper=list(version.papers))
    case = take(case, "start_review", who.first)
    if decision == "refuse":
        said = {"reason": "Synthetic reason", "remedy": "Apply again", **said}
    case = take(case, "prepare", who.first, decision=decision, **said)
    return take(case, "approve" if decision == "register" else "approve_refusal", who.second)


def registered(who: World, form: str = "association", number: int = 0, **more: Any) -> Registration:
    """One registered organisation with its certificate, through every step."""
    case = services.begin(form, who.applicant, answers(form, number, **more), synthetic=True)
    case = decide(send(case, who), who)
    case = take(case, "issue_certificate", who.first)
    who.applicant.forget_rights()
    assert case.registration is not None
    return Registration.objects.get(pk=case.registration.pk)


def register(who: World, count: int, *, first: int = 0, forms: tuple[str, ...] = FORMS[:3]) -> list[Registration]:
    """Registered organisations, of each form in turn. About 0.15 s each."""
    return [registered(who, forms[number % len(forms)], number) for number in range(first, first + count)]


def stages(who: World, number: int, form: str = "association") -> Iterator[Case]:
    """One case in each state on the way to its certificate, as it comes by."""
    case = services.begin(form, who.applicant, answers(form, number, supervisory_unit="sast"), synthetic=True)
    yield case
    for step, by, said in (
        ("check_name", who.applicant, {}), ("ask_consent", who.applicant, {}), ("consent", who.officer, {"number": "1"}),
        ("submit", who.applicant, {}), ("ask_supplement", who.first, {"text": "The charter"}), ("supply", who.applicant, {}),
    ):  # fmt: skip
        case = take(case, step, by, **said)
        if step != "supply":
            yield case
    version = moves.version_on(case, clock.today())
    assert version is not None
    for step, by, said in (
        ("accept", who.first, {"on_paper": list(version.papers)}), ("start_review", who.first, {}),
        ("prepare", who.first, {"decision": "register"}), ("approve", who.second, {}), ("issue_certificate", who.first, {}),
    ):  # fmt: skip
        case = take(case, step, by, **said)
        yield case
