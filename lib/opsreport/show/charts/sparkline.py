"""A word-sized trend."""

from functools import lru_cache
from html import escape

import seaborn as sns

from opsreport.show.charts.canvas import canvas, dot, span, stretches
from opsreport.show.markup import Html, plain
from opsreport.show.theme import SPARK, in_theme, ink, themed

UNNAMED = 'aria-label=""'


def sparkline(values, label, *, band=None, target=None, left_out=(), color="ink", hollow=False) -> Html:
    """The usual range as a grey band, the target as a dashed hair line, the figure over its periods, the present as a dot.

    None is a figure that is not known: the line stops there. left_out: the places of periods that the range was made without, as hollow dots.
    color: of the dot; hollow: the last period is not over.
    """
    known = tuple(None if value is None else float(value) for value in values)
    drawn = _drawn(known, band, None if target is None else float(target), tuple(sorted(left_out)), color, hollow)
    return Html(drawn.replace(UNNAMED, f'aria-label="{escape(plain(label))}"', 1))


@lru_cache(256)
@in_theme
def _drawn(values, band, target, left_out, color, hollow):
    """Without a name: the same for every language."""
    figure, axes = canvas(SPARK, 40, left=4, right=6, top=6, bottom=6)
    if band:
        axes.axhspan(*band, color=ink("band"), linewidth=0)
    if target is not None:
        axes.axhline(target, color=ink("ink-3"), linewidth=1, dashes=(3, 3))
    for places, known in stretches(values):
        if len(known) > 1:
            sns.lineplot(x=places, y=known, ax=axes, color=ink("quiet"), linewidth=1.5, legend=False, errorbar=None)
        else:
            dot(axes, places[0], known[0], radius=1.75, color="quiet")
    for place in left_out:
        if values[place] is not None:
            dot(axes, place, values[place], radius=2, color="quiet", hollow=True)
    if values[-1] is not None:
        dot(axes, len(values) - 1, values[-1], radius=4, color=color, hollow=hollow)
    axes.set(xlim=(0, max(1, len(values) - 1)), ylim=span(*values, *(band or ()), target), xlabel="", ylabel="")
    return themed(figure, SPARK.css, "")
