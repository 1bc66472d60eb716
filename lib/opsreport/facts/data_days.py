"""How much data there are, by table and day."""

import ibis
from ibis import _

from opsreport.facts.rows import per
from opsreport.store import Fact
from opsreport.tables import TABLES, Kind, day_of


def _data_days(store, by):
    """The rows of each table that dates its rows, by local day."""
    dated = {name: t.dated if t.columns[t.dated].kind is Kind.DAY else day_of(t.dated) for name, t in TABLES.items() if t.dated}
    rows = {name: store[name].select(day=_[day]) for name, day in dated.items()}
    counts = [per(table, ("day",), rows=_.day.count()).mutate(source=ibis.literal(name)) for name, table in rows.items()]
    return ibis.union(*counts).filter(_.day.notnull())


data_days = Fact("data_days", _data_days, (), kept=True)
