"""Django's SQLite backend, made safe for many threads and processes: one writer at a time."""
