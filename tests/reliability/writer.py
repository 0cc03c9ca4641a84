"""A process of threads that write things and note each write that was acknowledged.

Usage: writer.py NAME THREADS ACKNOWLEDGED.txt STOP-FILE. Each line of the file is `key value`, written after the
transaction was kept: whatever happens to any process then, the store must hold that value or a later one.
"""

import os
import sys
import threading
from pathlib import Path

import django


def main() -> None:
    name, threads, acknowledged, stop = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    django.setup()
    descriptor = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    workers = [threading.Thread(target=write, args=(f"{name}-{number}", descriptor, stop)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def write(name: str, descriptor: int, stop: Path) -> None:
    """New things and, as often, new values of known ones, until the stop file appears."""
    from technopole.core.sourced import By, put

    by, value = By(label="writer"), 0
    while not stop.exists():
        value += 1
        key = f"{name}-{value // 2 % 40}-{os.getpid()}"
        record = {
            "names": [{"value": f"Organisation {key} of year {value}", "language": "en", "kind": "display"}],
            "status": "active",
            "legal_form": str(value),
        }
        put("organisation", "writers", key, record, by)
        os.write(descriptor, f"{key} {value}\n".encode())


if __name__ == "__main__":
    main()
