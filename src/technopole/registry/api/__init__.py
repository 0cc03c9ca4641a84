"""The register over HTTP: organisations, hubs, vocabularies."""

from technopole.pages.api.records import add_record_operations
from technopole.registry.api import asking, organisations, places, writing
from technopole.registry.models import Hub, Organisation

add_record_operations(organisations.router, "organisations/{uid}", "organisation", Organisation)
add_record_operations(places.router, "hubs/{uid}", "hub", Hub)

routers = (organisations.router, places.router, asking.router)

__all__ = ["routers", "writing"]
