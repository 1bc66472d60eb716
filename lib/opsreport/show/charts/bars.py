"""Horizontal bars: one figure of several segments or parts."""

from opsreport.show.charts.canvas import beside, canvas, cut, margin, say, span, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed


@in_theme
def bars(rows, label, size, *, whole=None, whole_word=""):
    """Bars from zero, each labelled directly. rows: (name, value, (low, high) or None, words, token).

    An interval is a hair line through the bar's end. whole: where the whole shop stands, a dashed line with its word.
    """
    step, left = 26 if size is NARROW else 28, margin([name for name, *_ in rows], size)
    right = 10 + max(width_of(words, size.type) for *_, words, _ in rows)
    top = 24 if whole is not None else 4
    figure, axes = canvas(size, step * len(rows) + top + 4, left=left, right=right, top=top, bottom=4)
    colors = [ink(token) for *_, token in rows]
    axes.barh(range(len(rows)), [float(value) for _, value, *_ in rows], height=0.56, color=colors, linewidth=0)  # seaborn's takes ten times as long
    ends = [end for _, value, interval, *_ in rows for end in (value, *(interval or ()))]
    axes.set(xlim=span(0, whole, *ends), ylim=(len(rows) - 0.5, -0.5), xlabel="", ylabel="")
    axes.axvline(0, color=ink("ink-3"), linewidth=1)
    if whole is not None:
        axes.axvline(float(whole), color=ink("ink-3"), linewidth=1.25, dashes=(4, 3), zorder=0)
        say(axes, float(whole), -0.5, whole_word, size.type, dy=7, anchor="middle")
    for place, (name, value, interval, words, token) in enumerate(rows):
        strong = token not in ("quiet", "rule")
        beside(axes, place, cut(name, size.type, left - 8), size.type, -left, color="ink" if strong else "ink-3")
        if interval:
            axes.plot([float(end) for end in interval], [place] * 2, color=ink("ink"), linewidth=1, solid_capstyle="butt", zorder=4)
        edge = max(0.0, float(value), *(float(end) for end in interval or ()))
        say(axes, edge, place, words, size.type, dx=6, middle=True, color="ink" if strong else "ink-3", halo=True)
    return themed(figure, size.css, label)
