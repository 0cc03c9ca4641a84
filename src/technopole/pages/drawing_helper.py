"""The process that draws: one specification a line in, one answer a line out; ends when idle or when its parent does.

Run by `drawing.py` as a file of its own, so that it imports nothing of the platform.
"""

import json
import os
import select
import sys


def main(idle_seconds: float) -> None:
    """Answer each line {specification} with {"svg"} or {"error"}."""
    import vl_convert  # here, not above: the parent may import this module to read about it

    pending = b""
    while True:
        ready, _, _ = select.select([0], [], [], idle_seconds)
        chunk = os.read(0, 1 << 20) if ready else b""
        if not chunk:
            return
        pending += chunk
        while b"\n" in pending:
            line, pending = pending.split(b"\n", 1)
            try:
                # No base URLs: a specification carries its data and never makes this process fetch.
                answer = {"svg": vl_convert.vegalite_to_svg(json.loads(line), vl_version="5.21", allowed_base_urls=[])}
            except Exception as error:  # noqa: BLE001 (whatever it is, the parent must hear of it)
                answer = {"error": f"{type(error).__name__}: {str(error)[:500]}"}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0)
