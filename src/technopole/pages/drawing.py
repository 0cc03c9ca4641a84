"""From a chart specification to SVG, through a helper process and a cache on disk.

vl-convert brings a whole JavaScript engine (about 100 MB once used). It runs in a helper that ends when nobody has
asked for 20 seconds, so that a web process stays small; and as a drawing depends on its specification alone, it is
kept under the hash of it and made once.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from technopole.core.helper_process import HelperProcess

# Raised when the drawing of the same specification changes: part of every cache key.
VERSION = "1"
IDLE_SECONDS = 20
TIMEOUT_SECONDS = 20
KEPT_FILES = 5000

_NOISE = (
    re.compile(r'<path class="(?:background|foreground)"[^>]*/>'),
    re.compile(r' (?:aria-[a-z]+|role|pointer-events|aria-roledescription)="[^"]*"'),
    re.compile(r' opacity="1"'),
    re.compile(r' class="[^"]*"'),
    re.compile(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>'),
    re.compile(r"<g></g>|<g />"),
)
_LONG_NUMBER = re.compile(r"(-?\d+\.\d{2})\d+")


class ChartError(Exception):
    """The chart could not be drawn; the table beside it says the same."""


def render_svg(spec: dict[str, Any], cache: Path | str | None, title: str = "", description: str = "") -> str:
    """The SVG of a Vega-Lite specification, ready to stand in a page; raises ChartError.

    `cache` is a folder (made when missing) or None. `title` and `description` are read to those who cannot see it.
    """
    return render_many([spec], cache, [(title, description)])[0]


def render_pair(
    make: Callable[[int], dict[str, Any]], cache: Path | str | None, title: str = "", description: str = "",
    widths: tuple[int, int] = (680, 340),
) -> tuple[str, str]:
    """The same chart for a wide and for a narrow screen: `make` gives the specification for a width."""
    wide, narrow = render_many([make(width) for width in widths], cache, [(title, description)] * 2)
    return wide, narrow


def render_many(
    specs: Sequence[dict[str, Any]], cache: Path | str | None, words: Sequence[tuple[str, str]] = ()
) -> list[str]:
    """Several drawings; those not yet in the cache are made by one helper process in turn."""
    folder = Path(cache) if cache else None
    texts = [json.dumps(spec, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for spec in specs]
    drawn = []
    for index, text in enumerate(texts):
        key = hashlib.sha256(f"{VERSION}\n{text}".encode()).hexdigest()
        file = folder / key[:2] / f"{key}.svg" if folder else None
        svg = _read(file)
        if svg is None:
            svg = tidy(_drawn(text))
            if file and folder:
                _write(file, svg)
                _prune(folder, key)
        title, description = words[index] if index < len(words) else ("", "")
        drawn.append(_with_words(svg, title, description, key))
    return drawn


def tidy(svg: str) -> str:
    """Take out what a page does not need: empty frames, roles inside one image, digits beyond a hundredth pixel."""
    for pattern in _NOISE:
        svg = pattern.sub("", svg)
    previous = None
    while previous != svg:
        previous, svg = svg, re.sub(r"<g[^>]*></g>", "", svg)
    return _LONG_NUMBER.sub(r"\1", svg)


def _with_words(svg: str, title: str, description: str, key: str) -> str:
    """Name the image. Ids carry the key, since several charts may stand on one page."""
    if not title:
        return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    mark = hashlib.sha256(f"{key}{title}{description}".encode()).hexdigest()[:10]
    names = f"t{mark}" + (f" d{mark}" if description else "")
    inside = f'<title id="t{mark}">{escape(title)}</title>'
    inside += f'<desc id="d{mark}">{escape(description)}</desc>' if description else ""
    opened = svg.replace("<svg ", f'<svg role="img" aria-labelledby="{names}" ', 1)
    end = opened.index(">", opened.index("<svg ")) + 1
    return opened[:end] + inside + opened[end:]


def _read(file: Path | None) -> str | None:
    try:
        return file.read_text(encoding="utf-8") if file else None
    except FileNotFoundError:
        return None


def _write(file: Path, svg: str) -> None:
    """Written beside and renamed: a reader never sees half a drawing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".part", delete=False) as handle:
        handle.write(svg)
    os.replace(handle.name, file)


def _prune(folder: Path, key: str) -> None:
    """Now and then drop the oldest drawings, so that the cache cannot grow without end."""
    if not key.startswith("00"):
        return
    files = sorted(folder.glob("*/*.svg"), key=lambda file: file.stat().st_mtime)
    for file in files[:-KEPT_FILES]:
        file.unlink(missing_ok=True)


_helper = HelperProcess("chart-helper", TIMEOUT_SECONDS)


def _drawn(text: str) -> str:
    """The SVG of one specification, from the helper."""
    program = Path(__file__).with_name("drawing_helper.py")
    answer = _helper.ask([sys.executable, "-I", str(program), str(IDLE_SECONDS)], text.encode())
    if answer is None:
        raise ChartError("The drawing process ended without an answer or took too long.")
    if "error" in answer:
        raise ChartError(answer["error"])
    return str(answer["svg"])


@atexit.register
def stop() -> None:
    """End the helper process now; the next drawing starts another."""
    _helper.stop()
