"""Horizontal bars: one figure of several segments or parts."""

from opsreport.show.charts.axis import whole_line
from opsreport.show.charts.canvas import canvas, lines, margin, rows_high, say, span, stacked, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed


@in_theme
def bars(rows, label, size, *, whole=None, whole_word=""):
    """Bars from zero, each labelled directly. rows: (name, value, (low, high) or None, words, token).

    An interval is a hair line through the bar's end. whole: where the whole shop stands, a dashed line with its word; the rows' words then stand
    in a column at the right.
    """
    left = margin([name for name, *_ in rows], size)
    names = [lines(name, size.type, left - 8) for name, *_ in rows]
    step = rows_high(names, size.type, least=26 if size is NARROW else 28)
    right = 10 + max(width_of(words, size.type) for *_, words, _ in rows)
    top = 24 if whole is not None else 4
    figure, axes = canvas(size, step * len(rows) + top + 4, left=left, right=right, top=top, bottom=4)
    colors = [ink(token) for *_, token in rows]
    axes.barh(range(len(rows)), [float(value) for _, value, *_ in rows], height=0.56, color=colors, linewidth=0)  # seaborn's takes ten times as long
    ends = [end for _, value, interval, *_ in rows for end in (value, *(interval or ()))]
    axes.set(xlim=span(0, whole, *ends), ylim=(len(rows) - 0.5, -0.5), xlabel="", ylabel="")
    axes.axvline(0, color=ink("ink-3"), linewidth=1)
    if whole is not None:
        whole_line(axes, size, float(whole), whole_word, len(rows) - 0.5, left=left, edges=axes.get_xlim())
    for place, (_, value, interval, words, token) in enumerate(rows):
        strong = token not in ("quiet", "rule")
        stacked(axes, place, names[place], size.type, -left, color="ink" if strong else "ink-3")
        if interval:
            axes.plot([float(end) for end in interval], [place] * 2, color=ink("ink"), linewidth=1, solid_capstyle="butt", zorder=4)
        how = {"middle": True, "color": "ink" if strong else "ink-3"}
        if whole is not None:  # in a column of their own: the line of the whole would go through words at the bars' ends
            say(axes, 1, place, words, size.type, dx=right, anchor="end", of=("axes fraction", "data"), **how)
            continue
        edge = max(0.0, float(value), *(float(end) for end in interval or ()))
        say(axes, edge, place, words, size.type, dx=6, halo=True, **how)
    return themed(figure, size.css, label)
