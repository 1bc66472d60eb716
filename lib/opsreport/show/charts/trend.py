"""A figure over its periods, with words at the points that matter."""

import seaborn as sns

from opsreport.show.charts.canvas import Room, canvas, dot, say, span, stretches, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed


@in_theme
def trend(ticks, values, label, size, *, now, say_value, band=None, band_words=("", ""), target=None, target_word="", left_out=None, compare=None,
          beyond=None, color="ink", hollow=False):  # fmt: skip
    """A metric over periods, its usual range and its target; words hide neither the line nor each other.

    ticks: a short text per period, "" for none. values: None where not known. now: the place of the figure that the page speaks of.
    compare: {place: word}, the points that it is compared with. beyond: {place: word}, others far from the usual range.
    left_out: {place: word}, periods that the range was made without, drawn hollow.
    band_words: a long and a short name of the usual range. hollow: not over yet.
    """
    last, em, left_out = len(values) - 1, size.type, left_out or {}
    beyond = {place: word for place, word in (beyond or {}).items() if place not in (compare or {})}
    low, high = span(*values, *(band or ()), target)
    wide, tall = size.width - _right(size, target_word, say_value(values[now]) if now == last else ""), 160 if size is NARROW else 250
    spoken = (*(compare or {}), *beyond, *left_out, *((now,) if now != last else ()))  # words stand over or under these points
    named = [values[place] for place in spoken if values[place] is not None]
    near = 0.08 * (high - low)
    below, above = (em + 12 if min(named, default=high) <= low + near else 12), (em + 12 if max(named, default=low) >= high - near else 2)
    figure, axes = canvas(size, tall + em + 14, left=6, right=size.width - wide - 6, bottom=em + 14)
    unit = (tall - below - above) / (high - low)
    floor = low - below / unit
    axes.set(xlim=(0, max(1, last)), ylim=(floor, high + above / unit), xlabel="", ylabel="")

    def at(place, value):
        return place / max(1, last) * wide, (float(value) - floor) * unit

    lines = _line(axes, values, now, band, target, left_out, color, hollow)
    level = [[(0, at(0, target)[1]), (wide, at(0, target)[1])]] if target is not None else []
    room = Room([[at(*point) for point in zip(*line, strict=True)] for line in lines] + level)

    def word(text, places, em=em, shorter=None, drop=False, **how):
        x, y, anchor, free = room.take(text, em, places)
        if shorter and not free:
            return word(shorter, places, em, drop=drop, **how)
        if drop and not free:
            return
        say(axes, 0, floor, text, em, dx=x, dy=y, anchor=anchor, **how)

    x, y = at(now, values[now])
    if now == last:
        word(say_value(values[now]), [(x + 10, y - 0.36 * em, "start")], em + 3, color=color, bold=True)
    else:
        word(
            say_value(values[now]),
            [(x, y + 10, "middle"), (x, y - em - 12, "middle"), (x + 10, y + 10, "start")],
            em + 3,
            color=color,
            bold=True,
            halo=True,
        )
    if target is not None:
        y = at(0, target)[1] - 0.36 * em
        word(target_word, [(wide + 10, row, "start") for row in (y, y + em, y - em, y + 1.6 * em, y - 1.6 * em)])
    for place, text in (compare or {}).items():
        word(text, _beside(text, *at(place, values[place]), em, size, over=_over(values, place)), drop=True, halo=True)
    for place, text in beyond.items():
        word(text, _beside(text, *at(place, values[place]), em, size, over=_over(values, place)), drop=True, halo=True)
    for place, text in left_out.items():
        if values[place] is not None and text and place not in (compare or {}):
            word(text, _beside(text, *at(place, values[place]), em, size, over=_over(values, place)), drop=True, color="ink-3", halo=True)
    if band:
        word(band_words[0], _corners(at, band, wide, tall, em), shorter=band_words[1], drop=True, color="ink-3")
    axes.axhline(floor, color=ink("rule"), linewidth=1)
    for place, text in enumerate(ticks):
        anchor = "start" if place == 0 else "end" if place == last and size is NARROW else "middle"
        say(axes, place, floor, text, em, dy=-em - 6, anchor=anchor, color="ink" if place == now else "ink-3", bold=place == now)
    return themed(figure, size.css, label)


def _right(size, target_word, value):
    """Room for what stands to the right of the line."""
    return max(84 if size is NARROW else 98, 18 + width_of(target_word, size.type), 18 + 1.1 * width_of(value, size.type + 3))


def _line(axes, values, now, band, target, left_out, color, hollow):
    """Band, target, line and dots; gives the stretches that were drawn."""
    if band:
        axes.axhspan(*band, color=ink("band"), linewidth=0)
    if target is not None:
        axes.axhline(float(target), color=ink("ink-3"), linewidth=1.25, dashes=(4, 3))
    lines = stretches(values)
    for places, known in lines:
        sns.lineplot(x=places, y=known, ax=axes, color=ink("ink"), linewidth=2, legend=False, errorbar=None)
        for place, value in zip(places, known, strict=True):
            if place != now:
                dot(axes, place, value, radius=2.25, color="quiet" if place in left_out else "ink", hollow=place in left_out)
    dot(axes, now, float(values[now]), radius=5, color=color, hollow=hollow)
    return lines


def _over(values, place):
    """Whether a word fits better over the point: where the line goes down from it."""
    near = [values[other] for other in (place - 1, place + 1) if 0 <= other < len(values) and values[other] is not None]
    return not near or sum(near) / len(near) <= values[place]


def _beside(text, x, y, em, size, *, over):
    """Places over and under a point, within the picture."""
    rows = [y + 8, y - em - 4] if over else [y - em - 4, y + 8]
    width = width_of(text, em)
    reach = {"middle": (x - width / 2, x + width / 2), "start": (x, x + width), "end": (x - width, x)}
    anchors = [anchor for anchor, (left, right) in reach.items() if left >= -6 and right <= size.width - 6] or ["start"]
    return [(x, row, anchor) for anchor in anchors for row in rows]


def _corners(at, band, wide, tall, em):
    """Places for the band's name: its corners from within where it is high enough, then over and below it; never outside of the picture."""
    bottom, top = at(0, band[0])[1], at(0, band[1])[1]
    inside = [top - em - 3, bottom + 6] if top - bottom > 1.5 * em else []
    sides = ((6, "start"), (wide - 6, "end"), (wide / 2, "middle"))
    rows = [[row for row in edges if 2 <= row <= tall - em] for edges in (inside, [top + 5, bottom - em - 2])]
    return [(x, row, anchor) for edges in (rows if any(rows) else [[top - em - 3]]) for x, anchor in sides for row in edges]
