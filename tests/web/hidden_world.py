"""A world in which somebody offers something without a name: who it is bears words that stand nowhere else.

Once the listing is public its organisation is taken out of the store, so that wherever one of these words is still found,
it can only have come from the listing.
"""

import io
from types import SimpleNamespace
from typing import Any

import access_world
import exchange_world
import pyarrow.parquet

from technopole.accounts.models import Representation, User
from technopole.core import clock
from technopole.core.models import Change, SourceRecord
from technopole.core.sourced import By, put
from technopole.exchange import services
from technopole.exchange.models import Listing
from technopole.registry.models import Organisation
from technopole.search import worker

OWNER = {
    "names": [
        {"value": "Quillivant Works", "language": "en", "kind": "display"},
        {"value": "奎利万特制造厂", "language": "zh-Hans", "kind": "label"},
        {"value": "QLVW", "language": None, "kind": "acronym"},
    ],
    "types": ["company"], "status": "active", "sources": ["https://quillivant.example.org/about"],
    "links": [{"kind": "website", "url": "https://quillivant.example.org"}], "key": "quillivant",
}  # fmt: skip
PRIVATE = {
    "contact_name": "Zebediah Vantongeren", "contact_post": "Vantongeren desk", "contact_email": "zeb@quillivant.example.org",
    "contact_phone": "+86 21 7777 0303", "maker_en": "Laboratory Ossifrage", "maker_zh": "奥西弗雷奇实验室",
    "programme_en": "Programme Wyrmwood", "url": "https://quillivant.example.org/battery",
    "rights": ["patent, CN998877665B, granted, 60 %"],
}  # fmt: skip
CANARIES = (
    "Quillivant", "奎利万特", "QLVW", "quillivant", "Vantongeren", "7777 0303", "Ossifrage", "奥西弗雷奇", "Wyrmwood",
    "CN998877665B", "998877665", "carolcanary", "Carol Canary",
)  # fmt: skip
TITLE = "Ceramic separator that does not shrink"
READERS = ("nobody", "visitor", "bob", "registrar", "analyst")
"""None of them may know; exchange brokers review the listing and do."""


def hidden(people: SimpleNamespace) -> Listing:
    """An anonymous offer that was reviewed, published, revised and renewed, as far as its owner may."""
    uid = next(iter(put("organisation", "centre", "test:quillivant", dict(OWNER), By(label="test")).uids.values()))
    carol = User.objects.create_user("carolcanary", "carol@quillivant.example.org", "correct horse battery", display_name="Carol Canary")
    Representation.objects.create(user=carol, organisation_uid=uid, since=clock.now())
    second = exchange_world._person("second", "broker")
    said = {**exchange_world.OFFER, **PRIVATE, "anonymous": True, "title_en": TITLE, "title_zh": "不收缩的陶瓷隔膜"}
    row = services.begin("technology_offer", uid, carol, said, synthetic=False)
    for step, by in (
        ("submit", carol), ("approve", people.broker), ("publish", second), ("revise", carol), ("submit", carol),
        ("approve", people.broker), ("publish", second),
    ):  # fmt: skip
        row = exchange_world.take(row, step, by, **exchange_world.SAID.get(step, {}))
    Listing.objects.filter(pk=row.pk).update(expires_on=clock.today())
    return exchange_world.take(row, "renew", carol)


def everything() -> tuple[SimpleNamespace, dict[str, Any], Listing]:
    """What `access_world.everything` makes, and the anonymous offer, whose owner is only in what is private."""
    people, found = access_world.everything()
    row = hidden(people)
    Organisation.objects.filter(uid=row.organisation_uid).delete()
    SourceRecord.objects.filter(kind="organisation", uid=row.organisation_uid).delete()
    Change.objects.filter(uid=row.organisation_uid).delete()
    worker.rebuild()
    return people, found, row


def text_of(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    if content[:4] == b"PAR1":
        return str(pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist())
    return str(content.decode("utf-8", "replace"))


def leaks(where: str, text: str) -> list[str]:
    return [f"{where}: {canary}" for canary in CANARIES if canary in text]


def fits(name: str) -> bool:
    """Not doors that tell nothing of things (signing in, second factors), nor the registrars' list of all accounts."""
    return not name.startswith(("account_", "mfa_", "usersessions", "set_language", "accounts:people"))
