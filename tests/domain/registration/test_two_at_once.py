"""Two people who act at the same moment: exactly one is heard."""

import threading
from typing import Any

import pytest
import registration_factory as factory
from django.db import connection

from technopole.core.errors import Conflict, TechnopoleError
from technopole.registration import services
from technopole.registration.models import Case, Registration, TakenName


def at_once(*calls: Any) -> tuple[list[Any], list[TechnopoleError]]:
    """What calls give that begin together, and how the others are refused."""
    ready, done, refused = threading.Barrier(len(calls)), [], []

    def run(call: Any) -> None:
        ready.wait()
        try:
            done.append(call())
        except TechnopoleError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_who_decide_at_once_exactly_one_wins():
    who = factory.world()
    third = factory.person("third-registrar", "registrar")
    case = next(each for each in factory.stages(who, 1) if each.state == "decision_prepared")
    uid, version = case.request.uid, case.request.version
    done, refused = at_once(
        lambda: services.take(uid, "approve", who.second, version),
        lambda: services.take(uid, "return_decision", third, version, text="Look again"),
    )
    assert len(done) == 1 and len(refused) == 1 and isinstance(refused[0], Conflict)
    state = Case.objects.get(pk=case.pk).state
    assert state in ("registered", "in_review") and Registration.objects.count() == (state == "registered")


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_organisation_comes():
    who = factory.world()
    third = factory.person("third-registrar", "registrar")
    case = next(each for each in factory.stages(who, 1) if each.state == "decision_prepared")
    uid, version = case.request.uid, case.request.version
    done, refused = at_once(
        lambda: services.take(uid, "approve", who.second, version), lambda: services.take(uid, "approve", third, version)
    )
    assert len(done) == len(refused) == 1 and Registration.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_applicants_who_want_one_name_exactly_one_gets_it():
    who = factory.world()
    cases = [
        services.begin("association", person, factory.answers("association", 1), synthetic=True)
        for person in (who.applicant, who.stranger)
    ]
    done, refused = at_once(
        *(
            lambda case=case, person=person: services.take(case.request.uid, "check_name", person, case.request.version)
            for case, person in zip(cases, (who.applicant, who.stranger), strict=True)
        )
    )
    assert len(done) == len(refused) == 1
    assert TakenName.objects.filter(released_at=None).count() == 1
