"""Small made-up files in every form in which ROR publishes, or once published, its registry."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def ror_id(number: int) -> str:
    """A ROR id with right check digits (ISO 7064 mod 97-10), such as `0` and six characters and two digits."""
    letters = "".join(_LETTERS[(number >> (5 * place)) & 31] for place in range(5, -1, -1))
    return f"0{letters}{98 - (number * 100) % 97:02}"


FUDAN, HOSPITAL, BRIGHT, GONE, CITY = (ror_id(number) for number in (9000, 9001, 9002, 9003, 9004))


def organisation(key: str, name: str, **more: Any) -> dict[str, Any]:
    """One organisation in schema 2."""
    return {
        "id": f"https://ror.org/{key}",
        "names": [{"value": name, "types": ["ror_display", "label"], "lang": "en"}, *more.pop("names", ())],
        "types": more.pop("types", ["education"]),
        "status": more.pop("status", "active"),
        "established": more.pop("established", None),
        "links": more.pop("links", []),
        "domains": more.pop("domains", []),
        "external_ids": more.pop("external_ids", []),
        "relationships": [
            {"id": f"https://ror.org/{target}", "label": label, "type": kind}
            for kind, target, label in more.pop("relationships", ())
        ],
        "locations": more.pop("locations", [
            {"geonames_id": 1796236, "geonames_details": {
                "name": "Shanghai", "country_code": "CN", "country_name": "China", "lat": 31.2, "lng": 121.4}}
        ]),
        "admin": {},
        **more,
    }  # fmt: skip


def records() -> list[dict[str, Any]]:
    """Five organisations: a university and its hospital, a company, one that is gone, a city."""
    return [
        organisation(
            FUDAN, "Fudan University", established=1905,
            names=[
                {"value": "复旦大学", "types": ["label"], "lang": "zh"},
                {"value": "FDU", "types": ["acronym"], "lang": None},
            ],
            links=[{"type": "website", "value": "https://www.fudan.edu.cn"}], domains=["fudan.edu.cn"],
            external_ids=[{"type": "isni", "preferred": None, "all": ["0000 0001 0125 2443"]}],
            relationships=[("child", HOSPITAL, "Zhongshan Hospital")],
        ),
        organisation(HOSPITAL, "Zhongshan Hospital", types=["healthcare"], established=1937),
        organisation(BRIGHT, "Bright Dairy", types=["company"], relationships=[("successor", GONE, "Old Dairy")]),
        organisation(GONE, "Old Dairy", types=["company"], status="withdrawn"),
        organisation(CITY, "City of Shanghai", types=["government"]),
    ]  # fmt: skip


def version_1(record: dict[str, Any]) -> dict[str, Any]:
    """The same in schema 1, as far as it can say it."""
    names = record["names"]
    place = record["locations"][0]["geonames_details"]
    return {
        "id": record["id"],
        "name": names[0]["value"],
        "aliases": [],
        "acronyms": [name["value"] for name in names if "acronym" in name["types"]],
        "labels": [
            {"label": name["value"], "iso639": name["lang"]} for name in names[1:] if "label" in name["types"]
        ],
        "types": [kind.capitalize() for kind in record["types"]],
        "status": record["status"],
        "established": record["established"],
        "links": [link["value"] for link in record["links"]],
        "external_ids": {},
        "relationships": [{**each, "type": each["type"].capitalize()} for each in record["relationships"]],
        "addresses": [{"lat": place["lat"], "lng": place["lng"], "city": place["name"], "geonames_city": {"id": 1796236}}],
        "country": {"country_code": place["country_code"], "country_name": place["country_name"]},
    }  # fmt: skip


def lines(found: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in found)


def write(folder: Path, form: str, found: list[dict[str, Any]] | None = None) -> Path:
    """A file of these organisations: jsonl, json, jsonl.gz, json.gz, zip, or v1.json."""
    found = records() if found is None else found
    path = folder / f"v1.9-ror-data.{form}"
    array = json.dumps(found, ensure_ascii=False, indent=1).encode()
    if form == "jsonl":
        path.write_bytes(lines(found))
    elif form == "jsonl.gz":
        path.write_bytes(gzip.compress(lines(found), mtime=0))
    elif form == "json":
        path.write_bytes(array)
    elif form == "json.gz":
        path.write_bytes(gzip.compress(array, mtime=0))
    elif form == "v1.json":
        path.write_bytes(json.dumps([version_1(each) for each in found], ensure_ascii=False).encode())
    elif form == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("v1.9-ror-data.csv", "not,this\n")
            archive.writestr("v1.9-ror-data.json", json.dumps([version_1(each) for each in found]))
            archive.writestr("v1.9-ror-data_schema_v2.json", array)
    else:
        raise ValueError(form)
    return path
