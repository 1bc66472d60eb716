"""Axes: round ticks, and words that stay within the picture."""

import math

from opsreport.show.charts.canvas import say, width_of
from opsreport.show.theme import ink

ROUND = (1, 2, 5, 10)  # steps between ticks, times a power of ten
CLOSE = 3  # where all that is drawn lies in less than a third of the way from zero, the axis begins elsewhere, and its ticks say so


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from low to high, at most so many."""
    raw = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * size for size in ROUND if power * size >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * place, 12) for place in range(first, last + 1)]


def ends(low: float, high: float) -> tuple[float, float]:
    """The ends of an axis of points: from zero, where the points are not all far from it."""
    if low < 0 < high:
        return low, high
    if low >= 0 and (high - low) * CLOSE >= high:
        return 0.0, high or 1.0
    room = 0.08 * (high - low) or abs(high) / 2 or 1.0
    return low - room, high + room


def within(x: float, text, size, left: float, right: float, anchor="middle") -> tuple[float, str]:
    """A place for a text at x, moved so that it stays between left and right: (x, anchor), in pixels."""
    width = width_of(text, size)
    start = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    if start < left:
        return left, "start"
    return (right, "end") if start + width > right else (x, anchor)


def grid(axes, size, edges, floor, say_tick, *, most):
    """Hairlines at round numbers over rows, their words below the last row (`floor`)."""
    for tick in ticks(*edges, most):
        axes.plot([tick] * 2, [-0.5, floor], color=ink("rule-2"), linewidth=1, zorder=0)
        say(axes, tick, floor, say_tick(tick), size.type, dy=-size.type - 5, anchor="middle", color="ink-3")
    axes.axhline(floor, color=ink("rule"), linewidth=1)


def whole_line(axes, size, value, word, floor, *, left, edges):
    """Where the whole shop stands: a dashed line over the rows, its word above, within the picture."""
    axes.plot([value] * 2, [-0.5, floor], color=ink("ink-3"), linewidth=1.25, dashes=(4, 3), zorder=0)
    inner = size.width * axes.get_position().width
    x = (value - edges[0]) / (edges[1] - edges[0]) * inner
    x, anchor = within(x, word, size.type, -left, size.width - left)
    say(axes, edges[0], -0.5, word, size.type, dx=x, dy=7, anchor=anchor)
