"""Figures that are kept elsewhere, by the period that they are of."""


from opsreport.kinds import yes
from opsreport.periods import period_or_none
from opsreport.store import Fact
from opsreport.tables import in_memory


def _manual_figures(store, by):
    """A figure by the first day of its period, with the period's unit and its days. A text that is no period of ours belongs to none."""
    rows = store["manual_figures"]
    texts = [row["period"] for row in store.run(rows.select("period").distinct())] if store.con else []
    known = [(text, p.start, p.unit, p.days) for text in texts if (p := period_or_none(text, store.calendar))]
    periods = in_memory(known, {"label": "string", "day": "date", "figure_unit": "string", "days": "int64"})
    rows = rows.inner_join(periods, rows.period == periods.label)
    halves = {name: rows[name].fill_null(0) for name in ("value", "numerator", "denominator")}
    gives = dict(rows=yes(rows.period.notnull()), values=yes(rows.value.notnull()), ratios=yes(rows.denominator.notnull()))
    whole = rows.segment.fill_null("").strip() == ""
    return rows.select("day", "figure_unit", "days", figure=rows.metric, of=whole.ifelse("whole", "segments"), **halves, **gives)


manual_figures = Fact("manual_figures", _manual_figures, (), kept=False)
