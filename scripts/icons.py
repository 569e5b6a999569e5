#!/usr/bin/env python3
"""Writes app/src/ui/icon/paths.rs: the Lucide drawings named in GLYPHS. Run after adding a name."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
ICONS = ROOT / "node_modules/lucide-static/icons"
GLYPHS = """
arrow-down arrow-left arrow-up book-open bookmark calendar-days check chevron-down chevron-left chevron-right
circle-alert circle-check circle-dot circle-help circle-stop circle-x clipboard clock columns-2 container copy
download ellipsis eye eye-off flask-conical funnel graduation-cap grip-vertical history info key key-round keyboard
laptop layout-dashboard link lock log-out map-pin maximize minimize minus monitor monitor-play moon palette panel-left
pause pencil play plug-zap plus refresh-cw rotate-ccw rotate-cw rows-2 school scroll-text search send server settings
shield-alert shield-check smartphone square square-terminal sun terminal text-select trash-2 triangle-alert upload
user user-check user-plus user-x users wifi-off x
""".split()


def constant(name):
    return name.replace("-", "_").upper()


def drawing(name):
    svg = (ICONS / f"{name}.svg").read_text()
    inner = re.search(r"<svg.*?>(.*)</svg>", svg, re.S).group(1)
    return re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", inner.strip()))


lines = [
    "//! Lucide (ISC licence, https://lucide.dev), written by `scripts/icons.py`.",
    "",
    "/// A drawing on a square of 24 by 24: what is inside the `<svg>`.",
    "///",
    "/// Constants, not variants: each piece of WebAssembly holds the drawings that it names, no others.",
    "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]",
    "pub struct Glyph(pub(super) &'static str);",
    "",
    "impl Glyph {",
]
for name in GLYPHS:
    lines += [f"    pub const {constant(name)}: Self = Self(", f'        r#"{drawing(name)}"#,', "    );"]
lines += [
    "",
    "    /// Each with its name in Lucide.",
    "    pub const ALL: &'static [(&'static str, Self)] = &[",
    *[f'        ("{name}", Self::{constant(name)}),' for name in GLYPHS],
    "    ];",
    "}",
    "",
]
target = ROOT / "app/src/ui/icon/paths.rs"
target.parent.mkdir(exist_ok=True)
target.write_text("\n".join(lines))
