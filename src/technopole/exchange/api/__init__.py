"""The exchange over HTTP: what is public (`public`), searched and matched (`asking`), and the listings behind it
(`listings`)."""

from technopole.exchange.api import asking, listings, public

routers = (public.router, asking.router, listings.router)
