"""How much of a target is reached, as a bar with a mark at the whole of it."""

from functools import lru_cache
from html import escape

from matplotlib.patches import Rectangle

from opsreport.show.charts.canvas import canvas
from opsreport.show.markup import Html, plain
from opsreport.show.theme import SPARK, in_theme, ink, themed

UNNAMED = 'aria-label=""'
HEIGHT, BAR = 16, 6


def attainment(share: float, most: float, label: str, *, color: str = "quiet") -> Html:
    """share: 1 is all of the target; drawn as far as `most`, what is more is cut there (the words say it)."""
    drawn = _drawn(max(0.0, min(float(share), float(most))), float(most), color)
    return Html(drawn.replace(UNNAMED, f'aria-label="{escape(plain(label))}"', 1))


@lru_cache(256)
@in_theme
def _drawn(share, most, color):
    figure, axes = canvas(SPARK, HEIGHT)
    low = (HEIGHT - BAR) / 2
    axes.add_patch(Rectangle((0, low), most, BAR, color=ink("band"), linewidth=0))
    axes.add_patch(Rectangle((0, low), share, BAR, color=ink(color), linewidth=0))
    axes.plot([1, 1], [0, HEIGHT], color=ink("ink"), linewidth=1.5, solid_capstyle="butt")
    axes.set(xlim=(0, most), ylim=(0, HEIGHT))
    return themed(figure, SPARK.css, "")
