"""Charts in the page's colours: a chart is drawn with a sentinel colour for each CSS token, and `themed` turns each into `var(--token)`.

So one inline SVG follows light, dark and print, with no script and no second drawing. One SVG unit is one CSS pixel at the drawn width. Nothing in
the SVG depends on the fonts of the machine that draws it: text stays text, and equal input gives equal bytes.
"""

import io
import re
import warnings
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from html import escape

import matplotlib as mpl

from opsreport.show.markup import Html, plain

STEPS = 7  # of the sequential scale
TOKENS = ("ink", "ink-2", "ink-3", "rule", "rule-2", "paper", "band", "good", "bad", "quiet", *(f"seq-{step}" for step in range(STEPS)))
SENTINEL = {token: f"#fe01{number:02x}" for number, token in enumerate(TOKENS)}

RC = {
    "svg.fonttype": "none",  # text stays text: searched, copied, read out, drawn in the reader's font
    "svg.hashsalt": "opsreport",  # equal input, equal bytes
    "text.parse_math": False,  # "$" is money
    "font.family": "DejaVu Sans",  # comes with matplotlib; dropped from the SVG, which inherits the page's font
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.grid": False,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.spines.bottom": False,
    "xtick.bottom": False,
    "ytick.left": False,
    "xtick.labelbottom": False,
    "ytick.labelleft": False,
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "round",
}
in_theme = mpl.rc_context(RC)  # decorates every chart: no global state is changed


def ink(token: str) -> str:
    """The colour to draw with; the page decides what it looks like."""
    return SENTINEL[token]


@dataclass(frozen=True)
class Size:
    """What a chart is drawn for: its class in the page, its width in CSS pixels, its type size."""

    css: str
    width: int
    type: float


NARROW = Size("n", 344, 12)  # phones, and half columns of wide screens
WIDE = Size("w", 800, 13)  # tablets, desktops, paper
SPARK = Size("spark", 160, 0)  # in a card


TO_TOKEN = {code: f"var(--{token})" for token, code in SENTINEL.items()}
KEPT = {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-size", "font-weight", "text-anchor", "opacity"}
CIRCLE = re.compile(r"M 0 ([\d.]+) (?:C [-\d. ]+ ){8}z$")  # how matplotlib writes its marker "o"
DECIMAL = re.compile(r"-?\d+\.\d+")


def themed(figure, css: str, label: str) -> Html:
    """The figure as one <svg>: tokens for colours, gid "c-name" as class "name", one accessible name, no ids, no boilerplate."""
    text = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # measured with DejaVu, drawn with the reader's own font
        figure.savefig(text, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    root = ET.fromstring(text.getvalue())
    shapes = {f"#{node.get('id')}": node.get("d") for node in root.iter() if node.tag.endswith("path") and node.get("id")}
    width, height = root.get("viewBox").split()[2:]
    body = "".join(_write(child, shapes) for child in root)
    return Html(f'<svg class="{css}" viewBox="0 0 {_short(width)} {_short(height)}" role="img" aria-label="{escape(plain(label))}">{body}</svg>')


def _write(node, shapes):
    tag = node.tag.rpartition("}")[2]
    if tag in ("defs", "metadata", "style", "clipPath"):
        return ""
    if tag == "g":
        inner = "".join(_write(child, shapes) for child in node)
        name = node.get("id") or ""
        return f'<g class="{name[2:]}">{inner}</g>' if inner and name.startswith("c-") else inner
    paint = _style(node.get("style"))
    if tag == "use":  # the shape goes where it is used: no id is left that could collide with another chart's
        x, y = _short(node.get("x", "0")), _short(node.get("y", "0"))
        shape = shapes[next(value for key, value in node.attrib.items() if key.endswith("href"))]
        marker = CIRCLE.match(" ".join(shape.split()))
        if marker:
            return f'<circle cx="{x}" cy="{y}" r="{_short(marker[1])}"{paint}/>'
        return f'<path d="{_path(shape)}" transform="translate({x} {y})"{paint}/>'
    if tag == "path":
        return f'<path d="{_path(node.get("d"))}"{paint}/>' if paint and node.get("d") else ""
    if tag == "text":
        return f'<text x="{_short(node.get("x"))}" y="{_short(node.get("y"))}"{paint}>{escape(node.text or "")}</text>'
    raise ValueError(f"an SVG element without a rule: {tag}")


def _style(text):
    pairs = dict(part.strip().split(": ", 1) for part in (text or "").split(";") if ": " in part)
    kept = {key: _token(value) for key, value in pairs.items() if key in KEPT}
    if kept.get("fill") == "none" and "stroke" not in kept:
        return ""
    joined = ";".join(f"{key}:{_rounded(value)}" for key, value in kept.items())
    return f' style="{joined}"' if joined else ""


def _token(value):
    if value.startswith("#") and value not in TO_TOKEN:
        raise ValueError(f"a colour outside the theme: {value}. Draw with ink(token); seaborn's bars need saturation=1")
    return TO_TOKEN.get(value, value)


def _path(d):
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", _rounded(" ".join(d.split())))


def _rounded(text):
    return DECIMAL.sub(lambda found: _short(found.group()), text)


def _short(number):
    text = f"{float(number):.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
