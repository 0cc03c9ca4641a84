"""The science: pure functions, without Django, files or clock. Each names its source."""
