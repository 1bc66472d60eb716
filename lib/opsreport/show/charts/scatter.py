"""A scatter: two figures of each of several things, named at the points."""

import math

from opsreport.show.charts.axis import ends, ticks, within
from opsreport.show.charts.canvas import Room, canvas, cut, dot, say, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed

MOST = 2000  # points, beyond which a scatter is no picture and too heavy a page
FAR = 50  # times: where the largest x is so much larger than the smallest, x is drawn by its logarithm


@in_theme
def scatter(points, label, size, *, say_x, say_y, x_word, y_word, whole=None, whole_word=""):
    """points: (name, x, y, (low, high) of y or None, token). x_word, y_word: what the axes are, said at their ends; say_x, say_y: a tick in words.

    whole: y of the whole shop.

    `rule` greys a point that is too small to compare: it is drawn hollow. The names of points that lie too close to others are left to the table.
    Raises ValueError for more than 2,000 points.
    """
    if len(points) > MOST:
        raise ValueError(f"{len(points)} points: more than {MOST} are no picture. Draw the largest, or a table of classes")
    em, tall = size.type, 260 if size is NARROW else 340
    xs, ys = [float(x) for _, x, *_ in points], [float(y) for _, _, y, *_ in points]
    lows = [float(end) for *_, between, _ in points for end in between or ()]
    up = ends(min(ys + lows + _known(whole)), max(ys + lows + _known(whole)))
    left = 10 + max(width_of(say_y(tick), em) for tick in ticks(*up, 6))
    figure, axes = canvas(size, tall + 2 * em + 34, left=left, right=6, top=em + 14, bottom=em + 20)
    inner, flat = size.width - left - 6, _flat(xs)
    across = _across(flat, xs)
    up = (up[0], up[1] + 0.12 * (up[1] - up[0]))
    axes.set(xlim=across, ylim=up)

    def at(x, y):
        return (flat(x) - across[0]) / (across[1] - across[0]) * inner, (float(y) - up[0]) / (up[1] - up[0]) * tall

    _axes(axes, size, xs, flat, across, up, at, inner, tall, left, say_x=say_x, say_y=say_y, x_word=x_word, y_word=y_word)
    lines = [[(x + dx, y) for dx in (-6, 0, 6)] for x, y in (at(x, y) for x, y in zip(xs, ys, strict=True))]
    room = Room(lines + ([[(0, at(xs[0], whole)[1]), (inner, at(xs[0], whole)[1])]] if whole is not None else []))
    if whole is not None:
        _whole(axes, whole, whole_word, em, inner, room, up, tall)
    for name, x, y, between, token in sorted(points, key=lambda point: -float(point[1])):
        _point(axes, flat(x), float(y), between, token)
        _name(axes, cut(name, em, 130), at(x, y), em, inner, token, room, up)
    return themed(figure, size.css, label)


def _known(value):
    return [] if value is None else [float(value)]


def is_far(xs) -> bool:
    """Whether the greatest is so far from the least that they are drawn by their logarithms."""
    return min(xs) > 0 and max(xs) > FAR * min(xs)


def _flat(xs):
    return (lambda x: math.log10(float(x))) if is_far(xs) else float


def _across(flat, xs):
    if flat is float:
        low, high = ends(min(xs), max(xs))
        return low, high + 0.04 * (high - low)
    low, high = flat(min(xs)), flat(max(xs))
    return low - 0.06 * (high - low), high + 0.06 * (high - low)


def _axes(axes, size, xs, flat, across, up, at, inner, tall, left, *, say_x, say_y, x_word, y_word):
    em = size.type
    for tick in ticks(*up, 6):
        axes.plot(across, [tick] * 2, color=ink("rule-2"), linewidth=1, zorder=0)
        say(axes, across[0], tick, say_y(tick), em, dx=-8, middle=True, anchor="end", color="ink-3")
    say(axes, across[0], up[1], y_word, em, dx=-left, dy=8, color="ink-3")
    axes.axhline(up[0], color=ink("rule"), linewidth=1)
    marks = ticks(*across, 4 if size is NARROW else 7) if flat is float else _powers(across)
    taken = inner - width_of(x_word, em) - 12
    taken_to = -math.inf
    for tick in marks:
        x, word = (tick - across[0]) / (across[1] - across[0]) * inner, say_x(tick if flat is float else round(10**tick, 9))
        if x + width_of(word, em) / 2 < taken and x - width_of(word, em) / 2 > taken_to:
            place, anchor = within(x, word, em, -left, inner)
            say(axes, across[0], up[0], word, em, dx=place, dy=-em - 6, anchor=anchor, color="ink-3")
            taken_to = x + width_of(word, em) / 2 + 8
    say(axes, across[1], up[0], x_word, em, dy=-em - 6, anchor="end", color="ink-3")


def _powers(across):
    """Logarithms of 1, 2, 5, 10, 20 ... within the axis."""
    powers = range(math.floor(across[0]), math.ceil(across[1]) + 1)
    return [mark for power in powers for mark in (power + math.log10(step) for step in (1, 2, 5)) if across[0] <= mark <= across[1]]


def _whole(axes, whole, word, em, inner, room, up, tall):
    axes.axhline(float(whole), color=ink("ink-3"), linewidth=1.25, dashes=(4, 3), zorder=0)
    y = (float(whole) - up[0]) / (up[1] - up[0]) * tall
    x, y, anchor, _ = room.take(word, em, [(inner, y + 5, "end"), (inner, y - em - 3, "end"), (2, y + 5, "start")])
    say(axes, axes.get_xlim()[0], axes.get_ylim()[0], word, em, dx=x, dy=y, anchor=anchor, halo=True)


def _point(axes, x, y, between, token):
    if between:
        axes.plot([x, x], [float(end) for end in between], color=ink("quiet"), linewidth=1.5, solid_capstyle="butt", zorder=2)
    dot(axes, x, y, radius=4.5, color="quiet" if token == "rule" else token, hollow=token == "rule")


def _name(axes, text, place, em, inner, token, room, up):
    """Beside the point, over or under it: where it hides nothing; nowhere, if there is no such place."""
    x, y = place
    width = width_of(text, em)
    sides = [(x + 9, y - 0.36 * em, "start"), (x - 9, y - 0.36 * em, "end"), (x, y + 9, "middle"), (x, y - em - 7, "middle")]
    fit = [side for side in sides if _inside(side, width, inner)]
    if not fit:
        return
    x, y, anchor, free = room.take(text, em, fit)
    if free:
        shade = "ink-3" if token == "rule" else "ink-2" if token == "quiet" else token
        bold = token not in ("rule", "quiet", "ink")
        say(axes, axes.get_xlim()[0], up[0], text, em, dx=x, dy=y, anchor=anchor, color=shade, bold=bold, halo=True)


def _inside(side, width, inner):
    x, y, anchor = side
    start = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return start >= 0 and start + width <= inner and y >= 0
