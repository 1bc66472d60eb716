"""Cohort × age as a heatmap."""

import seaborn as sns
from matplotlib.colors import BoundaryNorm, ListedColormap

from opsreport.show.charts.canvas import beside, canvas, dot, say, width_of
from opsreport.show.theme import NARROW, STEPS, in_theme, ink, themed


@in_theme
def cohorts(names, sizes, rates, label, size, *, say_rate, heads, steps, mark=None, total=None):
    """Rates in seven steps of one colour. None is a window that has not closed: a dot, never a zero.

    heads: the text over the names, over the sizes, over the ages, then one per age. steps: the eight edges of the scale.
    mark: (row, age) to frame. total: (name, size, rates) of the whole, set apart below.
    """
    row_height, least = (26, 96) if size is NARROW else (28, 152)
    body, apart = [*rates, *([total[2]] if total else [])], 6 if total else 0  # pixels between the cohorts and the whole
    left = max(least, 20 + max(width_of(name + n, size.type) for name, n in zip(names, sizes, strict=True)))
    figure, axes = canvas(size, row_height * len(body) + 44 + apart, left=left, top=40, bottom=4 + apart)
    _cells(axes, rates, steps)
    axes.set(xlim=(0, len(rates[0])), ylim=(len(body), 0))
    _heads(axes, heads, size, left)
    if mark and mark[1] < len(rates[0]):
        row, age = mark
        axes.plot([age, age + 1, age + 1, age, age], [row, row, row + 1, row + 1, row], color=ink("ink"), linewidth=2, clip_on=False, zorder=4)
    for place, row in enumerate(body):
        whole = place == len(rates)
        how = {"dy": -apart if whole else 0, "bold": whole}
        name, n = total[:2] if whole else (names[place], sizes[place])
        beside(axes, place + 0.5, name, size.type, -left, color="ink", **how)
        beside(axes, place + 0.5, n, size.type, -8, anchor="end", color="ink-3", dy=how["dy"])
        for age, rate in enumerate(row):
            if rate is not None:
                shade = "paper" if not whole and rate >= steps[4] else "ink"
                say(axes, age + 0.5, place + 0.5, say_rate(rate), size.type, anchor="middle", middle=True, color=shade, **how)
            elif not whole:
                dot(axes, age + 0.5, place + 0.5, radius=1.25, color="quiet")
    return themed(figure, size.css, label)


def _cells(axes, rates, steps):
    scale = ListedColormap([ink(f"seq-{step}") for step in range(STEPS)])
    grid = [[float("nan") if rate is None else float(rate) for rate in row] for row in rates]
    how = {"cbar": False, "linewidths": 2, "linecolor": ink("paper"), "xticklabels": False, "yticklabels": False}
    sns.heatmap(grid, ax=axes, cmap=scale, norm=BoundaryNorm(steps, STEPS), **how)


def _heads(axes, heads, size, left):
    over = {"size": size.type, "color": "ink-3", "of": ("axes fraction", "data")}
    say(axes, 0, 0, heads[0], dx=-left, dy=6, **over)
    say(axes, 0, 0, heads[1], dx=-8, dy=6, anchor="end", **over)
    say(axes, 0, 0, heads[2], dy=12 + size.type, **over)
    for age, head in enumerate(heads[3:]):
        say(axes, age + 0.5, 0, head, size.type, dy=6, anchor="middle", color="ink-3")
