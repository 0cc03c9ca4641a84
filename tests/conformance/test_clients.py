"""Programs that others wrote for these protocols, unchanged, against a portal that serves."""

import warnings
from typing import Any

import interop_world
import pytest
import ror_files
from pydantic import HttpUrl

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: Any) -> dict[str, str]:
    return interop_world.load(more=3, names=True)


def test_the_ror_client_reads_records_and_their_relatives(
    world: dict[str, str], live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rorclient import RORClient
    from rorclient.config import config

    monkeypatch.setattr(config, "base_url", HttpUrl(f"{live_server.url}/v2/"))
    ids = [ror_files.ror_id(20_000 + number) for number in range(3)]
    with RORClient() as client:
        found = client.get_institution(ids[0])
        several = client.get_multiple_institutions([f"https://ror.org/{each}" for each in ids])
        missing = client.get_institution(ror_files.ror_id(77))
    assert found is not None
    assert found.id_without_prefix == ids[0]
    assert found.locations[0].geonames_details.continent_name == "Europe"
    assert [name.value for name in found.names] == ["University of Northern Lights 000"]
    assert [each.id_without_prefix for each in several] == ids
    assert missing is None


def test_the_python_reconciler_recognises_a_column(world: dict[str, str], live_server: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        import pandas
        from reconciler import reconcile

        table = pandas.DataFrame(
            {
                "name": ["Fudan University", "Zhongshan Hospital", "Bright Dairy"],
                "country": ["China", "CN", "中国"],
            }
        )
        found = reconcile(table["name"], reconciliation_endpoint=f"{live_server.url}/reconcile")
        typed = reconcile(
            table["name"][:1],
            type_id="education",
            property_mapping={"country": table["country"][:1]},
            reconciliation_endpoint=f"{live_server.url}/reconcile",
        )
    assert list(found["id"]) == [world[each] for each in (ror_files.FUDAN, ror_files.HOSPITAL, ror_files.BRIGHT)]
    assert found["match"].all()
    assert list(typed["id"]) == [world[ror_files.FUDAN]]
    assert list(typed["type_id"]) == ["education"]
