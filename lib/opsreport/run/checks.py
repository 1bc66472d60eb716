"""What a parameter file gives, before anything runs: the tables and their rows, the days they cover, and which metrics there will be."""

import datetime as dt
from dataclasses import dataclass

from opsreport.words import Text


@dataclass(frozen=True)
class Checked:
    """days: {table: (first, last)} of the tables that have a date; on: metrics that have all they need; off: {metric: what it wants}."""

    shop: Text
    data_from: dt.date
    data_until: dt.date
    receipts: tuple
    days: dict[str, tuple[dt.date, dt.date]]
    on: tuple[str, ...]
    off: dict[str, tuple[str, ...]]


def check(params_path) -> Checked:
    """Check parameters, sources and notebooks, without running any. Raises the Mistake that `run` would."""
    import tempfile
    from pathlib import Path

    from opsreport import notes
    from opsreport.metrics import ALL
    from opsreport.playbook import playbook_of
    from opsreport.run import notebooks
    from opsreport.shop import open_shop

    shop = open_shop(params_path)
    with tempfile.TemporaryDirectory() as work:
        notebooks.copied(shop.params.pages, notebooks.home(shop.params), Path(work))
    shop.metrics(shop.params.headline)
    playbook_of(shop.params, shop.goals)
    notes.check(shop.params)
    wants = {metric.id: shop.lacks(metric) for metric in ALL}
    return Checked(
        shop.params.shop,
        shop.data_from,
        shop.data_until,
        shop.receipts,
        {name: days for name in dict.fromkeys(receipt.table for receipt in shop.receipts) if (days := _days(shop, name))},
        tuple(name for name, lacks in wants.items() if not lacks),
        {name: lacks for name, lacks in wants.items() if lacks},
    )


def _days(shop, name):
    from opsreport.tables import TABLES, Kind, day_of

    dated = TABLES[name].dated
    if dated is None:
        return None
    day = shop.table(name)[dated if TABLES[name].columns[dated].kind is Kind.DAY else day_of(dated)]
    row = shop.store.run(day.as_table().aggregate(first=day.min(), last=day.max()))[0]
    return (row["first"], row["last"]) if row["first"] else None
