"""Charts: each takes plain numbers and words, computes nothing but places, and gives the text of one <svg>; `responsive` draws it twice."""

from opsreport.show.charts.attainment import attainment
from opsreport.show.charts.bars import bars
from opsreport.show.charts.cohorts import cohorts
from opsreport.show.charts.columns import columns
from opsreport.show.charts.distribution import distribution
from opsreport.show.charts.dots import dots
from opsreport.show.charts.flows import flows
from opsreport.show.charts.funnel import funnel
from opsreport.show.charts.scatter import scatter
from opsreport.show.charts.sparkline import sparkline
from opsreport.show.charts.trend import trend
from opsreport.show.charts.waterfall import contributions, waterfall
from opsreport.show.markup import Html
from opsreport.show.theme import NARROW, WIDE

__all__ = [
    "attainment", "bars", "cohorts", "columns", "contributions", "distribution", "dots", "flows", "funnel", "responsive", "scatter", "sparkline",
    "trend", "waterfall",
]  # fmt: skip


def responsive(draw) -> Html:
    """One chart drawn for phones and for wide screens; the stylesheet shows one of them, so that type keeps its reading size."""
    return Html(draw(NARROW) + draw(WIDE))
