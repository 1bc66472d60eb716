"""Columns: how many of each, such as users by their active days."""

from opsreport.show.charts.canvas import canvas, say, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed


@in_theme
def columns(ticks, values, label, size, *, words=None, marked=()):
    """Thin columns from zero over a base line.

    ticks: a short text per column, "" for none. words: {place: text over the column}. marked: the places of darker columns.
    """
    em, tall = size.type, 130 if size is NARROW else 180
    figure, axes = canvas(size, tall + em + 14 + em + 8, left=2, right=2, top=em + 8, bottom=em + 14)
    colors = [ink("ink" if place in marked else "quiet") for place in range(len(values))]
    axes.bar(range(len(values)), [float(value or 0) for value in values], width=0.72, color=colors, linewidth=0)
    axes.set(xlim=(-0.5, len(values) - 0.5), ylim=(0, max([float(value or 0) for value in values]) or 1))
    axes.axhline(0, color=ink("rule"), linewidth=1, clip_on=False)
    for place, text in (words or {}).items():
        x, y, anchor = _over(place, values, width_of(text, em) / (size.width - 4) * len(values))
        say(axes, x, y, text, em, dy=5, anchor=anchor, color="ink")
    for place, text in enumerate(ticks):
        say(axes, place, 0, text, em, dy=-em - 5, anchor="middle", color="ink-3")
    return themed(figure, size.css, label)


def _over(place, values, wide):
    """Where a text over a column stands so that it hides no other: (x, y, anchor), of the places within the picture the lowest. wide: in columns."""
    found = []
    for anchor, x, before in (("middle", place, wide / 2), ("start", place - 0.36, 0), ("end", place + 0.36, wide)):
        left, right = x - before, x - before + wide
        if left < -0.5 or right > len(values) - 0.5:
            continue
        under = [float(value or 0) for one, value in enumerate(values) if one + 0.36 > left and one - 0.36 < right]
        found.append((x, max(under), anchor))
    return min(found, key=lambda one: one[1], default=(place, float(values[place] or 0), "middle"))
