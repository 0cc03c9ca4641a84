"""The words that rows of needs may use."""

NEED_STATUSES = ("open", "answered", "closed")
