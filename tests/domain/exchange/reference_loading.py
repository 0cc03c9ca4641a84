"""A load of reference offers in a process of its own, for tests that kill it.

Usage: reference_loading.py HOME ROWS-IN-A-PIECE PAUSE FILE…: loads in small pieces, and rests PAUSE seconds after each step
that reaches the disk, so that a kill may fall between any two.
"""

import os
import sys
import time
from pathlib import Path


def main() -> None:
    home, rows, pause, *paths = sys.argv[1:]
    os.environ |= {"TECHNOPOLE_HOME": home, "DJANGO_SETTINGS_MODULE": "technopole.settings"}
    import django

    django.setup()
    from technopole.core import durable
    from technopole.exchange import reference
    from technopole.sources.offers import json_lines

    json_lines.ROWS = reference.ROWS = int(rows)  # type: ignore[attr-defined]
    sync, replace, rename = durable.sync, os.replace, os.rename

    def rested(step):  # type: ignore[no-untyped-def]
        def slowly(*given):  # type: ignore[no-untyped-def]
            time.sleep(float(pause))
            step(*given)
            time.sleep(float(pause))

        return slowly

    durable.sync, os.replace, os.rename = rested(sync), rested(replace), rested(rename)
    print("begins", flush=True)
    loaded = reference.load([Path(path) for path in paths], skip_bad=True)
    print(loaded.version, loaded.rows, flush=True)


if __name__ == "__main__":
    main()
