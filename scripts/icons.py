#!/usr/bin/env python3
"""Writes app/src/ui/icon/paths.rs: the Lucide drawings named in GLYPHS. Run after adding a name."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
ICONS = ROOT / "node_modules/lucide-static/icons"
GLYPHS = """
activity archive arrow-down arrow-left arrow-right arrow-up arrow-up-right bell book-open box calendar calendar-days
check chevron-down chevron-left chevron-right chevrons-up-down circle-alert circle-check circle-help circle-play
circle-stop circle-x clipboard clock columns-2 container copy cpu download ellipsis external-link eye eye-off
file-text funnel flask-conical folder gauge globe graduation-cap grip-vertical hard-drive history house image info key key-round keyboard
laptop layers layout-dashboard list lock log-in log-out mail map-pin maximize memory-stick menu minimize minus monitor
monitor-play moon network package palette panel-left pause pencil play plug plug-zap plus power refresh-cw rotate-ccw
rotate-cw rows-2 school scroll-text search send server settings shield shield-alert shield-check sliders-horizontal
smartphone square square-terminal sun tag terminal text-select thermometer trash-2 triangle-alert upload user user-check
user-minus user-plus user-x users wifi wifi-off wrench x zap
""".split()


def variant(name):
    return "".join(part.capitalize() for part in name.split("-"))


def drawing(name):
    svg = (ICONS / f"{name}.svg").read_text()
    inner = re.search(r"<svg.*?>(.*)</svg>", svg, re.S).group(1)
    return re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", inner.strip()))


lines = [
    "//! Lucide (ISC licence, https://lucide.dev), written by `scripts/icons.py`.",
    "",
    "/// A drawing on a square of 24 by 24.",
    "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]",
    "pub enum Glyph {",
    *[f"    {variant(name)}," for name in GLYPHS],
    "}",
    "",
    "impl Glyph {",
    "    pub const ALL: &'static [Self] = &[",
    *[f"        Self::{variant(name)}," for name in GLYPHS],
    "    ];",
    "",
    "    /// What is inside the `<svg>`.",
    "    pub(super) fn drawing(self) -> &'static str {",
    "        match self {",
]
for name in GLYPHS:
    text = drawing(name)
    lines += [f"            Self::{variant(name)} => {{", f'                r#"{text}"#', "            }"]
lines += ["        }", "    }", "}", ""]
target = ROOT / "app/src/ui/icon/paths.rs"
target.parent.mkdir(exist_ok=True)
target.write_text("\n".join(lines))
