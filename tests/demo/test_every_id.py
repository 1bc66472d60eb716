"""Every id of the dictionary has a figure or a table on the demo shop, but for those that are listed here with their reason."""

from opsreport.measure import Asked, DataTable, measure
from opsreport.metrics import ALL

PERIOD = "2026-06"  # with a campaign, and far enough back for every window
NULL = {
    "new_bound_cards": "not_observed",  # no card is ever bound
    "incident_response_time": "zero_denominator",  # nothing went wrong in that month
    "bonus": "no_target",  # params/roles.yml agrees on none
}


def test_every_id_has_a_figure_or_a_table(shop):
    (period,) = shop.periods(PERIOD)
    asked = {metric.id: Asked(metric.resolved(shop.store), period, ()) for metric in ALL}
    answers = measure(shop.store, asked.values())
    null = {id: known.reason for id, a in asked.items() for known in [first_known(answers[a].parts().values())] if known}
    assert null == NULL, null
    assert len(null) <= 10


def test_a_grain_with_a_key_has_one_row_a_key(shop):
    months = shop.periods([PERIOD, "2026-10"])
    keyed = {rows for metric in ALL if not metric.derived for rows in [metric.resolved(shop.store).rows] if rows.key}
    assert len(keyed) > 20
    for grain in keyed:
        of_key = grain.table(shop.store, months, grain.columns).group_by("pid", *grain.key).aggregate(n=lambda row: row.count())
        rows, most = shop.store.run(of_key.aggregate(rows=of_key.count(), most=of_key.n.max()))[0].values()
        assert most == 1 or rows == 0, grain.name


def first_known(parts):
    """None where a part is known; otherwise the first of them, which says why not."""
    parts = list(parts)
    return None if any(isinstance(part, DataTable) or part.value is not None for part in parts) else parts[0]


def test_the_offers_that_flooded_the_shop_have_their_sales(shop):
    for period, campaign in (("2025-08", "C2508"), ("2026-10", "C2610")):
        found = shop.read("campaign_sales", [period], by="campaign")
        (sales,) = [row.value for row in found.itertuples() if row.segment == {"campaign": campaign}]
        assert sales > 10_000
