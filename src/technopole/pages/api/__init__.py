"""What every domain's API is made of: who calls and may, one shape of error, paging, ETags, safe repetition.

A domain writes its operations on a `Router`; `technopole.web.api` joins the routers into one `Api`.
"""

from technopole.pages.api.cursors import Keyset, page_of
from technopole.pages.api.document import Api
from technopole.pages.api.etags import must_match, version_is
from technopole.pages.api.guard import require
from technopole.pages.api.problems import Problem
from technopole.pages.api.router import Router
from technopole.pages.api.shapes import Bilingual, In, Out, Page, both

__all__ = [
    "Api", "Bilingual", "In", "Keyset", "Out", "Page", "Problem", "Router",
    "both", "must_match", "page_of", "require", "version_is",
]
