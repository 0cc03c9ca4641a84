"""API v1: every domain's routers as one API, and what stands above the domains: search, requests, oneself.

`api` is joined in `technopole.web.api.joined`, `urlpatterns` hang it under /api/.
"""

from technopole.web.api.joined import api

__all__ = ["api"]
