"""Countries as GeoNames knows them (https://www.geonames.org, CC BY 4.0): English name, continent, number."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

CONTINENTS = {
    "AF": "Africa",
    "AN": "Antarctica",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "OC": "Oceania",
    "SA": "South America",
}


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory of ISO 3166-1."""

    code: str
    name: str
    continent: str
    geonames: int


@cache
def countries() -> dict[str, Country]:
    """{code: country}; read once."""
    with resources.files("technopole.interop").joinpath("data/countries.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: Country(row["code"], row["name"], row["continent"], int(row["geonames"]))
            for row in csv.DictReader(file)
        }


@cache
def _codes_by_name() -> dict[str, str]:
    from technopole.registry import vocabulary

    found = {text.casefold(): code for code, texts in vocabulary.countries().items() for text in texts.values()}
    return found | {each.name.casefold(): each.code for each in countries().values()}


def code_of(text: str) -> str:
    """The code of a country given by code or by name, in English or Chinese; empty if there is none."""
    text = text.strip()
    if len(text) == 2 and text.isascii() and text.upper() in countries():
        return text.upper()
    return _codes_by_name().get(text.casefold(), "")


def on_continent(code: str) -> list[str]:
    """The codes of a continent's countries."""
    return [each.code for each in countries().values() if each.continent == code]
