"""The words that rows of events, facilities and showcase may use."""

EVENT_ROLES = ("guide", "host", "co-host", "supporter", "partner", "presenter")
EVENT_STATUSES = (
    "draft",
    "announced",
    "open",
    "closed",
    "running",
    "done",
    "reported",
    "cancelled",
    "postponed",
)
EVENT_LEVELS = ("international", "national", "municipal", "district", "local")
EVENT_FORMATS = ("in_person", "online", "hybrid")
FACILITY_STATUSES = ("planned", "construction", "trial", "operating", "closed")
