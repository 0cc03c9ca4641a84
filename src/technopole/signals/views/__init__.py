"""Pages about what changes, and the pages one cites: the summary, the permanent addresses."""
