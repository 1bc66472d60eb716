"""Rows that share a key: equal ones count once, and versions that differ are all set aside."""

import ibis

from opsreport.sources import reasons
from opsreport.sources.lines import CODE, DUPLICATE, FINE, Problems
from opsreport.sources.raw import FILE, ROW_NUMBER
from opsreport.tables import Table

PART = "$part"


def repeated(table: Table, rows: ibis.Table) -> bool:
    """Whether any key of the accepted rows stands twice."""
    key = [name for name in table.key if name in rows.columns]
    if not key:
        return False
    fine = rows.filter(rows[CODE] == FINE)
    if len(key) == 1 and _rising(fine[key[0]]):
        return False
    counts = fine.group_by(key).aggregate(n=fine.count())
    return bool(counts.filter(counts.n > 1).limit(1).count().to_pyarrow().as_py())


def _rising(key: ibis.Column) -> bool:
    """Whether each key is greater than the one before it, as in most exports. In whatever order rows come: if so, no key comes twice, and
    finding that out takes a tenth of the time that counting every key takes."""
    keys = key.name("key").as_table()
    steps = keys.mutate(before=keys.key.lag())
    return not steps.filter(steps.key.isnull() | (steps.key <= steps.before)).limit(1).count().to_pyarrow().as_py()


def settled(table: Table, rows: ibis.Table, problems: Problems) -> ibis.Table:
    """The rows with their code: the first of equal rows stays, further ones are duplicates; versions of one key that differ all have a problem."""
    key = [name for name in table.key if name in rows.columns]
    columns = [name for name in table.columns if name in rows.columns]
    fine = rows.filter(rows[CODE] == FINE)
    place = ibis.row_number().over(ibis.window(group_by=columns, order_by=[PART, FILE, ROW_NUMBER]))
    placed = fine.mutate(**{"$place": place})
    versions = (placed["$place"] == 0).sum().over(ibis.window(group_by=key))
    versioned = placed.mutate(**{"$versions": versions})
    code = ibis.cases((versioned["$versions"] > 1, problems.code(table.key[0], reasons.CONFLICT)), (versioned["$place"] > 0, DUPLICATE), else_=FINE)
    decided = versioned.mutate(**{CODE: code.cast("int32")}).drop("$place", "$versions")
    return decided.union(rows.filter(rows[CODE] != FINE))
