"""What the nodes of a network are called, and what is known of them: asked of the lake and of the register, for a few
hundred keys at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from technopole.lake import sql
from technopole.observatory.analyses.running import Context
from technopole.registry.models import Organisation

_ORGANISATIONS = (
    "SELECT coalesce(nullif(organisation, ''), institution) AS member, max(organisation) AS uid, "
    "min(nullif(organisation_name, '')) AS name, min(nullif(country, '')) AS country, min(nullif(type, '')) AS type, "
    "min(nullif(institution, '')) AS institution, bool_or(place <> '' AND place = $place) AS here FROM affiliations "
    "WHERE coalesce(nullif(organisation, ''), institution) IN (SELECT unnest($keys)) GROUP BY ALL"
)
_INSTITUTIONS = (
    "SELECT institution AS member, min(institution_name) AS name FROM authorships "
    "WHERE institution IN (SELECT unnest($keys)) AND institution_name <> '' GROUP BY ALL"
)
_PEOPLE = (
    "SELECT author AS member, min(author_name) AS name FROM authorships "
    "WHERE author IN (SELECT unnest($keys)) AND author_name <> '' GROUP BY ALL"
)
_AUTHORS = "SELECT id AS member, name FROM authors WHERE id IN (SELECT unnest($keys)) AND name <> ''"
_THEIR_INSTITUTIONS = (
    "SELECT author AS member, institution_name AS name FROM (SELECT author, institution_name, count(*) AS works "
    "FROM authorships WHERE author IN (SELECT unnest($keys)) AND institution_name <> '' GROUP BY ALL) "
    "QUALIFY row_number() OVER (PARTITION BY author ORDER BY works DESC, institution_name) = 1"
)
_TOPICS = "SELECT id AS member, name, field_name AS field FROM topics WHERE id IN (SELECT unnest($keys))"
_APPLICANTS = (
    "SELECT coalesce(nullif(organisation, ''), nullif(party, ''), 'name:' || name) AS member, "
    "max(organisation) AS uid, min(coalesce(nullif(organisation_name, ''), name)) AS name, "
    "min(nullif(country, '')) AS country, bool_or(place <> '' AND place = $place) AS here FROM patent_parties "
    "WHERE role = 'applicant' AND coalesce(nullif(organisation, ''), nullif(party, ''), 'name:' || name) "
    "IN (SELECT unnest($keys)) GROUP BY ALL"
)


def organisations(lake: sql.Lake, keys: Sequence[str], context: Context) -> list[dict[str, Any]]:
    """Names, the register's uid or OpenAlex's id, country and type of organisations."""
    known = _by_member(lake, _ORGANISATIONS, keys, place=context.place)
    nameless = [key for key in keys if not known.get(key, {}).get("name")]
    names = {key: row["name"] for key, row in _by_member(lake, _INSTITUTIONS, nameless).items()} if nameless else {}
    registered = _registered([row["uid"] for row in known.values() if row["uid"]])
    found = []
    for key in keys:
        row = known.get(key, {})
        uid = row.get("uid") or ""
        name = registered.get(uid) or {"": row.get("name") or names.get(key, key)}
        about = {"name": name, "uid": uid if uid in registered else "", "openalex": row.get("institution") or ""}
        found.append({**about, **{each: row.get(each) or "" for each in ("country", "type")}, **_here(row)})
    return found


def people(lake: sql.Lake, keys: Sequence[str], context: Context) -> list[dict[str, Any]]:
    """Names of authors, and where they most often say they work."""
    names = _by_member(lake, _PEOPLE, keys)
    if "authors" in lake.tables:
        names |= _by_member(lake, _AUTHORS, keys)
    at = _by_member(lake, _THEIR_INSTITUTIONS, keys)
    return [
        {
            "name": {"": names[key]["name"] if key in names else key}, "openalex": key,
            "at": at[key]["name"] if key in at else "",
        }
        for key in keys
    ]  # fmt: skip


def places(lake: sql.Lake, keys: Sequence[str], context: Context) -> list[dict[str, Any]]:
    """Names of countries."""
    return [{"name": dict(context.both.get(key, {"": key}))} for key in keys]


def topics(lake: sql.Lake, keys: Sequence[str], context: Context) -> list[dict[str, Any]]:
    """Names of topics, and their fields, where the topics themselves were loaded."""
    known = _by_member(lake, _TOPICS, keys) if "topics" in lake.tables else {}
    return [
        {"name": {"en": row["name"]} if (row := known.get(key)) else {"": key}, "openalex": key,
         "at": row["field"] if row else ""}
        for key in keys
    ]  # fmt: skip


def applicants(lake: sql.Lake, keys: Sequence[str], context: Context) -> list[dict[str, Any]]:
    """Names of applicants as written, or as the register has them."""
    known = _by_member(lake, _APPLICANTS, keys, place=context.place)
    registered = _registered([row["uid"] for row in known.values() if row["uid"]])
    return [
        {
            "name": registered.get(row.get("uid") or "") or {"": row.get("name") or key.removeprefix("name:")},
            "uid": row["uid"] if row.get("uid") in registered else "", "country": row.get("country") or "",
            **_here(row),
        }
        for key in keys
        for row in [known.get(key, {})]
    ]  # fmt: skip


def _here(row: Mapping[str, Any]) -> dict[str, bool]:
    return {"here": True} if row.get("here") else {}


def _by_member(lake: sql.Lake, statement: str, keys: Sequence[str], **more: str) -> dict[str, dict[str, Any]]:
    return {str(row["member"]): row for row in lake.rows(statement, {"keys": list(keys), **more})}


def _registered(uids: Sequence[str]) -> dict[str, dict[str, str]]:
    """{uid: its names by language} of those that the register holds."""
    rows = Organisation.objects.filter(uid__in=uids).values_list("uid", "name", "name_en", "name_zh")
    return {
        uid: {language: text for language, text in (("en", en), ("zh", zh)) if text} or {"": name}
        for uid, name, en, zh in rows
    }
