"""A distribution as the share that is reached within each limit: how long answers take, without bins to choose."""

import math

from opsreport.show.charts.axis import within
from opsreport.show.charts.canvas import Room, canvas, dot, say, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed

FULL = 1.0


@in_theme
def distribution(limits, shares, label, size, *, say_limit, say_share, quantiles=(), agreed=None, agreed_word=""):
    """limits: ascending, above zero, drawn by their logarithm; shares: of all, within each limit (those never done stay out of every share).

    quantiles: (value, share, word, shorter word), marked on the line, which goes through them. agreed: the place of the limit agreed upon.
    """
    em, tall = size.type, 190 if size is NARROW else 240
    figure, axes = canvas(size, tall + 2 * em + 30, left=8, right=14, top=em + 14, bottom=em + 16)
    marks = [(float(value), share, words) for value, share, *words in quantiles if limits[0] <= value <= limits[-1]]
    line = sorted([*zip(map(float, limits), map(float, shares), strict=True), *((value, share) for value, share, _ in marks)])
    low, high = math.log(limits[0]), math.log(limits[-1])
    inner = size.width - 22
    axes.set(xlim=(low, high), ylim=(0, FULL))

    def at(limit, share):
        return (math.log(limit) - low) / (high - low) * inner, share * tall

    axes.fill_between([math.log(x) for x, _ in line], [y for _, y in line], color=ink("band"), linewidth=0, zorder=0)
    axes.plot([math.log(x) for x, _ in line], [y for _, y in line], color=ink("ink"), linewidth=2, zorder=3)
    axes.axhline(0, color=ink("rule"), linewidth=1)
    room = Room([[at(x, y) for x, y in line], *([at(value, 0), at(value, share)] for value, share, _ in marks)])
    for value, share, words in marks:
        _quantile(axes, at, value, share, words, em, inner, room)
    for place, (limit, share) in enumerate(zip(limits, shares, strict=True)):
        strong = place == agreed
        dot(axes, math.log(limit), float(share), radius=4.5 if strong else 2.5)
        words = f"{agreed_word} {say_share(share)}".strip() if strong else say_share(share)
        _share(axes, at(limit, float(share)), words, em, inner, room, strong=strong)
    _ticks(axes, [at(limit, 0)[0] for limit in limits], [say_limit(limit) for limit in limits], em, inner, agreed)
    return themed(figure, size.css, label)


def _quantile(axes, at, value, share, words, em, inner, room):
    """A hairline down from the line, its word beside it: the first for which there is room."""
    x, y = at(value, share)
    axes.plot([math.log(value)] * 2, [0, share], color=ink("ink-3"), linewidth=1.25, dashes=(3, 3), zorder=2)
    dot(axes, math.log(value), share, radius=4, hollow=True)
    rows = [y * part for part in (0.32, 0.18, 0.5, 0.08)]
    for word in words:
        width = width_of(word, em)
        places = [(x + 7, row, "start") for row in rows if x + 7 + width <= inner] + [(x - 7, row, "end") for row in rows if x - 7 - width >= 0]
        if places:
            left, low, anchor, free = room.take(word, em, places)
            if free:
                return say(axes, axes.get_xlim()[0], 0, word, em, dx=left, dy=low, anchor=anchor, halo=True)
    return None


def _share(axes, place, words, em, inner, room, *, strong):
    x, y = place
    places = [(x - 6, y + 6, "end"), (x, y + 9, "middle"), (x, y + 9, "start"), (x + 8, y - em - 3, "start"), (x + 8, y - 2 * em, "start")]
    places.append((x + 6, y - 2 * em, "end"))
    width = width_of(words, em)
    starts = {"start": 0, "middle": 0.5, "end": 1}
    fit = [(a, b, how) for a, b, how in places if a - starts[how] * width >= -8 and a + (1 - starts[how]) * width <= inner + 14 and b > 2]
    if not fit:
        return  # a word at another place would be another point's
    x, y, anchor, free = room.take(words, em, fit)
    if free or strong:
        say(axes, axes.get_xlim()[0], 0, words, em, dx=x, dy=y, anchor=anchor, color="ink" if strong else "ink-2", bold=strong, halo=True)


def _ticks(axes, xs, words, em, inner, agreed):
    """The limits below their points; where two would touch, the later one gives way, but never the agreed one, the first or the last."""
    taken = []
    first = [place for place in (agreed, 0, len(xs) - 1) if place is not None]
    for place in dict.fromkeys([*first, *range(len(xs))]):
        x, anchor = within(xs[place], words[place], em, -8, inner + 14)
        start = x - width_of(words[place], em) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        end = start + width_of(words[place], em)
        if all(end + 6 < other or start > last + 6 for other, last in taken):
            taken.append((start, end))
            strong = place == agreed
            say(axes, axes.get_xlim()[0], 0, words[place], em, dx=x, dy=-em - 6, anchor=anchor, color="ink" if strong else "ink-3", bold=strong)
