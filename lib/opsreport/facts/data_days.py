"""How much data there are, by table and day."""

import ibis
from ibis import _

from opsreport.facts.rows import per
from opsreport.kinds import yes
from opsreport.store import Fact
from opsreport.tables import TABLES, Kind, day_of


def _data_days(store, by):
    """The rows of each table that dates its rows, by local day."""
    dated = {name: t.dated if t.columns[t.dated].kind is Kind.DAY else day_of(t.dated) for name, t in TABLES.items() if t.dated}
    rows = {name: store[name].select(day=_[day], one=yes(_[day].notnull())).filter(_.day.notnull()) for name, day in dated.items()}
    return ibis.union(*(per(table, ("day",), rows=_.one.sum()).mutate(source=ibis.literal(name)) for name, table in rows.items()))


data_days = Fact("data_days", _data_days, (), kept=True)
