"""An HTML file as PDF, by a browser of this machine that is told to load nothing from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from technopole.core.errors import TechnopoleError

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)  # fmt: skip
SECONDS = 120.0
_QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


def browser(named: str = "") -> str:
    """The program to print with: the one named, or the first found. Raises `TechnopoleError` where there is none."""
    for name in (named,) if named else BROWSERS:
        if found := shutil.which(name):
            return found
    if named:
        raise TechnopoleError(f"{named} is no program that can be run.", hint="Name a browser with --browser PATH.")
    raise TechnopoleError(
        "No browser was found to make the PDF with.",
        hint="Install Chromium, name one with --browser PATH, or open the HTML and print it.",
    )


def printed(html: str, program: str) -> bytes:
    """The PDF. Raises `TechnopoleError` where the browser makes none. Cost: some seconds, some hundred megabytes."""
    with tempfile.TemporaryDirectory(prefix="technopole-report-", ignore_cleanup_errors=True) as folder:
        page, made = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [program, *_QUIET, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", page.as_uri()]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            command.insert(1, "--no-sandbox")  # the browser refuses to run as root with it
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise TechnopoleError(
                f"{program} made no PDF in {SECONDS:.0f} seconds.", hint="Open the HTML and print it, or try again."
            ) from None
        except OSError as error:
            reason = f"{program} cannot be run: {error.strerror}."
            raise TechnopoleError(reason, hint="Name another with --browser.") from None
        if not made.is_file() or not made.stat().st_size:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise TechnopoleError(
                f"{program} made no PDF" + (f": {said[-1][:200]}" if said else "."),
                hint="Open the HTML and print it, or name another browser with --browser.",
            )
        return made.read_bytes()
