"""What the data is made of, as an SDMX-JSON 2.0 structure message: code lists, concepts, structures, dataflows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from technopole.interop.statistics import flows
from technopole.interop.statistics.flows import FLOWS, Component, Flow
from technopole.observatory import lists
from technopole.observatory.models import Indicator, Observation

MEDIA_TYPE = "application/vnd.sdmx.structure+json;version=2.0.0;charset=utf-8"
SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)
_CONCEPTS = "CONCEPTS"
Names = dict[str, str]


def codes() -> dict[str, dict[str, Names]]:
    """{code list: {code: names}} of everything that is enumerated. Costs three queries."""
    indicators = {
        flows.code(row.key): _names(row.name_en, row.name_zh, row.key) for row in Indicator.objects.order_by("key")
    }
    places = set(Observation.objects.order_by().values_list("place", flat=True).distinct())
    places |= set(Indicator.objects.order_by().values_list("place", flat=True).distinct()) - {""}
    known = lists.places()
    areas = {}
    for key in sorted(places | set(known)):
        found = known.get(key) or {}
        areas[flows.code(key)] = _names(found.get("en", ""), found.get("zh", ""), key)
    return {
        "CL_FREQ": {key: _names(*names) for key, names in flows.FREQUENCIES.items()},
        "CL_INDICATOR": indicators,
        "CL_AREA": areas,
        "CL_OBS_STATUS": {key: _names(*names) for key, names in flows.OBS_STATUSES.items()},
        "CL_STATUS": {key: _names(*names[1:]) for key, names in flows.STATUSES.items()},
    }


_LISTS: Mapping[str, tuple[str, str]] = {
    "CL_FREQ": ("Frequencies", "频率"), "CL_INDICATOR": ("Indicators", "指标"), "CL_AREA": ("Places", "地区"),
    "CL_OBS_STATUS": ("Status of the observation", "观测状态"),
    "CL_STATUS": ("Status as this centre words it", "本中心所用状态"),
}  # fmt: skip


def message(agency: str, found: Mapping[str, Mapping[str, Names]], now: dt.datetime) -> dict[str, Any]:
    """The structure message of all dataflows; `found` is what `codes` gives."""
    lists_ = [
        {
            **_artefact(name, agency, _names(*_LISTS[name])),
            "codes": [{"id": code, "name": names["en"], "names": names} for code, names in each.items()],
        }
        for name, each in found.items()
    ]
    used = (each for flow in FLOWS.values() for each in (*flow.dimensions, flows.VALUE, *flow.attributes))
    components = {each.id: each for each in used}
    concepts = {
        **_artefact(_CONCEPTS, agency, _names("Concepts", "概念")),
        "concepts": [{"id": each.id, "name": each.en, "names": each.names} for each in components.values()],
    }
    return {
        "meta": {
            "schema": SCHEMA,
            "id": f"STRUCTURE-{now:%Y%m%dT%H%M%S}",
            "test": False,
            "prepared": now.isoformat(timespec="seconds"),
            "contentLanguages": ["en", "zh"],
            "sender": {"id": agency},
        },
        "data": {
            "codelists": lists_,
            "conceptSchemes": [concepts],
            "dataStructures": [_structure(flow, agency) for flow in FLOWS.values()],
            "dataflows": [
                {
                    **_artefact(flow.id, agency, {"en": flow.en, "zh": flow.zh}),
                    "structure": f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={_of(flow.id, agency)}",
                }
                for flow in FLOWS.values()
            ],
        },
    }


def _structure(flow: Flow, agency: str) -> dict[str, Any]:
    time = {**_component(flow.dimensions[-1], agency), **_format("ObservationalTimePeriod")}
    return {
        **_artefact(flow.id, agency, {"en": flow.en, "zh": flow.zh}),
        "dataStructureComponents": {
            "dimensionList": {
                "id": "DimensionDescriptor",
                "dimensions": [
                    {**_component(each, agency), "position": at} for at, each in enumerate(flow.key)
                ],
                "timeDimension": time,
            },
            "measureList": {
                "id": "MeasureDescriptor",
                "measures": [{**_component(flows.VALUE, agency), "usage": "optional", **_format("Double")}],
            },
            "attributeList": {
                "id": "AttributeDescriptor",
                "attributes": [
                    {
                        **_component(each, agency), "usage": "optional",
                        "attributeRelationship": {"observation": {}}, "measureRelationship": [flows.MEASURE],
                    }
                    for each in flow.attributes
                ],
            },
        },
    }  # fmt: skip


def _component(each: Component, agency: str) -> dict[str, Any]:
    concept = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={_of(_CONCEPTS, agency)}.{each.id}"
    made: dict[str, Any] = {"id": each.id, "conceptIdentity": concept}
    if each.codes:
        enumeration = f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={_of(each.codes, agency)}"
        return {**made, "localRepresentation": {"enumeration": enumeration}}
    return {**made, **_format("String")}


def _format(kind: str) -> dict[str, Any]:
    return {"localRepresentation": {"format": {"dataType": kind}}}


def _artefact(name: str, agency: str, names: Names) -> dict[str, Any]:
    return {"id": name, "version": flows.VERSION, "agencyID": agency, "name": names["en"], "names": names}


def _of(name: str, agency: str) -> str:
    return f"{agency}:{name}({flows.VERSION})"


def _names(en: str, zh: str = "", key: str = "") -> Names:
    """The names in both languages; where one is missing the other stands, and where both are, the key."""
    return {"en": en or zh or key, "zh": zh or en or key}


