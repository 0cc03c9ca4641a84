"""The exchange over HTTP: what is public (`public`), and the listings behind it (`listings`)."""

from technopole.exchange.api import listings, public

routers = (public.router, listings.router)
