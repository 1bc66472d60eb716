"""Flows between states: how many of each went where, as bands from left to right."""

from dataclasses import dataclass

from matplotlib.patches import PathPatch
from matplotlib.path import Path

from opsreport.show.charts.canvas import canvas, cut, margin, say, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed

NODE, GAP = 4, 6  # pixels: width of a state's bar, least space between two


@dataclass(frozen=True)
class Node:
    """A state on one side: where its bar begins, from the top, and how tall it is; its words stand at the middle of its slot."""

    top: float
    tall: float
    middle: float


@in_theme
def flows(starts, ends, moves, label, size, *, say_count, heads, marks=()):
    """starts, ends: the names of the states on both sides, in order. moves: {(start, end): count}; those that stay where they are, are paler.

    heads: the words over the two sides. marks: moves that are spoken of, in ink, with their count. The bands are as thick as their counts.
    """
    em, tall = size.type, 340 if size is NARROW else 380
    out = [sum(moves.get((a, b), 0) for b in range(len(ends))) for a in range(len(starts))]
    into = [sum(moves.get((a, b), 0) for a in range(len(starts))) for b in range(len(ends))]
    words = [[(name, say_count(count)) for name, count in zip(names, counts, strict=True)] for names, counts in ((starts, out), (ends, into))]
    wide = [_margin(side, size) for side in words]
    figure, axes = canvas(size, tall + em + 16, left=wide[0], right=wide[1], top=em + 12, bottom=4)
    inner = size.width - sum(wide)
    axes.set(xlim=(0, inner), ylim=(tall, 0))
    unit = _unit(tall, out, into, em)
    left, right = _nodes(out, unit, tall, em), _nodes(into, unit, tall, em)
    places = _places(moves, left, right, unit)
    for (a, b), (y0, y1) in places.items():
        token = "ink" if (a, b) in marks else "band" if starts[a] == ends[b] else "quiet"
        _band(axes, NODE, inner - NODE, y0, y1, moves[a, b] * unit, token)
    for x, nodes in ((0, left), (inner - NODE, right)):
        for node in nodes:
            axes.barh(node.top + node.tall / 2, NODE, left=x, height=max(node.tall, 0.75), color=ink("ink"), linewidth=0, zorder=4)
    for side, (nodes, texts, anchor) in enumerate(((left, words[0], "end"), (right, words[1], "start"))):
        x = (-8, inner + 8)[side]
        say(axes, x, 0, heads[side], em, dy=8, anchor=anchor, color="ink-3")
        for node, (name, count) in zip(nodes, texts, strict=True):
            _words(axes, x, node.middle, name, count, size, anchor)
    for move in marks:
        y = sum(places[move]) / 2 + moves[move] * unit / 2
        say(axes, inner / 2, y, say_count(moves[move]), em, anchor="middle", middle=True, color="ink", bold=True, halo=True)
    return themed(figure, size.css, label)


def _margin(texts, size):
    both = [f"{name} {count}" if size is not NARROW else name for name, count in texts]
    counts = [width_of(count, size.type) + 12 for _, count in texts] if size is NARROW else []
    return max([margin(both, size), *counts]) + 4


def _words(axes, x, y, name, count, size, anchor):
    """Name and count in a line on wide screens, one above the other on phones."""
    em = size.type
    if size is NARROW:
        say(axes, x, y, cut(name, em, 108), em, dy=1, anchor=anchor, color="ink")
        say(axes, x, y, count, em, dy=-em - 1, anchor=anchor, color="ink-2")
    else:
        say(axes, x, y, f"{cut(name, em, 214 - width_of(count, em))} {count}", em, middle=True, anchor=anchor, color="ink")


def _slot(em):
    """The least height of a state's slot: its words, two lines on a phone."""
    return 2 * em + 8 if em < 13 else em + 6


def _unit(tall, out, into, em):
    """Pixels per user: as large as lets both sides fit, every state having room for its words."""
    low, high = 0.0, tall / max(sum(out), 1)
    for _ in range(40):
        unit = (low + high) / 2
        fits = max(sum(max(count * unit + GAP, _slot(em)) for count in side) for side in (out, into)) <= tall
        low, high = (unit, high) if fits else (low, unit)
    return low


def _nodes(counts, unit, tall, em):
    slots = [max(count * unit + GAP, _slot(em)) for count in counts]
    top, spare, nodes = 0.0, (tall - sum(slots)) / max(1, len(slots)), []
    for count, slot in zip(counts, slots, strict=True):
        slot += spare
        nodes.append(Node(top + (slot - count * unit) / 2, count * unit, top + slot / 2))
        top += slot
    return nodes


def _places(moves, left, right, unit):
    """{move: (its top at the left, its top at the right)}: at both bars in the order of the other side, so that bands cross as little as can be."""
    begin, finish, places = [node.top for node in left], [node.top for node in right], {}
    drawn = sorted(move for move, count in moves.items() if count)
    for a, b in drawn:
        places[a, b] = [begin[a]]
        begin[a] += moves[a, b] * unit
    for a, b in sorted(drawn, key=lambda move: move[::-1]):
        places[a, b].append(finish[b])
        finish[b] += moves[a, b] * unit
    return places


def _band(axes, x0, x1, y0, y1, thick, token):
    thick, middle = max(thick, 0.6), (x0 + x1) / 2
    upper = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    lower = [(x1, y1 + thick), (middle, y1 + thick), (middle, y0 + thick), (x0, y0 + thick)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    patch = PathPatch(Path([*upper, *lower], codes), facecolor=ink(token), edgecolor="none", linewidth=0, alpha=None if token == "band" else 0.6)
    patch.set(zorder=1 if token == "band" else 2 if token == "quiet" else 3)
    axes.add_patch(patch)
