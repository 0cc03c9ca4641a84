"""What pages load: vendored files as listed, a small style sheet, nothing that the content security policy forbids."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import technopole

WEB = Path(technopole.__file__).parent / "web"
STATIC = WEB / "static" / "technopole"
TEMPLATES = sorted(WEB.glob("templates/**/*.html"))
LISTED = re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (STATIC / "vendor/VENDORED.md").read_text(), re.M)


def test_every_vendored_file_is_listed_and_every_package_has_its_licence():
    present = {str(file.relative_to(STATIC / "vendor")) for file in STATIC.glob("vendor/*/*") if file.name != "LICENSE"}
    assert present == {name for name, _digest in LISTED}
    assert all((STATIC / "vendor" / name).with_name("LICENSE").is_file() for name, _digest in LISTED)


@pytest.mark.parametrize(("name", "digest"), LISTED)
def test_a_vendored_file_is_the_one_that_was_reviewed(name, digest):
    assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest


def test_the_style_sheets_are_small():
    assert sum(file.stat().st_size for file in STATIC.glob("css/*.css")) < 60_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(WEB)))
def test_no_template_has_inline_code_or_style(template):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.S)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag or "application/" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r'(?:src|href)="https?://', text)


def _luminance(colour: str) -> float:
    channels = [int(colour[index:index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _palettes():
    css = (STATIC / "css/tokens.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    media, chosen = dark.split(':root[data-theme="dark"]')
    return [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", part)) for part in (light, media, chosen)]


def test_the_dark_palette_is_the_same_whether_the_system_or_the_reader_asks():
    _light, media, chosen = _palettes()
    assert media == chosen


PAIRS = [(text, ground) for ground in ("paper", "paper-2", "paper-3") for text in ("ink", "ink-2", "accent")] + [
    (tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "quiet")
] + [("accent-strong", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-strong"), ("ink", "accent-soft"),
     ("chart-2", "paper"), ("bad", "paper"), ("ink", "warn-soft"), ("ink", "bad-soft")]


@pytest.mark.parametrize("palette", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(palette, text, ground):
    colours = _palettes()[palette]
    bright, dim = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5, (text, ground)


@pytest.mark.parametrize("palette", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("mark", ["rule-strong", "chart-1", "chart-2", "chart-3"])
def test_marks_and_edges_of_controls_can_be_seen(palette, mark):
    colours = _palettes()[palette]
    bright, dim = sorted((_luminance(colours[mark]), _luminance(colours["paper"])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 3
