"""A register of many made-up organisations, each driven through the real services: registered, changed, ended, refused."""

import random
from collections import Counter

import pytest
import registration_factory as factory

from technopole.core import clock, sourced
from technopole.methods.identifiers import is_valid
from technopole.registration import queries, services
from technopole.registration.models import Certificate, Registration, Status, TakenName
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db
SEED = 20261122


def live(who, count: int) -> Counter:
    """Register `count` organisations of all forms; some change, some end, some are refused. Gives what became of them."""
    chance, became = random.Random(SEED), Counter()
    for number in range(count):
        form = factory.FORMS[number % len(factory.FORMS)]
        if chance.random() < 0.05:
            case = services.begin(form, who.applicant, factory.answers(form, number, chance), synthetic=True)
            assert factory.decide(factory.send(case, who), who, "refuse").state == "refused"
            became["refused"] += 1
            continue
        made = factory.registered(who, form, number)
        became[form] += 1
        fate = chance.random()
        if form == "overseas_activity":
            continue
        if fate < 0.1:
            said = {"reason": "Synthetic", "address": f"{number} Other Road"}
            case = services.begin_about(made, "change", who.applicant, said)
            assert factory.decide(factory.send(case, who), who).state == "granted"
            became["changed"] += 1
        elif fate < 0.2:
            today = str(clock.today())
            said = {"reason": "Synthetic", "liquidation_head": "Synthetic", "liquidation_members": "Synthetic",
                    "liquidation_from": today, "liquidation_to": today}  # fmt: skip
            case = services.begin_about(made, "deregister", who.applicant, said)
            case = factory.take(factory.take(case, "begin_liquidation", who.applicant), "end_liquidation", who.applicant)
            assert factory.decide(factory.send(case, who), who).state == "granted"
            became["deregistered"] += 1
    return became


def hold(became: Counter) -> None:
    """What must be true of the whole register."""
    rows = list(Registration.objects.all())
    assert len(rows) == sum(became[form] for form in factory.FORMS)
    assert all(row.synthetic for row in rows)
    codes = [row.code for row in rows if row.legal_form != "overseas_activity"]
    assert len(set(codes)) == len(codes) and all(is_valid("uscc", code) and code[8:12] == "MJ49" for code in codes)
    assert Registration.objects.filter(status=Status.DEREGISTERED).count() == became["deregistered"]
    assert queries.active().count() == len(rows) - became["deregistered"]
    organisations = Organisation.objects.filter(uid__in=[row.organisation_uid for row in rows])
    assert organisations.count() == len(rows) and not organisations.filter(synthetic=False).exists()
    assert organisations.filter(status="inactive").count() == became["deregistered"]
    numbers = Certificate.objects.values_list("number", flat=True)
    assert len(set(numbers)) == len(rows) + became["changed"]
    bearers = TakenName.objects.filter(released_at=None).values_list("registration", flat=True)
    with_names = [row for row in rows if row.name_zh and row.legal_form != "overseas_activity" and row.status == "active"]
    assert sorted(bearers) == sorted(row.pk for row in with_names)
    for row in rows[:: max(1, len(rows) // 20)]:
        assert sourced.merged("organisation", row.organisation_uid)["names"]


def test_a_register_of_sixty_organisations_holds_together(who):
    hold(live(who, 60))


@pytest.mark.slow
def test_a_register_of_twelve_hundred_organisations_holds_together(who):
    hold(live(who, 1200))
