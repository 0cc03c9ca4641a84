"""Which organisations does a text mean? Free-text affiliations, in any script, to sets of organisations.

    table = build(organisations)             # once; save it with table.save(path)
    resolver = Resolver(table)
    resolver.resolve(["Dept. of Physics, Fudan Univ., Shanghai"])[0][0].organisation_id

Pure: no Django, no clock; the only files are those the caller names and the model shipped beside this file.
"""

from technopole.methods.resolution.building import build
from technopole.methods.resolution.records import Found, Organisation, from_ror
from technopole.methods.resolution.resolver import PROFILES, Resolver
from technopole.methods.resolution.table import NameTable

__all__ = ["PROFILES", "Found", "NameTable", "Organisation", "Resolver", "build", "from_ror"]
