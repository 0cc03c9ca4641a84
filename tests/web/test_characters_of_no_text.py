"""A NUL character, which no person types, is refused or left out alike on every store."""

import pytest

from technopole.core.requests import services
from technopole.core.requests.models import Request, RequestEvent

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/organisations/?district=a%00b", "/organisations/?q=%00", "/organisations/%00/", "/events/?q=%00",
    "/facilities/?type=%00", "/policies/?q=%00", "/needs/?q=%00", "/indicators/%00/", "/indicators/?q=%00",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_holds_one_is_refused(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "belongs to no text" in response.content.decode()


def test_in_what_is_pasted_into_a_case_it_is_left_out(people):
    payload = {"subject_names": {"en": "Acme"}, "field": "name", "wrong": "Acme", "right": "Acme Ltd", "source": ""}
    services.apply_at_once("correction", people.alice, payload, subject=("organisation", people.acme))
    request = Request.objects.get()
    services.comment(request.uid, people.registrar, request.version, "See\0 the register.")
    assert RequestEvent.objects.latest("id").text == "See the register."
